//! The memory of signatures already checked.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::{Sha1, SignatureFault, verify};
use crate::certificate::{Certificate, Fingerprint, KeyUsage, PublicKey};

/// The child, and the hash of the key that may have signed it: a CA certificate that was issued
/// again over the same key needs no second check.
type Pair = (Fingerprint, [u8; 32]);

type Outcomes = HashMap<Pair, Result<(), SignatureFault>, foldhash::fast::RandomState>;

const SHARDS: usize = 16;

/// Checks one certificate's signature with another's key, each such pair once.
///
/// It can be shared between threads; they seldom wait for each other.
#[derive(Debug, Default)]
pub struct Signatures {
    shards: [Mutex<Outcomes>; SHARDS],
}

impl Signatures {
    /// An empty memory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether `parent` signed `child` and may sign certificates (Go's `CheckSignatureFrom`).
    ///
    /// # Errors
    /// Go's reason, or that it could not be found out.
    pub fn check(&self, child: &Certificate, parent: &Certificate) -> Result<(), SignatureFault> {
        may_sign(parent)?;
        if matches!(parent.public_key(), PublicKey::Unknown) {
            return Err(SignatureFault::AlgorithmUnimplemented);
        }
        let pair = (child.fingerprint(), Sha256::digest(parent.spki()).into());
        let shard = self.shard(&pair);
        let known = lock(shard).get(&pair).copied();
        known.unwrap_or_else(|| {
            // Not under the lock: two threads may do the same work, none waits for it.
            let outcome = verify(
                child.signature_algorithm(),
                parent.public_key(),
                child.tbs(),
                child.signature(),
                Sha1::Refused,
            );
            lock(shard).insert(pair, outcome);
            outcome
        })
    }

    /// How many distinct pairs of certificate and key were checked.
    #[must_use]
    pub fn checked(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    fn shard(&self, (child, _): &Pair) -> &Mutex<Outcomes> {
        let [first, ..] = child.0;
        &self.shards[usize::from(first) % SHARDS]
    }
}

/// Go's tests of the parent, before it looks at the signature.
fn may_sign(parent: &Certificate) -> Result<(), SignatureFault> {
    let is_ca = match parent.basic_constraints() {
        Some(constraints) => constraints.ca,
        // Versions 1 and 2 know no basic constraints; Go lets them sign.
        None => parent.version() != 3,
    };
    let forbidden = parent.key_usage().is_some_and(KeyUsage::forbids_cert_sign);
    if is_ca && !forbidden {
        Ok(())
    } else {
        Err(SignatureFault::ParentCannotSign)
    }
}

fn lock(shard: &Mutex<Outcomes>) -> MutexGuard<'_, Outcomes> {
    // A map that a panicking thread left behind is still a map of finished checks.
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
