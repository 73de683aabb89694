//! The trees that the CA certificate is replaced in: as they are, and as they would be.

use std::path::PathBuf;

use serde::Serialize;

use super::edit::{Edit, redo, sha256};
use super::rewrite::Exchange;
use crate::certificate::{Certificate, Fingerprint};
use crate::finding::Location;
use crate::layout::{Layout, Role};
use crate::signature::Signatures;
use crate::source::{ContentId, FileId, Snapshot};
use crate::store::{CertId, Dress, Place, Store};

/// A snapshot, what is in it and what its folders mean.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) snapshot: Snapshot,
    pub(super) store: Store,
    pub(super) layout: Layout,
}

/// One place of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// File, block and line.
    #[serde(flatten)]
    pub location: Location,
    /// What it is there for.
    pub role: Role,
    /// How it is written down.
    pub dress: Dress,
}

/// A file in which the old certificate is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its path as it was found.
    #[serde(serialize_with = "super::lossy")]
    pub path: PathBuf,
    /// Whether it was reached through a symbolic link. The link stays; what it leads to is replaced.
    pub via_link: bool,
    /// SHA-256 of the file as it is, in hexadecimal.
    pub old_sha256: String,
    /// SHA-256 of the file as it will be.
    pub new_sha256: String,
    /// The places that are replaced.
    pub places: Vec<Occurrence>,
    /// What is replaced, byte by byte.
    #[serde(skip)]
    pub edits: Vec<Edit>,
}

/// What the replacement comes to.
pub(super) struct Replacement {
    pub(super) changes: Vec<FileChange>,
    /// Places that keep the old certificate, since it cannot be replaced there exactly.
    pub(super) left: Vec<Occurrence>,
    pub(super) after: Tree,
}

impl Tree {
    pub(super) fn of(snapshot: Snapshot) -> Self {
        let store = Store::read(&snapshot);
        let layout = Layout::of(&snapshot, &store);
        Self {
            snapshot,
            store,
            layout,
        }
    }

    /// What the CA's key signed under the CA's name, whatever state of renewal it was in then; other
    /// certificates of the CA itself left out.
    pub(super) fn children(&self, ca: &Certificate, signatures: &Signatures) -> Vec<CertId> {
        self.store
            .certificates()
            .filter(|(_, child)| {
                child.issuer().raw() == ca.subject().raw() && !is_same_ca(child, ca)
            })
            .filter(|(_, child)| signatures.check(child, ca).is_ok())
            .map(|(id, _)| id)
            .collect()
    }

    /// Certificates of the same CA (name and key) with other bytes.
    pub(super) fn siblings<'a>(&'a self, ca: &'a Certificate) -> impl Iterator<Item = CertId> + 'a {
        self.store
            .certificates()
            .filter(|(_, other)| is_same_ca(other, ca) && other.fingerprint() != ca.fingerprint())
            .map(|(id, _)| id)
    }

    /// The places of a certificate; none where it is not in the tree.
    pub(super) fn places(&self, fingerprint: Fingerprint) -> &[Place] {
        self.store
            .find(fingerprint)
            .map_or(&[], |id| self.store.places(id))
    }

    pub(super) fn occurrence(&self, place: &Place) -> Occurrence {
        Occurrence {
            location: Location {
                path: self.snapshot.path(place.file),
                block: Some(place.block),
                line: Some(place.line),
            },
            role: self.layout.role(place),
            dress: place.dress,
        }
    }

    /// The tree with `new` wherever `old` can be replaced exactly.
    pub(super) fn replace(&self, old: &Certificate, new: &Certificate) -> Replacement {
        let exchange = Exchange {
            old: old.der(),
            new: new.der(),
        };
        let mut contents: Vec<ContentId> = self
            .places(old.fingerprint())
            .iter()
            .filter_map(|place| {
                self.snapshot
                    .file(place.file)
                    .content
                    .as_ref()
                    .ok()
                    .copied()
            })
            .collect();
        contents.sort_unstable();
        contents.dedup();
        let edits: Vec<(ContentId, Vec<Edit>)> = contents
            .into_iter()
            .map(|content| {
                (
                    content,
                    exchange.edits(&self.snapshot.content(content).bytes()),
                )
            })
            .collect();
        let replaced = edits.iter().filter_map(|(content, edits)| {
            Some((
                *content,
                redo(&self.snapshot.content(*content).bytes(), edits)?,
            ))
        });
        let after = Self::of(self.snapshot.with_contents(replaced));
        let changes = self.changes(old, new, &edits, &after);
        let left = after.places(old.fingerprint());
        Replacement {
            changes,
            left: left.iter().map(|place| after.occurrence(place)).collect(),
            after,
        }
    }

    /// The changes file by file. What was replaced the new tree itself tells, read from its bytes.
    fn changes(
        &self,
        old: &Certificate,
        new: &Certificate,
        edits: &[(ContentId, Vec<Edit>)],
        after: &Self,
    ) -> Vec<FileChange> {
        let (was, is) = (
            self.places(old.fingerprint()),
            after.places(new.fingerprint()),
        );
        was.chunk_by(|a, b| a.file == b.file)
            .filter_map(|places| {
                let file = places.first()?.file;
                let content = *self.snapshot.file(file).content.as_ref().ok()?;
                let rank = edits
                    .binary_search_by_key(&content, |(content, _)| *content)
                    .ok()?;
                let (_, edits) = edits.get(rank)?;
                let at = |place: &&Place| {
                    is.binary_search_by_key(&(file, place.block), |it| (it.file, it.block))
                        .is_ok()
                };
                let places: Vec<Occurrence> = places
                    .iter()
                    .filter(at)
                    .map(|place| self.occurrence(place))
                    .collect();
                (!places.is_empty()).then(|| FileChange {
                    path: self.snapshot.path(file),
                    via_link: self.snapshot.file(file).via_link,
                    old_sha256: hash(&self.snapshot, file),
                    new_sha256: hash(&after.snapshot, file),
                    places,
                    edits: edits.clone(),
                })
            })
            .collect()
    }

    /// Overwrites what it holds of private keys.
    pub(super) fn wipe(&mut self) {
        self.store.wipe_secrets(&mut self.snapshot);
    }
}

fn hash(snapshot: &Snapshot, file: FileId) -> String {
    snapshot
        .bytes(file)
        .map(|bytes| sha256(&bytes))
        .unwrap_or_default()
}

/// Whether two certificates have one name and one key.
pub(super) fn is_same_ca(one: &Certificate, other: &Certificate) -> bool {
    one.subject().raw() == other.subject().raw() && one.spki() == other.spki()
}

#[cfg(test)]
mod tests {
    use fabcert_testdata::forge::{Forge, Forged, Name};
    use fabcert_testdata::{Key, pem};

    use super::*;

    fn tree(files: &[(&str, Vec<u8>)]) -> Tree {
        let mut snapshot = Snapshot::builder();
        for (path, bytes) in files {
            snapshot.add_file(path, bytes.clone());
        }
        Tree::of(snapshot.finish())
    }

    #[test]
    fn children_bear_name_and_signature_of_the_ca_and_siblings_its_name_and_key() {
        let ca = Forge::ca("ca").self_signed();
        let other_key = Key::named("other");
        let files = [
            ("ca", ca.clone()),
            ("child", Forge::leaf("child").issued_by(&ca)),
            ("sibling", Forge::ca("ca").serial(&[9]).self_signed()),
            (
                "other-key",
                Forge::ca("ca").key(other_key.clone()).self_signed(),
            ),
            (
                "other-name",
                Forge::ca("other").key(ca.key().clone()).self_signed(),
            ),
            (
                "named-otherwise",
                Forge::leaf("a")
                    .issuer(Name::common("other"))
                    .issued_by(&ca),
            ),
            (
                "signed-otherwise",
                Forge::leaf("b").issued_by_key(&ca, &other_key),
            ),
        ];
        let files = files.map(|(name, it): (_, Forged)| (name, it.pem()));
        let tree = tree(&files);
        let ca = Certificate::parse(ca.der()).unwrap();
        let names = |ids: &mut dyn Iterator<Item = CertId>| -> Vec<String> {
            let places = ids.flat_map(|id| tree.store.places(id));
            places
                .map(|it| tree.snapshot.path(it.file).display().to_string())
                .collect()
        };
        let children = tree.children(&ca, &Signatures::new());
        assert_eq!(names(&mut children.into_iter()), ["child"]);
        assert_eq!(names(&mut tree.siblings(&ca)), ["sibling"]);
    }

    #[test]
    fn private_keys_are_wiped() {
        let key = Key::named("ca");
        let mut tree = tree(&[("key.pem", pem("PRIVATE KEY", key.pkcs8()))]);
        let file = tree.snapshot.files().next().unwrap();
        let held = |tree: &Tree| tree.snapshot.bytes(file).unwrap().to_vec();
        let before = held(&tree);
        tree.wipe();
        assert_ne!(held(&tree), before);
    }
}
