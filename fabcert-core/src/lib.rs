//! The certificate doctor for Hyperledger Fabric, as a library.
//!
//! It reads certificate material (crypto-config trees, MSP folders, TLS folders, CA homes, wallets,
//! Kubernetes manifests, or bytes in memory), judges every MSP exactly as Fabric's `msp` package does,
//! and reports what Fabric refuses, or will refuse, with the facts that prove it and the ways out.
//!
//! ```no_run
//! use fabcert_core::{Checker, Clock, words};
//!
//! let report = Checker::new(Clock::System).check_paths(&["crypto-config".into()])?;
//! for finding in &report.findings {
//!     println!("{}: {}", finding.rule.id, words::title(finding));
//! }
//! # Ok::<(), fabcert_core::source::ReadError>(())
//! ```
//!
//! Material in memory needs no files:
//!
//! ```
//! use fabcert_core::{Checker, Clock, source::Snapshot};
//!
//! let mut files = Snapshot::builder();
//! files.add_file("peer0/msp/cacerts/ca.pem", "-----BEGIN CERTIFICATE-----\n…");
//! let report = Checker::new(Clock::System).check(files.finish());
//! assert_eq!(report.summary.files, 1);
//! ```
//!
//! One MSP folder is judged by [`verify`], a pasted error line or a log is read by [`explain`].
//!
//! # How it is built
//!
//! Data flows one way, from bytes to a report; each module knows only those above it in this list:
//!
//! | module | what it does |
//! |---|---|
//! | [`timestamp`], [`clock`] | instants; [`Clock`] is the one reader of the system's clock |
//! | [`pem`], [`certificate`], [`key`], [`crl`] | one object each, parsed once, with Go's verdict on it |
//! | [`source`], [`embedded`], [`store`] | bytes from the world, PEM in other dress, what is in them |
//! | [`layout`] | what folders mean |
//! | [`signature`], [`path`] | Go's `crypto/x509`: one signature, certification paths |
//! | [`fabric`] | the judge: what Fabric makes of an MSP folder, in its words |
//! | [`issuance`], [`backdate`] | who issued whom; why a leaf is older than its CA |
//! | [`rule`], [`facts`], [`remedy`], [`finding`] | what a rule finds, as typed facts |
//! | [`check`], [`rules`], [`checker`], [`report`] | rules over a judged tree, and the result |
//! | [`phrase`], [`words`], [`explain`] | facts into sentences, error lines into facts |
//!
//! No module but [`source`] touches the file system, and only with feature `fs`. Nothing is printed.
//!
//! # Features
//!
//! `fs` (read directories), `signatures` (verify signatures; needs a C compiler) and `yaml` (read an
//! MSP's config.yaml) are on by default; `reissue` adds making CA certificates. A feature never changes
//! a verdict: without `signatures` or `yaml` what cannot be judged is undecided.

pub mod backdate;
pub mod baseline;
pub mod certificate;
pub mod check;
pub mod checker;
pub mod clock;
pub mod crl;
mod der;
pub mod embedded;
pub mod explain;
pub mod fabric;
pub mod facts;
pub mod finding;
pub mod inventory;
pub mod issuance;
pub mod key;
pub mod layout;
mod parallel;
pub mod path;
pub mod pem;
pub mod phrase;
pub mod progress;
mod quote;
#[cfg(feature = "reissue")]
pub mod reissue;
pub mod remedy;
pub mod report;
pub mod rule;
pub mod rules;
pub mod selection;
pub mod signature;
pub mod source;
pub mod store;
pub mod timestamp;
pub mod verify;
pub mod words;

pub use check::Settings;
pub use checker::Checker;
pub use clock::Clock;
pub use inventory::Inventory;
pub use report::Report;

/// The guide's examples are compiled with the documentation's.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
struct EmbeddingGuide;
