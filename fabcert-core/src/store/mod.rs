//! Distinct certificates, keys and revocation lists, and every place where each was found.
//!
//! Equal contents are read once, and equal DER is parsed once, wherever it stands: in a file of its own,
//! in a bundle, in a wallet. Ids follow the order of paths, so that they are the same in every run.

mod broken;
mod parse;
mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::certificate::{Certificate, Fingerprint};
use crate::crl::RevocationList;
use crate::key::PrivateKey;
use crate::source::{ContentId, FileId, Snapshot};

pub use crate::embedded::Dress;
pub use broken::Broken;

/// A distinct certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertId(u32);

/// A distinct private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(u32);

/// A distinct revocation list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrlId(u32);

impl CertId {
    /// Its place among [`Store::certificates`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl KeyId {
    /// Its place among [`Store::keys`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl CrlId {
    /// Its place among [`Store::crls`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Which block of the file, counted from 1.
    pub block: u32,
    /// The line that it begins on, counted from 1.
    pub line: u32,
    /// How it is written down.
    pub dress: Dress,
}

/// What a content holds.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Document {
    /// Its blocks, in document order.
    pub items: Vec<Item>,
    /// Whether there is private key material in it, readable or not.
    pub is_secret: bool,
}

/// One block of a content.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Item {
    /// Which block it is, counted from 1.
    pub block: u32,
    /// The line that it begins on, counted from 1.
    pub line: u32,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// How it is written down.
    pub dress: Dress,
    /// The PEM label; empty for DER.
    pub label: Cow<'static, str>,
    /// What it is.
    pub what: What,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// A certificate, readable at least to the tolerant reader.
    Certificate(CertId),
    /// A private key.
    PrivateKey(KeyId),
    /// A public key.
    PublicKey,
    /// A certificate revocation list.
    Crl(CrlId),
    /// A certificate signing request.
    Request,
    /// `EC PARAMETERS` and the like.
    Parameters,
    /// Something else, such as an OpenPGP signature.
    Other,
    /// Something that cannot be read.
    Broken(Box<Broken>),
}

/// Distinct certificates, keys and revocation lists, with all their places.
#[derive(Debug, Default)]
pub struct Store {
    certificates: Vec<Found<Arc<Certificate>>>,
    by_fingerprint: HashMap<Fingerprint, CertId, RandomState>,
    keys: Vec<Found<Arc<PrivateKey>>>,
    crls: Vec<Found<Arc<RevocationList>>>,
    documents: Vec<Document>,
}

/// Something distinct, and where it was found.
#[derive(Debug)]
struct Found<T> {
    value: T,
    places: Vec<Place>,
}

impl Item {
    /// Where it stands when it is read from this file.
    #[must_use]
    pub const fn place(&self, file: FileId) -> Place {
        Place {
            file,
            block: self.block,
            line: self.line,
            dress: self.dress,
        }
    }
}

impl Store {
    /// Reads everything in a snapshot.
    #[must_use]
    pub fn read(snapshot: &Snapshot) -> Self {
        read::store(snapshot)
    }

    /// How many distinct certificates there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.certificates.len()
    }

    /// Whether there is no certificate at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// A certificate. Ids come from this store.
    #[must_use]
    pub fn certificate(&self, id: CertId) -> &Arc<Certificate> {
        &self.certificates[id.index()].value
    }

    /// The certificate with this fingerprint.
    #[must_use]
    pub fn find(&self, fingerprint: Fingerprint) -> Option<CertId> {
        self.by_fingerprint.get(&fingerprint).copied()
    }

    /// Every distinct certificate, in the order of the first path that each was found at.
    pub fn certificates(&self) -> impl ExactSizeIterator<Item = (CertId, &Arc<Certificate>)> {
        let ids = (0..self.certificates.len() as u32).map(CertId);
        ids.zip(self.certificates.iter().map(|found| &found.value))
    }

    /// Where a certificate was found, in path order.
    #[must_use]
    pub fn places(&self, id: CertId) -> &[Place] {
        &self.certificates[id.index()].places
    }

    /// A private key (what may be told of it, not its secret).
    #[must_use]
    pub fn key(&self, id: KeyId) -> &PrivateKey {
        &self.keys[id.index()].value
    }

    /// The same, to be held by others.
    pub(crate) fn shared_key(&self, id: KeyId) -> &Arc<PrivateKey> {
        &self.keys[id.index()].value
    }

    /// Every distinct private key, in the order of the first path that each was found at.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = (KeyId, &PrivateKey)> {
        let ids = (0..self.keys.len() as u32).map(KeyId);
        ids.zip(self.keys.iter().map(|found| &*found.value))
    }

    /// Where a private key was found, in path order.
    #[must_use]
    pub fn key_places(&self, id: KeyId) -> &[Place] {
        &self.keys[id.index()].places
    }

    /// Whether any private key was found.
    #[must_use]
    pub const fn has_private_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// A revocation list.
    #[must_use]
    pub fn crl(&self, id: CrlId) -> &Arc<RevocationList> {
        &self.crls[id.index()].value
    }

    /// Every distinct revocation list, in the order of the first path that each was found at.
    pub fn crls(&self) -> impl ExactSizeIterator<Item = (CrlId, &Arc<RevocationList>)> {
        let ids = (0..self.crls.len() as u32).map(CrlId);
        ids.zip(self.crls.iter().map(|found| &found.value))
    }

    /// Where a revocation list was found, in path order.
    #[must_use]
    pub fn crl_places(&self, id: CrlId) -> &[Place] {
        &self.crls[id.index()].places
    }

    /// What a content of the snapshot holds.
    #[must_use]
    pub fn document(&self, content: ContentId) -> &Document {
        &self.documents[content.index()]
    }

    /// The blocks of a file; none where it was not read.
    #[must_use]
    pub fn items(&self, snapshot: &Snapshot, file: FileId) -> &[Item] {
        let content = snapshot.file(file).content.as_ref();
        content.map_or(&[], |content| &self.document(*content).items)
    }

    /// Overwrites and forgets every content of the snapshot with private key material in it. Whoever
    /// needs such bytes (the keystore's, for the judge) takes what it needs before.
    pub fn wipe_secrets(&self, snapshot: &mut Snapshot) {
        let secret = snapshot
            .contents()
            .map(|(id, _)| id)
            .filter(|id| self.document(*id).is_secret)
            .collect::<Vec<_>>();
        snapshot.wipe(&secret);
    }
}
