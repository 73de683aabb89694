//! One refusal for one cause, and none for what is no fault.

use fabcert_core::fabric::{
    ConfigFile, Configuration, Directory, Fault, FileContent, FolderRole, Judge, Listing,
    MemoryDirectory, Mode, MspMaterial, MspVersion, OuIdentifier, Refusal, Stage, Subject,
};
use fabcert_core::signature::Signatures;
use fabcert_testdata::forge::{Extension, Forge, Forged, Time, oid};
use fabcert_testdata::{Key, KeyKind, NOW, Tree};
use time::OffsetDateTime;
use time::macros::utc_datetime;

use crate::{NEWEST, Trial, ca, directory, peer, sound};

/// What an MSP refuses while it is set up, and what of an identity.
fn refusals(tree: &Tree, identity: &Forged) -> (Vec<Refusal>, Vec<Refusal>) {
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V3_0, OffsetDateTime::from(NOW), &signatures);
    let material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &directory(tree));
    let msp = judge.set_up(&material);
    assert_eq!(msp.id(), "Org1MSP");
    let verdict = msp.validate(&FileContent::new(identity.pem()));
    (msp.refusals().to_vec(), verdict.refusals)
}

fn subjects(refusals: &[Refusal]) -> Vec<Subject> {
    refusals.iter().map(|refusal| refusal.subject).collect()
}

/// CAs that this MSP does not know: their leaves' signatures are rewritten, or are not.
fn foreign() -> [Forged; 2] {
    [KeyKind::P256, KeyKind::Ed25519].map(|kind| {
        let key = Key::of(kind, "foreign");
        Forge::ca("ca.org2").key(key).self_signed()
    })
}

#[test]
fn an_identity_of_another_ca_is_refused_once() {
    let tree = sound(&ca()).tree();
    for foreign in foreign() {
        let leaf = Forge::leaf("peer0.org2").units(&["peer"]);
        let (set_up, identity) = refusals(&tree, &leaf.issued_by(&foreign));
        assert_eq!(subjects(&set_up), []);
        assert_eq!(subjects(&identity), [Subject::Identity]);
        assert!(matches!(identity[0].fault, Fault::Path(_)));
    }
    // Another fault is told beside it.
    let rsa = Forge::leaf("peer0.org2")
        .units(&["peer"])
        .key(Key::of(KeyKind::Rsa2048, "a"))
        .issued_by(&foreign()[0]);
    let (_, identity) = refusals(&tree, &rsa);
    let faults: Vec<_> = identity.iter().map(|refusal| &refusal.fault).collect();
    assert!(
        matches!(faults[..], [Fault::Path(_), Fault::UnsupportedKey]),
        "{faults:?}"
    );
}

#[test]
fn an_admin_of_another_ca_is_refused_once() {
    let ca = ca();
    for foreign in foreign() {
        let admin = Forge::leaf("admin.org2").units(&["client"]);
        let admin = admin.issued_by(&foreign);
        let msp = sound(&ca).config("").admin("admin", &admin);
        let (set_up, identity) = refusals(&msp.tree(), &peer(&ca));
        assert_eq!(subjects(&set_up), [Subject::Admin(0)], "{set_up:?}");
        assert_eq!(subjects(&identity), []);
    }
}

#[test]
fn an_intermediate_of_another_ca_is_refused_once() {
    let ca = ca();
    for foreign in foreign() {
        let intermediate = Forge::ca("ica.org2").issued_by(&foreign);
        let msp = sound(&ca).intermediate("ica", &intermediate);
        let (set_up, _) = refusals(&msp.tree(), &peer(&ca));
        assert_eq!(subjects(&set_up), [Subject::IntermediateCa], "{set_up:?}");
    }
}

#[test]
fn fabric_1_0_has_one_text_for_unfit_cas() {
    let no_ski = Forge::ca("tls").without(oid::SUBJECT_KEY_ID).self_signed();
    let no_ca = Forge::ca("tls").with(Extension::not_ca()).self_signed();
    let ca = ca();
    for (tls, newer) in [
        (no_ski, "problem with Subject Key Identifier extension"),
        (no_ca, "did not have the CA attribute"),
    ] {
        let tree = sound(&ca).tls_root("tls", &tls).tree();
        let text = Trial::of("1.0.6").text(&tree);
        let old = "CA Certificate did not have the Subject Key Identifier extension, (SN: ";
        assert!(text.starts_with(old), "{text}");
        let text = Trial::of("2.5").text(&tree);
        assert!(text.contains(newer), "{text}");
    }
}

#[test]
fn fabric_1_0_looks_at_units_before_tls() {
    let flat = Forge::leaf("not.a.ca").self_signed();
    let list = "OrganizationalUnitIdentifiers:\n- Certificate: empty.pem\n  OrganizationalUnitIdentifier: X\n";
    let tree = sound(&ca())
        .config(list)
        .file("empty.pem", "")
        .tls_root("flat", &flat)
        .tree();
    let first = |release| Trial::of(release).text(&tree);
    assert!(first("1.0.6").contains("nil idBytes"), "{}", first("1.0.6"));
    assert!(
        first("2.5").starts_with("CA Certificate "),
        "{}",
        first("2.5")
    );
}

#[test]
fn fabric_1_0_takes_expired_signers() {
    let ca = ca();
    let old = Forge::leaf("peer0.org1")
        .units(&["peer"])
        .not_after(utc_datetime!(2026-11-21 12:00:00))
        .issued_by(&ca);
    let tree = sound(&ca).signer(&old).tree();
    assert_eq!(Trial::of("1.0.6").text(&tree), "");
    for release in ["1.1.0", "2.5"] {
        assert_eq!(
            Trial::of(release).text(&tree),
            "signing identity expired 24h0m0s ago",
            "{release}"
        );
    }
}

const LISTED: &str = "OrganizationalUnitIdentifiers:\n- OrganizationalUnitIdentifier: org1\n";

#[test]
fn a_foreign_units_certificate_is_named() {
    let ca = ca();
    let foreign = &foreign()[0];
    let config = format!("{LISTED}  Certificate: ou.pem\n");
    let msp = sound(&ca).config(config).file("ou.pem", foreign.pem());
    let (set_up, _) = refusals(&msp.tree(), &peer(&ca));
    let [refusal] = &set_up[..] else {
        panic!("{set_up:?}");
    };
    assert_eq!(refusal.subject, Subject::OuIdentifier(0));
    assert_eq!(refusal.name.as_deref(), Some("msp/ou.pem"));
    let certificate = refusal.certificate.as_deref();
    assert_eq!(
        certificate.map(|it| &it.der()[..]),
        Some(foreign.der()),
        "{refusal:?}"
    );
}

/// A folder is not loaded without it; a channel's configuration comes to setting up.
#[test]
fn a_unit_needs_a_certificate() {
    let ca = ca();
    let tree = sound(&ca).config(LISTED).tree();
    let (local, _) = refusals(&tree, &peer(&ca));
    assert_eq!(local.len(), 1, "{local:?}");
    assert_eq!(local[0].stage, Stage::Load);
    assert_eq!(local[0].name.as_deref(), Some("msp"));

    let mut channel = MspMaterial::of_channel("Org1MSP");
    channel.push(FolderRole::Cacerts, FileContent::new(ca.pem()).into(), None);
    channel.config = ConfigFile::Read(Box::new(Configuration {
        ou_identifiers: vec![OuIdentifier::any_certifier("org1".into())],
        ..Configuration::default()
    }));
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
    let msp = judge.set_up(&channel);
    let text = msp.error().unwrap_or_default();
    assert!(
        text.starts_with("failed getting certificate for [organizational_unit_identifier:"),
        "{text}"
    );
    assert_eq!(msp.refusals()[0].name, None);
}

/// Go's zero time is no end. An Ed25519 signature is not looked at while the signer is read.
#[test]
fn a_signer_may_end_before_all_time() {
    let ca = Forge::ca("ca.org1")
        .key(Key::of(KeyKind::Ed25519, "ca"))
        .self_signed();
    for (end, text) in [
        (utc_datetime!(0001-01-01 00:00:00), ""),
        (
            utc_datetime!(0001-01-01 00:00:01),
            "signing identity expired ",
        ),
    ] {
        let end = Time::Generalized(end);
        let signer = Forge::leaf("peer0.org1").units(&["peer"]).not_after(end);
        let tree = sound(&ca).signer(&signer.issued_by(&ca)).tree();
        let found = Trial::of("3.1").text(&tree);
        assert!(
            found.starts_with(text) && found.is_empty() == text.is_empty(),
            "{found}"
        );
    }
}

#[test]
fn units_are_protobuf_strings() {
    let ca = ca();
    let bytes = "!!binary /w==";
    for config in [
        format!(
            "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    OrganizationalUnitIdentifier: {bytes}\n"
        ),
        format!(
            "OrganizationalUnitIdentifiers:\n- Certificate: cacerts/ca.pem\n  OrganizationalUnitIdentifier: {bytes}\n"
        ),
    ] {
        let (stage, text, _) = NEWEST.run(&sound(&ca).config(config).tree(), &[]);
        assert_eq!(stage, Stage::Load);
        assert_eq!(text, "string field contains invalid UTF-8");
    }
}

#[test]
fn node_ous_that_are_not_enabled_ask_for_no_role() {
    let ca = ca();
    let plain = Forge::leaf("user").issued_by(&ca).pem();
    for (enable, accepted) in [(true, false), (false, true)] {
        let config = format!(
            "NodeOUs:\n  Enable: {enable}\n  ClientOUIdentifier:\n    OrganizationalUnitIdentifier: client\n  \
             PeerOUIdentifier:\n    OrganizationalUnitIdentifier: peer\n"
        );
        let (stage, _, identities) = NEWEST.run(&sound(&ca).config(config).tree(), &[&plain]);
        assert_eq!(stage, Stage::Ok);
        assert_eq!(identities[0].is_empty(), accepted, "{identities:?}");
    }
    // Enabled without any role is not enabled.
    let bare = sound(&ca).config("NodeOUs:\n  Enable: true\n").tree();
    assert_eq!(NEWEST.run(&bare, &[&plain]).2, [""]);
}

#[test]
fn a_folder_in_memory_has_what_was_put_into_it() {
    let folder = MemoryDirectory::new()
        .with_file("a/b/c.pem", *b"x")
        .with_folder("a/d");
    let names = |path: &str| match folder.list(path) {
        Listing::Entries(entries) => Some(
            entries
                .iter()
                .map(|entry| entry.name.display().to_string())
                .collect::<Vec<_>>(),
        ),
        _ => None,
    };
    assert_eq!(names("a"), Some(vec!["b".to_owned(), "d".to_owned()]));
    assert_eq!(names("a/b"), Some(vec!["c.pem".to_owned()]));
    assert_eq!(names("a/d"), Some(vec![]));
    assert_eq!(names("e"), None);
}
