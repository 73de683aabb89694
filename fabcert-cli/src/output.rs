//! Trouble in words, for stderr.

use std::path::{Path, PathBuf};

use fabcert_core::words;

/// What keeps a run from doing what it was asked to: exit code 2.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// Something named could not be read.
    #[error("cannot read {}: {source}", words::path(path))]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", words::path(path))]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    /// stdout is gone or full.
    #[error("cannot write to standard output: {0}")]
    Stdout(#[from] std::io::Error),
    /// Bad usage that clap cannot see.
    #[error("{0}")]
    Usage(String),
}

impl Trouble {
    /// Whether only the reader of a pipe went away (`fabcert rules | head`): no trouble at all.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Stdout(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// A path that the core could not read.
    pub(crate) fn from_read(error: fabcert_core::source::ReadError) -> Self {
        Self::Read {
            path: error.path,
            source: error.source,
        }
    }
}

/// Writes a whole file, or leaves the old one as it was. A link is followed; a device or pipe
/// (`/dev/stdout`, `>(gzip)`) is written to and not replaced.
#[expect(
    clippy::disallowed_methods,
    reason = "the CLI's one place that writes reports"
)]
pub(crate) fn write_file(path: &Path, text: &str) -> Result<(), Trouble> {
    let trouble = |source| Trouble::Write {
        path: path.to_owned(),
        source,
    };
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&target).is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return std::fs::write(&target, text).map_err(trouble);
    }
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = target.with_file_name(name);
    write_through(&beside, text)
        .and_then(|()| std::fs::rename(&beside, &target))
        .map_err(|error| {
            // Nothing half-written stays behind; if it cannot be removed, the first error says more.
            let _ = std::fs::remove_file(&beside);
            trouble(error)
        })
}

/// Writes a new file that is on the disk before it gets its name.
fn write_through(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "looks at what was written")]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("report.json");
        write_file(&file, "old").unwrap();
        write_file(&file, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        // A folder in the way stays, and nothing is left beside it.
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        assert!(write_file(&taken, "x").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    #[cfg(unix)]
    #[expect(clippy::disallowed_methods, reason = "looks at what was written")]
    fn links_are_followed_and_devices_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        write_file(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_file(&link, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        assert!(link.is_symlink());
        let null = folder.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        write_file(&null, "gone").unwrap();
        assert_eq!(std::fs::read_to_string(&null).unwrap(), "");
    }
}
