//! The names of files and folders: most come up again and again.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

const SHARDS: usize = 16;

/// One copy of every name, for many threads at once.
#[derive(Default)]
pub(super) struct Names {
    hasher: RandomState,
    shards: [Mutex<HashSet<Arc<OsStr>, RandomState>>; SHARDS],
}

impl Names {
    /// The one copy of a name.
    pub(super) fn share(&self, name: &OsStr) -> Arc<OsStr> {
        let shard = self.hasher.hash_one(name) as usize % SHARDS;
        let mut names = self.shards[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<OsStr> = name.into();
        names.insert(Arc::clone(&name));
        name
    }
}
