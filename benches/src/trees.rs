//! Trees of cryptogen's shape, made once and kept below `target/`.

use std::io;
use std::path::{Path, PathBuf};

use fabcert_testdata::shapes::large_network;

/// Peers of each organisation.
const PEERS: usize = 5;
/// Users of each organisation, beside its administrator.
const USERS: usize = 5;

/// How a tree is laid out: so many organisations, so many times.
///
/// Each organisation has 95 files, among them 24 distinct certificates and as many keys, and 12 MSPs:
/// every other file is a copy. With more than one copy of the whole, more of them are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Distinct organisations.
    pub organisations: usize,
    /// How often all of them are there.
    pub copies: usize,
}

impl Shape {
    /// 950 files.
    pub const THOUSAND: Self = Self::distinct(10);
    /// 19,000 files: 200 organisations.
    pub const TWENTY_THOUSAND: Self = Self::distinct(200);
    /// 199,500 files, 3 in 4 of them copies.
    pub const TWO_HUNDRED_THOUSAND: Self = Self {
        organisations: 1_050,
        copies: 2,
    };
    /// As many files with twice as much in them.
    pub const TWO_HUNDRED_THOUSAND_DISTINCT: Self = Self::distinct(2_100);

    /// Organisations of which no two are the same.
    #[must_use]
    pub const fn distinct(organisations: usize) -> Self {
        Self {
            organisations,
            copies: 1,
        }
    }

    /// The sizes that are measured: the largest two only where `FABCERT_BENCH_LARGE` is set.
    #[must_use]
    pub fn sizes() -> Vec<Self> {
        let mut sizes = vec![Self::THOUSAND, Self::TWENTY_THOUSAND];
        if std::env::var_os("FABCERT_BENCH_LARGE").is_some() {
            sizes.extend([
                Self::TWO_HUNDRED_THOUSAND,
                Self::TWO_HUNDRED_THOUSAND_DISTINCT,
            ]);
        }
        sizes
    }

    /// As many files as [`Self::TWENTY_THOUSAND`], with more and more copies among them.
    #[must_use]
    pub fn shares() -> [Self; 2] {
        [4, 20].map(|copies| Self {
            organisations: Self::TWENTY_THOUSAND.organisations / copies,
            copies,
        })
    }

    /// The tree's folder below `target`; made now, where it is not there.
    ///
    /// # Errors
    /// The file system's.
    pub fn tree(self, target: &Path) -> io::Result<PathBuf> {
        let name = format!("cryptogen-{}x{}", self.organisations, self.copies);
        let tree = target.join(&name);
        if tree.is_dir() {
            return Ok(tree);
        }
        // Under its name it is whole: a run that was broken off leaves it under another.
        let unfinished = target.join(format!("{name}.unfinished"));
        if unfinished.is_dir() {
            std::fs::remove_dir_all(&unfinished)?;
        }
        let network = large_network(self.organisations, PEERS, USERS);
        match self.copies {
            1 => network.write_to(&unfinished)?,
            copies => {
                for copy in 1..=copies {
                    network.write_to(&unfinished.join(format!("copy-{copy}")))?;
                }
            }
        }
        std::fs::rename(&unfinished, &tree)?;
        Ok(tree)
    }
}
