//! Trees to measure on, the least that a check can cost, and how both are measured.
#![allow(
    clippy::disallowed_methods,
    reason = "the floor and the measurements stand outside of the library, and read for themselves"
)]

pub mod floor;
pub mod measure;
pub mod phases;
pub mod trees;
