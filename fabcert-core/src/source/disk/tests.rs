//! Trees on a real disk, the hostile ones above all.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use tempfile::TempDir;

use super::file::{Reader, Shared};
use super::read;
use crate::source::snapshot::Node;
use crate::source::{Limits, Snapshot, SpecialKind, Unread};

fn tree(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    root
}

fn read_tree(root: &TempDir) -> Snapshot {
    read(&[root.path()], &Limits::default()).expect("reads")
}

/// Paths below the root, with their bytes, of what was read.
fn files(snapshot: &Snapshot, root: &TempDir) -> Vec<(String, String)> {
    let files = snapshot.files().filter_map(|file| {
        let text = String::from_utf8_lossy(&snapshot.bytes(file)?).into_owned();
        Some((below(&snapshot.path(file), root), text))
    });
    files.collect()
}

/// Paths below the root of what was not read, and why.
fn skipped(snapshot: &Snapshot, root: &TempDir) -> Vec<(String, Unread)> {
    snapshot
        .skipped()
        .map(|it| (below(&it.path, root), it.reason.clone()))
        .collect()
}

fn below(path: &Path, root: &TempDir) -> String {
    let path = path.strip_prefix(root.path()).unwrap_or(path);
    path.to_string_lossy().into_owned()
}

fn pair(path: &str, text: &str) -> (String, String) {
    (path.into(), text.into())
}

#[test]
fn a_tree_is_read_whole_and_in_order() {
    let root = tree(&[("b/z", "1"), ("b/a", "2"), ("a.x", "1"), ("a/k", "3")]);
    fs::create_dir(root.path().join("empty")).expect("a folder");
    let mode = fs::Permissions::from_mode(0o640);
    fs::set_permissions(root.path().join("a.x"), mode).expect("mode");
    let snapshot = read_tree(&root);
    assert_eq!(
        files(&snapshot, &root),
        [
            pair("a/k", "3"),
            pair("a.x", "1"),
            pair("b/a", "2"),
            pair("b/z", "1")
        ]
    );
    assert_eq!(snapshot.contents().len(), 3);
    let [Node::Dir(top)] = snapshot.roots() else {
        panic!("one folder");
    };
    let Some(Node::File(file)) = snapshot.entry(*top, "a.x") else {
        panic!("a file");
    };
    let file = snapshot.file(file);
    assert_eq!(
        (file.size, file.mode, file.via_link),
        (1, Some(0o640), false)
    );
    let Some(Node::Dir(empty)) = snapshot.entry(*top, "empty") else {
        panic!("a folder");
    };
    assert!(snapshot.dir(empty).complete && snapshot.dir(empty).entries.is_empty());
}

#[test]
fn what_is_named_twice_is_read_once() {
    let root = tree(&[
        ("msp/ca.pem", "1"),
        ("msp/sub/x.pem", "2"),
        ("other.pem", "3"),
    ]);
    symlink(root.path().join("msp"), root.path().join("again")).expect("link");
    let at = |path: &str| root.path().join(path);
    let named = [
        at("other.pem"),
        at("msp/sub"),
        at("msp/sub/x.pem"),
        at("msp"),
        at("msp/../msp"),
        at("again"),
        at("other.pem"),
    ];
    let snapshot = read(&named, &Limits::default()).expect("reads");
    assert_eq!(
        files(&snapshot, &root),
        [
            pair("other.pem", "3"),
            pair("msp/ca.pem", "1"),
            pair("msp/sub/x.pem", "2")
        ]
    );
    // The file's folder is there, and is known not to be whole.
    let Some(Node::File(file)) = snapshot
        .roots()
        .iter()
        .find(|it| matches!(it, Node::File(_)))
    else {
        panic!("a file");
    };
    assert!(!snapshot.dir(snapshot.file(*file).dir).complete);
}

#[test]
fn what_is_named_and_cannot_be_read_is_an_error() {
    let root = tree(&[("a", "1")]);
    let fifo = root.path().join("fifo");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .expect("mkfifo")
            .success()
    );
    for path in [root.path().join("missing"), fifo] {
        let error = read(&[&path], &Limits::default()).expect_err("refused");
        assert_eq!(error.path, path);
    }
}

#[test]
fn links_that_lead_nowhere_or_in_circles_end() {
    let root = tree(&[("a/file", "1")]);
    let link = |to: &str, at: &str| symlink(to, root.path().join(at)).expect("link");
    link("..", "a/up");
    link("self", "a/self");
    link("nothing", "a/dangling");
    link("file", "a/again");
    let snapshot = read_tree(&root);
    assert_eq!(
        files(&snapshot, &root),
        [pair("a/again", "1"), pair("a/file", "1")]
    );
    let skipped = skipped(&snapshot, &root);
    assert_eq!(
        skipped,
        [
            ("a/up".to_owned(), Unread::LinkLoop),
            ("a/dangling".to_owned(), Unread::DanglingLink),
            ("a/self".to_owned(), Unread::LinkLoop),
        ]
    );
}

#[test]
fn folders_linked_crosswise_are_not_multiplied_without_end() {
    // 2^40 paths.
    let root = tree(&[("39/file", "1")]);
    for level in 0..39 {
        let folder = root.path().join(level.to_string());
        fs::create_dir(&folder).expect("a folder");
        for name in ["left", "right"] {
            symlink(format!("../{}", level + 1), folder.join(name)).expect("link");
        }
    }
    let limits = Limits {
        max_links_to_folder: 20,
        ..Limits::default()
    };
    let snapshot = read(&[root.path()], &limits).expect("reads");
    assert!(snapshot.dirs().len() < 40 * 20 * 3);
    let is_bounded = |(_, reason)| reason == Unread::TooManyLinks;
    assert!(skipped(&snapshot, &root).into_iter().all(is_bounded));
    assert!(files(&snapshot, &root).contains(&pair("39/file", "1")));
}

#[test]
fn a_file_with_many_names_is_one_content() {
    let root = tree(&[("ca.pem", "1")]);
    for number in 0..1000 {
        let name = root.path().join(format!("link-{number}"));
        symlink("ca.pem", name).expect("link");
    }
    fs::hard_link(root.path().join("ca.pem"), root.path().join("hard")).expect("link");
    let snapshot = read_tree(&root);
    assert_eq!(files(&snapshot, &root).len(), 1002);
    assert_eq!(snapshot.contents().len(), 1);
}

#[test]
fn only_regular_files_are_opened() {
    let root = tree(&[("a", "1")]);
    let fifo = root.path().join("fifo");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .expect("mkfifo")
            .success()
    );
    let _socket = UnixListener::bind(root.path().join("socket")).expect("a socket");
    symlink("/dev/zero", root.path().join("device")).expect("link");
    symlink("fifo", root.path().join("to-fifo")).expect("link");
    symlink("/proc", root.path().join("proc")).expect("link");
    let snapshot = read_tree(&root);
    assert_eq!(files(&snapshot, &root), [pair("a", "1")]);
    let special = |path: &str, kind| (path.to_owned(), Unread::Special(kind));
    let mut expected = vec![
        special("device", SpecialKind::CharacterDevice),
        special("fifo", SpecialKind::Fifo),
        special("socket", SpecialKind::Socket),
        special("to-fifo", SpecialKind::Fifo),
    ];
    expected.insert(
        0,
        if Path::new("/proc/self").exists() {
            special("proc", SpecialKind::SystemFolder)
        } else {
            ("proc".to_owned(), Unread::DanglingLink)
        },
    );
    assert_eq!(skipped(&snapshot, &root), expected);
}

#[test]
fn big_files_are_not_read() {
    let root = tree(&[("a", "1"), ("text", &"x".repeat(100_000))]);
    let sparse = fs::File::create(root.path().join("sparse")).expect("a file");
    sparse.set_len(10 << 30).expect("a hole");
    let database = format!("SQLite format 3\0{}", "x".repeat(2 << 20));
    fs::write(root.path().join("ca.db"), database).expect("a file");
    let pem = format!("{}-----BEGIN A-----", "x".repeat(100_000));
    fs::write(root.path().join("pem"), &pem).expect("a file");
    let snapshot = read_tree(&root);
    assert_eq!(files(&snapshot, &root), [pair("a", "1"), pair("pem", &pem)]);
    let too_large = Unread::TooLarge {
        size: 10 << 30,
        cap: 1 << 20,
    };
    assert_eq!(
        skipped(&snapshot, &root),
        [
            ("ca.db".to_owned(), Unread::Database),
            ("sparse".to_owned(), too_large),
            ("text".to_owned(), Unread::Foreign),
        ]
    );
}

#[test]
fn all_files_together_have_a_cap() {
    let root = tree(&[("a", "1111"), ("b", "1111"), ("c", "2222")]);
    let limits = Limits {
        max_total_size: 6,
        ..Limits::default()
    };
    let snapshot = read(&[root.path()], &limits).expect("reads");
    assert_eq!(snapshot.contents().len(), 1);
    assert!(
        snapshot
            .skipped()
            .all(|it| *it.reason == Unread::OverBudget { cap: 6 })
    );
}

#[test]
fn a_file_that_grows_shrinks_or_vanishes_is_read_as_far_as_it_goes() {
    let root = tree(&[("a", "0123456789")]);
    let path = root.path().join("a");
    let limits = Limits {
        max_file_size: 12,
        ..Limits::default()
    };
    let shared = Shared::new(&limits);
    let mut reader = Reader::new(&shared);
    for claimed in [0, 3, 9, 10, 12] {
        let file = fs::File::open(&path).expect("a file");
        let content = reader.content(file, claimed).expect("reads");
        assert_eq!(content.bytes()[..], b"0123456789"[..], "{claimed}");
    }
    fs::write(&path, "0123456789abcdef").expect("a file");
    let file = fs::File::open(&path).expect("a file");
    assert_eq!(
        reader.content(file, 3),
        Err(Unread::TooLarge { size: 13, cap: 12 })
    );
    let outcome = reader.read(&root.path().join("vanished"), false);
    assert!(matches!(
        outcome.content,
        Err(Unread::Io {
            kind: std::io::ErrorKind::NotFound,
            ..
        })
    ));
}

#[test]
fn deep_trees_end() {
    let root = tempfile::tempdir().expect("a folder");
    let deep = root.path().join("d/".repeat(100));
    fs::create_dir_all(deep).expect("folders");
    let snapshot = read_tree(&root);
    assert_eq!(snapshot.dirs().len(), 65);
    let [(_, Unread::TooDeep)] = &skipped(&snapshot, &root)[..] else {
        panic!("one folder too deep");
    };
}

#[test]
fn any_name_will_do() {
    let root = tree(&[("a\nb", "1"), ("\u{1b}[31m", "2")]);
    let odd = OsStr::from_bytes(b"\xff\xfe");
    fs::write(root.path().join(odd), "3").expect("a file");
    let snapshot = read_tree(&root);
    assert_eq!(snapshot.files().len(), 3);
    let last = snapshot.files().next_back().expect("a file");
    assert_eq!(snapshot.path(last), root.path().join(odd));
}

#[test]
fn what_may_not_be_listed_or_read_is_named() {
    let root = tree(&[("closed/a", "1"), ("open/secret", "2"), ("open/b", "3")]);
    let close = |path: &str, mode| {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(root.path().join(path), mode).expect("mode");
    };
    close("closed", 0);
    close("open/secret", 0);
    if fs::read_dir(root.path().join("closed")).is_ok() {
        // The superuser may read everything.
        return;
    }
    let snapshot = read_tree(&root);
    close("closed", 0o700);
    assert_eq!(files(&snapshot, &root), [pair("open/b", "3")]);
    let denied = skipped(&snapshot, &root);
    let paths: Vec<_> = denied.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["closed", "open/secret"]);
    assert!(denied.iter().all(|(_, reason)| matches!(
        reason,
        Unread::Io {
            kind: std::io::ErrorKind::PermissionDenied,
            ..
        }
    )));
}

#[test]
fn a_kubernetes_volume_is_read_through_its_visible_links() {
    let version = "..2024_01_31_10_00_00.123456789";
    let root = tree(&[
        (&format!("{version}/ca.crt"), "1"),
        (&format!("{version}/d/x"), "2"),
    ]);
    let link = |to: &str, at: &str| symlink(to, root.path().join(at)).expect("link");
    link(version, "..data");
    link("..data/ca.crt", "ca.crt");
    link("..data/d", "d");
    let snapshot = read_tree(&root);
    assert_eq!(
        files(&snapshot, &root),
        [pair("ca.crt", "1"), pair("d/x", "2")]
    );
    assert_eq!(
        skipped(&snapshot, &root),
        [
            (version.to_owned(), Unread::Kubernetes),
            ("..data".to_owned(), Unread::Kubernetes)
        ]
    );
}

#[test]
fn ledgers_and_exclusions_are_left_out_and_named() {
    let root = tree(&[
        ("ledgersData/x", "1"),
        (".git/config", "1"),
        ("chains/blockfile_000000", "1"),
        ("old/ca.pem", "1"),
        ("msp/skip.me", "1"),
        ("msp/ca.pem", "1"),
    ]);
    let limits = Limits {
        exclude: Some(Arc::new(|path: &Path| {
            path.ends_with("old") || path.ends_with("skip.me")
        })),
        ..Limits::default()
    };
    let snapshot = read(&[root.path()], &limits).expect("reads");
    assert_eq!(files(&snapshot, &root), [pair("msp/ca.pem", "1")]);
    let reason = |path: &str, reason| (path.to_owned(), reason);
    assert_eq!(
        skipped(&snapshot, &root),
        [
            reason(".git", Unread::Database),
            reason("ledgersData", Unread::Database),
            reason("old", Unread::Excluded),
            reason("chains/blockfile_000000", Unread::Database),
            reason("msp/skip.me", Unread::Excluded),
        ]
    );
}
