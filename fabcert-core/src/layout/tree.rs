//! What this room asks of a snapshot and of the store.

use std::borrow::Cow;
use std::sync::Arc;

use crate::certificate::{Certificate, PublicKey};
use crate::source::{Bytes, DirId, FileId, Node, Snapshot};
use crate::store::{CertId, Item, KeyId, Store, What};

/// A snapshot with the store that was read from it.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) store: &'a Store,
}

impl<'a> Tree<'a> {
    /// The last part of a folder's path.
    pub(super) fn dir_name(self, dir: DirId) -> Cow<'a, str> {
        self.snapshot.base_name(dir).to_string_lossy()
    }

    /// The folders that the user named outright.
    pub(super) fn named_dirs(self) -> impl Iterator<Item = DirId> + 'a {
        self.snapshot.roots().iter().filter_map(|&node| match node {
            Node::Dir(it) => Some(it),
            Node::File(_) => None,
        })
    }

    pub(super) fn file_name(self, file: FileId) -> Cow<'a, str> {
        self.snapshot.file(file).name.to_string_lossy()
    }

    pub(super) fn subdir(self, dir: DirId, name: &str) -> Option<DirId> {
        match self.snapshot.entry(dir, name)? {
            Node::Dir(it) => Some(it),
            Node::File(_) => None,
        }
    }

    pub(super) fn file(self, dir: DirId, name: &str) -> Option<FileId> {
        match self.snapshot.entry(dir, name)? {
            Node::File(it) => Some(it),
            Node::Dir(_) => None,
        }
    }

    pub(super) fn has_any_dir(self, dir: DirId, names: &[&str]) -> bool {
        names.iter().any(|name| self.subdir(dir, name).is_some())
    }

    pub(super) fn has_any(self, dir: DirId, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| self.snapshot.entry(dir, name).is_some())
    }

    pub(super) fn files(self, dir: DirId) -> impl Iterator<Item = FileId> + 'a {
        self.snapshot
            .dir(dir)
            .entries
            .iter()
            .filter_map(|&node| match node {
                Node::File(it) => Some(it),
                Node::Dir(_) => None,
            })
    }

    pub(super) fn subdirs(self, dir: DirId) -> impl DoubleEndedIterator<Item = DirId> + 'a {
        self.snapshot
            .dir(dir)
            .entries
            .iter()
            .filter_map(|&node| match node {
                Node::Dir(it) => Some(it),
                Node::File(_) => None,
            })
    }

    /// Whether `dir` has no folder `name`, or one without files (`.gitkeep` and the like aside).
    pub(super) fn is_blank(self, dir: DirId, name: &str) -> bool {
        self.subdir(dir, name).is_none_or(|it| {
            self.files(it)
                .all(|file| self.file_name(file).starts_with('.'))
        })
    }

    pub(super) fn text(self, file: FileId) -> Option<Bytes<'a>> {
        self.snapshot.bytes(file)
    }

    pub(super) fn items(self, file: FileId) -> &'a [Item] {
        self.store.items(self.snapshot, file)
    }

    pub(super) fn certificates(self, file: FileId) -> impl Iterator<Item = CertId> + 'a {
        self.items(file).iter().filter_map(|item| match item.what {
            What::Certificate(it) => Some(it),
            _ => None,
        })
    }

    pub(super) fn keys(self, file: FileId) -> impl Iterator<Item = KeyId> + 'a {
        self.items(file).iter().filter_map(|item| match item.what {
            What::PrivateKey(it) => Some(it),
            _ => None,
        })
    }

    /// The first certificate of a file.
    pub(super) fn certificate(self, file: FileId) -> Option<&'a Arc<Certificate>> {
        self.certificates(file)
            .next()
            .map(|it| self.store.certificate(it))
    }

    pub(super) fn has_key(self, file: FileId) -> bool {
        self.keys(file).next().is_some()
    }

    /// The file of `dir` that holds the private key of `public`.
    pub(super) fn key_file(self, dir: DirId, public: &PublicKey) -> Option<FileId> {
        self.files(dir).find(|&file| {
            self.keys(file)
                .any(|it| self.store.key(it).public_key() == Some(public))
        })
    }

    /// The file at a path relative to `dir`, as far as the snapshot goes.
    pub(super) fn resolve(self, dir: DirId, path: &str) -> Option<FileId> {
        if path.starts_with('/') {
            return None;
        }
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let dir = folders.split('/').try_fold(dir, |at, part| match part {
            "" | "." => Some(at),
            ".." => self.snapshot.dir(at).parent,
            name => self.subdir(at, name),
        })?;
        self.file(dir, name)
    }
}
