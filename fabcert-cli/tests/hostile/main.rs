//! Trees that were made to do harm: each ends with the exit code that is promised, in bounded time and
//! memory, and says what it met. SECURITY.md names the limits.
//!
//! `cargo test --test hostile -- --nocapture` prints what each took. `FABCERT_HOSTILE_LARGE=1` makes a
//! million files of the thousands.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests make their trees, read their settings and print what each took"
)]

mod contents;
mod run;
mod trees;
