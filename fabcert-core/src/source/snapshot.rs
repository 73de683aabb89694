//! The tree of what was found.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::builder::SnapshotBuilder;
use super::content::{Bytes, Content};
use super::unread::Unread;

/// A folder of a snapshot. Folders are numbered in path order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirId(pub(super) u32);

/// A file of a snapshot. Files are numbered in path order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(super) u32);

/// A distinct file content of a snapshot, numbered by the first file that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub(super) u32);

impl DirId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl FileId {
    /// The file with this number.
    pub(crate) const fn of_index(index: u32) -> Self {
        Self(index)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ContentId {
    /// Its place among [`Snapshot::contents`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An entry of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A folder, or a link to one.
    Dir(DirId),
    /// Anything else.
    File(FileId),
}

/// A folder.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Dir {
    /// The folder above it; `None` for one that was named outright.
    pub parent: Option<DirId>,
    /// Its name; of one that was named outright the path as it was given (empty for a tree that was
    /// handed in, whose paths are relative to nothing).
    pub name: Arc<OsStr>,
    /// The last part of its real path where `name` does not tell it (`.`, `..`).
    pub real_name: Option<Box<OsStr>>,
    /// What stands in it, in order of the names' bytes.
    pub entries: Box<[Node]>,
    /// Whether `entries` is all there is: not so where only some of its files were named, or where
    /// it was not read.
    pub complete: bool,
    /// Why it was not read.
    pub unread: Option<Box<Unread>>,
    /// Whether it was reached through a symbolic link, its own or one above it.
    pub via_link: bool,
}

/// A file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct File {
    /// The folder it stands in.
    pub dir: DirId,
    /// Its name.
    pub name: Arc<OsStr>,
    /// What it holds.
    pub content: Result<ContentId, Unread>,
    /// Its size in bytes (of a link: its target's); 0 where that is not known.
    pub size: u64,
    /// Permission bits of the file itself, not of a link to it, where the system has such.
    pub mode: Option<u32>,
    /// Whether it was reached through a symbolic link, its own or one above it.
    pub via_link: bool,
}

/// Something that was not read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Skipped<'a> {
    /// What it is.
    pub node: Node,
    /// Where it is.
    pub path: PathBuf,
    /// Why.
    pub reason: &'a Unread,
}

/// What was found: folders, files and distinct contents.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(super) roots: Vec<Node>,
    pub(super) dirs: Vec<Dir>,
    pub(super) files: Vec<File>,
    pub(super) contents: Vec<Content>,
}

impl Snapshot {
    /// A snapshot of material that is already in memory.
    #[must_use]
    pub fn builder() -> SnapshotBuilder {
        SnapshotBuilder::default()
    }

    /// What was named outright, in path order: folders, and files without the rest of their folder.
    #[must_use]
    pub fn roots(&self) -> &[Node] {
        &self.roots
    }

    /// A folder. Ids come from this snapshot.
    #[must_use]
    pub fn dir(&self, dir: DirId) -> &Dir {
        &self.dirs[dir.index()]
    }

    /// A file. Ids come from this snapshot.
    #[must_use]
    pub fn file(&self, file: FileId) -> &File {
        &self.files[file.index()]
    }

    /// A distinct content; empty where it was wiped ([`Snapshot::wipe`]).
    #[must_use]
    pub fn content(&self, content: ContentId) -> &Content {
        &self.contents[content.index()]
    }

    /// The bytes of a file, where it was read.
    #[must_use]
    pub fn bytes(&self, file: FileId) -> Option<Bytes<'_>> {
        let content = self.file(file).content.as_ref().ok()?;
        Some(self.content(*content).bytes())
    }

    /// Every folder, in path order.
    pub fn dirs(&self) -> impl DoubleEndedIterator<Item = DirId> + ExactSizeIterator + use<> {
        (0..self.dirs.len() as u32).map(DirId)
    }

    /// Every file, in path order.
    pub fn files(&self) -> impl DoubleEndedIterator<Item = FileId> + ExactSizeIterator + use<> {
        (0..self.files.len() as u32).map(FileId)
    }

    /// Every distinct content, by the first file that holds it.
    pub fn contents(&self) -> impl ExactSizeIterator<Item = (ContentId, &Content)> {
        let ids = (0..self.contents.len() as u32).map(ContentId);
        ids.zip(&self.contents)
    }

    /// The entry of this name in a folder.
    #[must_use]
    pub fn entry(&self, dir: DirId, name: impl AsRef<OsStr>) -> Option<Node> {
        let entries = &self.dir(dir).entries;
        let wanted = name.as_ref().as_encoded_bytes();
        let place = entries
            .binary_search_by(|entry| self.name(*entry).as_encoded_bytes().cmp(wanted))
            .ok()?;
        entries.get(place).copied()
    }

    /// The folder at this path: one that was named outright, or one below it.
    #[must_use]
    pub fn find_dir(&self, path: &Path) -> Option<DirId> {
        self.roots.iter().find_map(|root| {
            let Node::Dir(root) = *root else {
                return None;
            };
            let below = path.strip_prefix(self.dir_path(root)).ok()?;
            below.components().try_fold(root, |dir, component| {
                match self.entry(dir, component)? {
                    Node::Dir(next) => Some(next),
                    Node::File(_) => None,
                }
            })
        })
    }

    /// The name of a folder's entry; of a folder that was named outright the path as it was given.
    #[must_use]
    pub fn name(&self, node: Node) -> &OsStr {
        match node {
            Node::Dir(dir) => &self.dir(dir).name,
            Node::File(file) => &self.file(file).name,
        }
    }

    /// The last part of a folder's path, also of one that was named as `.`.
    #[must_use]
    pub fn base_name(&self, dir: DirId) -> &OsStr {
        let dir = self.dir(dir);
        let name = dir.real_name.as_deref().unwrap_or(&dir.name);
        std::path::Path::new(name).file_name().unwrap_or(name)
    }

    /// The path of a file: what the user named, and what is below it.
    #[must_use]
    pub fn path(&self, file: FileId) -> PathBuf {
        let file = self.file(file);
        self.path_below(file.dir, Some(&file.name))
    }

    /// The path of a folder: what the user named, and what is below it.
    #[must_use]
    pub fn dir_path(&self, dir: DirId) -> PathBuf {
        self.path_below(dir, None)
    }

    /// The path of either.
    #[must_use]
    pub fn node_path(&self, node: Node) -> PathBuf {
        match node {
            Node::Dir(dir) => self.dir_path(dir),
            Node::File(file) => self.path(file),
        }
    }

    fn path_below(&self, dir: DirId, file: Option<&OsStr>) -> PathBuf {
        let mut names: Vec<&OsStr> = file.into_iter().collect();
        let mut next = Some(dir);
        while let Some(dir) = next {
            let dir = self.dir(dir);
            names.push(&dir.name);
            next = dir.parent;
        }
        let length = names.iter().map(|name| name.len() + 1).sum();
        let mut path = PathBuf::from(OsString::with_capacity(length));
        path.extend(names.iter().rev().filter(|name| !name.is_empty()));
        path
    }

    /// Everything that was not read, in path order (folders before files).
    pub fn skipped(&self) -> impl Iterator<Item = Skipped<'_>> {
        let dirs = self.dirs().filter_map(|id| {
            let reason = self.dir(id).unread.as_deref()?;
            Some((Node::Dir(id), reason))
        });
        let files = self.files().filter_map(|id| {
            let reason = self.file(id).content.as_ref().err()?;
            Some((Node::File(id), reason))
        });
        dirs.chain(files).map(|(node, reason)| Skipped {
            node,
            path: self.node_path(node),
            reason,
        })
    }

    /// The same folders and files with these contents in place of theirs.
    #[cfg(feature = "reissue")]
    pub(crate) fn with_contents(
        &self,
        replaced: impl IntoIterator<Item = (ContentId, Vec<u8>)>,
    ) -> Self {
        let mut snapshot = self.clone();
        let mut sizes: Vec<Option<u64>> = vec![None; snapshot.contents.len()];
        for (content, bytes) in replaced {
            let index = content.index();
            if let (Some(slot), Some(size)) =
                (snapshot.contents.get_mut(index), sizes.get_mut(index))
            {
                *size = Some(bytes.len() as u64);
                *slot = Content::new(&bytes);
            }
        }
        for file in &mut snapshot.files {
            let content = file.content.as_ref().ok();
            let size = content.and_then(|content| *sizes.get(content.index())?);
            file.size = size.unwrap_or(file.size);
        }
        snapshot
    }

    /// Overwrites contents (those that hold private keys) and forgets them. Where somebody else
    /// still holds the bytes of one, it is forgotten here only.
    pub fn wipe(&mut self, contents: &[ContentId]) {
        for content in contents {
            if let Some(content) = self.contents.get_mut(content.index()) {
                content.wipe();
            }
        }
    }
}
