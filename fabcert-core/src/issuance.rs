//! Who issued whom, over the whole tree: for origins, remedies and the tree view. The judge does not
//! need it: it knows only what lies in one MSP.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::certificate::Certificate;
use crate::parallel;
use crate::signature::Signatures;
use crate::store::{CertId, Store};

/// How many keys of one name are tried for a child whose AKI names none of them. fabric-ca's default
/// CA name is the same everywhere, so without a bound a large tree would be checked all against all.
const KEYS_TRIED: usize = 16;

/// A hostile mesh of cross-signed CAs has no end; a chain of CAs has.
const MOST_ANCESTORS: usize = 64;

/// Issuers and children of every certificate of a store.
#[derive(Debug)]
pub struct Issuance {
    issuers: Vec<Vec<CertId>>,
    children: Vec<Vec<CertId>>,
    /// Those that share their name and key with others: all of them, itself too.
    twins: HashMap<CertId, Arc<[CertId]>, RandomState>,
}

/// Certificates by raw subject, one group for each key of that name.
type Names<'a> = BTreeMap<&'a [u8], Vec<Vec<CertId>>>;

impl Issuance {
    /// Finds out who issued whom. Each child is checked against each key of its issuer's name at
    /// most once, the key that its AKI names first; a self-signed certificate is its own issuer and
    /// not listed as such.
    #[must_use]
    pub fn of(store: &Store, signatures: &Signatures) -> Self {
        let names = keys_by_subject(store);
        let mut issuance = Self {
            issuers: vec![Vec::new(); store.len()],
            children: vec![Vec::new(); store.len()],
            twins: twins(&names),
        };
        let certificates: Vec<(CertId, &Arc<Certificate>)> = store.certificates().collect();
        let signers = parallel::map(&certificates, |(_, child)| {
            signers(&names, store, signatures, child)
        });
        for ((id, _), found) in certificates.into_iter().zip(signers) {
            for &issuer in found.iter().filter(|issuer| **issuer != id) {
                if let Some(children) = issuance.children.get_mut(issuer.index()) {
                    children.push(id);
                }
            }
            if let Some(slot) = issuance.issuers.get_mut(id.index()) {
                *slot = found.into_iter().filter(|issuer| *issuer != id).collect();
            }
        }
        issuance
    }

    /// The certificates of the CA that issued this one, in path order: those with the issuer's name
    /// whose key verifies it. Empty for a root and where the issuer is not in the tree.
    #[must_use]
    pub fn issuers(&self, id: CertId) -> &[CertId] {
        self.issuers.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// What this CA's key issued, in path order, itself left out.
    #[must_use]
    pub fn children(&self, id: CertId) -> &[CertId] {
        self.children.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// Every certificate above this one: its issuers, in all their states of renewal, and theirs, each
    /// once.
    #[must_use]
    pub fn ancestors(&self, id: CertId) -> Vec<CertId> {
        let mut found: Vec<CertId> = Vec::new();
        let mut next = 0;
        let mut at = Some(id);
        while let Some(child) = at {
            for &issuer in self.issuers(child) {
                if issuer != id && !found.contains(&issuer) && found.len() < MOST_ANCESTORS {
                    found.push(issuer);
                }
            }
            at = found.get(next).copied();
            next += 1;
        }
        found
    }

    /// The other certificates with this one's name and key.
    pub fn siblings(&self, id: CertId) -> impl Iterator<Item = CertId> + Clone + '_ {
        let twins = self.twins.get(&id).map_or(&[][..], |it| it);
        twins.iter().copied().filter(move |other| *other != id)
    }
}

/// The certificates of the key that signed this one: several where the CA was renewed.
fn signers(
    names: &Names<'_>,
    store: &Store,
    signatures: &Signatures,
    child: &Certificate,
) -> Vec<CertId> {
    let Some(candidates) = names.get(child.issuer().raw()) else {
        return Vec::new();
    };
    let named = |group: &&Vec<CertId>| {
        let aki = child.authority_key_id();
        aki.is_some()
            && group
                .first()
                .is_some_and(|id| store.certificate(*id).subject_key_id() == aki)
    };
    let others = candidates
        .iter()
        .filter(|group| !named(group))
        .take(KEYS_TRIED);
    candidates
        .iter()
        .filter(named)
        .chain(others)
        .find(|group| {
            group
                .first()
                .is_some_and(|id| signatures.check(child, store.certificate(*id)).is_ok())
        })
        .cloned()
        .unwrap_or_default()
}

fn twins(names: &Names<'_>) -> HashMap<CertId, Arc<[CertId]>, RandomState> {
    let shared = names.values().flatten().filter(|group| group.len() > 1);
    shared
        .flat_map(|group| {
            let all: Arc<[CertId]> = group.as_slice().into();
            group.iter().map(move |id| (*id, Arc::clone(&all)))
        })
        .collect()
}

fn keys_by_subject(store: &Store) -> Names<'_> {
    let mut by_key: BTreeMap<(&[u8], &[u8]), Vec<CertId>> = BTreeMap::new();
    for (id, certificate) in store.certificates() {
        by_key
            .entry((certificate.subject().raw(), certificate.spki()))
            .or_default()
            .push(id);
    }
    let mut keys = Names::default();
    for ((subject, _), group) in by_key {
        keys.entry(subject).or_default().push(group);
    }
    // Path order among the keys of one name, so that nothing depends on key bytes.
    for groups in keys.values_mut() {
        groups.sort();
    }
    keys
}
