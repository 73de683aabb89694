use base64::Engine as _;
use proptest::prelude::*;

use super::*;
use crate::certificate::Curve;
use crate::der::edit::{find, replace};
use crate::der::writer::{element, sequence};
use crate::pem::go_decode;

/// Made with openssl for these tests.
const P256: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgChboJyCzrzkJt+pp
AG3lvl0EiOzjOhu80ShOM07OZbqhRANCAAQEp+p7OAzNLzWlzBmC9KwylOvVLwqu
Z7FTfVezX/yOJPrTNObUnCSUpt4awJGK9iPmJs06lnGCmNwYgb+Z11sa
-----END PRIVATE KEY-----
";
const P256_SEC1: &str = "-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIAoW6Ccgs685CbfqaQBt5b5dBIjs4zobvNEoTjNOzmW6oAoGCCqGSM49
AwEHoUQDQgAEBKfqezgMzS81pcwZgvSsMpTr1S8KrmexU31Xs1/8jiT60zTm1Jwk
lKbeGsCRivYj5ibNOpZxgpjcGIG/mddbGg==
-----END EC PRIVATE KEY-----
";
const P256_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBKfqezgMzS81pcwZgvSsMpTr1S8K
rmexU31Xs1/8jiT60zTm1JwklKbeGsCRivYj5ibNOpZxgpjcGIG/mddbGg==
-----END PUBLIC KEY-----
";
const OTHER_CURVES: [&str; 3] = [
    "-----BEGIN EC PRIVATE KEY-----
MGgCAQEEHFirJC6nnqN6hzrphGGd8F6H6ZecNgnYTq/mwXigBwYFK4EEACGhPAM6
AARwoilCRJCcRLDZAKgQE+0S1cd+HF4szkHoS5kqHs8GU8jxkd5uYv7x3+6eNazN
QzpD2BwwCyzI0A==
-----END EC PRIVATE KEY-----
",
    "-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDD1VhpnLh4aZT5Y9OuG/ey7vSBmFpNNjoB+y2JM7EETBWyIBmiTxe1j
/u9vXeAaMSCgBwYFK4EEACKhZANiAAR2vKdcatAdp4slV8AVGAetL3XQxYqkhEJG
EFddW9FIn7QsuhGU5YDJqdV2Fn+O9naB3g1eHTVMTAB8cwsWS4G6Z/GriGxaCWr0
+P7/DDu/nmQDPhZMjhs0Hhqm7HP1XvY=
-----END EC PRIVATE KEY-----
",
    "-----BEGIN EC PRIVATE KEY-----
MIHcAgEBBEIAKAXS9BGn0G9i0GmqyrORe0f6sJ3k7WxpIR8QrI4CngaXsVOSd38d
+depDrWQM1U1MhvgSHSCXwEFOCyUmId3SOKgBwYFK4EEACOhgYkDgYYABAH/jV3E
jbz5yK3asWK7w7f1GpWYZR3I3bj1yPkADTqfG5k8+4OWsbnmNr8MhWJqH9o9n9US
i3sM8Po6zK+Ku/Vd9QBhhuVsZ5eyIthGvzFfMyhfUD5lFkWLe2ZMrx6xvQkgBxn7
q3LnoYoMqu+ByqVrdOy4h5hWooWoLxVmVcEmvD11Qw==
-----END EC PRIVATE KEY-----
",
];
const ED25519: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIKkT4pZuA1R0VK/16QeQ7Vwtvq8Q/eSESQnmIogJxUm/
-----END PRIVATE KEY-----
";
const ED25519_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAKu12vK7o9aWPqGgPmETwyWSvtZUlVejMTOsvrntGtnY=
-----END PUBLIC KEY-----
";
const ENCRYPTED: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg/c8G9FdVRUwICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOL7EQvDpzePYPvF0AnWD4kEgZAz
pjX2iSfruJFZWeyH0Iqoc/hvhHeqHsXp+wjtLnV9XoFHmWLPS9idDt6K2ef9P6m6
gEisRN7fhpqfpvs8u6zlvx00o8jzq3whBSEBEgsjBuReeAN5/MK8jD/xcao5XyJw
EcF13TF6UMiJAny+6mk58v93k9voQmK31RgoD0LOclYqIQpLvw2UAFF83heycOs=
-----END ENCRYPTED PRIVATE KEY-----
";
const ENCRYPTED_SEC1: &str = "-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,1B9536D5197DC30E5BF98F0F4E548E95

4Rx+0sycz+9kltddR5CiVVQh0pZJn6KfgvUb952vosxNHLbApJ7irImDzEOWDU1k
wFROEKnr/Emf7Jr0kXszu7tUZ3GLwxgi5fbNCAbDJJ9oewO7imv4VY5M0xJQCDUH
uiOFsqhopa17BytmWD67D5duBSpuf+ATd01QX4SP2GU=
-----END EC PRIVATE KEY-----
";

// Paths in PKCS#8.
const VERSION: &[usize] = &[0];
const PARAMETERS: &[usize] = &[1, 1];
const INNER_VERSION: &[usize] = &[2, 0, 0];
const SCALAR: &[usize] = &[2, 0, 1];
const POINT: &[usize] = &[2, 0, 2];

const P256_OID: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const SECP256K1_OID: &[u8] = &[6, 5, 0x2b, 0x81, 4, 0, 0x0a];

fn der(pem: &str) -> Vec<u8> {
    go_decode(pem.as_bytes()).expect("a block").der
}

fn file(label: &str, der: &[u8]) -> String {
    let base64 = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
}

/// What Fabric loads from a PKCS#8 P-256 key with this change.
fn changed(path: &[usize], new: &[u8]) -> Option<PublicKey> {
    go_private_key(file("PRIVATE KEY", &replace(&der(P256), path, new)).as_bytes())
}

fn public(pem: &str) -> PublicKey {
    go_public_key(pem.as_bytes()).expect("a public key")
}

/// An RSAPrivateKey with this version and modulus.
fn rsa(version: u8, modulus: u8) -> Vec<u8> {
    let numbers = [version, modulus, 3, 3, 3, 5, 1, 1, 1];
    sequence(&numbers.map(|number| vec![2, 1, number]))
}

#[test]
fn reads_public_keys() {
    assert!(matches!(
        public(P256_PUBLIC),
        PublicKey::Ecdsa(Curve::P256, _)
    ));
    assert!(matches!(public(ED25519_PUBLIC), PublicKey::Ed25519(_)));
    let longer = [der(P256_PUBLIC), vec![0]].concat();
    assert_eq!(go_public_key(file("PUBLIC KEY", &longer).as_bytes()), None);
    assert_eq!(go_public_key(P256.as_bytes()), None);
    assert_eq!(go_public_key(b""), None);
}

#[test]
fn any_block_is_a_symmetric_key() {
    assert!(go_symmetric_key(P256.as_bytes()));
    assert!(!go_symmetric_key(ENCRYPTED_SEC1.as_bytes()));
    assert!(!go_symmetric_key(b"key"));
}

#[cfg(feature = "signatures")]
#[test]
fn fabric_loads_private_keys() {
    let expected = Some(public(P256_PUBLIC));
    let load = |text: &str| go_private_key(text.as_bytes());
    assert_eq!(load(P256), expected);
    assert_eq!(load(P256_SEC1), expected);
    assert_eq!(load(&format!("text\n{P256}")), expected);
    assert_eq!(load(&file("CERTIFICATE", &der(P256))), expected);
    assert_eq!(load(&file("RSA PRIVATE KEY", &der(P256_SEC1))), expected);
    assert_eq!(
        load(&P256.replace("KEY-----\nMIGH", "KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIGH")),
        expected
    );
    assert_eq!(load(&file("", &[der(P256), vec![0]].concat())), expected);
    assert_eq!(load(ED25519), Some(public(ED25519_PUBLIC)));
    assert_eq!(
        load(&file("", &replace(&der(ED25519), VERSION, &[2, 1, 1]))),
        Some(public(ED25519_PUBLIC))
    );
    for other in OTHER_CURVES {
        // Their public half stands in the file.
        let der = der(other);
        let stated = find(&der, &[3, 0]).to_vec();
        let loaded = load(other).expect("a key");
        assert!(matches!(&loaded, PublicKey::Ecdsa(_, point) if stated.ends_with(point)));
    }

    // The curve may stand inside only, or outside only; what stands beside the scalar is passed over.
    let inside = replace(
        &der(P256),
        &[2, 0, 2],
        &[&element(0xa0, P256_OID)[..], find(&der(P256), POINT)].concat(),
    );
    assert_eq!(
        load(&file("", &replace(&inside, PARAMETERS, &[5, 0]))),
        expected
    );
    assert_eq!(
        load(&file("", &replace(&inside, PARAMETERS, SECP256K1_OID))),
        None
    );
    assert_eq!(changed(POINT, &[]), expected);
    assert_eq!(changed(POINT, &[0xa1, 4, 3, 2, 0, 4]), expected);
    assert_eq!(changed(VERSION, &[2, 1, 1]), expected);

    let der = der(P256);
    let scalar = find(&der, SCALAR).strip_prefix(&[4, 32]).expect("a scalar");
    assert_eq!(
        changed(SCALAR, &element(4, &[&[0, 0], scalar].concat())),
        expected
    );
    assert!(changed(SCALAR, &[4, 1, 7]).is_some());
}

#[test]
fn fabric_does_not_load_others() {
    let load = |text: &str| go_private_key(text.as_bytes());
    for text in [
        ENCRYPTED,
        ENCRYPTED_SEC1,
        P256_PUBLIC,
        "",
        &format!("{}{P256}", file("EC PARAMETERS", P256_OID)),
        &format!("{P256_PUBLIC}{P256}"),
        &file("PRIVATE KEY", &replace(&der(ED25519), PARAMETERS, &[5, 0])),
        &file("EC PRIVATE KEY", &replace(&der(P256_SEC1), &[2], &[])),
    ] {
        assert_eq!(load(text), None, "{text}");
    }
    assert_eq!(go_private_key(&der(P256)), None, "DER");
    assert_eq!(changed(INNER_VERSION, &[2, 1, 2]), None);
    assert_eq!(changed(PARAMETERS, SECP256K1_OID), None);
    for scalar in [&[][..], &[0; 32], &[0xff; 32], &[1; 33]] {
        assert_eq!(changed(SCALAR, &element(4, scalar)), None, "{scalar:?}");
    }
}

#[test]
fn rsa_is_loaded_from_pkcs1_alone() {
    let key = PublicKey::Rsa {
        modulus: [15].into(),
        exponent: [3].into(),
    };
    let load = |der: &[u8]| go_private_key(file("RSA PRIVATE KEY", der).as_bytes());
    assert_eq!(load(&rsa(0, 15)), Some(key.clone()));
    assert_eq!(load(&rsa(2, 15)), None);
    assert_eq!(load(&rsa(0, 0)), None);
    assert_eq!(load(&[rsa(0, 15), vec![0]].concat()), None);

    let identifier = sequence(&[
        vec![6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1],
        vec![5, 0],
    ]);
    let pkcs8 = sequence(&[vec![2, 1, 0], identifier, element(4, &rsa(0, 15))]);
    assert_eq!(load(&pkcs8), None);
    let read = PrivateKey::read("PRIVATE KEY", &pkcs8, false).expect("a key");
    assert_eq!(
        (read.format(), read.public_key()),
        (KeyFormat::Pkcs8, Some(&key))
    );
}

#[test]
fn tells_formats() {
    let read = |label: &str, der: &[u8]| PrivateKey::read(label, der, false).map(|it| it.format());
    assert_eq!(read("", &der(P256)), Some(KeyFormat::Pkcs8));
    assert_eq!(read("", &der(P256_SEC1)), Some(KeyFormat::Sec1));
    assert_eq!(read("", &der(ED25519)), Some(KeyFormat::Pkcs8));
    assert_eq!(read("", &rsa(0, 15)), Some(KeyFormat::Pkcs1));
    assert_eq!(read("", &der(ENCRYPTED)), Some(KeyFormat::EncryptedPkcs8));
    assert_eq!(read("OPENSSH PRIVATE KEY", b"?"), Some(KeyFormat::OpenSsh));
    assert_eq!(read("PRIVATE KEY", b"?"), None);
    assert_eq!(read("", &der(P256_PUBLIC)), None);
    let encrypted = PrivateKey::read("EC PRIVATE KEY", &der(ENCRYPTED_SEC1), true);
    assert!(encrypted.is_some_and(|key| key.format().is_encrypted() && key.public_key().is_none()));
    // A curve that Fabric does not know.
    let other = replace(&der(P256), PARAMETERS, SECP256K1_OID);
    let other = PrivateKey::read("PRIVATE KEY", &other, false).expect("a key");
    assert_eq!(
        (other.format(), other.public_key()),
        (KeyFormat::Pkcs8, None)
    );
}

#[test]
fn the_public_half_comes_along() {
    let read = |pem: &str| PrivateKey::read("", &der(pem), false);
    let key = public(P256_PUBLIC);
    for pem in [P256, P256_SEC1] {
        assert_eq!(
            read(pem).as_ref().and_then(PrivateKey::public_key),
            Some(&key)
        );
    }
}

proptest! {
    /// Whatever is done to a key's bytes, nobody panics.
    #[test]
    fn broken_keys_never_panic(
        changes in prop::collection::vec((0usize..140, any::<u8>()), 0..4),
        which in prop::sample::select(vec![P256, P256_SEC1, ED25519, P256_PUBLIC]),
    ) {
        let mut der = der(which);
        for (index, byte) in changes {
            if let Some(place) = der.get_mut(index) {
                *place = byte;
            }
        }
        let read = PrivateKey::read("", &der, false);
        let file = file("PRIVATE KEY", &der);
        let _ = go_public_key(file.as_bytes());
        // What was worked out before is what Fabric works out.
        let known = read.as_ref().and_then(PrivateKey::computed_public_key);
        prop_assert_eq!(go_private_key_of(&der, known), go_private_key(file.as_bytes()));
    }
}
