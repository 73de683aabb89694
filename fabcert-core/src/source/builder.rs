//! Material that is already in memory.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::content::Content;
use super::contents::Contents;
use super::draft::{Draft, DraftFile};
use super::snapshot::{DirId, FileId, Node, Snapshot};
use super::unread::Unread;
use crate::pem::Canonical;

/// Builds a [`Snapshot`] from paths and bytes. Paths are taken as they are: `.` is dropped, `..`
/// goes up, and relative paths all stand under one folder without a name.
pub struct SnapshotBuilder {
    draft: Draft,
    contents: Contents,
    canonical: Canonical,
    tops: HashMap<OsString, DirId, RandomState>,
    named: Vec<(PathBuf, DirId)>,
    entries: HashMap<(DirId, Arc<OsStr>), Node, RandomState>,
}

impl Default for SnapshotBuilder {
    fn default() -> Self {
        Self {
            draft: Draft::default(),
            contents: Contents::new(u64::MAX),
            canonical: Canonical::default(),
            tops: HashMap::default(),
            named: Vec::new(),
            entries: HashMap::default(),
        }
    }
}

impl SnapshotBuilder {
    /// Adds a file with its bytes, and the folders above it.
    pub fn add_file(&mut self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> &mut Self {
        let bytes = bytes.as_ref();
        // Without a limit on the sum there is always room.
        let content = self
            .contents
            .share(bytes, &mut self.canonical)
            .ok_or(Unread::OverBudget { cap: u64::MAX });
        self.put_file(path.as_ref(), content, bytes.len() as u64);
        self
    }

    /// Adds a folder, and the folders above it.
    pub fn add_dir(&mut self, path: impl AsRef<Path>) -> &mut Self {
        self.folder(path.as_ref());
        self
    }

    /// Names a folder outright, as a path on a command line does: what is added below it from now on
    /// stands under it, and it has no folder above it.
    pub fn name_folder(&mut self, path: impl AsRef<Path>) -> &mut Self {
        let path = path.as_ref();
        if !self.named.iter().any(|(named, _)| named == path) {
            let dir = self.draft.add_dir(None, path.as_os_str(), false);
            self.named.push((path.to_path_buf(), dir));
        }
        self
    }

    /// Adds something that is there and could not be read.
    pub fn add_unread(&mut self, path: impl AsRef<Path>, reason: Unread) -> &mut Self {
        self.put_file(path.as_ref(), Err(reason), 0);
        self
    }

    /// Sets the permission bits of a file that was added.
    pub fn set_mode(&mut self, path: impl AsRef<Path>, mode: u32) -> &mut Self {
        if let Some(file) = self.known_file(path.as_ref()) {
            self.draft.file_mut(file).mode = Some(mode);
        }
        self
    }

    /// The snapshot.
    #[must_use]
    pub fn finish(&mut self) -> Snapshot {
        std::mem::take(self).draft.finish()
    }

    fn put_file(&mut self, path: &Path, content: Result<Content, Unread>, size: u64) {
        if let Some(file) = self.known_file(path) {
            let file = self.draft.file_mut(file);
            (file.content, file.size) = (content, size);
            return;
        }
        let dir = self.folder(path.parent().unwrap_or(Path::new("")));
        let name: Arc<OsStr> = path.file_name().unwrap_or_default().into();
        let file = self.draft.add_file(DraftFile {
            dir,
            name: Arc::clone(&name),
            content,
            size,
            mode: None,
            via_link: false,
        });
        self.entries.insert((dir, name), Node::File(file));
    }

    fn known_file(&mut self, path: &Path) -> Option<FileId> {
        let dir = self.folder(path.parent().unwrap_or(Path::new("")));
        match self.entries.get(&(dir, path.file_name()?.into())) {
            Some(Node::File(file)) => Some(*file),
            _ => None,
        }
    }

    /// The folder of this path, made where it is not there yet.
    fn folder(&mut self, path: &Path) -> DirId {
        let named = self.named.iter().find_map(|(named, dir)| {
            let below = path.strip_prefix(named).ok()?;
            Some((below.iter().collect::<Vec<_>>(), *dir))
        });
        if let Some((names, dir)) = named {
            return self.below(dir, &names);
        }
        let mut top = OsString::new();
        let mut names: Vec<&OsStr> = Vec::new();
        for component in path.components() {
            match component {
                Component::Prefix(_) | Component::RootDir => top.push(component.as_os_str()),
                Component::CurDir => {}
                Component::ParentDir => {
                    names.pop();
                }
                Component::Normal(name) => names.push(name),
            }
        }
        let dir = match self.tops.get(&top) {
            Some(dir) => *dir,
            None => {
                let dir = self.draft.add_dir(None, top.as_os_str(), false);
                self.tops.insert(top, dir);
                dir
            }
        };
        self.below(dir, &names)
    }

    fn below(&mut self, mut dir: DirId, names: &[&OsStr]) -> DirId {
        for name in names {
            let key = (dir, Arc::from(*name));
            dir = match self.entries.get(&key) {
                Some(Node::Dir(dir)) => *dir,
                _ => {
                    let below = self.draft.add_dir(Some(dir), Arc::clone(&key.1), false);
                    self.entries.insert(key, Node::Dir(below));
                    below
                }
            };
        }
        dir
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(snapshot: &Snapshot) -> Vec<String> {
        snapshot
            .files()
            .map(|file| snapshot.path(file).to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn files_stand_in_path_order_whatever_the_order_of_adding() {
        let mut forwards = Snapshot::builder();
        forwards.add_file("b/x", "1").add_file("a/z", "2");
        forwards.add_file("a.b", "1").add_file("./a/c/d", "3");
        let mut backwards = Snapshot::builder();
        backwards.add_file("a/c/d", "3").add_file("a.b", "1");
        backwards.add_file("a/z", "2").add_file("b/../b/x", "1");
        let (forwards, backwards) = (forwards.finish(), backwards.finish());
        // `a` sorts before `a.b`: names are compared, not whole paths.
        assert_eq!(paths(&forwards), ["a/c/d", "a/z", "a.b", "b/x"]);
        assert_eq!(paths(&forwards), paths(&backwards));
        let contents = |snapshot: &Snapshot| -> Vec<Vec<u8>> {
            snapshot
                .contents()
                .map(|(_, it)| it.bytes().to_vec())
                .collect()
        };
        assert_eq!(contents(&forwards), [b"3", b"2", b"1"]);
        assert_eq!(contents(&forwards), contents(&backwards));
    }

    #[test]
    fn folders_know_their_entries_and_equal_bytes_are_one_content() {
        let mut builder = Snapshot::builder();
        builder.add_dir("msp/crls").add_file("msp/ca.pem", "same");
        builder.add_file("msp/tls.pem", "same");
        builder.add_unread("msp/key", Unread::Special(super::super::SpecialKind::Fifo));
        builder.set_mode("msp/ca.pem", 0o644);
        let snapshot = builder.finish();
        let [Node::Dir(top)] = snapshot.roots() else {
            panic!("one top");
        };
        let Some(Node::Dir(msp)) = snapshot.entry(*top, "msp") else {
            panic!("a folder");
        };
        assert_eq!(snapshot.base_name(msp), "msp");
        assert_eq!(snapshot.dir_path(msp), Path::new("msp"));
        assert_eq!(snapshot.dir(msp).entries.len(), 4);
        assert!(matches!(snapshot.entry(msp, "crls"), Some(Node::Dir(_))));
        assert_eq!(snapshot.entry(msp, "missing"), None);
        let Some(Node::File(ca)) = snapshot.entry(msp, "ca.pem") else {
            panic!("a file");
        };
        assert_eq!(snapshot.file(ca).mode, Some(0o644));
        assert_eq!(snapshot.bytes(ca).as_deref(), Some(&b"same"[..]));
        assert_eq!(snapshot.contents().len(), 1);
        let skipped: Vec<_> = snapshot.skipped().map(|it| it.path).collect();
        assert_eq!(skipped, [Path::new("msp/key")]);
    }

    #[test]
    fn absolute_paths_stand_under_their_own_top() {
        let mut builder = Snapshot::builder();
        builder.add_file("/etc/ca.pem", "1");
        assert_eq!(paths(&builder.finish()), ["/etc/ca.pem"]);
    }

    #[test]
    fn wiped_contents_are_empty() {
        let mut builder = Snapshot::builder();
        builder.add_file("key", "secret").add_file("cert", "public");
        let mut snapshot = builder.finish();
        let key = snapshot
            .files()
            .find(|file| snapshot.file(*file).name.as_ref() == "key")
            .and_then(|file| snapshot.file(file).content.clone().ok());
        snapshot.wipe(&[key.expect("read")]);
        let left: Vec<_> = snapshot.contents().map(|(_, it)| it.len()).collect();
        assert_eq!(left, [6, 0]);
    }
}
