//! Folders and files of a file system: several threads list them and read what they meet.
#![allow(
    clippy::disallowed_methods,
    reason = "this is where folders are listed and files are read"
)]

mod file;
mod list;
mod names;
mod neglected;
mod roots;
mod system;
#[cfg(all(test, unix))]
mod tests;
mod walk;

use std::path::Path;

use self::file::Shared;
use self::list::Lister;
use self::roots::{RootKind, distinct_roots};
use self::walk::Walk;
use super::draft::Draft;
use super::limits::Limits;
use super::snapshot::Snapshot;
use super::stream::ReadError;
use crate::progress::{Phase, Progress, Silent};

/// Reads what was named: folders with all that is below them, and files. What lies below another
/// path that was named is read once.
///
/// # Errors
/// Where a path that was named outright does not exist, cannot be opened, or is neither a folder nor
/// a regular file. Anything below that cannot be read is part of the snapshot.
pub fn read(paths: &[impl AsRef<Path>], limits: &Limits) -> Result<Snapshot, ReadError> {
    read_with(paths, limits, &Silent)
}

/// The same, telling `progress` how far it has come.
///
/// # Errors
/// The same.
pub fn read_with(
    paths: &[impl AsRef<Path>],
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Snapshot, ReadError> {
    progress.phase(Phase::Reading);
    let roots = distinct_roots(paths)?;
    let shared = Shared::new(limits);
    let mut draft = Draft::default();
    let lister = Lister::new(limits, &shared, progress);
    let mut walk = Walk::new(limits, &mut draft, &shared, progress);
    for root in &roots {
        match root.kind {
            RootKind::Dir => walk.tree(root, lister.run(&root.path)),
            RootKind::File => walk.named_file(&root.path),
        }
    }
    drop(walk);
    drop(lister);
    // The tables of what was read go before the snapshot is put together.
    drop(shared);
    Ok(draft.finish())
}
