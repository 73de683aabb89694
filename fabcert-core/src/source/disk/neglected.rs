//! What stands beside certificates and never holds any worth reading. All of it is known by name
//! alone, and narrowly, but for SQLite files, which say what they are.

use std::ffi::OsStr;

use crate::source::unread::Unread;

/// Tools' own folders, and the folders of a peer's and an orderer's ledger.
const FOLDERS: [&str; 7] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "ledgersData",
    "transientStore",
    "etcdraft",
];

/// How every SQLite 3 file begins (a CA server's registry).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Why a folder of this name is not looked into, if so.
pub(super) fn folder(name: &OsStr) -> Option<Unread> {
    if is_inside_kubernetes_volume(name) {
        Some(Unread::Kubernetes)
    } else if FOLDERS.into_iter().any(|it| name == it) {
        Some(Unread::Database)
    } else {
        None
    }
}

/// Why a file of this name is not read, if so.
pub(super) fn file(name: &OsStr) -> Option<Unread> {
    if is_inside_kubernetes_volume(name) {
        Some(Unread::Kubernetes)
    } else if is_ledger_file(name.as_encoded_bytes()) {
        Some(Unread::Database)
    } else {
        None
    }
}

/// Whether a file that begins so is a database.
pub(super) fn is_database(start: &[u8]) -> bool {
    start.starts_with(SQLITE)
}

/// `..data`, `..data_tmp` and `..2024_01_31_10_00_00.123456789`, which Kubernetes' `AtomicWriter`
/// makes.
fn is_inside_kubernetes_volume(name: &OsStr) -> bool {
    let Some(name) = name.as_encoded_bytes().strip_prefix(b"..") else {
        return false;
    };
    matches!(name, b"data" | b"data_tmp") || has_shape(name.get(..11), b"0000_00_00_")
}

/// `blockfile_000000` (Fabric's block store) and `000005.ldb` and its like (LevelDB).
fn is_ledger_file(name: &[u8]) -> bool {
    [
        &b"blockfile_000000"[..],
        b"000000.ldb",
        b"000000.sst",
        b"000000.log",
    ]
    .into_iter()
    .any(|shape| has_shape(Some(name), shape))
}

/// Whether `name` is `shape` with any digits for its zeros.
fn has_shape(name: Option<&[u8]>, shape: &[u8]) -> bool {
    name.is_some_and(|name| {
        name.len() == shape.len()
            && name.iter().zip(shape).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                _ => byte == shape,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_narrowly() {
        for (name, expected) in [
            ("..data", Some(Unread::Kubernetes)),
            ("..data_tmp", Some(Unread::Kubernetes)),
            ("..2024_01_31_10_00_00.123456789", Some(Unread::Kubernetes)),
            ("..ca", None),
            ("..2024", None),
            ("...data", None),
            ("data", None),
            (".git", Some(Unread::Database)),
            ("ledgersData", Some(Unread::Database)),
            ("ledgers", None),
            ("index", None),
        ] {
            assert_eq!(folder(OsStr::new(name)), expected, "{name}");
        }
        for (name, expected) in [
            ("..data", Some(Unread::Kubernetes)),
            ("blockfile_000012", Some(Unread::Database)),
            ("blockfile_12", None),
            ("000123.ldb", Some(Unread::Database)),
            ("000123.pem", None),
            ("peer.log", None),
        ] {
            assert_eq!(file(OsStr::new(name)), expected, "{name}");
        }
        assert!(is_database(b"SQLite format 3\0\x10"));
        assert!(!is_database(b"SQLite"));
    }
}
