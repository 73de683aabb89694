//! The files of an MSP's sub-folders that count: those that Fabric's loader takes.

use std::sync::Arc;

use super::FileContent;
use super::material::{FileState, Folder, FolderRole, MaterialFile, MspMaterial, Unread};
use super::refusal::Undecided;

/// A file that counts, or something that may be one.
#[derive(Clone, Debug)]
pub(crate) enum Counted<'m> {
    /// A file with PEM in it.
    Pem(&'m MaterialFile, &'m Arc<FileContent>),
    /// A file, or a whole folder, that was not read.
    Unknown(Undecided),
}

impl Counted<'_> {
    pub(crate) const fn is_pem(&self) -> bool {
        matches!(self, Self::Pem(..))
    }
}

/// What of a folder Fabric takes, in name order.
pub(crate) fn counted(
    material: &MspMaterial,
    role: FolderRole,
) -> impl Iterator<Item = Counted<'_>> {
    let folder = material.folder(role);
    let unread = match folder {
        Folder::Unread(reason) => Some(Counted::Unknown(unread_folder(role, reason))),
        Folder::Missing | Folder::NotADirectory | Folder::Files(_) => None,
    };
    let files = folder
        .files()
        .iter()
        .filter_map(move |file| match &file.state {
            FileState::Content(content) => content.is_pem().then_some(Counted::Pem(file, content)),
            FileState::Unread(reason) => Some(Counted::Unknown(unread_file(role, file, reason))),
            FileState::Folder | FileState::Broken => None,
        });
    unread.into_iter().chain(files)
}

/// The doubt that a folder which was not read leaves.
pub(crate) fn unread_folder(folder: FolderRole, reason: &Unread) -> Undecided {
    Undecided::Folder {
        folder,
        reason: reason.clone(),
    }
}

/// The doubt that a file which was not read leaves.
pub(crate) fn unread_file(folder: FolderRole, file: &MaterialFile, reason: &Unread) -> Undecided {
    Undecided::File {
        folder,
        name: file.name.clone(),
        reason: reason.clone(),
    }
}
