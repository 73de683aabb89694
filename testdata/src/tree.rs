//! A directory tree as a value.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// Files by relative path, sorted, and directories that are to be there though empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<PathBuf, Vec<u8>>,
    empty_directories: BTreeSet<PathBuf>,
}

impl Tree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this file, which takes the place of one of that name.
    #[must_use]
    pub fn with(mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(path, bytes);
        self
    }

    /// With this directory, though nothing may lie in it. Git does not keep such a directory.
    #[must_use]
    pub fn with_empty_directory(mut self, path: impl AsRef<Path>) -> Self {
        self.empty_directories.insert(path.as_ref().to_path_buf());
        self
    }

    /// With the files of `other` below `directory` (`""`: beside those of this tree).
    #[must_use]
    pub fn with_tree(mut self, directory: impl AsRef<Path>, other: Self) -> Self {
        let directory = directory.as_ref();
        self.files.extend(
            other
                .files
                .into_iter()
                .map(|(path, bytes)| (directory.join(path), bytes)),
        );
        self.empty_directories.extend(
            other
                .empty_directories
                .into_iter()
                .map(|path| directory.join(path)),
        );
        self
    }

    /// Without this file, or without all that lies in this directory.
    #[must_use]
    pub fn without(mut self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        self.files.retain(|file, _| !file.starts_with(path));
        self.empty_directories
            .retain(|directory| !directory.starts_with(path));
        self
    }

    /// Sets a file.
    pub fn insert(&mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.as_ref().to_path_buf(), bytes.into());
    }

    /// A file's bytes.
    pub fn get(&self, path: impl AsRef<Path>) -> Option<&[u8]> {
        self.files.get(path.as_ref()).map(Vec::as_slice)
    }

    /// What lies in `directory`, as a tree of its own.
    #[must_use]
    pub fn subtree(&self, directory: impl AsRef<Path>) -> Self {
        let directory = directory.as_ref();
        let below = |path: &PathBuf| path.strip_prefix(directory).ok().map(Path::to_path_buf);
        Self {
            files: self
                .files
                .iter()
                .filter_map(|(path, bytes)| Some((below(path)?, bytes.clone())))
                .collect(),
            empty_directories: self.empty_directories.iter().filter_map(below).collect(),
        }
    }

    /// All files, sorted by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&Path, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_path(), bytes.as_slice()))
    }

    /// All files as owned values, sorted by path.
    pub fn into_files(self) -> Vec<(PathBuf, Vec<u8>)> {
        self.files.into_iter().collect()
    }

    /// Directories that are to be there though nothing may lie in them.
    pub fn empty_directories(&self) -> impl Iterator<Item = &Path> {
        self.empty_directories.iter().map(PathBuf::as_path)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the tree below `directory`. Files that hold a private key get mode 0600, as Fabric's
    /// tools give them.
    ///
    /// # Errors
    /// The file system's.
    #[expect(
        clippy::disallowed_methods,
        reason = "fixtures are written here and nowhere else"
    )]
    pub fn write_to(&self, directory: &Path) -> io::Result<()> {
        for empty in &self.empty_directories {
            std::fs::create_dir_all(directory.join(empty))?;
        }
        let mut made = PathBuf::new();
        for (path, bytes) in &self.files {
            let path = directory.join(path);
            if let Some(parent) = path.parent()
                && made != parent
            {
                std::fs::create_dir_all(parent)?;
                made = parent.to_path_buf();
            }
            std::fs::write(&path, bytes)?;
            if holds_private_key(bytes) {
                make_private(&path)?;
            }
        }
        Ok(())
    }

    /// Reads a directory. Symbolic links and empty directories are left out.
    ///
    /// # Errors
    /// The file system's.
    #[expect(
        clippy::disallowed_methods,
        reason = "committed fixtures are read here and nowhere else"
    )]
    pub fn read_from(directory: &Path) -> io::Result<Self> {
        let mut tree = Self::new();
        let mut pending = vec![PathBuf::new()];
        while let Some(below) = pending.pop() {
            for entry in std::fs::read_dir(directory.join(&below))? {
                let entry = entry?;
                let path = below.join(entry.file_name());
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    pending.push(path);
                } else if kind.is_file() {
                    tree.insert(&path, std::fs::read(entry.path())?);
                }
            }
        }
        Ok(tree)
    }
}

fn holds_private_key(bytes: &[u8]) -> bool {
    bytes
        .windows(PRIVATE_KEY_END.len())
        .any(|window| window == PRIVATE_KEY_END)
}

const PRIVATE_KEY_END: &[u8] = b"PRIVATE KEY-----";

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let tree = Tree::new()
            .with("b/c.pem", "one")
            .with("a.pem", "-----BEGIN PRIVATE KEY-----")
            .with_tree("d", Tree::new().with("e", "two"));
        let directory = tempfile::tempdir().unwrap();
        tree.write_to(directory.path()).unwrap();
        assert_eq!(Tree::read_from(directory.path()).unwrap(), tree);
    }

    #[test]
    fn files_come_sorted_and_can_be_taken_away() {
        let tree = Tree::new()
            .with("msp/b", "")
            .with("msp/a", "")
            .with("mspx", "");
        let paths: Vec<_> = tree.files().map(|(path, _)| path.to_path_buf()).collect();
        assert_eq!(
            paths,
            [Path::new("msp/a"), Path::new("msp/b"), Path::new("mspx")]
        );
        assert_eq!(tree.without("msp").len(), 1);
    }
}
