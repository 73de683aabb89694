//! Files whose bytes are meant to do harm.

use std::fs;

use fabcert_testdata::forge::{Crl, Extension, Forge, Forged, Name, Time};
use fabcert_testdata::shapes::Msp;
use fabcert_testdata::{Key, der, pem};
use tempfile::TempDir;

use crate::run::{check, check_with};

fn file(name: &str, bytes: impl AsRef<[u8]>) -> TempDir {
    let tree = tempfile::tempdir().expect("a folder");
    fs::write(tree.path().join(name), bytes).expect("a file");
    tree
}

fn written(msp: Msp) -> TempDir {
    let tree = tempfile::tempdir().expect("a folder");
    msp.tree()
        .write_to(&tree.path().join("msp"))
        .expect("an MSP");
    tree
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----\n";
const END: &str = "-----END CERTIFICATE-----\n";
const ALL: [&str; 4] = ["-f", "json", "--max-file-size", "100MiB"];

#[test]
fn a_million_blocks() {
    let tree = file("bundle.pem", format!("{BEGIN}{END}").repeat(1_000_000));
    let outcome = check("a million PEM blocks, over the cap", tree.path(), 64);
    assert_eq!(outcome.rules(), ["FC901"]);
    let outcome = check_with("a million PEM blocks, cap raised", tree.path(), 512, &ALL);
    assert!(outcome.rules().contains(&"FC902".to_owned()));
}

#[test]
fn blocks_without_end() {
    let tree = file("bundle.pem", BEGIN.repeat((1 << 20) / BEGIN.len()));
    let outcome = check("37,000 PEM blocks without end", tree.path(), 256);
    assert!(outcome.rules().contains(&"FC902".to_owned()));
    let tree = file("bundle.pem", "-----BEGIN ".repeat((1 << 20) / 11));
    check("95,000 beginnings of a boundary", tree.path(), 256);
    let tree = file("bundle.json", "LS0tLS1CRUdJTi".repeat((1 << 20) / 14));
    check("75,000 boundaries in base64", tree.path(), 256);
}

#[test]
fn der_that_lies() {
    let huge = [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x30, 0x84, 0x7f];
    let outcome = check(
        "DER of 2 GiB in 9 bytes",
        file("ca.pem", pem("CERTIFICATE", &huge)).path(),
        64,
    );
    assert_eq!(outcome.rules(), ["FC902"]);
    let indefinite = [0x30, 0x80].repeat(300_000);
    check(
        "DER nested 300,000 deep, indefinite",
        file("ca.der", &indefinite).path(),
        64,
    );
    let mut nested = Vec::new();
    while nested.len() < 60_000 {
        nested = der::sequence(&[nested]);
    }
    let extension = Extension::raw("1.2.3.4", false, nested.clone());
    let deep = Forge::ca("deep").with(extension).self_signed();
    check(
        "DER nested 15,000 deep in an extension",
        file("ca.pem", deep.pem()).path(),
        64,
    );
    check(
        "DER nested 15,000 deep",
        file("ca.pem", pem("CERTIFICATE", &nested)).path(),
        64,
    );
}

#[test]
fn a_thousand_cas_of_one_name() {
    let cas: Vec<Forged> = (0..1000)
        .map(|number| {
            let key = Key::named(&format!("one of a thousand {number}"));
            Forge::ca("ca").key(key).self_signed()
        })
        .collect();
    let last = cas.last().expect("a CA");
    let leaf = |name: &str| {
        Forge::leaf(name)
            .units(&["peer"])
            .without("2.5.29.35")
            .issued_by(last)
    };
    let msp = (1..)
        .zip(&cas)
        .fold(Msp::new().signer(&leaf("peer0")), |msp, (number, ca)| {
            msp.root(&format!("ca{number:04}"), ca)
        });
    let outcome = check(
        "1,000 CAs with one name in an MSP",
        written(msp).path(),
        128,
    );
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.rules(), ["FC204"]);
    // The same outside of an MSP, with a thousand leaves.
    let tree = tempfile::tempdir().expect("a folder");
    for (number, ca) in cas.iter().enumerate() {
        fs::write(tree.path().join(format!("ca{number}.pem")), ca.pem()).expect("a file");
        let leaf = leaf(&format!("user{number}"));
        fs::write(tree.path().join(format!("user{number}.pem")), leaf.pem()).expect("a file");
    }
    check("1,000 CAs with one name, 1,000 leaves", tree.path(), 256);
}

#[test]
fn a_mesh_of_cross_signed_cas() {
    const CAS: usize = 13;
    let key = |number: usize| Key::named(&format!("mesh {number}"));
    let name = |number: usize| format!("ca{number}");
    let root = Forge::ca("root").self_signed();
    let own: Vec<Forged> = (0..CAS)
        .map(|number| Forge::ca(&name(number)).key(key(number)).issued_by(&root))
        .collect();
    let leaf = Forge::leaf("peer0").units(&["peer"]).issued_by(&own[0]);
    let mut msp = Msp::new().signer(&leaf).root("root", &root);
    for (number, ca) in own.iter().enumerate() {
        msp = msp.intermediate(&name(number), ca);
        for (other, issuer) in own.iter().enumerate().filter(|it| it.0 != number) {
            let crossed = Forge::ca(&name(number)).key(key(number)).issued_by(issuer);
            msp = msp.intermediate(&format!("{number}-by-{other}"), &crossed);
        }
    }
    let outcome = check("mesh of 169 cross-signed CAs", written(msp).path(), 128);
    assert_eq!(outcome.code, Some(1));
}

#[test]
fn a_million_revoked_serials() {
    let ca = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("peer0").units(&["peer"]).issued_by(&ca);
    let crl = Crl::new().revoking_serials(0..1_000_000).pem(&ca);
    let tree = written(
        Msp::new()
            .root("ca", &ca)
            .signer(&leaf)
            .file("crls/crl.pem", crl),
    );
    let outcome = check("a million revoked serials, over the cap", tree.path(), 64);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.rules().contains(&"FC901".to_owned()));
    let outcome = check_with(
        "a million revoked serials, cap raised",
        tree.path(),
        512,
        &ALL,
    );
    assert_eq!(outcome.report()["msps"][0]["stage"], "ok");
}

#[test]
fn yaml_that_multiplies() {
    let ca = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("peer0").units(&["peer"]).issued_by(&ca);
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        let all = vec![alias; 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{all}]\n"));
    }
    bomb.push_str("NodeOUs: *a29\n");
    let msp = Msp::new().root("ca", &ca).signer(&leaf);
    let outcome = check(
        "YAML alias bomb",
        written(msp.clone().config(bomb)).path(),
        128,
    );
    assert_eq!(outcome.code, Some(1));
    let deep = format!("NodeOUs: {}", "[".repeat(1_000_000));
    let outcome = check(
        "YAML nested a million deep",
        written(msp.config(deep)).path(),
        256,
    );
    assert_eq!(outcome.code, Some(1));
}

#[test]
fn json_without_end() {
    for (name, text) in [
        ("JSON nested a million deep", "[".repeat(1_000_000)),
        (
            "JSON objects nested 200,000 deep",
            "{\"a\":".repeat(200_000),
        ),
    ] {
        let outcome = check(name, file("user.id", text).path(), 128);
        assert_eq!(outcome.code, Some(3));
    }
    let quoted = "\"".repeat(1_000_000);
    check(
        "a million quotation marks",
        file("user.id", quoted).path(),
        128,
    );
}

#[test]
fn subjects_that_draw() {
    let subject = "\u{1b}[2J\u{1b}[31mred\u{7}\r\n::error::x<script>alert(1)</script>\u{202e}";
    let ca = Forge::ca(subject).window(
        fabcert_testdata::NOW - std::time::Duration::from_secs(3600),
        fabcert_testdata::NOW + std::time::Duration::from_secs(3600),
    );
    let tree = file("ca.pem", ca.self_signed().pem());
    for format in [
        "human", "json", "jsonl", "sarif", "github", "markdown", "junit", "html",
    ] {
        let name = format!("escapes in a subject, as {format}");
        let outcome = check_with(&name, tree.path(), 64, &["-v", "-f", format]);
        let is_harmless = |it: char| !it.is_control() || it == '\n';
        assert!(outcome.stdout.chars().all(is_harmless), "{format}");
        assert!(!outcome.stdout.contains('\u{202e}'), "{format}");
        let is_command = format == "github" && outcome.stdout.contains("\n::error::x");
        assert!(!is_command, "{format}");
        let is_script = format == "html" && outcome.stdout.contains("<script>alert");
        assert!(!is_script, "{format}");
    }
}

#[test]
fn dates_and_serials_at_the_edge() {
    let time = |text: &str| Time::Der(der::element(0x18, text.as_bytes()));
    let first = Forge::ca("year 0").window(time("00000101000000Z"), time("99991231235959Z"));
    let never = Forge::ca("no date").window(time("20261399999999Z"), time("x"));
    let long = Forge::ca("long").serial(&[0x7f; 4000]);
    let name = Forge::ca("").subject(Name::new());
    let mut bundle: Vec<u8> = [first, never, long, name]
        .into_iter()
        .flat_map(|forge| forge.self_signed().pem())
        .collect();
    bundle.extend(pem("CERTIFICATE", &with_negative_serial()));
    let tree = file("bundle.pem", bundle);
    let outcome = check("years 0000 and 9999, odd serials", tree.path(), 64);
    assert!(matches!(outcome.code, Some(0 | 1)));
}

/// A CA certificate with the serial number -1, its signature broken thereby.
fn with_negative_serial() -> Vec<u8> {
    let mut der = Forge::ca("negative")
        .serial(&[0x7f])
        .self_signed()
        .der()
        .to_vec();
    let serial = [0x02, 0x01, 0x7f];
    let at = der
        .windows(3)
        .position(|it| it == serial)
        .expect("a serial");
    der[at + 2] = 0xff;
    der
}
