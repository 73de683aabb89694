//! Globs over paths: what is left out, and where an exception holds.

use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Globs that match a path as it is shown or, where they stand in a file, as it is seen from the
/// folder of that file. A bare name matches that name anywhere.
#[derive(Clone, Debug)]
pub(super) struct PathGlobs {
    globs: GlobSet,
    seen_from: Option<Vantage>,
}

/// The folder of the file in which the globs stand.
#[derive(Clone, Debug)]
pub(super) struct Vantage {
    /// The working directory, which shown paths start from.
    working: PathBuf,
    folder: PathBuf,
}

impl Vantage {
    /// The folder that `file` lies in.
    pub(super) fn of_file(file: &Path) -> Option<Self> {
        let working = std::env::current_dir().ok()?;
        let folder = tidy(&working.join(file)).parent()?.to_owned();
        Some(Self { working, folder })
    }
}

impl PathGlobs {
    pub(super) fn new<'a>(
        patterns: impl IntoIterator<Item = &'a str>,
        seen_from: Option<Vantage>,
    ) -> Result<Self, globset::Error> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
            set.add(Glob::new(pattern)?);
            if !pattern.contains('/') {
                set.add(Glob::new(&format!("**/{pattern}"))?);
            }
        }
        Ok(Self {
            globs: set.build()?,
            seen_from,
        })
    }

    pub(super) fn is_match(&self, path: &Path) -> bool {
        let seen = |from: &Vantage| {
            let whole = tidy(&from.working.join(path));
            whole
                .strip_prefix(&from.folder)
                .is_ok_and(|below| self.globs.is_match(below))
        };
        self.globs.is_match(tidy(path)) || self.seen_from.as_ref().is_some_and(seen)
    }
}

/// The path without `.`, and without `..` where the folder before it is named.
fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidied.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidied.pop();
            }
            part => tidied.push(part),
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_folder(folder: &str, pattern: &str, path: &str) -> bool {
        let vantage = Vantage {
            working: PathBuf::from("/repo/ci"),
            folder: PathBuf::from(folder),
        };
        PathGlobs::new([pattern], Some(vantage))
            .expect("a glob")
            .is_match(Path::new(path))
    }

    #[test]
    fn globs_are_seen_from_their_file_and_as_shown() {
        assert!(from_folder("/repo", "net/**", "../net/org1/ca.pem"));
        assert!(from_folder("/repo", "ci/net/**", "./net/ca.pem"));
        assert!(from_folder("/repo", "net/**", "net/ca.pem"));
        assert!(from_folder("/repo", "./ci/net/**", "/repo/ci/net/ca.pem"));
        assert!(!from_folder("/repo", "other/**", "../net/ca.pem"));
        assert!(!from_folder("/else", "ci/net/**", "net/ca.pem"));
        assert!(from_folder("/else", "keystore", "net/msp/keystore"));
    }

    #[test]
    fn tidies_paths() {
        for (path, tidied) in [
            ("./a/./b", "a/b"),
            ("a/../b", "b"),
            ("../a", "../a"),
            (".", ""),
        ] {
            assert_eq!(tidy(Path::new(path)), Path::new(tidied));
        }
    }
}
