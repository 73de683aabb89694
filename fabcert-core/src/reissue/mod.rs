//! A CA certificate made again with the same key, name and extensions and another window, proven
//! before it is written: [`plan`] → [`Plan::is_proven`] → [`apply`].
//!
//! ```text
//! order + snapshot ── plan ──> certificate, changes, proof, objections ── apply ──> journal, files
//! ```
//!
//! Only serial number, window and signature change, so that whatever the old certificate verified the
//! new one verifies too. Keys may stay where they are ([`Signer`]), and so may files ([`Writer`]).
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use fabcert_core::{Clock, Settings, certificate::Certificate, source::Snapshot};
//! # use fabcert_core::reissue::{DiskWriter, Order, Outcome, SerialNumber, SigningKey, WindowRequest, apply, plan};
//! # fn heal(ca: Arc<Certificate>, key: SigningKey, trees: Snapshot) -> Result<(), Box<dyn std::error::Error>> {
//! let order = Order {
//!     ca: &ca,
//!     issuer: None,
//!     signer: &key,
//!     window: WindowRequest::default(),
//!     serial: SerialNumber::New,
//! };
//! let now = Clock::System.now();
//! if let Outcome::Plan(plan) = plan(&order, Some(trees), &Settings::default(), now)? {
//!     assert!(plan.is_proven(), "{:?}", plan.objections);
//!     apply(&plan, "journal.json".as_ref(), now.into(), &mut DiskWriter::default())?;
//! }
//! # Ok(())
//! # }
//! ```

mod apply;
#[cfg(feature = "fs")]
mod disk;
mod edit;
mod folded;
mod follow_up;
mod journal;
mod key;
mod objection;
mod plan;
mod prove;
mod rewrite;
mod sign;
mod signer;
mod splice;
mod trees;
mod window;
mod writer;

use std::path::{Path, PathBuf};

use serde::Serializer;

pub use apply::{ApplyFault, Followed, apply, finish, undo};
#[cfg(feature = "fs")]
pub use disk::DiskWriter;
pub use edit::Edit;
pub use follow_up::{ChannelUpdate, FollowUp};
pub use journal::{Journal, JournalFault, JournalFile};
pub use key::{KeyFault, SigningKey};
pub use objection::{Named, Objection};
pub use plan::{CertificateView, Idle, NothingToDo, Order, OrderFault, Outcome, Plan, plan};
pub use prove::{Change, Proof, ProofRow, Verdict};
pub use sign::{SerialNumber, SignFault, Window, sign, signed_part};
pub use signer::{Signer, SignerError, usual_algorithms};
pub use trees::{FileChange, Occurrence};
pub use window::{ChosenWindow, End, StartReason, WindowRequest};
pub use writer::{CurrentFile, Writer};

fn lossy<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&path.to_string_lossy())
}

fn lossy_option<S: Serializer>(path: &Option<PathBuf>, to: S) -> Result<S::Ok, S::Error> {
    match path {
        Some(path) => lossy(path, to),
        None => to.serialize_none(),
    }
}

fn lossy_list<S: Serializer>(paths: &[PathBuf], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(paths.iter().map(|path| path.to_string_lossy()))
}
