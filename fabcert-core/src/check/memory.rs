//! What a check works out once, however many findings ask for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::RandomState;

use crate::certificate::PublicKey;
use crate::finding::Location;
use crate::remedy::Remedy;
use crate::store::{CertId, KeyId, Store};

/// Keys by their public halves, and what was asked about certificates.
#[derive(Debug)]
pub(crate) struct Memory {
    keys: OnceLock<HashMap<PublicKey, Vec<KeyId>, RandomState>>,
    places: Vec<OnceLock<Arc<[Location]>>>,
    reissues: Mutex<HashMap<(CertId, bool), Option<Remedy>, RandomState>>,
}

impl Memory {
    pub(crate) fn of(store: &Store) -> Self {
        Self {
            keys: OnceLock::new(),
            places: (0..store.len()).map(|_| OnceLock::new()).collect(),
            reissues: Mutex::default(),
        }
    }

    /// The private keys with this public half.
    pub(crate) fn keys_of(&self, public: &PublicKey, store: &Store) -> &[KeyId] {
        let keys = self.keys.get_or_init(|| {
            let mut keys: HashMap<_, Vec<KeyId>, _> = HashMap::default();
            for (id, key) in store.keys() {
                if let Some(public) = key.public_key() {
                    keys.entry(public.clone()).or_default().push(id);
                }
            }
            keys
        });
        keys.get(public).map_or(&[], Vec::as_slice)
    }

    /// The locations of a certificate, made at most once.
    pub(crate) fn places(
        &self,
        id: CertId,
        make: impl FnOnce() -> Vec<Location>,
    ) -> Arc<[Location]> {
        match self.places.get(id.index()) {
            Some(slot) => Arc::clone(slot.get_or_init(|| make().into())),
            None => make().into(),
        }
    }

    /// How a CA is reissued (or renewed), worked out at most once.
    pub(crate) fn reissue(
        &self,
        ca: CertId,
        renew: bool,
        make: impl FnOnce() -> Option<Remedy>,
    ) -> Option<Remedy> {
        let lock = || self.reissues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&(ca, renew)) {
            return known.clone();
        }
        let remedy = make();
        lock().insert((ca, renew), remedy.clone());
        remedy
    }
}
