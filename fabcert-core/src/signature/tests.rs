//! One signature after another: FABRIC's table of what Go verifies and what it says else.

use super::vectors::{ECDSA, MESSAGE, RSA};
use super::*;
use crate::certificate::{Curve, SignatureAlgorithm as Algorithm};

fn bytes(hex: &str) -> Box<[u8]> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn rsa_key(modulus: &[u8], exponent: &[u8]) -> PublicKey {
    PublicKey::Rsa {
        modulus: modulus.into(),
        exponent: exponent.into(),
    }
}

const E: [u8; 3] = [1, 0, 1];

#[cfg(feature = "signatures")]
#[test]
fn verifies_ecdsa_on_every_curve_with_every_hash() {
    for (curve, algorithm, point, signature) in ECDSA {
        let key = PublicKey::Ecdsa(*curve, bytes(point));
        let mut signature = bytes(signature);
        let check =
            |message, signature: &[u8]| verify(*algorithm, &key, message, signature, Sha1::Allowed);
        let what = format!("{curve} {algorithm:?}");
        assert_eq!(check(MESSAGE, &signature), Ok(()), "{what}");
        let failure = Err(SignatureFault::EcdsaFailure);
        assert_eq!(check(b"another", &signature), failure, "{what}");
        let trailing = [&*signature, &[0]].concat();
        assert_eq!(check(MESSAGE, &trailing), failure, "{what}");
        *signature.last_mut().unwrap() ^= 1;
        assert_eq!(check(MESSAGE, &signature), failure, "{what}");
        assert_eq!(
            check(MESSAGE, &[0x30, 6, 2, 1, 0, 2, 1, 0]),
            failure,
            "{what}"
        );
    }
}

#[cfg(feature = "signatures")]
#[test]
fn high_s_verifies_too() {
    use crate::der::ecdsa::EcdsaValue;
    for (curve, algorithm, point, signature) in ECDSA {
        let key = PublicKey::Ecdsa(*curve, bytes(point));
        let value = EcdsaValue::parse(&bytes(signature)).unwrap();
        let low = value.clone().into_low_s(*curve);
        assert!(!low.is_high_s(*curve));
        let outcome = verify(*algorithm, &key, MESSAGE, &low.to_der(), Sha1::Allowed);
        assert_eq!(outcome, Ok(()), "{curve} {algorithm:?}");
    }
}

#[cfg(feature = "signatures")]
#[test]
fn verifies_rsa() {
    for (algorithm, modulus, signature) in RSA {
        let key = rsa_key(&bytes(modulus), &E);
        let signature = bytes(signature);
        let check =
            |message, signature: &[u8]| verify(*algorithm, &key, message, signature, Sha1::Refused);
        assert_eq!(check(MESSAGE, &signature), Ok(()), "{algorithm:?}");
        let failure = Err(SignatureFault::RsaFailure);
        assert_eq!(check(b"another", &signature), failure, "{algorithm:?}");
        assert_eq!(
            check(MESSAGE, signature.split_at(1).1),
            failure,
            "{algorithm:?}"
        );
    }
}

#[cfg(feature = "signatures")]
#[test]
fn what_the_library_cannot_do_is_undecided() {
    let key = |bits: usize| rsa_key(&vec![0xff; bits / 8], &E);
    for (algorithm, bits) in [
        (Algorithm::RsaSha256, 16_384),
        (Algorithm::RsaSha384, 1024),
        (Algorithm::RsaPssSha256, 1024),
    ] {
        assert_eq!(
            verify(algorithm, &key(bits), MESSAGE, &[], Sha1::Refused),
            Err(SignatureFault::Undecided(Undecidable::RsaKeySize { bits })),
        );
    }
}

#[cfg(not(feature = "signatures"))]
#[test]
fn without_a_library_nothing_is_decided() {
    let (curve, algorithm, point, signature) = ECDSA.last().unwrap();
    let key = PublicKey::Ecdsa(*curve, bytes(point));
    let outcome = verify(*algorithm, &key, MESSAGE, &bytes(signature), Sha1::Refused);
    assert_eq!(
        outcome,
        Err(SignatureFault::Undecided(Undecidable::NotBuiltIn))
    );
    assert!(!RSA.is_empty());
}

#[test]
fn tells_what_go_says_before_it_looks_at_the_signature() {
    let ec = PublicKey::Ecdsa(Curve::P256, Box::new([4; 65]));
    let ed25519 = PublicKey::Ed25519([7; 32]);
    let rsa = |modulus: &[u8], exponent: &[u8]| rsa_key(modulus, exponent);
    let sound = [0xff; 128];
    let even = [0xfe; 128];
    for (algorithm, key, text) in [
        (
            Algorithm::Unknown,
            ec.clone(),
            "x509: cannot verify signature: algorithm unimplemented",
        ),
        (
            Algorithm::EcdsaSha1,
            rsa(&sound, &E),
            "x509: cannot verify signature: insecure algorithm ECDSA-SHA1",
        ),
        (
            Algorithm::RsaMd5,
            ec.clone(),
            "x509: cannot verify signature: insecure algorithm MD5-RSA",
        ),
        (
            Algorithm::RsaSha1,
            rsa(&sound, &E),
            "x509: cannot verify signature: insecure algorithm SHA1-RSA",
        ),
        (
            Algorithm::DsaSha1,
            PublicKey::Dsa,
            "x509: cannot verify signature: insecure algorithm DSA-SHA1",
        ),
        (
            Algorithm::RsaSha256,
            ec.clone(),
            "x509: signature algorithm specifies an RSA public key, \
             but have public key of type *ecdsa.PublicKey",
        ),
        (
            Algorithm::EcdsaSha256,
            rsa(&sound, &E),
            "x509: signature algorithm specifies an ECDSA public key, \
             but have public key of type *rsa.PublicKey",
        ),
        (
            Algorithm::DsaSha256,
            ed25519,
            "x509: signature algorithm specifies an DSA public key, \
             but have public key of type ed25519.PublicKey",
        ),
        (
            Algorithm::Ed25519,
            ec,
            "x509: signature algorithm specifies an Ed25519 public key, \
             but have public key of type *ecdsa.PublicKey",
        ),
        (
            Algorithm::DsaSha256,
            PublicKey::Dsa,
            "x509: cannot verify signature: algorithm unimplemented",
        ),
        (
            Algorithm::RsaSha256,
            rsa(&[0xff; 64], &E),
            "crypto/rsa: 512-bit keys are insecure \
             (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
        ),
        (
            Algorithm::RsaSha256,
            rsa(&even, &E),
            "crypto/rsa: public modulus is even",
        ),
        (
            Algorithm::RsaSha256,
            rsa(&sound, &[1]),
            "crypto/rsa: public exponent too small or negative",
        ),
        (
            Algorithm::RsaSha256,
            rsa(&sound, &[2]),
            "crypto/rsa: public exponent is even",
        ),
        (
            Algorithm::RsaSha256,
            rsa(&sound, &[0x80, 0, 0, 1]),
            "crypto/rsa: public exponent too large",
        ),
    ] {
        let fault = verify(algorithm, &key, MESSAGE, &[], Sha1::Refused).unwrap_err();
        assert_eq!(fault.to_string(), text, "{algorithm:?}");
    }
}
