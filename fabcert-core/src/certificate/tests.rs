use proptest::prelude::*;

use super::*;
use crate::der::edit::{find, replace};
use crate::der::writer::{element, sequence};
use crate::pem::go_decode;

/// A peer's certificate as fabric-ca writes it.
const PEM: &str = "-----BEGIN CERTIFICATE-----
MIICtjCCAlygAwIBAgIUSR+U4rt2HLjBA7eSrTxBt2L7XAYwCgYIKoZIzj0EAwIw
czELMAkGA1UEBhMCVVMxEzARBgNVBAgTCkNhbGlmb3JuaWExFjAUBgNVBAcTDVNh
biBGcmFuY2lzY28xGTAXBgNVBAoTEG9yZzEuZXhhbXBsZS5jb20xHDAaBgNVBAMT
E2NhLm9yZzEuZXhhbXBsZS5jb20wHhcNMjYxMTIyMDYwNTE3WhcNMjcxMTIyMDYw
NTAwWjBoMQswCQYDVQQGEwJVUzEXMBUGA1UECBMOTm9ydGggQ2Fyb2xpbmExFDAS
BgNVBAoTC0h5cGVybGVkZ2VyMRowCwYDVQQLEwRvcmcxMAsGA1UECxMEcGVlcjEO
MAwGA1UEAxMFcGVlcjAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQDdz/q3Ddd
2Z09q2OOvIZsx235Km8NRqdy35jI1sQ4vSBXn760vtPxKv0Uk20EY0p8Z3ipbYjX
BE/dRqyf/FsFo4HYMIHVMA4GA1UdDwEB/wQEAwIHgDAMBgNVHRMBAf8EAjAAMB0G
A1UdDgQWBBR0ng+qERUZ4f23i52I2C233gw/5TArBgNVHSMEJDAigCCTUVQJ1rq7
xgnYf+sggYFpDPlXTIauMpQRD498UgwbXjANBgNVHREEBjAEggJ2bTBaBggqAwQF
BgcIAQROeyJhdHRycyI6eyJoZi5BZmZpbGlhdGlvbiI6Im9yZzEiLCJoZi5FbnJv
bGxtZW50SUQiOiJwZWVyMCIsImhmLlR5cGUiOiJwZWVyIn19MAoGCCqGSM49BAMC
A0gAMEUCIQD75BWOxI/mMeAYzK6fO2nZK8fvHBVibD0DPzjCcSTbmwIgGm/CmY5I
xPKGnZpLoLD2iRQzZ8G1QGVPCNalJNfqw38=
-----END CERTIFICATE-----
";

// Paths of fields.
const TBS: &[usize] = &[0];
const VERSION: &[usize] = &[0, 0];
const SERIAL: &[usize] = &[0, 1];
const INNER_ALGORITHM: &[usize] = &[0, 2];
const ISSUER: &[usize] = &[0, 3];
const VALIDITY: &[usize] = &[0, 4];
const NOT_BEFORE: &[usize] = &[0, 4, 0];
const NOT_AFTER: &[usize] = &[0, 4, 1];
const SUBJECT: &[usize] = &[0, 5];
const SPKI: &[usize] = &[0, 6];
const KEY_ALGORITHM: &[usize] = &[0, 6, 0];
const KEY_OID: &[usize] = &[0, 6, 0, 0];
const KEY_PARAMETERS: &[usize] = &[0, 6, 0, 1];
const KEY_BITS: &[usize] = &[0, 6, 1];
const EXTENSIONS: &[usize] = &[0, 7];
const EXTENSION_LIST: &[usize] = &[0, 7, 0];
const BASIC_CONSTRAINTS: &[usize] = &[0, 7, 0, 1];
const OUTER_ALGORITHM: &[usize] = &[1];
const SIGNATURE: &[usize] = &[2];

fn der() -> Vec<u8> {
    go_decode(PEM.as_bytes()).expect("a block").der
}

fn with(path: &[usize], new: &[u8]) -> Vec<u8> {
    replace(&der(), path, new)
}

/// Go's verdict.
fn go(der: &[u8]) -> Result<Parts, String> {
    go::parse(der).map_err(|fault| fault.to_string())
}

fn refuses(cases: &[(&[usize], &[u8], &str)]) {
    for (path, new, fault) in cases {
        let found = go(&with(path, new)).map(drop);
        assert_eq!(found, Err(format!("x509: {fault}")), "{path:?} {new:02x?}");
    }
}

fn accepts(cases: &[(&[usize], &[u8])]) {
    for (path, new) in cases {
        let found = go(&with(path, new)).map(drop);
        assert_eq!(found, Ok(()), "{path:?} {new:02x?}");
    }
}

/// The same algorithm inside and outside.
fn with_algorithm(content: &[u8]) -> Vec<u8> {
    let algorithm = element(0x30, content);
    replace(
        &with(INNER_ALGORITHM, &algorithm),
        OUTER_ALGORITHM,
        &algorithm,
    )
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    element(
        0x30,
        &[&element(6, oid)[..], flag, &element(4, value)].concat(),
    )
}

#[test]
fn reads_a_certificate() {
    let certificate = Certificate::parse(&der()).expect("a certificate");
    assert_eq!(certificate.go(), Ok(()));
    assert_eq!(certificate.version(), 3);
    assert_eq!(
        certificate.serial_hex(),
        "491f94e2bb761cb8c103b792ad3c41b762fb5c06"
    );
    assert_eq!(
        certificate.subject().to_string(),
        "CN=peer0,OU=org1+OU=peer,O=Hyperledger,ST=North Carolina,C=US"
    );
    assert_eq!(
        certificate.issuer().to_string(),
        "CN=ca.org1.example.com,O=org1.example.com,L=San Francisco,ST=California,C=US"
    );
    assert_eq!(certificate.not_before().to_string(), "2026-11-22T06:05:17Z");
    assert_eq!(certificate.not_after().to_string(), "2027-11-22T06:05:00Z");
    assert_eq!(
        certificate.signature_algorithm(),
        SignatureAlgorithm::EcdsaSha256
    );
    assert_eq!(certificate.tbs(), find(&der(), TBS));
    assert_eq!(certificate.spki(), find(&der(), SPKI));
    assert_eq!(
        certificate.algorithm_identifier(),
        find(&der(), OUTER_ALGORITHM)
    );
    assert!(matches!(
        certificate.public_key(),
        PublicKey::Ecdsa(Curve::P256, _)
    ));
    assert_eq!(certificate.key_usage(), Some(KeyUsage(1)));
    assert!(!certificate.is_ca() && !certificate.has_unhandled_critical_extension());
    assert_eq!(certificate.subject_key_id().map(<[u8]>::len), Some(20));
    assert_eq!(certificate.authority_key_id().map(<[u8]>::len), Some(32));
    let names = certificate.subject_alt_names().unwrap_or_default();
    assert_eq!(names, [GeneralName::Dns("vm".to_owned())]);
    let attributes = certificate.fabric_attributes().expect("attributes");
    assert_eq!(
        attributes.attributes.last(),
        Some(&("hf.Type".to_owned(), "peer".to_owned()))
    );
}

#[test]
fn wrong_content() {
    refuses(&[
        (&[], &[], "malformed certificate"),
        (&[], b"text", "malformed certificate"),
        (&[], &[0x30, 3, 2, 1, 0], "malformed tbs certificate"),
        (TBS, &[0x31, 0], "malformed tbs certificate"),
        (OUTER_ALGORITHM, &[5, 0], "malformed algorithm identifier"),
        (SIGNATURE, &[], "malformed signature"),
        (SIGNATURE, &[4, 1, 0], "malformed signature"),
        (SIGNATURE, &[3, 0], "malformed signature"),
        (SIGNATURE, &[3, 2, 8, 0], "malformed signature"),
        (SIGNATURE, &[3, 2, 1, 1], "malformed signature"),
    ]);
    accepts(&[(SIGNATURE, &[3, 1, 0]), (SIGNATURE, &[3, 2, 1, 2, 5, 0])]);
    let longer = [der(), vec![0]].concat();
    assert_eq!(go(&longer).map(drop), Err("x509: trailing data".to_owned()));
    for (bits, signature) in [([3, 2, 1, 2], 1), ([3, 2, 0, 2], 2)] {
        let certificate = Certificate::parse(&with(SIGNATURE, &bits)).expect("reads");
        assert_eq!(certificate.signature(), [signature], "shifted right");
    }
}

#[test]
fn versions_and_serials() {
    refuses(&[
        (VERSION, &[0xa0, 3, 2, 1, 3], "invalid version"),
        (VERSION, &[0xa0, 3, 2, 1, 0xff], "malformed version"),
        (VERSION, &[0xa0, 4, 2, 2, 0, 2], "malformed version"),
        (
            VERSION,
            &[0xa0, 11, 2, 9, 0, 0xff, 0, 0, 0, 0, 0, 0, 0],
            "malformed version",
        ),
        (VERSION, &[0xa0, 0], "malformed version"),
        (VERSION, &[0xa0, 6, 2, 1, 2, 2, 1, 2], "malformed version"),
        (
            VERSION,
            &[2, 1, 2],
            "malformed signature algorithm identifier",
        ),
        (SERIAL, &[2, 1, 0xff], "negative serial number"),
        (SERIAL, &[2, 2, 0, 1], "malformed serial number"),
        (SERIAL, &[2, 0], "malformed serial number"),
        (SERIAL, &[4, 1, 1], "malformed serial number"),
    ]);
    accepts(&[(SERIAL, &[2, 1, 0]), (SERIAL, &element(2, &[1; 40]))]);
    let version = |new: &[u8]| go(&with(VERSION, new)).map(|it| (it.version, it.extensions.len()));
    assert_eq!(version(&[]), Ok((1, 0)));
    assert_eq!(version(&[0xa0, 3, 2, 1, 0]), Ok((1, 0)));
    assert_eq!(version(&[0xa0, 3, 2, 1, 1]), Ok((2, 0)));
    assert_eq!(version(&[0xa0, 3, 2, 1, 2]), Ok((3, 6)));
    let largest = element(0xa0, &element(2, &i64::MAX.to_be_bytes()));
    assert_eq!(version(&largest), Ok((1, 0)));
}

#[test]
fn algorithms() {
    let verdict = |content: &[u8]| go(&with_algorithm(content)).map(|it| it.signature_algorithm);
    let refused = |text: &str| Err(format!("x509: {text}"));
    let ecdsa_sha256 = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let with_null = [&ecdsa_sha256[..], &[5, 0]].concat();
    assert_eq!(verdict(&with_null), Ok(SignatureAlgorithm::EcdsaSha256));
    assert_eq!(
        verdict(&[&with_null[..], &[0]].concat()),
        Ok(SignatureAlgorithm::EcdsaSha256)
    );
    assert_eq!(
        verdict(&[6, 3, 0x2a, 3, 4]),
        Ok(SignatureAlgorithm::Unknown)
    );
    assert_eq!(verdict(&[]), refused("malformed OID"));
    assert_eq!(verdict(&[6, 1, 0x80]), refused("malformed OID"));
    assert_eq!(
        verdict(&[&ecdsa_sha256[..], &[5]].concat()),
        refused("malformed parameters")
    );
    refuses(&[(
        OUTER_ALGORITHM,
        &element(0x30, &with_null),
        "inner and outer signature algorithm identifiers don't match",
    )]);
}

#[test]
fn names_and_validity() {
    refuses(&[
        (ISSUER, &[0x31, 0], "malformed issuer"),
        (SUBJECT, &[0x31, 0], "malformed issuer"),
        (ISSUER, &[0x30, 2, 0x30, 0], "invalid RDNSequence"),
        (
            SUBJECT,
            &[0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 3, 1, 0],
            "invalid RDNSequence: invalid attribute value: unsupported string type: 3",
        ),
        (VALIDITY, &[5, 0], "malformed validity"),
        (
            NOT_BEFORE,
            b"\x16\x0d260102030405Z",
            "unsupported time format",
        ),
        (NOT_AFTER, &[], "unsupported time format"),
        (NOT_BEFORE, b"\x17\x0d260102030460Z", "malformed UTCTime"),
        (
            NOT_AFTER,
            b"\x18\x0d260102030405Z",
            "malformed GeneralizedTime",
        ),
    ]);
    accepts(&[
        (ISSUER, &[0x30, 0]),
        (SUBJECT, &[0x30, 2, 0x31, 0]),
        (NOT_BEFORE, b"\x18\x0f20260102030405Z"),
        (NOT_AFTER, b"\x17\x0b2601020304Z"),
    ]);
}

#[test]
fn public_keys() {
    let curve = |oid: &[u8]| element(6, oid);
    let secp256k1 = curve(&[0x2b, 0x81, 4, 0, 0x0a]);
    refuses(&[
        (SPKI, &[5, 0], "malformed spki"),
        (
            KEY_ALGORITHM,
            &[5, 0],
            "malformed public key algorithm identifier",
        ),
        (KEY_ALGORITHM, &[0x30, 0], "malformed OID"),
        (KEY_PARAMETERS, &[5], "malformed parameters"),
        (KEY_BITS, &[4, 0], "malformed subjectPublicKey"),
        (KEY_PARAMETERS, &secp256k1, "unsupported elliptic curve"),
        (KEY_PARAMETERS, &[5, 0], "invalid ECDSA parameters"),
        (KEY_PARAMETERS, &[], "invalid ECDSA parameters"),
    ]);
    for (bits, fault) in [
        (&[0, 2, 1][..], "ecdsa: invalid uncompressed public key"),
        (&[0], "ecdsa: invalid uncompressed public key"),
        (&[1, 4, 0], "ecdsa: invalid uncompressed public key"),
        (&[0, 4, 1], "invalid P256 point encoding"),
    ] {
        let found = go(&with(KEY_BITS, &element(3, bits))).map(drop);
        assert_eq!(found, Err(fault.to_owned()));
    }

    let with_key = |oid: &[u8], parameters: &[u8], key: &[u8]| {
        let algorithm = sequence(&[element(6, oid), parameters.to_vec()]);
        let bits = element(3, &[&[0], key].concat());
        go(&with(SPKI, &sequence(&[algorithm, bits]))).map(|it| it.public_key)
    };
    let refused = |text: &str| Err(format!("x509: {text}"));
    let null = &[5, 0];
    let rsa = |parameters: &[u8], key: &[u8]| with_key(algorithm::oid::RSA, parameters, key);
    let key = PublicKey::Rsa {
        modulus: [15].into(),
        exponent: [3].into(),
    };
    assert_eq!(rsa(null, &[0x30, 6, 2, 1, 15, 2, 1, 3]), Ok(key.clone()));
    assert_eq!(rsa(null, &[0x30, 7, 2, 1, 15, 2, 1, 3, 0, 0]), Ok(key));
    for (parameters, key, text) in [
        (
            &[][..],
            &[0x30, 6, 2, 1, 15, 2, 1, 3][..],
            "RSA key missing NULL parameters",
        ),
        (null, &[0x31, 0], "invalid RSA public key"),
        (null, &[0x30, 6, 2, 2, 0, 1, 2, 0], "invalid RSA modulus"),
        (null, &[0x30, 3, 2, 1, 15], "invalid RSA public exponent"),
        (
            null,
            &[0x30, 6, 2, 1, 0, 2, 1, 3],
            "RSA modulus is not a positive number",
        ),
        (
            null,
            &[0x30, 6, 2, 1, 15, 2, 1, 0xff],
            "RSA public exponent is not a positive number",
        ),
    ] {
        assert_eq!(rsa(parameters, key), refused(text));
    }
    let ed25519 =
        |parameters: &[u8], key: &[u8]| with_key(algorithm::oid::ED25519, parameters, key);
    assert_eq!(ed25519(&[], &[7; 32]), Ok(PublicKey::Ed25519([7; 32])));
    assert_eq!(
        ed25519(null, &[7; 32]),
        refused("Ed25519 key encoded with illegal parameters")
    );
    assert_eq!(
        ed25519(&[], &[7; 31]),
        refused("wrong Ed25519 public key size")
    );
    let dsa = |parameters: &[u8], key: &[u8]| with_key(algorithm::oid::DSA, parameters, key);
    let group = &[0x30, 9, 2, 1, 7, 2, 1, 3, 2, 1, 2];
    assert_eq!(dsa(group, &[2, 1, 5]), Ok(PublicKey::Dsa));
    assert_eq!(dsa(group, &[4, 0]), refused("invalid DSA public key"));
    assert_eq!(dsa(&[], &[2, 1, 5]), refused("invalid DSA parameters"));
    assert_eq!(
        dsa(group, &[2, 1, 0]),
        refused("zero or negative DSA parameter")
    );
    assert_eq!(
        with_key(&[0x2b, 0x65, 0x6e], &[], &[]),
        Ok(PublicKey::Unknown),
        "X25519"
    );
}

#[test]
fn extension_frames() {
    let ca = [0x55, 0x1d, 19];
    let twice = [
        find(&der(), BASIC_CONSTRAINTS),
        &extension(&ca, false, &[0x30, 0]),
    ]
    .concat();
    refuses(&[
        (EXTENSIONS, &[0xa3, 0], "malformed extensions"),
        (EXTENSIONS, &[0xa3, 2, 5, 0], "malformed extensions"),
        (BASIC_CONSTRAINTS, &[5, 0], "malformed extension"),
        (
            BASIC_CONSTRAINTS,
            &[0x30, 0],
            "malformed extension OID field",
        ),
        (
            BASIC_CONSTRAINTS,
            &[0x30, 6, 6, 1, 0x2a, 1, 1, 1],
            "malformed extension critical field",
        ),
        (
            BASIC_CONSTRAINTS,
            &[0x30, 3, 6, 1, 0x2a],
            "malformed extension value field",
        ),
        (
            BASIC_CONSTRAINTS,
            &twice,
            "certificate contains duplicate extension with OID \"2.5.29.19\"",
        ),
        (
            BASIC_CONSTRAINTS,
            &extension(&ca, true, &[5, 0]),
            "invalid basic constraints",
        ),
    ]);
    accepts(&[
        (EXTENSIONS, &[0xa3, 2, 0x30, 0]),
        (EXTENSIONS, &[]),
        (EXTENSION_LIST, &[0x30, 0, 5]),
        (BASIC_CONSTRAINTS, &[0x30, 8, 6, 1, 0x2a, 1, 1, 0, 4, 0]),
    ]);
    let unhandled = with(BASIC_CONSTRAINTS, &extension(&[0x2a], true, &[]));
    assert!(Certificate::parse(&unhandled).is_ok_and(|it| it.has_unhandled_critical_extension()));
}

#[test]
fn unique_ids() {
    let before_extensions = |new: &[u8]| {
        let extensions = find(&der(), EXTENSIONS).to_vec();
        go(&with(EXTENSIONS, &[new, &extensions].concat())).map(|it| it.extensions.len())
    };
    assert_eq!(before_extensions(&[0x81, 1, 0xff, 0x82, 0]), Ok(6));
    // Out of step, the extensions are not seen.
    assert_eq!(before_extensions(&[0x82, 0, 0x81, 0]), Ok(0));
    assert_eq!(before_extensions(&[0xa1, 0]), Ok(0));
    refuses(&[
        (EXTENSIONS, &[0x81, 5], "malformed issuerUniqueID"),
        (EXTENSIONS, &[0x82, 5], "malformed subjectUniqueID"),
    ]);
}

#[test]
fn tolerant_reading_names_what_go_refuses() {
    let negative = Certificate::parse(&with(SERIAL, &[2, 1, 0xff])).expect("a certificate");
    assert!(negative.go().is_err());
    assert_eq!(negative.serial_hex(), "-1");
    assert_eq!(negative.subject().common_name().as_deref(), Some("peer0"));
    assert_eq!(negative.not_before().to_string(), "2026-11-22T06:05:17Z");
    assert_eq!(negative.tbs(), find(negative.der(), TBS));
    assert!(matches!(negative.public_key(), PublicKey::Ecdsa(..)));
    assert_eq!(negative.authority_key_id().map(<[u8]>::len), Some(32));
    assert!(negative.fabric_attributes().is_some());

    let odd_key = Certificate::parse(&with(KEY_OID, &element(6, algorithm::oid::RSA)));
    assert!(odd_key.is_ok_and(|it| it.go().is_err() && *it.public_key() == PublicKey::Unreadable));
    let longer = [der(), vec![0]].concat();
    assert!(Certificate::parse(&longer).is_ok_and(|it| it.go().is_err()));
    assert!(Certificate::parse(b"no certificate").is_err());
}

/// Asks every question.
fn exercise(certificate: &Certificate) {
    let _ = format!("{certificate:?}");
    let _ = (certificate.serial_hex(), certificate.serial_decimal());
    let _ = (
        certificate.tbs(),
        certificate.spki(),
        certificate.algorithm_identifier(),
    );
    let _ = (certificate.subject_key_id(), certificate.authority_key_id());
    let _ = (
        certificate.fabric_attributes(),
        certificate.public_key().ski(),
    );
    let _ = certificate.subject().organizational_units();
    for extension in certificate.extensions() {
        let _ = certificate.extension_oid(extension);
    }
}

proptest! {
    /// Whatever is done to a certificate's bytes, nobody panics.
    #[test]
    fn broken_certificates_never_panic(
        changes in prop::collection::vec((0usize..720, any::<u8>()), 0..6),
        length in 0usize..=720,
    ) {
        let mut der = der();
        for (index, byte) in changes {
            if let Some(place) = der.get_mut(index) {
                *place = byte;
            }
        }
        // Mostly whole.
        if length < 60 {
            der.truncate(length * 12);
        }
        if let Ok(certificate) = Certificate::parse(&der) {
            exercise(&certificate);
        }
        if let Some(parts) = tolerant::parse(&der) {
            prop_assert!(parts.subject.end as usize <= der.len());
        }
    }
}
