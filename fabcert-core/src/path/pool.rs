//! A pool of CA certificates, as Go's `x509.CertPool` keeps it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::certificate::{Certificate, Fingerprint};

/// CA certificates in the order in which they were added, equal DER once.
///
/// It should hold only what Go's parser accepts ([`Certificate::go`]).
#[derive(Clone, Debug, Default)]
pub struct Pool {
    certificates: Vec<Arc<Certificate>>,
    known: HashSet<Fingerprint, foldhash::fast::RandomState>,
    /// Raw subject → places in `certificates`.
    by_subject: HashMap<Box<[u8]>, Vec<usize>, foldhash::fast::RandomState>,
}

/// How well a candidate's SKI answers a child's AKI. Go only orders candidates by it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KeyIdMatch {
    Equal,
    OneMissing,
    Different,
}

impl KeyIdMatch {
    fn of(candidate: &Certificate, child: &Certificate) -> Self {
        let ski = candidate.subject_key_id().unwrap_or_default();
        let aki = child.authority_key_id().unwrap_or_default();
        if ski == aki {
            Self::Equal
        } else if ski.is_empty() || aki.is_empty() {
            Self::OneMissing
        } else {
            Self::Different
        }
    }
}

impl Pool {
    /// An empty pool.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate, unless the same bytes are there already.
    pub fn add(&mut self, certificate: Arc<Certificate>) {
        if !self.known.insert(certificate.fingerprint()) {
            return;
        }
        self.by_subject
            .entry(certificate.subject().raw().into())
            .or_default()
            .push(self.certificates.len());
        self.certificates.push(certificate);
    }

    /// Whether these very bytes are in the pool.
    #[must_use]
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.known.contains(&certificate.fingerprint())
    }

    /// The certificates, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Certificate>> {
        self.certificates.iter()
    }

    /// How many certificates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Who may have issued `child`: those that bear its issuer's name, byte for byte, ordered by key
    /// identifier and then as they were added (`findPotentialParents`).
    pub(crate) fn candidates(&self, child: &Certificate) -> Vec<&Arc<Certificate>> {
        let mut candidates: Vec<_> = self
            .by_subject
            .get(child.issuer().raw())
            .into_iter()
            .flatten()
            .filter_map(|&place| self.certificates.get(place))
            .collect();
        candidates.sort_by_cached_key(|candidate| KeyIdMatch::of(candidate, child));
        candidates
    }
}

impl FromIterator<Arc<Certificate>> for Pool {
    fn from_iter<I: IntoIterator<Item = Arc<Certificate>>>(certificates: I) -> Self {
        let mut pool = Self::new();
        for certificate in certificates {
            pool.add(certificate);
        }
        pool
    }
}
