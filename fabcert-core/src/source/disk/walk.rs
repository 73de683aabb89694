//! Puts what was listed together, and follows the symbolic links that were met, in path order.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::fast::RandomState;
use walkdir::{DirEntry, WalkDir};

use super::file::{Reader, Shared, special_kind};
use super::list::{Entry, Listings};
use super::neglected;
use super::roots::Root;
use super::system::{self, Identity};
use crate::progress::Progress;
use crate::source::draft::{Draft, DraftFile, Outcome};
use crate::source::limits::Limits;
use crate::source::snapshot::DirId;
use crate::source::unread::{SpecialKind, Unread};

/// One pass over all that was named.
pub(super) struct Walk<'a> {
    limits: &'a Limits,
    draft: &'a mut Draft,
    reader: Reader<'a>,
    progress: &'a dyn Progress,
    /// Folders that stand for the paths of files that were named.
    named_dirs: HashMap<PathBuf, DirId, RandomState>,
    /// How often each folder was reached through links.
    linked: HashMap<Identity, u32, RandomState>,
    linked_entries: u32,
    system: Vec<u64>,
}

/// A symbolic link that was met.
struct Link {
    path: PathBuf,
    name: Arc<OsStr>,
    parent: DirId,
    /// How deep it lies below the folder that was named.
    depth: usize,
}

/// A folder that is being listed.
#[derive(Clone, Copy)]
struct Listed {
    id: DirId,
    /// How many links lead to it.
    links: u8,
}

/// The folders from the one that a link leads to down to the current one.
struct Ancestors {
    dirs: Vec<Listed>,
    /// The path of the last.
    path: PathBuf,
    /// How deep the first lies below the folder that was named.
    depth: usize,
    /// The folders above the link: a link to one of them goes in circles.
    above: Vec<Identity>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        limits: &'a Limits,
        draft: &'a mut Draft,
        shared: &'a Shared<'a>,
        progress: &'a dyn Progress,
    ) -> Self {
        Self {
            limits,
            draft,
            reader: Reader::new(shared),
            progress,
            named_dirs: HashMap::default(),
            linked: HashMap::default(),
            linked_entries: 0,
            system: system::devices(),
        }
    }

    /// A file that was named outright: neither its name nor [`Limits::exclude`] leaves it out.
    pub(super) fn named_file(&mut self, path: &Path) {
        let above = path.parent().unwrap_or(Path::new(""));
        let dir = match self.named_dirs.get(above) {
            Some(dir) => *dir,
            None => {
                let dir = self.draft.add_incomplete_dir(above.as_os_str());
                self.named_dirs.insert(above.into(), dir);
                dir
            }
        };
        let via_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
        let name = path.file_name().unwrap_or_default();
        let outcome = self.reader.read(path, via_link);
        self.progress.files(1);
        let file = DraftFile::new(dir, name, via_link, outcome);
        let file = self.draft.add_file(file);
        self.draft.add_root_file(file);
    }

    /// A folder that was named outright, and all that was listed below it.
    pub(super) fn tree(&mut self, root: &Root, mut listings: Listings) {
        let top = self.draft.add_dir(None, root.path.as_os_str(), false);
        self.draft.dir_mut(top).real_name = root.real_name().map(Box::from);
        let mut links = Vec::new();
        let mut waiting = vec![(0, top, root.path.clone(), 0)];
        while let Some((ticket, id, path, depth)) = waiting.pop() {
            let Some(listing) = listings.get_mut(ticket).map(std::mem::take) else {
                continue;
            };
            if let Some(reason) = listing.unread {
                self.draft.mark_unread(id, reason);
            }
            for (name, entry) in listing.entries {
                match entry {
                    Entry::Dir(ticket) => {
                        let dir = self.draft.add_dir(Some(id), Arc::clone(&name), false);
                        waiting.push((ticket, dir, path.join(&*name), depth + 1));
                    }
                    Entry::UnreadDir(reason) => {
                        let dir = self.draft.add_dir(Some(id), Arc::clone(&name), false);
                        self.draft.mark_unread(dir, reason);
                    }
                    Entry::File(outcome) => {
                        let file = DraftFile::new(id, name, false, outcome);
                        self.draft.add_file(file);
                    }
                    Entry::Link => links.push(Link {
                        path: path.join(&*name),
                        name,
                        parent: id,
                        depth: depth + 1,
                    }),
                }
            }
        }
        links.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        for link in links {
            self.link(&root.path, link);
        }
    }

    /// A link, and all that it leads to.
    fn link(&mut self, root: &Path, link: Link) {
        let metadata = match fs::metadata(&link.path) {
            Ok(metadata) => metadata,
            Err(error) => {
                let reason = self.reason_against_file(&link.name, &link.path);
                let reason = reason
                    .or_else(|| link_fault(Some(&error)))
                    .unwrap_or_else(|| Unread::from(&error));
                self.add_unread_file(link.parent, &link.name, true, reason);
                return;
            }
        };
        if !metadata.is_dir() {
            self.linked_file(link.parent, &link.name, &link.path, metadata.file_type());
            return;
        }
        let id = self
            .draft
            .add_dir(Some(link.parent), Arc::clone(&link.name), true);
        let above: Vec<Identity> = link
            .path
            .ancestors()
            .skip(1)
            .take_while(|above| above.starts_with(root))
            .filter_map(|above| Some(system::identity(above, &fs::metadata(above).ok()?)))
            .collect();
        let mut ancestors = Ancestors {
            dirs: vec![Listed { id, links: 1 }],
            path: link.path,
            depth: link.depth,
            above,
        };
        let path = ancestors.path.clone();
        let reason = self.reason_against(&link.name, &path, link.depth, 1, &ancestors.above);
        if let Some(reason) = reason {
            self.draft.mark_unread(id, reason);
            return;
        }
        self.linked_tree(&path, &mut ancestors);
    }

    /// All that is below a folder that a link leads to.
    fn linked_tree(&mut self, path: &Path, ancestors: &mut Ancestors) {
        let mut walk = WalkDir::new(path)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.depth() == 0 => {}
                Ok(entry) => {
                    ancestors.dirs.truncate(entry.depth());
                    let Some(parent) = ancestors.dirs.last().copied() else {
                        continue;
                    };
                    if !entry.file_type().is_dir() {
                        self.links_to(parent, entry.path_is_symlink());
                        let (name, kind) = (entry.file_name(), entry.file_type());
                        self.linked_file(parent.id, name, entry.path(), kind);
                    } else if let Some(dir) = self.dir(&entry, parent, ancestors) {
                        ancestors.dirs.push(dir);
                        ancestors.path = entry.into_path();
                    } else {
                        walk.skip_current_dir();
                    }
                }
                Err(error) => self.failed(&error, ancestors),
            }
        }
    }

    /// How many links lead to what stands in `parent`; `is_link` where it is one itself.
    fn links_to(&mut self, parent: Listed, is_link: bool) -> u8 {
        if parent.links > 0 {
            self.linked_entries = self.linked_entries.saturating_add(1);
        }
        parent.links.saturating_add(u8::from(is_link))
    }

    /// Adds a folder; `None` where it is not to be listed.
    fn dir(&mut self, entry: &DirEntry, parent: Listed, ancestors: &Ancestors) -> Option<Listed> {
        let links = self.links_to(parent, entry.path_is_symlink());
        let id = self.draft.add_dir(Some(parent.id), entry.file_name(), true);
        let depth = ancestors.depth + entry.depth();
        // Only a link leads upwards.
        let above = match entry.path_is_symlink() {
            true => &ancestors.above[..],
            false => &[],
        };
        match self.reason_against(entry.file_name(), entry.path(), depth, links, above) {
            None => Some(Listed { id, links }),
            Some(reason) => {
                self.draft.mark_unread(id, reason);
                None
            }
        }
    }

    fn reason_against(
        &mut self,
        name: &OsStr,
        path: &Path,
        depth: usize,
        links: u8,
        above: &[Identity],
    ) -> Option<Unread> {
        if let Some(reason) = neglected::folder(name) {
            return Some(reason);
        }
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return Some(Unread::from(&error)),
        };
        let identity = system::identity(path, &metadata);
        if above.contains(&identity) {
            return Some(Unread::LinkLoop);
        }
        if self.limits.excludes(path) {
            return Some(Unread::Excluded);
        }
        if depth >= self.limits.max_depth {
            return Some(Unread::TooDeep);
        }
        if system::is_on(&self.system, &metadata) {
            return Some(Unread::Special(SpecialKind::SystemFolder));
        }
        let times = self.linked.entry(identity).or_insert(0);
        *times += 1;
        let is_bounded = links <= self.limits.max_link_nesting
            && *times <= self.limits.max_links_to_folder
            && self.linked_entries <= self.limits.max_linked_entries;
        (!is_bounded).then_some(Unread::TooManyLinks)
    }

    /// Adds what is no folder and was reached through a link, and reads it where it is a regular file.
    fn linked_file(&mut self, parent: DirId, name: &OsStr, path: &Path, kind: fs::FileType) {
        let outcome = if let Some(reason) = self.reason_against_file(name, path) {
            Outcome::unread(reason)
        } else if kind.is_file() {
            self.reader.read(path, true)
        } else {
            Outcome::unread(Unread::Special(special_kind(kind)))
        };
        self.progress.files(1);
        let file = DraftFile::new(parent, name, true, outcome);
        self.draft.add_file(file);
    }

    fn reason_against_file(&self, name: &OsStr, path: &Path) -> Option<Unread> {
        let excluded = || self.limits.excludes(path).then_some(Unread::Excluded);
        neglected::file(name).or_else(excluded)
    }

    fn add_unread_file(&mut self, dir: DirId, name: &OsStr, via_link: bool, reason: Unread) {
        let outcome = Outcome::unread(reason);
        let file = DraftFile::new(dir, name, via_link, outcome);
        self.draft.add_file(file);
    }

    /// Adds what could not be listed, or says so of the folder that it stands in.
    fn failed(&mut self, error: &walkdir::Error, ancestors: &mut Ancestors) {
        let reason = match error.io_error() {
            Some(error) => Unread::from(error),
            None => Unread::LinkLoop,
        };
        let below = |path: &Path| *path != ancestors.path && error.depth() > 0;
        let Some(path) = error.path().filter(|path| below(path)) else {
            // The folder that was entered last cannot be listed, or not to its end.
            if let Some(dir) = ancestors.dirs.last() {
                self.draft.mark_unread(dir.id, reason);
            }
            return;
        };
        ancestors.dirs.truncate(error.depth());
        let Some(parent) = ancestors.dirs.last().copied() else {
            return;
        };
        let name = path.file_name().unwrap_or_default();
        let is_loop = error.loop_ancestor().is_some();
        self.links_to(parent, is_loop);
        if is_loop {
            let reason = neglected::folder(name).unwrap_or(reason);
            let dir = self.draft.add_dir(Some(parent.id), name, true);
            self.draft.mark_unread(dir, reason);
            return;
        }
        let reason = self.reason_against_file(name, path).unwrap_or_else(|| {
            let is_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
            let fault = is_link.then(|| link_fault(error.io_error())).flatten();
            fault.unwrap_or(reason)
        });
        self.add_unread_file(parent.id, name, true, reason);
    }
}

/// Why a link leads nowhere, if that is so.
fn link_fault(error: Option<&io::Error>) -> Option<Unread> {
    /// `ELOOP`: std names its kind only in unstable Rust.
    const LOOP: i32 = if cfg!(any(target_os = "linux", target_os = "android")) {
        40
    } else {
        62
    };
    let error = error?;
    if error.kind() == io::ErrorKind::NotFound {
        Some(Unread::DanglingLink)
    } else if cfg!(unix) && error.raw_os_error() == Some(LOOP) {
        Some(Unread::LinkLoop)
    } else {
        None
    }
}
