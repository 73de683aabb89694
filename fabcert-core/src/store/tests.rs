use fabcert_testdata::{self as testdata, Forge, Forged};

use super::*;
use crate::pem::BlockFault;
use crate::source::{Snapshot, SnapshotBuilder};

fn ca(name: &str) -> Forged {
    Forge::ca(name).self_signed()
}

fn text(certificate: &Forged) -> String {
    String::from_utf8(certificate.pem()).expect("PEM is text")
}

fn read(builder: &mut SnapshotBuilder) -> (Snapshot, Store) {
    let snapshot = builder.finish();
    let store = Store::read(&snapshot);
    (snapshot, store)
}

/// `path:block:line` of each place.
fn places(snapshot: &Snapshot, places: &[Place]) -> Vec<String> {
    places
        .iter()
        .map(|place| {
            let path = snapshot.path(place.file);
            format!("{}:{}:{}", path.display(), place.block, place.line)
        })
        .collect()
}

/// What the blocks of one file are.
fn whats(bytes: impl AsRef<[u8]>) -> Vec<What> {
    let (snapshot, store) = read(Snapshot::builder().add_file("file", bytes));
    let files: Vec<_> = snapshot.files().collect();
    store
        .items(&snapshot, files[0])
        .iter()
        .map(|item| item.what.clone())
        .collect()
}

fn certificate() -> What {
    What::Certificate(CertId(0))
}

fn broken(broken: Broken) -> What {
    What::Broken(Box::new(broken))
}

#[test]
fn equal_der_is_one_certificate_with_all_its_places() {
    let (one, two) = (ca("one"), ca("two"));
    let escaped = text(&one).replace('\n', "\\n");
    let (snapshot, store) = read(
        Snapshot::builder()
            .add_file("z.pem", text(&one))
            .add_file("b/again.pem", text(&one))
            .add_file("b/crlf.pem", text(&one).replace('\n', "\r\n"))
            .add_file("b/bundle.pem", format!("{}{}", text(&two), text(&one)))
            .add_file("wallet.id", format!("{{\"certificate\":\"{escaped}\"}}"))
            .add_file("one.der", one.der()),
    );
    assert_eq!(store.len(), 2);
    let (ids, certificates): (Vec<_>, Vec<_>) = store.certificates().unzip();
    // In path order: `b/again.pem` comes first, then the bundle.
    assert_eq!(&certificates[0].der()[..], one.der());
    assert_eq!(&certificates[1].der()[..], two.der());
    assert_eq!(store.find(certificates[1].fingerprint()), Some(ids[1]));
    let lines = text(&two).lines().count() + 1;
    assert_eq!(
        places(&snapshot, store.places(ids[0])),
        [
            "b/again.pem:1:1",
            &format!("b/bundle.pem:2:{lines}"),
            "b/crlf.pem:1:1",
            "one.der:1:1",
            "wallet.id:1:1",
            "z.pem:1:1"
        ]
    );
    assert_eq!(
        places(&snapshot, store.places(ids[1])),
        ["b/bundle.pem:1:1"]
    );
    let dresses: Vec<_> = store.places(ids[0]).iter().map(|it| it.dress).collect();
    assert_eq!(dresses[2..5], [Dress::Plain, Dress::Der, Dress::JsonString]);
}

#[test]
fn every_kind_of_block_is_known() {
    let ca = ca("ca");
    let block = |label: &str, der: &[u8]| testdata::pem(label, der);
    assert_eq!(whats(ca.pem()), [certificate()]);
    assert_eq!(whats(ca.der()), [certificate()]);
    assert_eq!(whats(block("FOO", ca.der())), [certificate()]);
    let trusted = [ca.der(), &[0x30, 0][..]].concat();
    assert_eq!(
        whats(block("TRUSTED CERTIFICATE", &trusted)),
        [certificate()]
    );
    assert_eq!(whats(block("EC PARAMETERS", &[6, 0])), [What::Parameters]);
    assert_eq!(
        whats(block("CERTIFICATE REQUEST", &[48, 0])),
        [What::Request]
    );
    assert_eq!(whats(block("PUBLIC KEY", &[48, 0])), [What::PublicKey]);
    assert_eq!(whats(block("FOO", &[48, 0])), [What::Other]);
    assert_eq!(
        whats("-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n"),
        [What::Other]
    );
    assert_eq!(whats("no block at all"), []);
    assert_eq!(whats([0x30, 0x00]), []);
    let [What::Broken(broken)] = &whats(block("CERTIFICATE", &[48, 0]))[..] else {
        panic!("one broken block");
    };
    assert!(matches!(**broken, Broken::Certificate(_)));
}

#[test]
fn faults_stand_beside_what_is_good() {
    let good = text(&ca("ca"));
    let cut = &good[..good.len() / 2];
    assert_eq!(
        whats(format!("{cut}\n{good}")),
        [
            broken(Broken::Block(BlockFault::Unterminated)),
            certificate()
        ]
    );
}

#[test]
fn bombs_of_blocks_are_cut_off() {
    let items = whats("-----BEGIN A-----\n".repeat(70_000));
    assert_eq!(items.len(), 65_536);
    assert_eq!(
        items.last(),
        Some(&broken(Broken::TooManyBlocks { most: 65_536 }))
    );
}

#[test]
fn contents_with_private_keys_are_wiped() {
    let ca = ca("ca");
    let key = testdata::pem("PRIVATE KEY", b"secret");
    let bundle = [ca.pem(), key.clone()].concat();
    let (mut snapshot, store) = read(
        Snapshot::builder()
            .add_file("bundle", &bundle)
            .add_file("ca", ca.pem())
            .add_file("cut", &key[..key.len() / 2])
            .add_file("secret.yaml", format!("key: {}", testdata::base64(&key))),
    );
    store.wipe_secrets(&mut snapshot);
    let left: Vec<_> = snapshot.contents().map(|(_, it)| it.len()).collect();
    assert_eq!(left, [0, ca.pem().len(), 0, 0]);
    // What was read stays.
    assert_eq!(store.certificates().len(), 1);
}

proptest::proptest! {
    #[test]
    fn no_bytes_do_any_harm(bytes: Vec<u8>) {
        whats(bytes);
    }

    #[test]
    fn no_text_of_the_right_words_does_any_harm(
        words in proptest::collection::vec(0..WORDS.len(), 0..60)
    ) {
        let text: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
        let text = text.concat();
        for piece in crate::embedded::find(text.as_bytes()) {
            assert!(piece.start < piece.end && piece.end <= text.len());
        }
        for block in crate::pem::blocks(text.as_bytes()) {
            let cut = &text[block.start..block.end];
            assert!(cut.starts_with("-----"));
        }
        whats(text);
    }
}

const WORDS: [&str; 20] = [
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "-----BEGIN ",
    "-----END ",
    "-----",
    "X509 CRL",
    "\n",
    "\r\n",
    "\\n",
    "\\",
    "\"",
    "'",
    " ",
    ": ",
    "AQID",
    "LS0tLS1CRUdJTiA",
    "LS0t",
    "=",
    "\\u002b",
    "\u{feff}",
];
