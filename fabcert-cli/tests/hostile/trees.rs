//! Folders, links and files of the wrong kind.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use fabcert_testdata::Forge;
use fabcert_testdata::shapes::Msp;
use tempfile::TempDir;

use crate::run::{check, check_as_nobody, check_with};

/// A folder with one sound CA certificate in it.
fn tree() -> TempDir {
    let tree = tempfile::tempdir().expect("a folder");
    fs::write(tree.path().join("ca.pem"), ca()).expect("a file");
    tree
}

fn ca() -> Vec<u8> {
    Forge::ca("ca.org1.example.com").self_signed().pem()
}

fn link(to: impl AsRef<Path>, at: impl AsRef<Path>) {
    symlink(to, at).expect("a link");
}

#[test]
fn links_in_circles() {
    let tree = tree();
    let at = |path: &str| tree.path().join(path);
    fs::create_dir_all(at("a/b")).expect("folders");
    link("../..", at("a/b/up"));
    link("self", at("self"));
    link("two", at("one"));
    link("one", at("two"));
    for name in ["left", "right"] {
        link("../a", at("a").join(name));
    }
    let outcome = check("symlink loops", tree.path(), 64);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.report()["summary"]["files"], 1);
    let reasons = outcome.reasons();
    assert!(reasons.iter().all(|it| it.contains("link")), "{reasons:?}");
}

#[test]
fn ten_thousand_links_to_one_file() {
    let tree = tree();
    for number in 0..10_000 {
        link("ca.pem", tree.path().join(format!("link{number}.pem")));
    }
    let outcome = check("10,000 links to one file", tree.path(), 128);
    assert_eq!(outcome.code, Some(0));
    let report = outcome.report();
    assert_eq!(report["summary"]["certificates"], 1);
    let places = report["certificates"][0]["places"].as_array();
    assert_eq!(places.map(Vec::len), Some(10_001));
}

#[test]
fn what_is_no_file_is_never_opened() {
    let tree = tree();
    let at = |path: &str| tree.path().join(path);
    let made = Command::new("mkfifo").arg(at("pipe.pem")).status();
    assert!(made.expect("mkfifo").success());
    let _socket = UnixListener::bind(at("socket.pem")).expect("a socket");
    link("/dev/zero", at("zero.pem"));
    link("/proc", at("kernel"));
    let outcome = check("FIFO, socket, device, /proc", tree.path(), 64);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.report()["summary"]["files"], 1);
    assert_eq!(outcome.reasons().len(), 4, "{:?}", outcome.reasons());
}

#[test]
fn a_file_of_ten_gibibytes() {
    let tree = tempfile::tempdir().expect("a folder");
    let leaf = Forge::leaf("peer0").units(&["peer"]);
    let leaf = leaf.issued_by(&Forge::ca("ca").self_signed());
    let msp = Msp::new().signer(&leaf).tree();
    msp.write_to(&tree.path().join("msp")).expect("an MSP");
    fs::create_dir(tree.path().join("msp/cacerts")).expect("a folder");
    let sparse = File::create(tree.path().join("msp/cacerts/ca.pem")).expect("a file");
    sparse.set_len(10 << 30).expect("a sparse file");
    let outcome = check("sparse file of 10 GiB in cacerts", tree.path(), 64);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.rules().contains(&"FC901".to_owned()));
    assert_eq!(outcome.report()["msps"][0]["stage"], "undecided");
}

#[test]
fn very_many_tiny_files() {
    let count = match std::env::var_os("FABCERT_HOSTILE_LARGE") {
        Some(_) => 1_000_000,
        None => 20_000,
    };
    let tree = tree();
    for number in 0..count {
        if number % 1000 == 0 {
            fs::create_dir(tree.path().join(format!("{}", number / 1000))).expect("a folder");
        }
        let path = format!("{}/{number}", number / 1000);
        fs::write(tree.path().join(path), number.to_string()).expect("a file");
    }
    let outcome = check(
        &format!("{count} tiny files"),
        tree.path(),
        64 + count / 1500,
    );
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.report()["summary"]["files"], count + 1);
}

#[test]
fn folders_a_thousand_deep() {
    let tree = tempfile::tempdir().expect("a folder");
    let deep = tree.path().join("d/".repeat(1000));
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("ca.pem"), ca()).expect("a file");
    let outcome = check("folders 1,000 deep", tree.path(), 64);
    assert_eq!(outcome.rules(), ["FC901"]);
    assert_eq!(outcome.report()["summary"]["files"], 0);
}

#[test]
fn a_folder_that_may_not_be_read() {
    let tree = tree();
    let closed = tree.path().join("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).expect("a mode");
    let name = "unreadable folder";
    let outcome = match fs::read_dir(&closed) {
        Err(_) => check(name, tree.path(), 64),
        // The superuser may read everything.
        Ok(_) => {
            fs::set_permissions(tree.path(), Permissions::from_mode(0o755)).expect("a mode");
            check_as_nobody(name, tree.path(), 64)
        }
    };
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).expect("a mode");
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.rules(), ["FC901"]);
}

#[test]
fn names_that_are_no_text() {
    let tree = tree();
    let names: [&[u8]; 4] = [
        b"\xff\xfe.pem",
        b"two\nlines.pem",
        b"\x1b]0;title\x07.pem",
        "\u{202e}mep.ac".as_bytes(),
    ];
    for name in names {
        fs::write(tree.path().join(OsStr::from_bytes(name)), ca()).expect("a file");
    }
    let outcome = check("names with control characters", tree.path(), 64);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.report()["summary"]["files"], 5);
    for format in ["human", "json", "sarif", "github", "markdown", "junit"] {
        let name = format!("the same, as {format}");
        let outcome = check_with(&name, tree.path(), 64, &["-v", "-f", format]);
        let is_harmless = |it: char| !it.is_control() || it == '\n';
        assert!(outcome.stdout.chars().all(is_harmless), "{format}");
        assert!(!outcome.stdout.contains('\u{202e}'), "{format}");
    }
}

#[test]
fn a_tree_that_changes_while_it_is_read() {
    let tree = tree();
    let at = |number: usize| tree.path().join(format!("{number}.pem"));
    for number in 0..2000 {
        fs::write(at(number), ca()).expect("a file");
    }
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..2000 {
                if number % 2 == 0 {
                    // It may be read before, half-way, or never.
                    let _ = fs::remove_file(at(number));
                } else {
                    let _ = fs::write(at(number), ca().repeat(3));
                }
            }
        });
        check("files that grow and vanish", tree.path(), 64)
    });
    assert!(matches!(outcome.code, Some(0 | 1)));
}
