//! The table of distinct contents, filled by many threads at once.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

const SHARDS: usize = 32;

/// Distinct contents. Equal bytes are held once.
pub(super) struct Contents {
    hasher: RandomState,
    shards: [Mutex<HashSet<Arc<[u8]>, RandomState>>; SHARDS],
    /// Bytes that may still be added.
    budget: AtomicU64,
}

impl Contents {
    pub(super) fn new(budget: u64) -> Self {
        let hasher = RandomState::default();
        Self {
            shards: std::array::from_fn(|_| Mutex::new(HashSet::with_hasher(hasher.clone()))),
            hasher,
            budget: AtomicU64::new(budget),
        }
    }

    /// The one copy of these bytes; `None` where they are new and there is no room for them.
    pub(super) fn share(&self, bytes: &[u8]) -> Option<Arc<[u8]>> {
        // The high bits choose the shard: the set inside it uses the low ones.
        let shard = (self.hasher.hash_one(bytes) >> 48) as usize % SHARDS;
        let mut set = self.shards[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = set.get(bytes) {
            return Some(Arc::clone(known));
        }
        let size = bytes.len() as u64;
        self.budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(size)
            })
            .ok()?;
        let bytes: Arc<[u8]> = bytes.into();
        set.insert(Arc::clone(&bytes));
        Some(bytes)
    }
}
