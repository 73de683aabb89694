//! A snapshot as the directory that Fabric's loader reads.

use std::path::{Component, Path};
use std::sync::{Arc, OnceLock};

use crate::fabric::{
    Directory, Entry, FileContent, FileState, Known, Listing, Lookup, PlaceId, Unread,
};
use crate::source::{self, ContentId, DirId, FileId, Node, Snapshot};
use crate::store::{Item, Store, What};

/// The contents of a snapshot as Fabric's loader takes them: each parsed at most once, however many
/// MSPs hold it, and not at all where the store has its certificate.
#[derive(Debug)]
pub(crate) struct Contents<'a> {
    snapshot: &'a Snapshot,
    store: Option<&'a Store>,
    cache: Vec<OnceLock<Arc<FileContent>>>,
}

impl<'a> Contents<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot) -> Self {
        let cache = snapshot.contents().map(|_| OnceLock::new()).collect();
        Self {
            snapshot,
            store: None,
            cache,
        }
    }

    /// The same, with what was parsed before.
    pub(crate) fn with_store(mut self, store: &'a Store) -> Self {
        self.store = Some(store);
        self
    }

    fn known(&self, content: ContentId) -> Known {
        let items = self
            .store
            .map(|store| (store, &store.document(content).items[..]));
        let Some((store, items)) = items else {
            return Known::default();
        };
        Known {
            certificate: items.iter().find_map(|item| match item.what {
                What::Certificate(id) => Some(Arc::clone(store.certificate(id))),
                _ => None,
            }),
            key: match items {
                [
                    Item {
                        what: What::PrivateKey(id),
                        ..
                    },
                ] => Some(Arc::clone(store.shared_key(*id))),
                _ => None,
            },
        }
    }

    fn get(&self, content: ContentId) -> Arc<FileContent> {
        let make = || {
            let bytes = self.snapshot.content(content).clone();
            Arc::new(FileContent::with_known(bytes, self.known(content)))
        };
        match self.cache.get(content.index()) {
            Some(slot) => Arc::clone(slot.get_or_init(make)),
            None => make(),
        }
    }

    /// A file as the loader sees it.
    pub(crate) fn state(&self, file: FileId) -> FileState {
        match &self.snapshot.file(file).content {
            Ok(content) => FileState::Content(self.get(*content)),
            Err(reason) => match unread(reason) {
                Some(reason) => FileState::Unread(reason),
                None => FileState::Broken,
            },
        }
    }
}

/// The caller's number for a file.
pub(crate) fn place(file: FileId) -> PlaceId {
    PlaceId(u32::try_from(file.index()).unwrap_or(u32::MAX))
}

/// Why something was not read, as the judge tells it; `None` where Fabric cannot read it either.
fn unread(reason: &source::Unread) -> Option<Unread> {
    match reason {
        source::Unread::DanglingLink | source::Unread::LinkLoop => None,
        other => Some(other.clone().into()),
    }
}

/// The MSP folder at `dir`, under the path by which it goes.
pub(crate) struct MspDirectory<'a> {
    snapshot: &'a Snapshot,
    contents: &'a Contents<'a>,
    dir: DirId,
    base: String,
}

/// Where a path leads.
enum Target {
    Dir(DirId),
    File(FileId),
    Missing,
    ThroughFile,
    Outside,
}

impl<'a> MspDirectory<'a> {
    /// `base` must be the cleaned text that is handed to the loader.
    pub(crate) fn new(contents: &'a Contents<'a>, dir: DirId, base: &str) -> Self {
        Self {
            snapshot: contents.snapshot,
            contents,
            dir,
            base: base.to_owned(),
        }
    }

    /// Walks from the MSP folder to `path`: up as far as the two differ, then down.
    fn target(&self, path: &str) -> Target {
        let inside = path.strip_prefix(&self.base);
        if let Some(inside) = inside.and_then(|inside| inside.strip_prefix('/')) {
            return self.below(self.dir, Path::new(inside).components());
        }
        let (base, path) = (Path::new(&self.base), Path::new(path));
        let shared = base.components().zip(path.components());
        let common = shared.take_while(|(a, b)| a == b).count();
        let mut at = self.dir;
        for _ in base.components().skip(common) {
            match self.snapshot.dir(at).parent {
                Some(parent) => at = parent,
                None => return Target::Outside,
            }
        }
        self.below(at, path.components().skip(common))
    }

    fn below<'p>(&self, mut at: DirId, path: impl Iterator<Item = Component<'p>>) -> Target {
        let mut below = path.peekable();
        while let Some(component) = below.next() {
            let Component::Normal(name) = component else {
                return Target::Outside;
            };
            match self.snapshot.entry(at, name) {
                Some(Node::Dir(dir)) => at = dir,
                Some(Node::File(file)) if below.peek().is_none() => return Target::File(file),
                Some(Node::File(_)) => return Target::ThroughFile,
                None if self.snapshot.dir(at).complete => return Target::Missing,
                None => return Target::Outside,
            }
        }
        Target::Dir(at)
    }
}

impl Directory for MspDirectory<'_> {
    fn list(&self, path: &str) -> Listing {
        let dir = match self.target(path) {
            Target::Dir(dir) => dir,
            Target::File(file) => {
                return match &self.snapshot.file(file).content {
                    Err(source::Unread::DanglingLink) => Listing::Missing,
                    _ => Listing::NotADirectory,
                };
            }
            Target::Missing => return Listing::Missing,
            Target::ThroughFile => return Listing::NotADirectory,
            Target::Outside => return Listing::Unread(Unread::Outside),
        };
        let dir = self.snapshot.dir(dir);
        if let Some(reason) = &dir.unread {
            return Listing::Unread(unread(reason).unwrap_or(Unread::Outside));
        }
        let entries = dir.entries.iter().map(|node| match *node {
            Node::Dir(_) => Entry {
                name: self.snapshot.name(*node).to_owned(),
                place: None,
                own_size: 0,
                state: FileState::Folder,
            },
            Node::File(file) => Entry {
                name: self.snapshot.name(*node).to_owned(),
                place: Some(place(file)),
                own_size: self.snapshot.file(file).size,
                state: self.contents.state(file),
            },
        });
        Listing::Entries(entries.collect())
    }

    fn file(&self, path: &str) -> Lookup {
        match self.target(path) {
            Target::File(file) => Lookup::Found(self.contents.state(file), Some(place(file))),
            Target::Dir(_) => Lookup::Found(FileState::Folder, None),
            Target::Missing => Lookup::Missing,
            Target::ThroughFile => Lookup::ThroughFile,
            Target::Outside => Lookup::Found(FileState::Unread(Unread::Outside), None),
        }
    }
}
