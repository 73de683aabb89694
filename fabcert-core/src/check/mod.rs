//! What rules look at: a tree, judged.

mod context;
mod folders;
mod homeless;
mod judgement;
mod memory;
mod rule;
mod settings;

use std::path::PathBuf;

use time::OffsetDateTime;

use crate::fabric::KeyPolicy;
use crate::layout::Layout;
use crate::signature::Signatures;
use crate::source::{FileId, Snapshot};
use crate::store::Store;

pub use context::{Context, Refused, Sink};
pub use judgement::{JudgedIdentity, Judgement};
pub use rule::{Explain, Rule, Survey};
pub use settings::{Keys, Settings};

pub(crate) use folders::{Contents, MspDirectory};
pub(crate) use memory::Memory;

use judgement::Court;

/// The judge's verdicts over everything that was read, in path order.
pub(crate) fn judge(
    snapshot: &Snapshot,
    store: &Store,
    layout: &Layout,
    signatures: &Signatures,
    settings: &Settings,
    now: OffsetDateTime,
) -> Vec<Judgement> {
    let keys = if settings.keys_here(store) {
        KeyPolicy::Here
    } else {
        KeyPolicy::Elsewhere
    };
    Court {
        snapshot,
        store,
        layout,
        signatures,
        settings,
        now,
        keys,
    }
    .judge_all()
}

impl Context<'_> {
    /// The file that a refusal is about, where the judge knows it.
    #[must_use]
    pub fn refused_file(&self, refused: &Refused<'_>) -> Option<FileId> {
        Some(FileId::of_index(refused.refusal.place?.0))
    }

    /// The path of what a refusal is about, where the judge knows its file.
    #[must_use]
    pub fn refused_path(&self, refused: &Refused<'_>) -> Option<PathBuf> {
        Some(self.snapshot.path(self.refused_file(refused)?))
    }
}
