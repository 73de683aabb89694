//! Keys of each kind, and the new certificate held against the old one, field by field.

use fabcert_testdata::forge::{
    Attribute, AttributeType, Extension, Forge, Forged, Name, StringType, Time,
};
use fabcert_testdata::key::{Key, KeyKind, SignatureAlgorithm as Signed};

use super::*;
use crate::certificate::Curve;
use crate::der::edit;
use crate::reissue::{KeyFault, SigningKey};

fn read(forged: &Forged) -> Certificate {
    Certificate::parse(forged.der()).unwrap()
}

fn signer(key: &Key) -> SigningKey {
    SigningKey::from_file(&fabcert_testdata::pem("PRIVATE KEY", key.pkcs8())).unwrap()
}

fn earlier(ca: &Certificate) -> Window {
    Window {
        not_before: ca.not_before().plus(-300),
        not_after: ca.not_after(),
    }
}

/// Reissues a self-signed CA.
fn again(ca: &Forged) -> Certificate {
    let old = read(ca);
    sign(
        &old,
        &old,
        &signer(ca.key()),
        earlier(&old),
        SerialNumber::New,
    )
    .unwrap()
}

/// A CA with everything that certificate libraries like to lose.
fn odd() -> Forge {
    let unit = |text| {
        Attribute::typed(
            AttributeType::OrganizationalUnit,
            StringType::Printable,
            text,
        )
    };
    let name = Name::new()
        .with(AttributeType::Country, "US")
        .with_units(&["alpha", "beta"])
        .with_rdn(vec![unit("gamma")])
        .with_rdn(vec![Attribute::typed(
            AttributeType::CommonName,
            StringType::Utf8,
            "odd",
        )]);
    Forge::ca("odd")
        .subject(name)
        .with_another(Extension::raw(
            "1.2.3.4.5.6.7.8.1",
            false,
            *b"{\"attrs\":{}}",
        ))
        .with_another(Extension::raw("1.2.3.4", false, [5, 0]))
}

#[test]
fn every_kind_of_key_signs_what_verifies() {
    for kind in [
        KeyKind::P256,
        KeyKind::P384,
        KeyKind::P521,
        KeyKind::Ed25519,
        KeyKind::Rsa2048,
    ] {
        let ca = Forge::ca("ca").key(Key::of(kind, "a")).self_signed();
        let (old, new) = (read(&ca), again(&ca));
        new.go().unwrap();
        assert_eq!(
            new.signature_algorithm(),
            old.signature_algorithm(),
            "{kind:?}"
        );
        assert_eq!(
            new.algorithm_identifier(),
            old.algorithm_identifier(),
            "{kind:?}"
        );
        let verified = verify(
            new.signature_algorithm(),
            old.public_key(),
            new.tbs(),
            new.signature(),
            Sha1::Refused,
        );
        assert_eq!(verified, Ok(()), "{kind:?}");
    }
}

#[test]
fn nothing_differs_but_serial_window_and_signature() {
    for forge in [
        odd(),
        Forge::ca("ca"),
        Forge::ca("ca").version(None).extensions(Vec::new()),
    ] {
        let ca = forge.self_signed();
        let old = read(&ca);
        let new = again(&ca);
        let (was, is) = (
            Pieces::of(old.der()).unwrap(),
            Pieces::of(new.der()).unwrap(),
        );
        assert_ne!(is.serial, was.serial);
        assert_ne!(is.not_before, was.not_before);
        assert_ne!(is.signature, was.signature);
        let expected = Pieces {
            serial: is.serial,
            not_before: is.not_before,
            signature: is.signature,
            ..was
        };
        assert_eq!(is, expected);
        assert_eq!(new.not_before().since(old.not_before()), -300);
        assert_eq!(new.subject().raw(), old.subject().raw());
        assert_eq!(new.subject_key_id(), old.subject_key_id());
        assert_eq!(new.extensions().len(), old.extensions().len());
    }
}

#[test]
fn ecdsa_signatures_are_low_s() {
    let ca = Forge::ca("ca").high_s().self_signed();
    // Signatures are drawn at random: every second one would be high.
    for _ in 0..16 {
        let value = EcdsaValue::parse(again(&ca).signature()).unwrap();
        assert!(!value.is_high_s(Curve::P256));
    }
}

#[test]
fn a_key_that_cannot_sign_with_the_old_algorithm_uses_its_own() {
    // As OpenSSL makes it without being asked: P-384 with SHA-256. The old signature does not count.
    let p384 = Key::of(KeyKind::P384, "a");
    let made = Forge::ca("ca").key(p384.clone()).self_signed();
    let sha256 = identifier(SignatureAlgorithm::EcdsaSha256).unwrap();
    let der = edit::replace(&edit::replace(made.der(), &[0, 2], &sha256), &[1], &sha256);
    let old = Certificate::parse(&der).unwrap();
    assert_eq!(old.signature_algorithm(), SignatureAlgorithm::EcdsaSha256);
    let new = sign(&old, &old, &signer(&p384), earlier(&old), SerialNumber::New).unwrap();
    new.go().unwrap();
    assert_eq!(new.signature_algorithm(), SignatureAlgorithm::EcdsaSha384);
    let sha1 = Forge::ca("ca").algorithm(Signed::EcdsaSha1).self_signed();
    assert_eq!(
        again(&sha1).signature_algorithm(),
        SignatureAlgorithm::EcdsaSha256
    );
}

#[test]
fn algorithms_are_written_as_they_are_read() {
    use SignatureAlgorithm as Algorithm;
    let made = Forge::ca("ca").self_signed();
    for algorithm in [
        Algorithm::EcdsaSha256,
        Algorithm::EcdsaSha384,
        Algorithm::EcdsaSha512,
        Algorithm::RsaSha256,
        Algorithm::RsaSha384,
        Algorithm::RsaSha512,
        Algorithm::Ed25519,
    ] {
        let identifier = identifier(algorithm).unwrap();
        let der = edit::replace(made.der(), &[0, 2], &identifier);
        let der = edit::replace(&der, &[1], &identifier);
        let read = Certificate::parse(&der).unwrap();
        read.go().unwrap();
        assert_eq!(read.signature_algorithm(), algorithm);
    }
    assert!(identifier(Algorithm::EcdsaSha1).is_err());
}

#[test]
fn a_key_signs_with_its_own_algorithms_alone() {
    let p256 = signer(&Key::named("ca"));
    assert!(p256.sign(SignatureAlgorithm::EcdsaSha256, b"x").is_ok());
    for other in [
        SignatureAlgorithm::EcdsaSha384,
        SignatureAlgorithm::RsaSha256,
        SignatureAlgorithm::Ed25519,
    ] {
        assert!(p256.sign(other, b"x").is_err(), "{other:?}");
    }
}

/// What Go does not read it does not read afterwards either: nobody asked for another certificate.
#[test]
fn a_certificate_is_not_mended_by_the_way() {
    let fraction = Time::Der(writer::element(0x18, b"20261122060319.5Z"));
    let ca = Forge::ca("ca").not_before(fraction).self_signed();
    let old = read(&ca);
    assert!(old.go().is_err());
    let fault = sign(
        &old,
        &old,
        &signer(ca.key()),
        earlier(&old),
        SerialNumber::New,
    );
    assert!(matches!(fault, Err(SignFault::Different)), "{fault:?}");
}

#[test]
fn another_name_or_key_is_another_certificate() {
    let ca = Forge::ca("ca").self_signed();
    let later = again(&ca);
    let (old, new) = (Pieces::of(ca.der()), Pieces::of(later.der()));
    let (old, new) = (old.unwrap(), new.unwrap());
    assert!(is_otherwise_same(&new, &old));
    for other in [
        Forge::ca("other").self_signed(),
        Forge::ca("ca").key(Key::named("other")).self_signed(),
        Forge::ca("ca").version(None).self_signed(),
    ] {
        assert!(!is_otherwise_same(&Pieces::of(other.der()).unwrap(), &old));
    }
}

#[test]
fn serial_numbers_are_new_positive_and_told_again() {
    let ca = Forge::ca("ca").self_signed();
    let old = read(&ca);
    let key = signer(ca.key());
    let new = again(&ca);
    assert_eq!(new.serial().len(), 20);
    assert!(new.serial()[0] < 0x80 && new.serial()[0] > 0);
    assert_eq!(new.tbs(), again(&ca).tbs());
    assert_eq!(
        signed_part(&old, &key, earlier(&old), SerialNumber::New).unwrap(),
        new.tbs()
    );
    let other = Window {
        not_after: old.not_after().plus(60),
        ..earlier(&old)
    };
    let other = sign(&old, &old, &key, other, SerialNumber::New).unwrap();
    assert_ne!(other.serial(), new.serial());
    let kept = sign(&old, &old, &key, earlier(&old), SerialNumber::Kept).unwrap();
    assert_eq!(kept.serial(), old.serial());
}

#[test]
fn an_intermediate_is_signed_by_its_parent() {
    let root = Forge::ca("root")
        .key(Key::of(KeyKind::P384, "root"))
        .self_signed();
    let ca = Forge::ca("ca").issued_by(&root);
    let (old, parent) = (read(&ca), read(&root));
    let new = sign(
        &old,
        &parent,
        &signer(root.key()),
        earlier(&old),
        SerialNumber::New,
    )
    .unwrap();
    assert!(
        crate::signature::Signatures::new()
            .check(&new, &parent)
            .is_ok()
    );
    let fault = sign(
        &old,
        &parent,
        &signer(ca.key()),
        earlier(&old),
        SerialNumber::New,
    )
    .unwrap_err();
    assert!(
        matches!(fault, SignFault::WrongKey { issuer } if issuer == parent.subject().to_string())
    );
}

#[test]
fn windows_that_no_certificate_has_are_refused() {
    let ca = Forge::ca("ca").self_signed();
    let old = read(&ca);
    let key = signer(ca.key());
    let second = Window {
        not_before: old.not_after(),
        not_after: old.not_after(),
    };
    assert!(sign(&old, &old, &key, second, SerialNumber::New).is_ok());
    for window in [
        Window {
            not_before: old.not_after().plus(1),
            not_after: old.not_after(),
        },
        Window {
            not_before: old.not_before(),
            not_after: Timestamp::from_unix(i64::MAX),
        },
        Window {
            not_before: Timestamp::from_unix(-10_000_000_000),
            not_after: old.not_after(),
        },
    ] {
        let fault = sign(&old, &old, &key, window, SerialNumber::New).unwrap_err();
        assert_eq!(fault, SignFault::Window(window));
    }
    let far = Window {
        not_before: old.not_before(),
        not_after: Timestamp::parse("2051-01-01").unwrap(),
    };
    let new = sign(&old, &old, &key, far, SerialNumber::New).unwrap();
    assert_eq!(new.not_after(), far.not_after);
}

#[test]
fn a_signer_that_lies_is_found_out() {
    struct Liar(PublicKey);
    impl Signer for Liar {
        fn public_key(&self) -> &PublicKey {
            &self.0
        }
        fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, SignerError> {
            Ok(vec![0x30, 6, 2, 1, 5, 2, 1, 7])
        }
    }
    let old = read(&Forge::ca("ca").self_signed());
    let liar = Liar(old.public_key().clone());
    let fault = sign(&old, &old, &liar, earlier(&old), SerialNumber::New).unwrap_err();
    assert!(matches!(fault, SignFault::Signature(_)), "{fault}");
}

#[test]
fn keys_are_read_in_every_form() {
    let key = Key::named("ca");
    let pem = |label| fabcert_testdata::pem(label, key.pkcs8());
    let parameters =
        b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    for file in [
        pem("PRIVATE KEY"),
        [parameters, &pem("PRIVATE KEY")[..]].concat(),
        key.pkcs8().to_vec(),
    ] {
        assert!(SigningKey::from_file(&file).is_ok());
    }
    let encrypted = b"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQID\n-----END EC PRIVATE KEY-----\n";
    for (file, fault) in [
        (pem("ENCRYPTED PRIVATE KEY"), KeyFault::Encrypted),
        (encrypted.to_vec(), KeyFault::Encrypted),
        (Forge::ca("ca").self_signed().pem(), KeyFault::NoKey),
        (Vec::new(), KeyFault::NoKey),
        (
            fabcert_testdata::pem("PRIVATE KEY", b"nonsense"),
            KeyFault::Unsupported,
        ),
        (
            fabcert_testdata::pem("PRIVATE KEY", &[0x30, 3, 2, 1, 0]),
            KeyFault::Unsupported,
        ),
        // Whatever its label says: an algorithm comes first.
        (
            fabcert_testdata::pem("PRIVATE KEY", &[0x30, 5, 0x30, 3, 6, 1, 0x2a]),
            KeyFault::Encrypted,
        ),
    ] {
        assert_eq!(SigningKey::from_file(&file).err(), Some(fault));
    }
    assert!(!format!("{:?}", signer(&key)).contains("der"));
}
