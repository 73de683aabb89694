//! Fixtures for fabcert's tests and benchmarks, and what makes them.
//!
//! [`forge`] makes one certificate byte for byte; [`shapes`] lays certificates out as cryptogen,
//! fabric-ca and the SDKs do; [`fixtures`] are the committed trees, one pair for each rule;
//! [`parity`] is the corpus of MSPs with Fabric's own verdicts. Everything comes out the same on
//! every run.

pub mod der;
pub mod fixtures;
pub mod forge;
pub mod key;
pub mod parity;
pub mod shapes;
pub mod tree;

use std::fmt::Write as _;

use base64::Engine as _;
use time::UtcDateTime;
use time::macros::utc_datetime;

pub use forge::{Forge, Forged};
pub use key::{Key, KeyKind};
pub use tree::Tree;

/// The clock that all fixtures are made for.
pub const NOW: UtcDateTime = utc_datetime!(2026-11-22 12:00:00);

/// PEM with lines of 64 columns, as Go's `encoding/pem` writes it.
pub fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new(label, der), config).into_bytes()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes everything");
            text
        })
}

/// Standard base64, as Kubernetes Secrets and protobuf's JSON hold bytes.
pub fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
