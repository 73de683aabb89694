//! The certificate doctor for Hyperledger Fabric, as a library.

pub mod backdate;
pub mod certificate;
pub mod clock;
pub mod crl;
mod der;
pub mod embedded;
pub mod fabric;
pub mod issuance;
pub mod key;
pub mod layout;
mod parallel;
pub mod path;
pub mod pem;
pub mod progress;
mod quote;
pub mod signature;
pub mod source;
pub mod store;
pub mod timestamp;

pub use clock::Clock;
