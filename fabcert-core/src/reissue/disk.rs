//! Files of a file system, replaced whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::edit::sha256;
use super::writer::{CurrentFile, Writer};

/// Replaces a file by writing another one beside it and renaming that. Mode and owner are kept;
/// access control lists and other names of the same file (hard links) are not.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct DiskWriter;

impl Writer for DiskWriter {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn read(&mut self, path: &Path) -> io::Result<CurrentFile> {
        let mut file = OpenOptions::new().read(true).open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file",
            ));
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(CurrentFile {
            bytes,
            mode: mode(&metadata),
        })
    }

    fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let beside = beside(path)?;
        remove(&beside)?;
        let written = write_like(&beside, path, bytes).and_then(|()| fs::rename(&beside, path));
        if let Err(error) = written {
            // The first error is the one to tell.
            let _ = remove(&beside);
            return Err(error);
        }
        sync_folder(path)
    }

    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = private(path)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if let Err(error) = written {
            let _ = remove(path);
            return Err(error);
        }
        sync_folder(path)
    }

    fn tidy(&mut self, path: &Path) -> io::Result<()> {
        remove(&beside(path)?)
    }
}

/// Where the new bytes are written first: always the same name for the same file, so that what a crash
/// leaves behind can be found, and one that no file of Fabric's has.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let hash = sha256(name.as_encoded_bytes());
    let mut beside = OsString::from(".fabcert-");
    beside.push(hash.get(..16).unwrap_or_default());
    Ok(path.with_file_name(beside))
}

/// Writes a new file with the owner and mode of an old one.
fn write_like(path: &Path, old: &Path, bytes: &[u8]) -> io::Result<()> {
    let metadata = OpenOptions::new().read(true).open(old)?.metadata()?;
    let mut file = private(path)?;
    file.write_all(bytes)?;
    keep_owner(&file, &metadata)?;
    // After the owner, whose change may clear bits.
    file.set_permissions(metadata.permissions())?;
    file.sync_all()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A new file that nobody else can read yet.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
const fn mode(_: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(file, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes a rename or a new name in this file's folder durable.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    OpenOptions::new()
        .read(true)
        .open(folder.unwrap_or(Path::new(".")))?
        .sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn write(path: &Path, bytes: &[u8], mode: u32) {
        let mut file = private(path).unwrap();
        file.write_all(bytes).unwrap();
        file.set_permissions(fs::Permissions::from_mode(mode))
            .unwrap();
    }

    fn names(folder: &Path) -> Vec<OsString> {
        let walk = walkdir::WalkDir::new(folder)
            .min_depth(1)
            .sort_by_file_name();
        walk.into_iter()
            .map(|entry| entry.unwrap().file_name().to_owned())
            .collect()
    }

    #[test]
    fn a_file_is_replaced_with_its_mode_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        for mode in [0o640, 0o444] {
            write(&path, b"old", mode);
            DiskWriter.replace(&path, b"new").unwrap();
            let expected = CurrentFile {
                bytes: b"new".into(),
                mode: Some(mode),
            };
            assert_eq!(DiskWriter.read(&path).unwrap(), expected);
            assert_eq!(names(folder.path()), ["ca.pem"]);
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("ca.pem"), folder.path().join("link.pem"));
        write(&file, b"old", 0o644);
        symlink("ca.pem", &link).unwrap();
        let real = DiskWriter.resolve(&link).unwrap();
        DiskWriter.replace(&real, b"new").unwrap();
        assert!(fs::read_link(&link).is_ok());
        assert_eq!(DiskWriter.read(&link).unwrap().bytes, b"new");
    }

    #[test]
    fn what_a_crash_left_is_tidied_and_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        write(&path, b"old", 0o644);
        write(&beside(&path).unwrap(), b"half a f", 0o600);
        DiskWriter.replace(&path, b"new").unwrap();
        assert_eq!(names(folder.path()), ["ca.pem"]);
        write(&beside(&path).unwrap(), b"half a f", 0o600);
        DiskWriter.tidy(&path).unwrap();
        DiskWriter.tidy(&path).unwrap();
        assert_eq!(names(folder.path()), ["ca.pem"]);
    }

    #[test]
    fn what_is_no_file_is_not_tidied() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        write(&path, b"old", 0o644);
        fs::create_dir(beside(&path).unwrap()).unwrap();
        assert!(DiskWriter.tidy(&path).is_err());
        assert!(DiskWriter.replace(&path, b"new").is_err());
        assert_eq!(DiskWriter.read(&path).unwrap().bytes, b"old");
    }

    #[test]
    fn a_file_without_a_folder_lies_in_this_one() {
        sync_folder(Path::new("ca.pem")).unwrap();
    }

    /// Only the superuser can give a file away: for all others there is nothing to see here.
    #[test]
    fn a_file_keeps_its_owner() {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        write(&path, b"old", 0o640);
        if chown(&path, Some(7051), Some(7052)).is_err() {
            return;
        }
        DiskWriter.replace(&path, b"new").unwrap();
        let file = OpenOptions::new().read(true).open(&path).unwrap();
        let metadata = file.metadata().unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), (7051, 7052));
    }

    #[test]
    fn a_journal_is_private_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.json");
        DiskWriter.create(&path, b"{}").unwrap();
        assert_eq!(DiskWriter.read(&path).unwrap().mode, Some(0o600));
        let again = DiskWriter.create(&path, b"[]").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(DiskWriter.read(&path).unwrap().bytes, b"{}");
    }
}
