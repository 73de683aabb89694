//! The program as a user meets it: real fixtures in, real output out.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read fixtures and lay out trees themselves"
)]

mod check;
mod common;
mod config;
mod gate;
mod reissue;
mod schema;
mod verify;
mod views;
