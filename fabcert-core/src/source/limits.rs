//! How much is read.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Whether a path is left out.
pub type Exclude = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// What is read, and how much of it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Files above this size are not read (default 1 MiB).
    pub max_file_size: u64,
    /// A stream above this size is not read (default 64 MiB: a cluster's Secrets in one stream).
    pub max_stream_size: u64,
    /// Distinct contents are kept up to this size in all (default 1 GiB).
    pub max_total_size: u64,
    /// Folders are listed down to this depth below a path that was named (default 64).
    pub max_depth: usize,
    /// Whether symbolic links are followed (default: yes; Kubernetes mounts are made of them).
    pub follow_links: bool,
    /// How many symbolic links to folders are followed on one path (default 8).
    pub max_link_nesting: u8,
    /// How often one folder may be reached through symbolic links (default 1,024).
    pub max_links_to_folder: u32,
    /// How many entries may be reached through linked folders in all (default 100,000).
    pub max_linked_entries: u32,
    /// Paths for which this is true are left out, folders with all that is below them.
    pub exclude: Option<Exclude>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file_size: 1 << 20,
            max_stream_size: 64 << 20,
            max_total_size: 1 << 30,
            max_depth: 64,
            follow_links: true,
            max_link_nesting: 8,
            max_links_to_folder: 1024,
            max_linked_entries: 100_000,
            exclude: None,
        }
    }
}

impl Limits {
    /// Whether [`Limits::exclude`] leaves this path out.
    #[cfg(feature = "fs")]
    pub(super) fn excludes(&self, path: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|exclude| exclude(path))
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("max_file_size", &self.max_file_size)
            .field("max_stream_size", &self.max_stream_size)
            .field("max_total_size", &self.max_total_size)
            .field("max_depth", &self.max_depth)
            .field("follow_links", &self.follow_links)
            .field("max_link_nesting", &self.max_link_nesting)
            .field("max_links_to_folder", &self.max_links_to_folder)
            .field("max_linked_entries", &self.max_linked_entries)
            .field("exclude", &self.exclude.is_some())
            .finish()
    }
}
