//! Bytes from the world, as one value: a [`Snapshot`] of folders and files with what each file
//! holds, and why each thing that was not read was not.
//!
//! It comes from a file system ([`read`], feature `fs`), from a stream ([`from_reader`]) or from
//! memory ([`Snapshot::builder`]). Everything after this room is a pure function of it. Input is
//! hostile: sizes, links and depth are bounded by [`Limits`], and only regular files are opened.

mod builder;
mod content;
mod contents;
#[cfg(feature = "fs")]
mod disk;
mod draft;
mod limits;
mod snapshot;
mod stream;
mod unread;

pub use builder::SnapshotBuilder;
pub use content::{Bytes, Content};
#[cfg(feature = "fs")]
pub use disk::{read, read_with};
pub use limits::{Exclude, Limits};
pub use snapshot::{ContentId, Dir, DirId, File, FileId, Node, Skipped, Snapshot};
pub use stream::{ReadError, from_reader};
pub use unread::{SpecialKind, Unread};
