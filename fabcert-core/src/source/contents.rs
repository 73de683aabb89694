//! The table of distinct contents, filled by many threads at once.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::content::Content;
use crate::pem::Canonical;

const SHARDS: usize = 32;

/// What is held for contents of one kind: the DER of PEM of one label, or plain bytes.
type Held = HashSet<Arc<[u8]>, RandomState>;

/// Distinct contents. Equal bytes are held once.
pub(super) struct Contents {
    hasher: RandomState,
    shards: [Mutex<HashMap<Option<&'static str>, Held, RandomState>>; SHARDS],
    /// Bytes that may still be added.
    budget: AtomicU64,
}

impl Contents {
    pub(super) fn new(budget: u64) -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: RandomState::default(),
            budget: AtomicU64::new(budget),
        }
    }

    /// The one copy of these bytes; `None` where they are new and there is no room for them.
    pub(super) fn share(&self, bytes: &[u8], canonical: &mut Canonical) -> Option<Content> {
        let (label, held) = match canonical.read(bytes) {
            Some((label, der)) => (Some(label), der),
            None => (None, bytes),
        };
        // The high bits choose the shard: the set inside it uses the low ones.
        let shard = (self.hasher.hash_one(held) >> 48) as usize % SHARDS;
        let mut sets = self.shards[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let set = sets
            .entry(label)
            .or_insert_with(|| Held::with_hasher(self.hasher.clone()));
        if let Some(known) = set.get(held) {
            let held = Arc::clone(known);
            return Some(Content { held, label });
        }
        let size = bytes.len() as u64;
        self.budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(size)
            })
            .ok()?;
        let held: Arc<[u8]> = held.into();
        set.insert(Arc::clone(&held));
        Some(Content { held, label })
    }
}
