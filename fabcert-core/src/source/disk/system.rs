//! What makes a folder the same folder, whichever path leads to it, and which belong to the kernel.

use std::fs::{self, Metadata};
use std::path::Path;

/// What makes a folder the same folder.
#[cfg(unix)]
pub(super) type Identity = (u64, u64);
#[cfg(not(unix))]
pub(super) type Identity = std::path::PathBuf;

/// The devices of the kernel's own file systems, where they have one of their own.
#[cfg(unix)]
pub(super) fn devices() -> Vec<u64> {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &str| fs::metadata(path).map(|it| it.dev()).ok();
    let top = device("/");
    ["/proc", "/sys"]
        .into_iter()
        .filter_map(device)
        .filter(|it| Some(*it) != top)
        .collect()
}

#[cfg(not(unix))]
pub(super) fn devices() -> Vec<u64> {
    Vec::new()
}

/// Whether a folder lies on one of these devices.
#[cfg(unix)]
pub(super) fn is_on(devices: &[u64], metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    devices.contains(&metadata.dev())
}

#[cfg(not(unix))]
pub(super) fn is_on(_: &[u64], _: &Metadata) -> bool {
    false
}

/// Whether a folder that no link leads to is where a file system of the kernel is mounted. Such a
/// folder has one of two names, also in a container's tree, so that all others need not be asked for.
pub(super) fn is_mounted_at(devices: &[u64], path: &Path) -> bool {
    let is_named_so = path
        .file_name()
        .is_some_and(|name| name == "proc" || name == "sys");
    is_named_so && fs::metadata(path).is_ok_and(|metadata| is_on(devices, &metadata))
}

#[cfg(unix)]
pub(super) fn identity(_: &Path, metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
pub(super) fn identity(path: &Path, _: &Metadata) -> Identity {
    fs::canonicalize(path).unwrap_or_else(|_| path.into())
}
