//! The certificate doctor for Hyperledger Fabric, as a library.

pub mod certificate;
pub mod clock;
pub mod crl;
mod der;
pub mod key;
mod parallel;
pub mod pem;
mod quote;
pub mod timestamp;

pub use clock::Clock;
