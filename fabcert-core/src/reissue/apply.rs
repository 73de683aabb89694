//! What was planned is done, undone or finished: journal first, then file by file.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::{Direction, Journal, JournalFault, JournalFile, State};
use super::plan::Plan;
use super::writer::Writer;
use crate::timestamp::Timestamp;

/// Why files were not changed as they should be. Each file is whole in any case, old or new.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyFault {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", crate::phrase::path(path))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is neither what it was when the plan was made nor what it was to become.
    #[error(
        "{} was changed by somebody else since the plan was made",
        crate::phrase::path(path)
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The journal cannot be put into JSON.
    #[error("cannot write the journal: {0}")]
    Journal(#[from] JournalFault),
    /// The journal cannot be written.
    #[error("cannot write the journal {}: {source}", crate::phrase::path(path))]
    WriteJournal {
        /// The journal's path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be replaced.
    #[error("cannot replace {}: {source}", crate::phrase::path(path))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It stopped on the way, after some files were replaced.
    #[error("{fault} ({})", if *.undone { "the files that were replaced before are as they were again" }
        else { "some files are replaced, some are not: the journal can finish or undo it" })]
    Stopped {
        /// What happened.
        fault: Box<ApplyFault>,
        /// Whether the files that were replaced before could be given back their old bytes.
        undone: bool,
    },
}

/// How many files were changed, and how many had to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Followed {
    /// Replaced now.
    pub replaced: usize,
    /// As they were to be already.
    pub untouched: usize,
}

/// Does what was planned. The journal is written first; where a file cannot be replaced, those before
/// it get their old bytes back. Objections are the caller's business ([`Plan::is_proven`]).
///
/// # Errors
/// [`ApplyFault`]; [`ApplyFault::Stopped`] where files had been replaced already.
pub fn apply(
    plan: &Plan,
    journal: &Path,
    now: Timestamp,
    writer: &mut dyn Writer,
) -> Result<Followed, ApplyFault> {
    let files = files(plan, writer)?;
    let record = Journal::new(now, plan.old.sha256, plan.new.sha256, files);
    writer
        .create(journal, &record.to_json()?)
        .map_err(|source| ApplyFault::WriteJournal {
            path: journal.to_owned(),
            source,
        })?;
    let mut replaced = 0;
    follow(&record, Direction::Finish, writer, &mut replaced).map_err(|fault| {
        // Also where nothing was replaced: to remove what was left beside a file.
        let undone = follow(&record, Direction::Undo, writer, &mut 0).is_ok();
        match replaced {
            0 => fault,
            _ => ApplyFault::Stopped {
                fault: Box::new(fault),
                undone,
            },
        }
    })
}

/// Gives every file of a journal its old bytes back. Running it twice is harmless.
///
/// # Errors
/// [`ApplyFault`]; nothing is touched where one of the files is neither the old nor the new one.
pub fn undo(journal: &Journal, writer: &mut dyn Writer) -> Result<Followed, ApplyFault> {
    resume(journal, Direction::Undo, writer)
}

/// Gives every file of a journal its new bytes. Running it twice is harmless.
///
/// # Errors
/// [`ApplyFault`]; nothing is touched where one of the files is neither the old nor the new one.
pub fn finish(journal: &Journal, writer: &mut dyn Writer) -> Result<Followed, ApplyFault> {
    resume(journal, Direction::Finish, writer)
}

fn resume(
    journal: &Journal,
    direction: Direction,
    writer: &mut dyn Writer,
) -> Result<Followed, ApplyFault> {
    let mut replaced = 0;
    follow(journal, direction, writer, &mut replaced).map_err(|fault| match replaced {
        0 => fault,
        _ => ApplyFault::Stopped {
            fault: Box::new(fault),
            undone: false,
        },
    })
}

/// What the journal says of each file. A file with several paths (links) is changed once.
fn files(plan: &Plan, writer: &mut dyn Writer) -> Result<Vec<JournalFile>, ApplyFault> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::with_capacity(plan.changes.len());
    for change in &plan.changes {
        let unread = |source| ApplyFault::Read {
            path: change.path.clone(),
            source,
        };
        let path = writer.resolve(&change.path).map_err(unread)?;
        if !seen.insert(path.clone()) {
            continue;
        }
        let current = writer.read(&path).map_err(unread)?;
        let file = JournalFile {
            path,
            mode: current.mode,
            old_sha256: change.old_sha256.clone(),
            new_sha256: change.new_sha256.clone(),
            edits: change.edits.clone(),
        };
        if !matches!(
            file.state(&current.bytes, Direction::Finish),
            State::Pending(_)
        ) {
            return Err(ApplyFault::Changed { path: file.path });
        }
        files.push(file);
    }
    Ok(files)
}

/// Looks at every file first, then replaces those that are not yet as they are to be; each is looked
/// at again just before.
fn follow(
    journal: &Journal,
    direction: Direction,
    writer: &mut dyn Writer,
    replaced: &mut usize,
) -> Result<Followed, ApplyFault> {
    let mut pending = Vec::new();
    for file in &journal.files {
        if let State::Pending(_) = state(file, direction, writer)? {
            pending.push(file);
        }
    }
    for file in &pending {
        if let State::Pending(bytes) = state(file, direction, writer)? {
            let written = writer.replace(&file.path, &bytes);
            written.map_err(|source| ApplyFault::Write {
                path: file.path.clone(),
                source,
            })?;
            *replaced += 1;
        }
    }
    Ok(Followed {
        replaced: *replaced,
        untouched: journal.files.len() - pending.len(),
    })
}

/// What is to be done with a file; what a crash left beside it is removed.
fn state(
    file: &JournalFile,
    direction: Direction,
    writer: &mut dyn Writer,
) -> Result<State, ApplyFault> {
    let path = &file.path;
    writer.tidy(path).map_err(|source| ApplyFault::Write {
        path: path.clone(),
        source,
    })?;
    let current = writer.read(path).map_err(|source| ApplyFault::Read {
        path: path.clone(),
        source,
    })?;
    match file.state(&current.bytes, direction) {
        State::Foreign => Err(ApplyFault::Changed { path: path.clone() }),
        state => Ok(state),
    }
}

#[cfg(test)]
mod tests;
