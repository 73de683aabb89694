//! What set-up and validation say.

use fabcert_core::fabric::{
    Acceptance, FileContent, FolderRole, Judge, Mode, MspMaterial, MspVersion, NodeRole, Stage,
    Subject,
};
use fabcert_core::signature::Signatures;
use fabcert_testdata::forge::{Crl, Forge};
use fabcert_testdata::shapes::{NodeOus, RoleNames};
use fabcert_testdata::{Key, NOW};
use time::OffsetDateTime;
use time::macros::utc_datetime;

use crate::{NEWEST, Trial, ca, directory, peer, sound};

#[test]
fn every_refusal_is_found() {
    let ca = ca();
    let old = Forge::leaf("peer0.org1")
        .not_before(utc_datetime!(2025-12-31 23:55:00))
        .issued_by(&ca);
    let flat = Forge::leaf("not.a.ca").self_signed();
    let tree = sound(&ca)
        .signer_without_key(&old)
        .without("keystore")
        .tls_root("flat", &flat)
        .without("admincerts")
        .config("")
        .tree();
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
    let material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &directory(&tree));
    let msp = judge.set_up(&material);
    let subjects: Vec<Subject> = msp
        .refusals()
        .iter()
        .map(|refusal| refusal.subject)
        .collect();
    assert_eq!(
        subjects,
        [
            Subject::Signer,
            Subject::Signer,
            Subject::TlsRootCa,
            Subject::Folder(FolderRole::Admincerts)
        ]
    );
    assert_eq!(
        msp.error(),
        Some(
            "the supplied identity is not valid: x509: certificate has expired or is not yet valid: \
             current time 2025-12-31T23:55:01Z is before 2026-01-01T00:00:00Z"
        )
    );
    let refusal = &msp.refusals()[0];
    assert_eq!(refusal.name.as_deref(), Some("cert.pem"));
    assert!(refusal.certificate.is_some());
}

#[test]
fn high_s_signatures_are_rewritten() {
    let (low, high) = (ca(), Forge::ca("ca.org1").high_s().self_signed());
    let leaf = Forge::leaf("peer0.org1")
        .units(&["peer"])
        .high_s()
        .issued_by(&high);
    let both = sound(&low).root("high", &high);
    assert_eq!(
        NEWEST.run(&both.clone().tree(), &[&leaf.pem()]),
        (Stage::Ok, String::new(), vec![String::new()])
    );
    // The first pass uses the certificates as they are on disk.
    let intermediate = Forge::ca("ica.org1").issued_by(&low);
    assert_eq!(
        NEWEST.text(&both.intermediate("ica", &intermediate).tree()),
        "this MSP only supports a single validation chain, got 2"
    );
}

#[test]
fn high_s_admins_are_still_admins() {
    let ca = ca();
    let listed = Forge::leaf("admin.org1")
        .units(&["client"])
        .high_s()
        .issued_by(&ca);
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
    let tree = sound(&ca).admin("admin", &listed).tree();
    let material = MspMaterial::read("msp", "Org1MSP", Mode::Verifying, &directory(&tree));
    let msp = judge.set_up(&material);
    assert_eq!(msp.stage(), Stage::Ok);
    let verdict = msp.validate(&FileContent::new(listed.pem()));
    assert_eq!(verdict.acceptance(), Acceptance::Accepted);
    assert_eq!(verdict.roles, [NodeRole::Client, NodeRole::Admin]);
    let verdict = msp.validate(&FileContent::new(peer(&ca).pem()));
    assert_eq!(verdict.roles, [NodeRole::Peer]);
}

#[test]
fn node_ous_of_1_1_want_client_and_peer() {
    let ca = ca();
    let trial = Trial {
        version: MspVersion::V1_1,
        ..NEWEST
    };
    let only_peer =
        "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    OrganizationalUnitIdentifier: peer\n";
    assert_eq!(
        trial.text(&sound(&ca).config(only_peer).tree()),
        "Failed setting up NodeOUs. ClientOU must be different from nil."
    );
    let both = NodeOus::new(RoleNames::ClientAndPeer).yaml();
    let admin = Forge::leaf("admin.org1").units(&["peer"]).issued_by(&ca);
    assert_eq!(
        trial.text(&sound(&ca).config(both).admin("admin", &admin).tree()),
        "admin 0 is invalid: The identity is not a [CLIENT] under this MSP [Org1MSP]: \
         The identity does not contain OU [CLIENT], MSP: [Org1MSP]"
    );
}

#[test]
fn certificates_of_units() {
    let (ca, foreign) = (ca(), Forge::ca("ca.org2").self_signed());
    let role = |path: &str| {
        format!(
            "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    Certificate: {path}\n    OrganizationalUnitIdentifier: peer\n"
        )
    };
    let client_too = "  ClientOUIdentifier:\n    OrganizationalUnitIdentifier: client\n";
    let msp = |path: &str| {
        let msp = sound(&ca).config(role(path) + client_too);
        msp.file("foreign.pem", foreign.pem())
            .file("text.pem", "text")
            .file("empty.pem", "")
    };
    for (path, expected) in [
        ("cacerts/ca.pem", ""),
        ("./cacerts//ca.pem", ""),
        ("absent.pem", ""),
        ("cacerts", ""),
        ("empty.pem", ""),
        (
            "foreign.pem",
            "Failed adding OU. Certificate [&{CN=ca.org2}] not in root or intermediate certs.",
        ),
        (
            "text.pem",
            "Failed getting certificate for [[116 101 120 116]]: [getCertFromPem error: could not decode pem bytes [[116 101 120 116]]]",
        ),
    ] {
        assert_eq!(NEWEST.text(&msp(path).tree()), expected, "{path}");
    }
    let list = "OrganizationalUnitIdentifiers:\n- Certificate: empty.pem\n  OrganizationalUnitIdentifier: X\n";
    assert_eq!(
        NEWEST.text(
            &msp("")
                .config(list)
                .file("admincerts/admin.pem", peer(&ca).pem())
                .tree()
        ),
        "failed getting certificate for [organizational_unit_identifier:\"X\"]: \
         Failed getting certificate for [[]]: [getCertFromPem error: nil idBytes]"
    );
}

#[test]
fn revocation_lists() {
    let ca = ca();
    let leaf = peer(&ca);
    let revoking = Crl::new().revoking(&leaf);
    let with = |crls: &[(&str, Vec<u8>)]| {
        let mut msp = sound(&ca).signer(&leaf);
        for (name, crl) in crls {
            msp = msp.file(&format!("crls/{name}"), crl.clone());
        }
        NEWEST.run(&msp.tree(), &[&leaf.pem()])
    };
    let good = revoking.pem(&ca);
    let forged = fabcert_testdata::pem(
        "X509 CRL",
        &revoking.issued_by_key(&ca, &Key::named("other")),
    );
    let without_aki = Crl::new().without_authority_key_id().pem(&ca);
    let revoked =
        "could not validate identity against certification chain: The certificate has been revoked";
    let no_aki = "could not validate identity against certification chain: could not obtain Authority Key \
                  Identifier for crl: authorityKeyIdentifier not found in certificate";
    for (crls, expected) in [
        (vec![("a", good.clone())], revoked),
        (vec![("a", forged.clone())], ""),
        (vec![("a", forged), ("b", good.clone())], revoked),
        (
            vec![("a", good.clone()), ("b", without_aki.clone())],
            revoked,
        ),
        (vec![("a", without_aki), ("b", good)], no_aki),
    ] {
        let (stage, text, identities) = with(&crls);
        assert_eq!((stage, text.as_str()), (Stage::Ok, ""));
        assert_eq!(identities, [expected]);
    }
}
