//! A pasted error line, or a whole log, and the certificate faults that are recognised in it.
//!
//! The texts are those of Fabric's peer and orderer, of fabric-ca, of Go's TLS and `crypto/x509`
//! (old and new releases) and of the common SDKs. Whatever wraps them (log prefixes, colours,
//! JSON logs, RPC statuses, Fabric's own prefixes) is seen through: the innermost known text
//! counts, the outermost one says where it happened ([`Scene`]).
//!
//! ```
//! use fabcert_core::explain;
//!
//! let text = "the supplied identity is not valid: x509: certificate has expired or is not yet \
//!             valid: current time 2026-11-22T05:58:01Z is before 2026-11-22T06:03:19Z";
//! let reading = explain::line(text).expect("a known text");
//! assert_eq!(reading.rule, Some("FC101"));
//! ```

mod diagnosis;
mod extract;
mod instants;
mod json;
mod line;
mod look_alike;
mod patterns;
mod reading;
mod recognizer;
mod rule_id;
mod scan;
mod scene;
mod suspects;
#[cfg(test)]
mod tests;
mod words;

pub use diagnosis::{
    Alert, CaFileFault, Diagnosis, Folder, FolderFault, Gate, Ou, RunningOut, SdkTlsFault,
    SignatureHint, WarnedCertificate, WrongContent,
};
pub use instants::{Edge, LogTime, OutsideWindow, TriedBy};
pub use look_alike::LookAlike;
pub use reading::{Context, Reading, line};
pub use recognizer::{Digest, Recognised, Recognizer, UnknownLine};
pub use scene::{Concern, Scene, TlsSide};
pub use suspects::{Suspect, Suspects};
pub use words::{Explanation, explanation};
