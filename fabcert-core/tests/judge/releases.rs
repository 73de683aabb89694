//! What changed from one release to another.

use fabcert_core::fabric::Stage;
use fabcert_testdata::forge::Forge;
use fabcert_testdata::shapes::Msp;
use fabcert_testdata::{Key, KeyKind};
use time::macros::utc_datetime;

use crate::{NEWEST, Trial, ca, peer, sound};

#[test]
fn sound_msps_load_everywhere() {
    let ca = ca();
    for release in [
        "1.0", "1.1", "1.4.2", "1.4", "2.0", "2.2", "2.3", "2.5", "3.0.0", "3.1",
    ] {
        let leaf = peer(&ca).pem();
        let (stage, text, identities) = Trial::of(release).run(&sound(&ca).tree(), &[&leaf]);
        assert_eq!((stage, text.as_str()), (Stage::Ok, ""), "{release}");
        assert_eq!(identities, [""], "{release}");
    }
}

#[test]
fn date_errors_named_instants_only_since_go_1_14() {
    let ca = ca();
    let old = Forge::leaf("peer0.org1")
        .not_before(utc_datetime!(2025-12-31 23:55:00))
        .issued_by(&ca);
    let bare = "x509: certificate has expired or is not yet valid";
    for (release, expected) in [
        (
            "1.0.6",
            format!("The supplied identity is not valid, Verify() returned {bare}"),
        ),
        (
            "1.4.9",
            format!("the supplied identity is not valid: {bare}"),
        ),
    ] {
        assert_eq!(
            Trial::of(release).run(&sound(&ca).tree(), &[&old.pem()]).2,
            [expected]
        );
    }
}

#[test]
fn expired_tls_cas_stopped_nodes() {
    let ca = ca();
    let tls = Forge::ca("tlsca.org1")
        .not_after(utc_datetime!(2026-02-01 00:00:00))
        .self_signed();
    let tree = sound(&ca).tls_root("tls", &tls).tree();
    for (release, stops) in [
        ("1.4", true),
        ("2.2.5", true),
        ("2.3", true),
        ("2.2.6", false),
        ("2.5", false),
    ] {
        let text = Trial::of(release).text(&tree);
        assert_eq!(
            text.contains("current time 2026-11-22T12:00:00Z is after"),
            stops,
            "{release}: {text}"
        );
    }
}

#[test]
fn lone_anchors() {
    let root = ca();
    let anchor = Forge::ca("ica.org1").issued_by(&root);
    let tree = Msp::new()
        .root("ica", &anchor)
        .signer(&peer(&anchor))
        .admin(
            "admin",
            &Forge::leaf("admin").units(&["client"]).issued_by(&anchor),
        )
        .tree();
    let panics = "panic: runtime error: index out of range [1] with length 1";
    for (release, expected) in [
        ("1.4", ""),
        ("2.2.10", ""),
        ("2.4", ""),
        ("2.2.12", panics),
        ("2.5.3", panics),
        (
            "2.5.4",
            "failed to traverse certificate verification chain for leaf or intermediate certificate, with subject CN=ica.org1",
        ),
    ] {
        assert_eq!(Trial::of(release).text(&tree), expected, "{release}");
    }
}

/// Newer releases take a self-signed CA for its own root while they read it; the others look for its
/// chain at once, as all do for what is no CA.
#[test]
fn a_foreign_root_is_no_identity() {
    let ca = ca();
    let foreign = Forge::ca("ca.org2").self_signed().pem();
    let flat = Forge::leaf("flat.org2").self_signed().pem();
    let unknown =
        "the supplied identity is not valid: x509: certificate signed by unknown authority";
    let is_ca = "could not obtain certification chain: An X509 certificate with Basic Constraint: \
                 Certificate Authority equals true cannot be used as an identity";
    for (release, expected) in [
        ("1.4", unknown),
        ("2.2.10", unknown),
        ("2.5", is_ca),
        ("3.1", is_ca),
    ] {
        let identities = [&foreign[..], &flat];
        let (_, _, found) = Trial::of(release).run(&sound(&ca).tree(), &identities);
        assert_eq!(found, [expected, unknown], "{release}");
    }
}

#[test]
fn keys_by_release_and_version() {
    let ca = ca();
    let rsa = Forge::leaf("rsa")
        .key(Key::of(KeyKind::Rsa2048, "a"))
        .units(&["peer"])
        .issued_by(&ca);
    let ed = Forge::leaf("ed")
        .key(Key::of(KeyKind::Ed25519, "a"))
        .units(&["peer"])
        .issued_by(&ca);
    let not_imported = |list| {
        format!(
            "failed to import certificate's public key: Failed importing key with opts [&{{true}}]: Certificate's public key type not recognized. Supported keys: [{list}]"
        )
    };
    let unsupported = |kind| {
        format!("could not validate identity's public key algorithm: {kind} is not supported")
    };
    for (release, for_rsa, for_ed) in [
        ("1.4", String::new(), not_imported("ECDSA, RSA")),
        ("2.2.1", not_imported("ECDSA"), not_imported("ECDSA")),
        ("2.5", String::new(), not_imported("ECDSA, RSA")),
        ("3.1", unsupported("RSA"), String::new()),
    ] {
        let identities = Trial::of(release)
            .run(&sound(&ca).tree(), &[&rsa.pem(), &ed.pem()])
            .2;
        assert_eq!(identities, [for_rsa, for_ed], "{release}");
    }
    let identities = NEWEST.run(&sound(&ca).tree(), &[&ed.pem()]).2;
    assert_eq!(identities, [unsupported("Ed25519")]);
}
