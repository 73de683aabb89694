//! What Fabric's loader finds in an MSP folder, as a value: which files lie in which sub-folder, and
//! what `config.yaml` says. Nothing is judged here.

use std::sync::Arc;

use crate::source;

use super::configuration::ConfigFile;
use super::{FileContent, Mode};

/// The caller's own number for the place where a file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub u32);

/// The sub-folders of an MSP folder that Fabric reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FolderRole {
    /// The node's own certificate.
    Signcerts,
    /// Its private key.
    Keystore,
    /// Root CAs.
    Cacerts,
    /// Administrators.
    Admincerts,
    /// Intermediate CAs.
    Intermediatecerts,
    /// TLS root CAs.
    Tlscacerts,
    /// TLS intermediate CAs.
    Tlsintermediatecerts,
    /// Revocation lists.
    Crls,
}

impl FolderRole {
    /// Every sub-folder, in no order that matters.
    pub const ALL: [Self; 8] = [
        Self::Signcerts,
        Self::Keystore,
        Self::Cacerts,
        Self::Admincerts,
        Self::Intermediatecerts,
        Self::Tlscacerts,
        Self::Tlsintermediatecerts,
        Self::Crls,
    ];

    /// The sub-folder's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signcerts => "signcerts",
            Self::Keystore => "keystore",
            Self::Cacerts => "cacerts",
            Self::Admincerts => "admincerts",
            Self::Intermediatecerts => "intermediatecerts",
            Self::Tlscacerts => "tlscacerts",
            Self::Tlsintermediatecerts => "tlsintermediatecerts",
            Self::Crls => "crls",
        }
    }
}

/// A sub-folder as it was found.
#[derive(Clone, Debug, Default)]
pub enum Folder {
    /// There is none.
    #[default]
    Missing,
    /// A file stands in its place.
    NotADirectory,
    /// It could not be listed: nobody knows what Fabric would see.
    Unread(Unread),
    /// What it holds, sorted by name (bytewise).
    Files(Vec<MaterialFile>),
}

impl Folder {
    /// Its files; none where it is missing or unknown.
    #[must_use]
    pub fn files(&self) -> &[MaterialFile] {
        match self {
            Self::Files(files) => files,
            Self::Missing | Self::NotADirectory | Self::Unread(_) => &[],
        }
    }
}

/// One entry of a sub-folder.
#[derive(Clone, Debug)]
pub struct MaterialFile {
    /// Its name (where it is not UTF-8, with replacement characters).
    pub name: String,
    /// Where the caller found it.
    pub place: Option<PlaceId>,
    /// The entry's own size: of a symlink, the link's.
    pub own_size: u64,
    /// What it is, links followed.
    pub state: FileState,
}

impl MaterialFile {
    /// Its content, where it is a file that was read.
    #[must_use]
    pub const fn content(&self) -> Option<&Arc<FileContent>> {
        match &self.state {
            FileState::Content(content) => Some(content),
            FileState::Folder | FileState::Broken | FileState::Unread(_) => None,
        }
    }
}

/// What a directory entry is, links followed.
#[derive(Clone, Debug)]
pub enum FileState {
    /// A file, read.
    Content(Arc<FileContent>),
    /// A folder.
    Folder,
    /// It cannot be asked for (a dangling link): Fabric skips it.
    Broken,
    /// A file that was not read here, so that nobody knows what Fabric would make of it.
    Unread(Unread),
}

/// Why something was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unread {
    /// It was met and not read.
    #[error("{0}")]
    Source(source::Unread),
    /// It lies outside of what was read.
    #[error("outside of what was read")]
    Outside,
}

impl From<source::Unread> for Unread {
    fn from(reason: source::Unread) -> Self {
        Self::Source(reason)
    }
}

/// What Fabric's loader would make of an MSP folder, or a channel's configuration of an MSP.
#[derive(Clone, Debug)]
pub struct MspMaterial {
    /// The MSP ID.
    pub id: String,
    /// Whose MSP it is.
    pub mode: Mode,
    /// The folder, cleaned as Go does; `None` where the material comes from a channel configuration,
    /// which has no load stage.
    pub dir: Option<String>,
    /// `config.yaml`.
    pub config: ConfigFile,
    folders: [Folder; 8],
}

impl MspMaterial {
    /// An MSP of a channel configuration with nothing in it yet.
    #[must_use]
    pub fn of_channel(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            mode: Mode::Verifying,
            dir: None,
            config: ConfigFile::Absent,
            folders: std::array::from_fn(|_| Folder::default()),
        }
    }

    /// An MSP folder with nothing in it yet; `dir` must be cleaned.
    pub(crate) fn of_folder(dir: String, id: String, mode: Mode) -> Self {
        Self {
            id,
            mode,
            dir: Some(dir),
            config: ConfigFile::Absent,
            folders: std::array::from_fn(|_| Folder::default()),
        }
    }

    /// What stands in a sub-folder.
    #[must_use]
    pub const fn folder(&self, role: FolderRole) -> &Folder {
        &self.folders[role as usize]
    }

    /// Replaces what stands in a sub-folder. The files must be sorted by name.
    pub fn set_folder(&mut self, role: FolderRole, folder: Folder) {
        self.folders[role as usize] = folder;
    }

    /// Adds a PEM text to a sub-folder, behind all others.
    pub fn push(&mut self, role: FolderRole, content: Arc<FileContent>, place: Option<PlaceId>) {
        let slot = &mut self.folders[role as usize];
        let mut files = match std::mem::take(slot) {
            Folder::Files(files) => files,
            Folder::Missing | Folder::NotADirectory | Folder::Unread(_) => Vec::new(),
        };
        files.push(MaterialFile {
            name: String::new(),
            place,
            own_size: content.len() as u64,
            state: FileState::Content(content),
        });
        *slot = Folder::Files(files);
    }
}
