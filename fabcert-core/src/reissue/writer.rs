//! What files are changed through.

use std::io;
use std::path::{Path, PathBuf};

/// A file as a writer finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentFile {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its permission bits, where the system has such.
    pub mode: Option<u32>,
}

/// Reads and replaces files: those of a file system ([`DiskWriter`](super::DiskWriter), feature `fs`),
/// or whatever an embedder keeps trees in.
pub trait Writer {
    /// The absolute path of the file itself, every symbolic link followed.
    ///
    /// # Errors
    /// Where there is no such file.
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf>;

    /// What the file holds now.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read(&mut self, path: &Path) -> io::Result<CurrentFile>;

    /// Replaces all that the file holds, or nothing: after a crash at any point it holds either the
    /// old bytes or the new ones. Mode and owner are kept. When this returns, the change is durable.
    ///
    /// # Errors
    /// Where it cannot be replaced; then it is as it was.
    fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Makes a file that only its owner can read and that is not there yet. When this returns, it is
    /// durable.
    ///
    /// # Errors
    /// Where it is there already, or cannot be made.
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Removes what a crash in the midst of [`Writer::replace`] left beside this file.
    ///
    /// # Errors
    /// Where that cannot be removed.
    fn tidy(&mut self, path: &Path) -> io::Result<()>;
}
