//! Lists folders and reads the files in them, on several threads. Symbolic links are only noted:
//! which of them are followed, and how far, depends on the order in which they are met.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::file::{Reader, Shared, special_kind};
use super::{neglected, system};
use crate::progress::Progress;
use crate::source::draft::Outcome;
use crate::source::limits::Limits;
use crate::source::unread::{SpecialKind, Unread};

/// More threads than cores: on a cold disk each waits most of its time.
const THREADS: usize = 8;

/// A number for a folder: the place of its listing in [`Listings`].
pub(super) type Ticket = usize;

/// What was found in one folder.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) entries: Vec<(Arc<OsStr>, Entry)>,
    /// Why it was not listed, or not to its end.
    pub(super) unread: Option<Unread>,
}

/// What stands in a folder.
pub(super) enum Entry {
    /// A folder, listed under this number.
    Dir(Ticket),
    /// A folder that is not looked into.
    UnreadDir(Unread),
    /// Anything else but a link.
    File(Outcome),
    /// A link that may be followed.
    Link,
}

/// Every folder below one that was named, by its number; the named one is the first.
pub(super) type Listings = Vec<Listing>;

/// Folders that are still to be listed, and what became of the others.
#[derive(Default)]
struct State {
    waiting: Vec<(Ticket, PathBuf, usize)>,
    done: Vec<Option<Listing>>,
    /// Threads that may still find more.
    busy: usize,
}

/// What the threads have in common.
pub(super) struct Lister<'a> {
    limits: &'a Limits,
    shared: &'a Shared<'a>,
    progress: &'a dyn Progress,
    state: Mutex<State>,
    more: Condvar,
    system: Vec<u64>,
}

impl<'a> Lister<'a> {
    pub(super) fn new(
        limits: &'a Limits,
        shared: &'a Shared<'a>,
        progress: &'a dyn Progress,
    ) -> Self {
        Self {
            limits,
            shared,
            progress,
            state: Mutex::default(),
            more: Condvar::new(),
            system: system::devices(),
        }
    }

    /// Lists and reads all that is below a folder.
    pub(super) fn run(&self, top: &Path) -> Listings {
        self.lock().waiting.push((0, top.to_owned(), 0));
        self.lock().done.push(None);
        thread::scope(|scope| {
            // This thread works, too, so that it does no harm where no other can be had.
            for number in 1..THREADS {
                let name = format!("fabcert-read-{number}");
                let thread = thread::Builder::new().name(name);
                if thread.spawn_scoped(scope, || self.work()).is_err() {
                    break;
                }
            }
            self.work();
        });
        let done = std::mem::take(&mut self.lock().done);
        done.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut reader = Reader::new(self.shared);
        let mut state = self.lock();
        loop {
            let Some((ticket, path, depth)) = state.waiting.pop() else {
                if state.busy == 0 {
                    return;
                }
                state = self
                    .more
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.busy += 1;
            drop(state);
            let panicking = Abandon(self);
            let (mut listing, below) = self.list(&path, depth, &mut reader);
            std::mem::forget(panicking);
            state = self.lock();
            for (name, path) in below {
                let ticket = state.done.len();
                state.done.push(None);
                state.waiting.push((ticket, path, depth + 1));
                listing.entries.push((name, Entry::Dir(ticket)));
            }
            if let Some(slot) = state.done.get_mut(ticket) {
                *slot = Some(listing);
            }
            state.busy -= 1;
            // Whoever waits has work now, or none will ever come.
            if !state.waiting.is_empty() || state.busy == 0 {
                self.more.notify_all();
            }
        }
    }

    /// One folder: what stands in it, and the folders among that.
    fn list(
        &self,
        folder: &Path,
        depth: usize,
        reader: &mut Reader<'_>,
    ) -> (Listing, Vec<(Arc<OsStr>, PathBuf)>) {
        let mut listing = Listing::default();
        let mut below = Vec::new();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                listing.unread = Some(Unread::from(&error));
                return (listing, below);
            }
        };
        let mut files = 0;
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    listing.unread = Some(Unread::from(&error));
                    break;
                }
            };
            let name = self.shared.names.share(&entry.file_name());
            let path = entry.path();
            let kind = entry.file_type();
            let found = match kind {
                Ok(kind) if kind.is_dir() => match self.reason_against(&name, &path, depth + 1) {
                    Some(reason) => Entry::UnreadDir(reason),
                    None => {
                        below.push((name, path));
                        continue;
                    }
                },
                Ok(kind) if kind.is_symlink() && self.limits.follow_links => Entry::Link,
                kind => {
                    files += 1;
                    let reason = neglected::file(&name)
                        .or_else(|| self.limits.excludes(&path).then_some(Unread::Excluded));
                    Entry::File(match (reason, kind) {
                        (Some(reason), _) => Outcome::unread(reason),
                        (None, Err(error)) => Outcome::unread(Unread::from(&error)),
                        (None, Ok(kind)) if kind.is_symlink() => Outcome::unread(Unread::Excluded),
                        (None, Ok(kind)) if kind.is_file() => reader.read(&path, false),
                        (None, Ok(kind)) => Outcome::unread(Unread::Special(special_kind(kind))),
                    })
                }
            };
            listing.entries.push((name, found));
        }
        self.progress.files(files);
        (listing, below)
    }

    /// Why a folder is not listed, if so.
    fn reason_against(&self, name: &OsStr, path: &Path, depth: usize) -> Option<Unread> {
        if let Some(reason) = neglected::folder(name) {
            Some(reason)
        } else if self.limits.excludes(path) {
            Some(Unread::Excluded)
        } else if depth >= self.limits.max_depth {
            Some(Unread::TooDeep)
        } else if system::is_mounted_at(&self.system, path) {
            Some(Unread::Special(SpecialKind::SystemFolder))
        } else {
            None
        }
    }
}

/// Sends the other threads home where this one panics (in [`Limits::exclude`], which is not ours):
/// they would wait for it without end.
struct Abandon<'a, 'b>(&'a Lister<'b>);

impl Drop for Abandon<'_, '_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.waiting.clear();
        state.busy -= 1;
        self.0.more.notify_all();
    }
}
