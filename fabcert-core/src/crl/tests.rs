use proptest::prelude::*;

use super::*;
use crate::der::edit::{find, replace};
use crate::der::writer::{element, sequence};

/// Made with openssl: revokes 5 and 0xab12, has an AKI and a number.
const PEM: &str = "-----BEGIN X509 CRL-----
MIIBHTCBwwIBATAKBggqhkjOPQQDAjApMQswCQYDVQQGEwJVUzENMAsGA1UECgwE
T3JnMTELMAkGA1UEAwwCY2EXDTI2MTEyMzA2NDkxMFoXDTI2MTIyMzA2NDkxMFow
ODASAgEFFw0yNjAxMDEwMDAwMDBaMCICAwCrEhcNMjYwMTAxMDAwMDAwWjAMMAoG
A1UdFQQDCgEBoC8wLTAfBgNVHSMEGDAWgBSw/GeGGL6huaOGgihDnLvu/YxRfjAK
BgNVHRQEAwIBATAKBggqhkjOPQQDAgNJADBGAiEAiskXAx9CQ9j8BQSADGyVk+aE
RI7Mih8GSn6OrZZRSIQCIQDONFLWYSnyNazM8nHiQsCK8anWrr5CtbFdDHBPoYkD
DA==
-----END X509 CRL-----
";

// Paths of fields.
const VERSION: &[usize] = &[0, 0];
const INNER_ALGORITHM: &[usize] = &[0, 1];
const ISSUER: &[usize] = &[0, 2];
const ORGANIZATION_VALUE: &[usize] = &[0, 2, 1, 0, 1];
const THIS_UPDATE: &[usize] = &[0, 3];
const NEXT_UPDATE: &[usize] = &[0, 4];
const ENTRIES: &[usize] = &[0, 5];
const FIRST_ENTRY: &[usize] = &[0, 5, 0];
const FIRST_SERIAL: &[usize] = &[0, 5, 0, 0];
const EXTENSIONS: &[usize] = &[0, 6];
const AKI: &[usize] = &[0, 6, 0, 0];
const AKI_VALUE: &[usize] = &[0, 6, 0, 0, 1];
const OUTER_ALGORITHM: &[usize] = &[1];
const SIGNATURE: &[usize] = &[2];

fn der() -> Vec<u8> {
    go_decode(PEM.as_bytes()).expect("a block").der
}

fn with(path: &[usize], new: &[u8]) -> Result<RevocationList, String> {
    RevocationList::from_der(&replace(&der(), path, new)).map_err(|fault| fault.to_string())
}

#[test]
fn reads_a_list() {
    let list = RevocationList::from_file(PEM.as_bytes()).expect("a list");
    assert_eq!(list.issuer().to_string(), "CN=ca,O=Org1,C=US");
    assert_eq!(list.this_update().to_string(), "2026-11-23T06:49:10Z");
    assert_eq!(
        list.next_update().map(|time| time.to_string()).as_deref(),
        Some("2026-12-23T06:49:10Z")
    );
    assert_eq!(list.len(), 2);
    assert!(list.revokes(&[5]) && list.revokes(&[0x00, 0xab, 0x12]));
    assert!(!list.revokes(&[6]) && !list.revokes(&[]));
    assert_eq!(list.signature_algorithm(), SignatureAlgorithm::EcdsaSha256);
    assert_eq!(list.tbs(), find(&der(), &[0]));
    assert_eq!(list.authority_key_id().map(<[u8]>::len), Ok(20));
}

#[test]
fn pem_counts_only_where_the_file_starts_with_it() {
    let as_text = |class: u8, tag: u8, length: u8, compound: bool| {
        format!(
            "asn1: structure error: tags don't match (16 vs {{class:{class} tag:{tag} \
             length:{length} isCompound:{compound}}}) {{optional:false explicit:false \
             application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 \
             set:false omitEmpty:false}} CertificateList @2"
        )
    };
    let dashes = as_text(0, 13, 45, true);
    let (_, body) = PEM.split_once('\n').expect("a line");
    for (file, fault) in [
        (PEM.replace('\n', "\r\n"), None),
        (format!("{PEM}junk"), None),
        (
            format!("-----BEGIN X509 CRL-----\nA\n-----END X509 CRL-----\n{PEM}"),
            None,
        ),
        (PEM.replace("X509 CRL", "CRL"), Some(dashes.clone())),
        (PEM.replace("X509 CRL", "X509 CRL2"), Some(dashes)),
        (format!("\n{PEM}"), Some(as_text(0, 10, 45, false))),
        (
            format!("Certificate Revocation List\n{PEM}"),
            Some(as_text(1, 3, 101, false)),
        ),
        (
            format!("\u{feff}{PEM}"),
            Some("asn1: structure error: length too large".to_owned()),
        ),
        (
            "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n".to_owned(),
            Some("asn1: syntax error: sequence truncated".to_owned()),
        ),
        (format!("-----BEGIN X509 CRL-----\na: b\n\n{body}"), None),
    ] {
        let read = RevocationList::from_file(file.as_bytes());
        let found = read.err().map(|fault| fault.to_string());
        assert_eq!(found, fault, "{file}");
    }
}

#[test]
fn refuses_other_content() {
    let fault = |der: &[u8]| RevocationList::from_der(der).unwrap_err().to_string();
    // A key, and a certificate.
    let key = sequence(&[vec![2, 1, 0], vec![0x30, 0]]);
    assert!(fault(&key).ends_with("TBSCertificateList @2"));
    let certificate = sequence(&[sequence(&[element(0xa0, &[2, 1, 2])])]);
    assert!(fault(&certificate).ends_with("AlgorithmIdentifier @2"));
    let longer = [der(), vec![0]].concat();
    assert_eq!(fault(&longer), "x509: trailing data after CRL");
}

#[test]
fn accepts_oddities() {
    let rsa = sequence(&[vec![6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]]);
    for (path, new) in [
        (VERSION, &[2, 1, 0x63][..]),
        (VERSION, &[]),
        (INNER_ALGORITHM, &rsa),
        (ISSUER, &[0x30, 0]),
        (ORGANIZATION_VALUE, &[0x1b, 1, 0xff]),
        (ORGANIZATION_VALUE, &[0x30, 0]),
        (ORGANIZATION_VALUE, &[2, 1, 5]),
        (ORGANIZATION_VALUE, &[0x14, 1, 0xff]),
        (THIS_UPDATE, b"\x18\x1120260102030405.5Z"),
        (THIS_UPDATE, b"\x17\x0b2601020304Z"),
        (NEXT_UPDATE, &[]),
        (ENTRIES, &[]),
        (ENTRIES, &[0x30, 0]),
        (FIRST_SERIAL, &[2, 1, 0xff]),
        (FIRST_SERIAL, &[2, 1, 0]),
        (EXTENSIONS, &[]),
        (EXTENSIONS, &[0xa0, 2, 0x30, 0]),
        (EXTENSIONS, &[0xa0, 2, 5, 0]),
        (AKI, &[0x30, 8, 6, 1, 0x2a, 1, 1, 0xff, 4, 0]),
    ] {
        assert!(with(path, new).is_ok(), "{path:?} {new:02x?}");
    }
    assert_eq!(
        with(OUTER_ALGORITHM, &rsa).map(|list| list.signature_algorithm()),
        Ok(SignatureAlgorithm::RsaSha256)
    );
}

#[test]
fn refuses_as_go_does() {
    for (path, new, fault) in [
        (
            VERSION,
            &[2, 2, 0, 1][..],
            "structure error: integer not minimally-encoded",
        ),
        (
            ORGANIZATION_VALUE,
            b"\x13\x01@",
            "syntax error: PrintableString contains invalid character",
        ),
        (
            ORGANIZATION_VALUE,
            &[0x16, 1, 0x80],
            "syntax error: IA5String contains invalid character",
        ),
        (
            ORGANIZATION_VALUE,
            b"\x12\x01a",
            "syntax error: NumericString contains invalid character",
        ),
        (ORGANIZATION_VALUE, &[0x0c, 1, 0xff], "invalid UTF-8 string"),
        (
            ORGANIZATION_VALUE,
            &[1, 1, 1],
            "syntax error: invalid boolean",
        ),
        (
            ORGANIZATION_VALUE,
            &[3, 0],
            "syntax error: zero length BIT STRING",
        ),
        (
            ORGANIZATION_VALUE,
            &[6, 0],
            "syntax error: zero length OBJECT IDENTIFIER",
        ),
        (
            ISSUER,
            &[0x30, 2, 0x30, 0],
            "structure error: sequence tag mismatch",
        ),
        (
            ISSUER,
            &[0x30, 2, 0x31, 1],
            "syntax error: truncated sequence",
        ),
        (
            FIRST_ENTRY,
            &[0x30, 3, 2, 1, 5],
            "syntax error: sequence truncated",
        ),
        (
            FIRST_SERIAL,
            &[2, 2, 0, 5],
            "structure error: integer not minimally-encoded",
        ),
        (FIRST_SERIAL, &[2, 0], "structure error: empty integer"),
        (
            EXTENSIONS,
            &[0xa0, 0],
            "structure error: explicit tag has no child",
        ),
        (
            AKI,
            &[0x30, 8, 6, 1, 0x2a, 1, 1, 1, 4, 0],
            "syntax error: invalid boolean",
        ),
        (
            SIGNATURE,
            &[3, 2, 1, 1],
            "syntax error: invalid padding bits in BIT STRING",
        ),
    ] {
        let found = with(path, new).map(drop);
        assert_eq!(found, Err(format!("asn1: {fault}")), "{path:?} {new:02x?}");
    }
    assert!(with(THIS_UPDATE, b"\x18\x1320260102030405+0000").is_err());
    assert!(
        with(THIS_UPDATE, &[]).is_ok(),
        "the next update takes its place"
    );
}

#[test]
fn reads_the_key_id() {
    let key_id = |value: &[u8]| {
        let list = with(AKI_VALUE, &element(4, value)).expect("a list");
        list.authority_key_id()
            .map(<[u8]>::to_vec)
            .map_err(|fault| fault.to_string())
    };
    assert_eq!(key_id(&[0x30, 3, 0x80, 1, 7]), Ok(vec![7]));
    assert_eq!(key_id(&[0x30, 0]), Ok(vec![]));
    assert_eq!(key_id(&[0x30, 2, 0xa0, 0]), Ok(vec![]));
    assert_eq!(
        key_id(&[0x30, 8, 0x80, 1, 7, 0xa1, 0, 0x82, 1, 5, 0]),
        Ok(vec![7])
    );
    assert!(key_id(&[0x31, 0]).is_err_and(|text| {
        text.starts_with("failed to unmarshal AKI: asn1: structure error: tags don't match (16 vs ")
    }));
    let without = with(EXTENSIONS, &[]).expect("a list");
    assert_eq!(
        without
            .authority_key_id()
            .map_err(|fault| fault.to_string()),
        Err("authorityKeyIdentifier not found in certificate".to_owned())
    );
}

#[test]
fn checks_the_ecdsa_value() {
    let signature = |value: &[u8]| {
        let list = with(SIGNATURE, &element(3, &[&[0], value].concat())).expect("a list");
        list.signature().map_err(|fault| fault.to_string())
    };
    let clean: Box<[u8]> = [0x30, 6, 2, 1, 5, 2, 1, 6].into();
    assert_eq!(signature(&clean), Ok(clean.clone()));
    assert_eq!(
        signature(&[0x30, 8, 2, 1, 5, 2, 1, 6, 5, 0, 0xff]),
        Ok(clean)
    );
    for (value, fault) in [
        (
            &[][..],
            "failed unmashalling signature [asn1: syntax error: sequence truncated]",
        ),
        (
            &[0x30, 6, 2],
            "failed unmashalling signature [asn1: syntax error: data truncated]",
        ),
        (
            &[0x30, 0x81, 6, 2, 1, 5, 2, 1, 6],
            "failed unmashalling signature [asn1: structure error: non-minimal length]",
        ),
        (
            &[0x30, 7, 2, 2, 0, 5, 2, 1, 6],
            "failed unmashalling signature [asn1: structure error: integer not minimally-encoded]",
        ),
        (
            &[0x30, 6, 2, 1, 0, 2, 1, 6],
            "invalid signature, R must be larger than zero",
        ),
        (
            &[0x30, 6, 2, 1, 5, 2, 1, 0xff],
            "invalid signature, S must be larger than zero",
        ),
    ] {
        assert_eq!(signature(value), Err(fault.to_owned()), "{value:02x?}");
    }
    // Other algorithms' values are not looked at.
    let rsa = sequence(&[vec![6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]]);
    let der = replace(
        &replace(&der(), OUTER_ALGORITHM, &rsa),
        SIGNATURE,
        &[3, 1, 0],
    );
    let list = RevocationList::from_der(&der).expect("a list");
    assert_eq!(list.signature(), Ok([].into()));
}

#[test]
fn many_entries_are_no_trouble() {
    let time = element(0x17, b"260101000000Z");
    let entries: Vec<Vec<u8>> = (0..50_000u32)
        .rev()
        .map(|serial| {
            let serial = crate::der::writer::unsigned_integer(&serial.to_be_bytes());
            sequence(&[serial, time.clone()])
        })
        .collect();
    let list = with(ENTRIES, &sequence(&entries)).expect("a list");
    assert_eq!(list.len(), 50_000);
    assert!(list.revokes(&[0]) && list.revokes(&[0x00, 0xc3, 0x4f]));
    assert!(!list.revokes(&[0x00, 0xc3, 0x50]));
}

proptest! {
    /// Whatever is done to a list's bytes, nobody panics.
    #[test]
    fn broken_lists_never_panic(
        changes in prop::collection::vec((0usize..290, any::<u8>()), 0..4),
    ) {
        let mut der = der();
        for (index, byte) in changes {
            if let Some(place) = der.get_mut(index) {
                *place = byte;
            }
        }
        if let Ok(list) = RevocationList::from_der(&der) {
            let _ = (format!("{list:?}"), list.tbs(), list.signature(), list.authority_key_id());
            let _ = list.revokes(&[5]);
        }
    }
}
