//! A snapshot in the making: entries in the order in which they were met.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::content::Content;
use super::snapshot::{ContentId, Dir, DirId, File, FileId, Node, Snapshot};
use super::unread::Unread;

pub(super) struct DraftFile {
    pub(super) dir: DirId,
    pub(super) name: Arc<OsStr>,
    pub(super) content: Result<Content, Unread>,
    pub(super) size: u64,
    pub(super) mode: Option<u32>,
    pub(super) via_link: bool,
}

/// What came of a file that was to be read.
#[cfg(feature = "fs")]
pub(super) struct Outcome {
    pub(super) content: Result<Content, Unread>,
    pub(super) size: u64,
    pub(super) mode: Option<u32>,
}

#[cfg(feature = "fs")]
impl Outcome {
    /// A file that was not read.
    pub(super) const fn unread(reason: Unread) -> Self {
        Self {
            content: Err(reason),
            size: 0,
            mode: None,
        }
    }
}

#[cfg(feature = "fs")]
impl DraftFile {
    pub(super) fn new(
        dir: DirId,
        name: impl Into<Arc<OsStr>>,
        via_link: bool,
        outcome: Outcome,
    ) -> Self {
        Self {
            dir,
            name: name.into(),
            content: outcome.content,
            size: outcome.size,
            mode: outcome.mode,
            via_link,
        }
    }
}

/// Ids that a draft gives are its own: [`Draft::finish`] numbers everything anew in path order.
#[derive(Default)]
pub(super) struct Draft {
    roots: Vec<Node>,
    dirs: Vec<Dir>,
    children: Vec<Vec<Node>>,
    files: Vec<DraftFile>,
}

impl Draft {
    /// Adds a folder; without a parent, one that was named outright.
    pub(super) fn add_dir(
        &mut self,
        parent: Option<DirId>,
        name: impl Into<Arc<OsStr>>,
        via_link: bool,
    ) -> DirId {
        let id = DirId(self.dirs.len() as u32);
        match parent {
            Some(parent) => self.children[parent.index()].push(Node::Dir(id)),
            None => self.roots.push(Node::Dir(id)),
        }
        self.children.push(Vec::new());
        self.dirs.push(Dir {
            parent,
            name: name.into(),
            real_name: None,
            entries: Box::default(),
            complete: true,
            unread: None,
            via_link,
        });
        id
    }

    /// Adds a folder that stands for the path of files that are named without it.
    pub(super) fn add_incomplete_dir(&mut self, name: &OsStr) -> DirId {
        let id = self.add_dir(None, name, false);
        self.roots.pop();
        self.dir_mut(id).complete = false;
        id
    }

    pub(super) fn dir_mut(&mut self, id: DirId) -> &mut Dir {
        &mut self.dirs[id.index()]
    }

    pub(super) fn file_mut(&mut self, id: FileId) -> &mut DraftFile {
        &mut self.files[id.index()]
    }

    /// Says why a folder was not read.
    #[cfg(feature = "fs")]
    pub(super) fn mark_unread(&mut self, id: DirId, reason: Unread) {
        let dir = self.dir_mut(id);
        dir.complete = false;
        dir.unread = Some(reason.into());
    }

    /// Adds a file to its folder.
    pub(super) fn add_file(&mut self, file: DraftFile) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.children[file.dir.index()].push(Node::File(id));
        self.files.push(file);
        id
    }

    /// Names a file outright.
    pub(super) fn add_root_file(&mut self, file: FileId) {
        self.roots.push(Node::File(file));
    }

    fn name(&self, node: Node) -> &[u8] {
        match node {
            Node::Dir(dir) => &self.dirs[dir.index()].name,
            Node::File(file) => &self.files[file.index()].name,
        }
        .as_encoded_bytes()
    }

    /// What the tops of the tree are sorted by: their whole path.
    fn root_key(&self, node: Node) -> (&[u8], &[u8]) {
        match node {
            Node::Dir(_) => (self.name(node), &[]),
            Node::File(file) => {
                let dir = self.files[file.index()].dir;
                (self.name(Node::Dir(dir)), self.name(node))
            }
        }
    }

    /// Sorts, and numbers folders, files and contents in path order.
    pub(super) fn finish(mut self) -> Snapshot {
        // Folders that only stand for the path of named files are tops to walk from, too.
        let mut tops: Vec<DirId> = (0..self.dirs.len() as u32)
            .map(DirId)
            .filter(|dir| self.dirs[dir.index()].parent.is_none())
            .collect();
        tops.sort_by(|a, b| self.name(Node::Dir(*a)).cmp(self.name(Node::Dir(*b))));
        let mut roots = std::mem::take(&mut self.roots);
        roots.sort_by(|a, b| self.root_key(*a).cmp(&self.root_key(*b)));

        let mut numbering = Numbering::new(self.dirs.len(), self.files.len());
        let mut stack: Vec<Node> = tops.into_iter().rev().map(Node::Dir).collect();
        while let Some(node) = stack.pop() {
            match node {
                Node::Dir(dir) => {
                    let mut children = std::mem::take(&mut self.children[dir.index()]);
                    children.sort_by(|a, b| self.name(*a).cmp(self.name(*b)));
                    stack.extend(children.iter().rev());
                    numbering.add_dir(dir, &mut self.dirs[dir.index()]);
                }
                Node::File(file) => numbering.add_file(file, &mut self.files[file.index()]),
            }
        }
        numbering.into_snapshot(&roots)
    }
}

/// Old ids to new ones while a draft is finished.
struct Numbering {
    dir_ids: Vec<DirId>,
    file_ids: Vec<FileId>,
    content_ids: HashMap<*const u8, ContentId, RandomState>,
    entries: Vec<Vec<Node>>,
    snapshot: Snapshot,
}

impl Numbering {
    fn new(dirs: usize, files: usize) -> Self {
        Self {
            dir_ids: vec![DirId(0); dirs],
            file_ids: vec![FileId(0); files],
            content_ids: HashMap::default(),
            entries: Vec::with_capacity(dirs),
            snapshot: Snapshot {
                dirs: Vec::with_capacity(dirs),
                files: Vec::with_capacity(files),
                ..Snapshot::default()
            },
        }
    }

    fn add_dir(&mut self, old: DirId, dir: &mut Dir) {
        let new = DirId(self.snapshot.dirs.len() as u32);
        self.dir_ids[old.index()] = new;
        // Parents come before their entries.
        let parent = dir.parent.map(|parent| self.dir_ids[parent.index()]);
        if let Some(parent) = parent {
            self.entries[parent.index()].push(Node::Dir(new));
        }
        self.entries.push(Vec::new());
        self.snapshot.dirs.push(Dir {
            parent,
            name: Arc::clone(&dir.name),
            real_name: dir.real_name.take(),
            entries: Box::default(),
            complete: dir.complete,
            unread: dir.unread.take(),
            via_link: dir.via_link,
        });
    }

    fn add_file(&mut self, old: FileId, file: &mut DraftFile) {
        let new = FileId(self.snapshot.files.len() as u32);
        self.file_ids[old.index()] = new;
        let dir = self.dir_ids[file.dir.index()];
        self.entries[dir.index()].push(Node::File(new));
        let content = std::mem::replace(&mut file.content, Err(Unread::Foreign));
        let content = content.map(|content| self.content_id(content));
        self.snapshot.files.push(File {
            dir,
            name: Arc::clone(&file.name),
            content,
            size: file.size,
            mode: file.mode,
            via_link: file.via_link,
        });
    }

    /// Equal contents are one allocation already: its address tells them apart.
    fn content_id(&mut self, content: Content) -> ContentId {
        let contents = &mut self.snapshot.contents;
        let address = content.held.as_ptr();
        *self.content_ids.entry(address).or_insert_with(|| {
            contents.push(content);
            ContentId((contents.len() - 1) as u32)
        })
    }

    fn into_snapshot(self, roots: &[Node]) -> Snapshot {
        let mut snapshot = self.snapshot;
        for (dir, entries) in snapshot.dirs.iter_mut().zip(self.entries) {
            dir.entries = entries.into();
        }
        snapshot.roots = roots
            .iter()
            .map(|root| match root {
                Node::Dir(dir) => Node::Dir(self.dir_ids[dir.index()]),
                Node::File(file) => Node::File(self.file_ids[file.index()]),
            })
            .collect();
        snapshot
    }
}
