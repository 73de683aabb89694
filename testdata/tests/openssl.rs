//! OpenSSL as the judge of what the forge makes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use fabcert_testdata::forge::{AuthorityKeyId, Crl, Extension, Forge, Forged, KeyId, Name, oid};
use fabcert_testdata::key::SignatureAlgorithm;
use fabcert_testdata::shapes::{
    Cryptogen, CryptogenRelease, Enrollment, FabricCa, FabricCaVersion, large_network, test_network,
};
use fabcert_testdata::{Key, KeyKind, NOW, Tree, fixtures};
use time::macros::utc_datetime;

/// What openssl prints; the test fails where openssl does.
fn openssl(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "openssl {arguments:?}: {text}");
    text
}

/// The certificate in words, without what is random in it: serial, keys, identifiers, signature.
fn text_without_chance(pem: &[u8]) -> Vec<String> {
    let is_hex = |line: &str| {
        line.split(':')
            .filter(|part| !part.is_empty())
            .all(|part| part.trim().len() == 2)
    };
    text(pem)
        .lines()
        .filter(|line| !is_hex(line))
        .map(str::to_owned)
        .collect()
}

/// The certificate in words.
fn text(pem: &[u8]) -> String {
    let directory = tempfile::tempdir().unwrap();
    Tree::new()
        .with("cert.pem", pem)
        .write_to(directory.path())
        .unwrap();
    openssl(
        directory.path(),
        &["x509", "-in", "cert.pem", "-noout", "-text"],
    )
}

fn verifies(root: &Forged, leaf: &Forged) {
    let directory = tempfile::tempdir().unwrap();
    let tree = Tree::new()
        .with("root.pem", root.pem())
        .with("leaf.pem", leaf.pem());
    tree.write_to(directory.path()).unwrap();
    openssl(
        directory.path(),
        &[
            "verify",
            "-attime",
            &NOW.unix_timestamp().to_string(),
            "-CAfile",
            "root.pem",
            "leaf.pem",
        ],
    );
}

#[test]
fn every_kind_of_key_signs_what_openssl_verifies() {
    let kinds = [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Ed25519,
    ];
    let keys = kinds.map(|kind| Key::of(kind, "root")).into_iter();
    for key in keys.chain([Key::of(KeyKind::Rsa2048, "a"), Key::fresh()]) {
        let root = Forge::ca("root").key(key.clone()).self_signed();
        verifies(
            &root,
            &Forge::leaf("leaf").key(key.clone()).issued_by(&root),
        );

        let directory = tempfile::tempdir().unwrap();
        Tree::new()
            .with("key.pem", key.pem())
            .write_to(directory.path())
            .unwrap();
        let check = openssl(directory.path(), &["pkey", "-in", "key.pem", "-pubout"]);
        assert_eq!(check.as_bytes(), key.public_pem(), "{:?}", key.kind());
    }
}

#[test]
fn high_s_and_sha1_verify_too() {
    let root = Forge::ca("root").self_signed();
    verifies(&root, &Forge::leaf("leaf").high_s().issued_by(&root));
    let sha1 = Forge::leaf("leaf")
        .algorithm(SignatureAlgorithm::EcdsaSha1)
        .issued_by(&root);
    assert!(text(&sha1.pem()).contains("Signature Algorithm: ecdsa-with-SHA1"));
}

#[test]
fn sec1_keys_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let key = Key::named("any");
    Tree::new()
        .with("key.pem", key.sec1_pem())
        .write_to(directory.path())
        .unwrap();
    let public = openssl(directory.path(), &["pkey", "-in", "key.pem", "-pubout"]);
    assert_eq!(public.as_bytes(), key.public_pem());
}

#[test]
fn crls_verify() {
    let root = Forge::ca("root").self_signed();
    let crl = Crl::new().revoking(&Forge::leaf("leaf").issued_by(&root));
    let directory = tempfile::tempdir().unwrap();
    let tree = Tree::new()
        .with("root.pem", root.pem())
        .with("crl.pem", crl.pem(&root));
    tree.write_to(directory.path()).unwrap();
    let said = openssl(
        directory.path(),
        &[
            "crl", "-in", "crl.pem", "-CAfile", "root.pem", "-noout", "-text",
        ],
    );
    assert!(
        said.contains("verify OK") && said.contains("Revocation Date: Nov 20"),
        "{said}"
    );
}

#[test]
fn everything_that_was_asked_for_is_in_the_certificate() {
    let root = Forge::ca("root").organization("org1").self_signed();
    let leaf = Forge::leaf("leaf")
        .subject(
            Name::common("leaf")
                .with_units(&["org1", "client"])
                .with_units(&["client"]),
        )
        .window(
            utc_datetime!(2026-11-22 05:58:00),
            utc_datetime!(2051-01-01 00:00:00),
        )
        .with(Extension::subject_key_id(KeyId::Sha1))
        .with(Extension::authority_key_id(
            AuthorityKeyId::KeyIdIssuerAndSerial,
        ))
        .with(Extension::fabric_ca_attributes("org1", "leaf", "client"))
        .with(Extension::raw("1.2.3.4", true, [5, 0]))
        .issued_by(&root);
    let said = text(&leaf.pem());
    for wanted in [
        "Subject: CN = leaf, OU = org1 + OU = client, OU = client",
        "Not Before: Nov 22 05:58:00 2026 GMT",
        "Not After : Jan  1 00:00:00 2051 GMT",
        "DirName:/CN=root/O=org1",
        r#"{"attrs":{"hf.Affiliation":"org1","hf.EnrollmentID":"leaf","hf.Type":"client"}}"#,
        "1.2.3.4: critical",
    ] {
        assert!(said.contains(wanted), "{wanted} is missing in\n{said}");
    }
    assert!(
        !text(
            &Forge::ca("bare")
                .without(oid::SUBJECT_KEY_ID)
                .self_signed()
                .pem()
        )
        .contains("Key Identifier")
    );
    assert!(
        text(
            &Forge::leaf("v1")
                .version(None)
                .extensions(Vec::new())
                .issued_by(&root)
                .pem()
        )
        .contains("Version: 1")
    );
}

#[test]
fn a_key_that_is_not_the_issuers_is_noticed() {
    let root = Forge::ca("root").self_signed();
    let forged = Forge::leaf("leaf").issued_by_key(&root, &Key::named("somebody else"));
    let broken = Forge::leaf("leaf").issued_by(&root).with_broken_signature();
    for leaf in [forged, broken] {
        let refused = std::panic::catch_unwind(|| verifies(&root, &leaf));
        assert!(refused.is_err());
    }
}

#[test]
fn cryptogen_trees_verify_and_look_like_the_real_ones() {
    for (release, seconds, key, admins) in [
        (CryptogenRelease::V1_0_2, 12 * 3600 + 11, "_sk", true),
        (
            CryptogenRelease::V1_0_3,
            11 * 3600 + 55 * 60 + 11,
            "_sk",
            true,
        ),
        (
            CryptogenRelease::V1_2,
            11 * 3600 + 55 * 60 + 11,
            "_sk",
            true,
        ),
        (CryptogenRelease::V1_4, 11 * 3600 + 55 * 60, "_sk", false),
        (
            CryptogenRelease::V3_1,
            11 * 3600 + 55 * 60,
            "priv_sk",
            false,
        ),
    ] {
        let run = Cryptogen::new(release, NOW + time::Duration::seconds(11))
            .peer_org("org1.example.com", 2, 1)
            .orderer_org("example.com", 1);
        let ca = run.ca("org1.example.com");
        let midnight = utc_datetime!(2026-11-22 00:00:00);
        assert_eq!(
            (ca.not_before() - midnight).whole_seconds(),
            seconds,
            "{release:?}"
        );
        assert_eq!((ca.not_after() - ca.not_before()).whole_hours(), 87_600);

        let tree = run.tree();
        let org = "peerOrganizations/org1.example.com";
        let peer = format!("{org}/peers/peer1.org1.example.com");
        let (path, _) = tree
            .files()
            .find(|(path, _)| path.starts_with(format!("{peer}/msp/keystore")))
            .unwrap();
        assert!(path.to_string_lossy().ends_with(key), "{path:?}");
        let admin = format!("{peer}/msp/admincerts/Admin@org1.example.com-cert.pem");
        assert_eq!(tree.get(admin).is_some(), admins, "{release:?}");

        let directory = tempfile::tempdir().unwrap();
        tree.write_to(directory.path()).unwrap();
        for (ca, leaf) in [
            (
                "msp/cacerts/ca.org1.example.com-cert.pem",
                "msp/signcerts/peer1.org1.example.com-cert.pem",
            ),
            (
                "msp/tlscacerts/tlsca.org1.example.com-cert.pem",
                "tls/server.crt",
            ),
        ] {
            openssl(
                &directory.path().join(&peer),
                &["verify", "-no_check_time", "-CAfile", ca, leaf],
            );
        }
    }
}

#[test]
fn a_fabric_ca_chain_verifies() {
    let root = FabricCa::with_own_root(FabricCaVersion::V1_4, "fabric-ca-server", NOW);
    let lower = root.intermediate("ica1", NOW);
    verifies(root.certificate(), lower.certificate());
    let leaf = lower.enroll(&Enrollment::new("user1", "client", "org1.department1"), NOW);
    let said = text(&leaf.pem());
    assert!(
        said.contains("OU = org1 + OU = client + OU = department1, CN = user1"),
        "{said}"
    );
    assert!(said.contains("Not Before: Nov 22 11:55:00 2026"), "{said}");
}

#[test]
fn the_test_network_has_what_a_scanner_meets() {
    let tree = test_network(FabricCaVersion::V1_5, NOW);
    for path in [
        "fabric-ca/org1/ca-cert.pem",
        "fabric-ca/ordererOrg/tls-cert.pem",
        "peerOrganizations/org1.example.com/msp/signcerts/cert.pem",
        "peerOrganizations/org2.example.com/peers/peer0.org2.example.com/tls/tlscacerts/tls-localhost-8054-ca-org2.pem",
        "peerOrganizations/org1.example.com/users/Admin@org1.example.com/msp/signcerts/cert.pem",
        "ordererOrganizations/example.com/orderers/orderer.example.com/msp/signcerts/orderer.example.com-cert.pem",
        "ordererOrganizations/example.com/orderers/orderer.example.com/tls/server.crt",
    ] {
        assert!(tree.get(path).is_some(), "{path}");
    }
    assert!(
        tree.get("ordererOrganizations/example.com/ca/ca.example.com-cert.pem")
            .is_none()
    );
}

#[test]
fn a_large_network_has_distinct_certificates() {
    let tree = large_network(3, 4, 2);
    let signers: Vec<_> = tree
        .files()
        .filter(|(path, _)| path.to_string_lossy().contains("signcerts"))
        .collect();
    assert_eq!(signers.len(), 3 * (4 + 3));
    let distinct: BTreeSet<_> = signers.iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(distinct.len(), signers.len());
}

/// Paths with the names of keys made alike.
fn paths(tree: &Tree) -> BTreeSet<String> {
    let path = |path: &Path| {
        let path = path.to_string_lossy().into_owned();
        match path.rsplit_once('/') {
            Some((folder, name)) if name.ends_with("_sk") && name.len() == 67 => {
                format!("{folder}/SKI_sk")
            }
            _ => path,
        }
    };
    tree.files().map(|(file, _)| path(file)).collect()
}

#[test]
fn cryptogen_trees_are_as_cryptogen_wrote_them() {
    for (release, sample, at) in [
        (
            CryptogenRelease::V1_4,
            "cryptogen-1.4.12",
            utc_datetime!(2026-11-22 06:00:00),
        ),
        (
            CryptogenRelease::V3_1,
            "cryptogen-3.1",
            utc_datetime!(2026-11-22 05:57:00),
        ),
    ] {
        let sample = Tree::read_from(&fixtures::samples_directory().join(sample)).unwrap();
        let made = Cryptogen::new(release, at)
            .peer_org("org1.example.com", 2, 2)
            .peer_org("org2.example.com", 2, 2)
            .orderer_org("example.com", 1)
            .tree();
        assert_eq!(paths(&made), paths(&sample));
        for (path, bytes) in made.files() {
            let real = sample.get(path).unwrap_or_default();
            let name = path.to_string_lossy();
            if name.ends_with("config.yaml") {
                assert_eq!(bytes, real, "{name}");
            }
            // One of each kind: OpenSSL is a process each.
            let others = ["org2", "peer1", "User2", "cacerts"];
            if (name.ends_with(".pem") || name.ends_with(".crt"))
                && !others.iter().any(|other| name.contains(other))
            {
                assert_eq!(
                    text_without_chance(bytes),
                    text_without_chance(real),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn enrollments_are_as_fabric_ca_wrote_them() {
    let sample =
        Tree::read_from(&fixtures::samples_directory().join("fabric-ca-1.5-selfroot")).unwrap();
    let started = utc_datetime!(2026-11-22 06:06:34.301);
    let server = FabricCa::with_own_root(FabricCaVersion::V1_5, "fabric-ca-server", started);
    let enrolled = started + time::Duration::SECOND;
    let user = Enrollment::new("user1", "client", "org1").hosts(&["vm"]);
    let tls = Enrollment::new("peer0", "peer", "org1").tls(&["localhost"]);
    for (made, path) in [
        (server.certificate().clone(), "server/ca-cert.pem"),
        (
            server.enroll(&user, enrolled),
            "client-user1/msp/signcerts/cert.pem",
        ),
        (
            server.enroll(&tls, enrolled),
            "client-tls/msp/signcerts/cert.pem",
        ),
    ] {
        let real = text_without_chance(sample.get(path).unwrap());
        assert_eq!(text_without_chance(&made.pem()), real, "{path}");
    }
}
