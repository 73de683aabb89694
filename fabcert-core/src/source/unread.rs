//! Why something was not read.

use std::fmt;
use std::io;

/// Why a file's bytes or a folder's entries are not in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unread {
    /// A file over [`Limits::max_file_size`](super::Limits::max_file_size).
    TooLarge {
        /// Its size in bytes, as far as it is known.
        size: u64,
        /// The cap.
        cap: u64,
    },
    /// All the files together hold more than [`Limits::max_total_size`](super::Limits::max_total_size).
    OverBudget {
        /// The cap on distinct contents.
        cap: u64,
    },
    /// A big file, read whole, in which there is neither PEM, in whatever dress, nor DER.
    Foreign,
    /// No regular file: it is never opened.
    Special(SpecialKind),
    /// A symbolic link to nothing.
    DanglingLink,
    /// A symbolic link to a folder that it stands in, or to itself.
    LinkLoop,
    /// A folder that symbolic links reach more often than is followed.
    TooManyLinks,
    /// A folder deeper than [`Limits::max_depth`](super::Limits::max_depth).
    TooDeep,
    /// Left out by [`Limits::exclude`](super::Limits::exclude).
    Excluded,
    /// The inside of a Kubernetes volume (`..data`, `..2024_01_31_…`): what it holds is seen through
    /// the visible links beside it.
    Kubernetes,
    /// A ledger or a database beside the certificates, or a tool's own folder (`.git`, `node_modules`).
    Database,
    /// The file system refused.
    Io {
        /// What kind of refusal.
        kind: io::ErrorKind,
        /// The system's words.
        text: Box<str>,
    },
}

/// What a thing is that is neither file nor folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpecialKind {
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A character device.
    CharacterDevice,
    /// A block device.
    BlockDevice,
    /// A folder of the kernel's own (`/proc`, `/sys`), met inside a tree.
    SystemFolder,
    /// Something else.
    Other,
}

impl Unread {
    /// Whether it is left out as a matter of course, so that nobody needs to hear of it unasked.
    #[must_use]
    pub const fn is_quiet(&self) -> bool {
        matches!(
            self,
            Self::Kubernetes | Self::Database | Self::Excluded | Self::Foreign
        )
    }
}

impl From<&io::Error> for Unread {
    fn from(error: &io::Error) -> Self {
        Self::Io {
            kind: error.kind(),
            text: error.to_string().into(),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { size, cap } => {
                write!(f, "too large: {size} bytes, {cap} are read at most")
            }
            Self::OverBudget { cap } => {
                write!(f, "all files together hold more than {cap} bytes")
            }
            Self::Foreign => f.write_str("a large file without certificates"),
            Self::Special(kind) => write!(f, "not a regular file but {kind}"),
            Self::DanglingLink => f.write_str("a symbolic link to nothing"),
            Self::LinkLoop => f.write_str("a symbolic link that leads back to itself"),
            Self::TooManyLinks => f.write_str("reached through too many symbolic links"),
            Self::TooDeep => f.write_str("too deep below the folder named"),
            Self::Excluded => f.write_str("excluded"),
            Self::Kubernetes => f.write_str("the inside of a Kubernetes volume"),
            Self::Database => f.write_str("a ledger, a database or a tool's own folder"),
            Self::Io { text, .. } => f.write_str(text),
        }
    }
}

impl fmt::Display for SpecialKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fifo => "a named pipe",
            Self::Socket => "a socket",
            Self::CharacterDevice => "a character device",
            Self::BlockDevice => "a block device",
            Self::SystemFolder => "a folder of the system",
            Self::Other => "something else",
        })
    }
}
