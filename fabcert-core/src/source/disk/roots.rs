//! The paths that were named.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::source::stream::ReadError;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RootKind {
    Dir,
    File,
}

pub(super) struct Root {
    /// As it was named.
    pub(super) path: PathBuf,
    /// What it really is.
    real: PathBuf,
    pub(super) kind: RootKind,
}

impl Root {
    fn open(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        let kind = if metadata.is_dir() {
            fs::read_dir(path)?;
            RootKind::Dir
        } else if metadata.is_file() {
            File::open(path)?;
            RootKind::File
        } else {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "neither a folder nor a regular file",
            ));
        };
        Ok(Self {
            path: path.into(),
            real: fs::canonicalize(path)?,
            kind,
        })
    }

    /// The last part of the real path, where the path as it was named does not tell it.
    pub(super) fn real_name(&self) -> Option<&OsStr> {
        match self.path.file_name() {
            Some(_) => None,
            None => self.real.file_name(),
        }
    }
}

/// What was named, without what is named twice or lies below a folder that is named, too.
pub(super) fn distinct_roots(paths: &[impl AsRef<Path>]) -> Result<Vec<Root>, ReadError> {
    let mut roots = Vec::with_capacity(paths.len());
    for path in paths.iter().map(AsRef::as_ref) {
        roots.push(Root::open(path).map_err(|source| ReadError {
            path: path.into(),
            source,
        })?);
    }
    let folders: HashSet<PathBuf> = roots
        .iter()
        .filter(|root| root.kind == RootKind::Dir)
        .map(|root| root.real.clone())
        .collect();
    let mut seen = HashSet::new();
    roots.retain(|root| {
        let mut above = root.real.ancestors().skip(1);
        !above.any(|folder| folders.contains(folder)) && seen.insert(root.real.clone())
    });
    Ok(roots)
}
