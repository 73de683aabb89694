//! Throw-away keys that are the same on every run.
//!
//! Elliptic curve and Ed25519 keys are derived from a name, so that a fixture can ask for as many
//! as it likes and a second run makes the same bytes; RSA keys are committed under `keys/`.
//! None of them is secret: never use one outside tests.

use std::sync::Arc;

use der_parser::num_bigint::BigUint;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rcgen::{KeyPair, SigningKey as _};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::der;

/// Which keys a certificate can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// ECDSA over P-256: what Fabric's tools make.
    P256,
    /// ECDSA over P-384.
    P384,
    /// ECDSA over P-521.
    P521,
    /// Ed25519 (Fabric: MSP 3.0).
    Ed25519,
    /// RSA, 2048 bits.
    Rsa2048,
}

/// How a certificate or a CRL is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// `ecdsa-with-SHA1`; P-256 keys only.
    EcdsaSha1,
    /// `ecdsa-with-SHA256`.
    EcdsaSha256,
    /// `ecdsa-with-SHA384`.
    EcdsaSha384,
    /// `ecdsa-with-SHA512`.
    EcdsaSha512,
    /// Ed25519.
    Ed25519,
    /// `sha256WithRSAEncryption`.
    RsaSha256,
}

/// Whether an ECDSA signature's `s` lies in the lower half of its range, as Fabric wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum S {
    /// `s ≤ n/2`.
    Low,
    /// `s > n/2`: Fabric rewrites such a signature when it loads the certificate.
    High,
}

/// A private key with its public half.
#[derive(Clone, Debug)]
pub struct Key {
    kind: KeyKind,
    pkcs8: Arc<[u8]>,
    public: Arc<[u8]>,
    /// The same key ready to sign; P-256 only.
    p256: Option<Arc<p256::ecdsa::SigningKey>>,
}

impl Key {
    /// The P-256 key of that name.
    pub fn named(name: &str) -> Self {
        Self::of(KeyKind::P256, name)
    }

    /// The key of that kind and name.
    ///
    /// # Panics
    /// For an RSA key that is not committed: there are `a` and `b`.
    pub fn of(kind: KeyKind, name: &str) -> Self {
        let seed = Sha512::digest(format!("fabcert test key {kind:?} {name}"));
        match kind {
            KeyKind::P256 => Self::from_p256_scalar(&seed[..32]),
            KeyKind::P384 => Self::from_scalar(kind, &[&[0], &seed[..47]].concat()),
            KeyKind::P521 => Self::from_scalar(kind, &[&[0; 2], &seed[..]].concat()),
            KeyKind::Ed25519 => Self::from_pkcs8(
                kind,
                &der::sequence(&[
                    der::unsigned(&[0]),
                    der::sequence(&[der::oid(ED25519)]),
                    der::octets(&der::octets(&seed[..32])),
                ]),
            ),
            KeyKind::Rsa2048 => {
                let pem = match name {
                    "a" => include_str!("../keys/rsa-a.pem"),
                    "b" => include_str!("../keys/rsa-b.pem"),
                    other => panic!("no RSA key {other} is committed"),
                };
                Self::from_pkcs8(kind, pem::parse(pem).expect("a committed key").contents())
            }
        }
    }

    /// A key from the system's random numbers: another one on every run.
    pub fn fresh() -> Self {
        let pair = KeyPair::generate().expect("a P-256 key");
        Self::from_p256_scalar(&pair.serialized_der()[P256_SCALAR])
    }

    /// A P-256 key from a file that Go wrote (PKCS#8 in PEM).
    ///
    /// # Panics
    /// When the file holds anything else.
    pub fn from_pem(file: &[u8]) -> Self {
        let block = pem::parse(file).expect("a PEM file");
        let key = Self::from_p256_scalar(&block.contents()[P256_SCALAR]);
        assert_eq!(
            key.pkcs8(),
            block.contents(),
            "PKCS#8 of a P-256 key as Go writes it"
        );
        key
    }

    fn from_p256_scalar(scalar: &[u8]) -> Self {
        let signer = p256::ecdsa::SigningKey::from_slice(scalar)
            .expect("32 bytes are below the order of P-256 but for a chance of 2^-32");
        let public = signer.verifying_key().to_encoded_point(false);
        let pkcs8 = ec_pkcs8(KeyKind::P256, scalar, Some(public.as_bytes()));
        Self {
            kind: KeyKind::P256,
            pkcs8: pkcs8.into(),
            public: public.as_bytes().into(),
            p256: Some(Arc::new(signer)),
        }
    }

    /// aws-lc works out the public half of an EC key that comes without it.
    fn from_scalar(kind: KeyKind, scalar: &[u8]) -> Self {
        let bare = Self::from_pkcs8(kind, &ec_pkcs8(kind, scalar, None));
        let pkcs8 = ec_pkcs8(kind, scalar, Some(&bare.public));
        Self {
            pkcs8: pkcs8.into(),
            ..bare
        }
    }

    fn from_pkcs8(kind: KeyKind, pkcs8: &[u8]) -> Self {
        let pair = pair(kind.usual_algorithm(), pkcs8);
        Self {
            kind,
            pkcs8: pkcs8.into(),
            public: pair.public_key_raw().into(),
            p256: None,
        }
    }

    /// What kind of key this is.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The algorithm that this key signs with unless told otherwise.
    pub fn usual_algorithm(&self) -> SignatureAlgorithm {
        self.kind.usual_algorithm()
    }

    /// SubjectPublicKeyInfo.
    pub fn spki(&self) -> Vec<u8> {
        der::sequence(&[self.kind.algorithm_identifier(), der::bits(&self.public)])
    }

    /// SHA-256 of the public key's bits: cryptogen's key identifier and the name of the key in
    /// Fabric's keystore (`bccsp/sw`).
    pub fn sha256_ski(&self) -> Vec<u8> {
        Sha256::digest(&self.public).to_vec()
    }

    /// SHA-1 of the public key's bits: fabric-ca's key identifier (RFC 5280 4.2.1.2, method 1).
    pub fn sha1_ski(&self) -> Vec<u8> {
        Sha1::digest(&self.public).to_vec()
    }

    /// The file that Fabric's keystore looks in first: `<hex SKI>_sk`.
    pub fn keystore_name(&self) -> String {
        format!("{}_sk", crate::hex(&self.sha256_ski()))
    }

    /// PKCS#8.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// PKCS#8 in PEM, as Fabric's tools write it.
    pub fn pem(&self) -> Vec<u8> {
        crate::pem("PRIVATE KEY", &self.pkcs8)
    }

    /// A P-256 key in SEC1 PEM (`EC PRIVATE KEY`), as `openssl ecparam -genkey` writes it.
    ///
    /// # Panics
    /// For keys that are not P-256.
    pub fn sec1_pem(&self) -> Vec<u8> {
        assert_eq!(self.kind, KeyKind::P256, "SEC1 is written for P-256 only");
        let key = der::sequence(&[
            der::unsigned(&[1]),
            der::octets(&self.pkcs8[P256_SCALAR]),
            der::explicit(0, &der::oid(P256)),
            der::explicit(1, &der::bits(&self.public)),
        ]);
        crate::pem("EC PRIVATE KEY", &key)
    }

    /// The public key in PEM (`PUBLIC KEY`), as the Node SDK's `-pub` files hold it.
    pub fn public_pem(&self) -> Vec<u8> {
        crate::pem("PUBLIC KEY", &self.spki())
    }

    /// Signs; the value goes into the BIT STRING of a certificate or CRL.
    ///
    /// P-256, Ed25519 and RSA signatures come out the same on every run; P-384 and P-521 ones do not.
    ///
    /// # Panics
    /// When the algorithm does not fit the key.
    pub fn sign(&self, message: &[u8], algorithm: SignatureAlgorithm, s: S) -> Vec<u8> {
        if let Some(key) = &self.p256 {
            let signature: p256::ecdsa::Signature = key
                .sign_prehash(&algorithm.digest(message))
                .expect("an ECDSA signature");
            let (r, raw_s) = signature.split_bytes();
            return ecdsa_value(self.kind, &r, &raw_s, s);
        }
        let signature = pair(algorithm, &self.pkcs8)
            .sign(message)
            .expect("a key that fits the algorithm");
        match self.kind {
            KeyKind::P384 | KeyKind::P521 => {
                let (r, raw_s) = split_ecdsa_value(&signature);
                ecdsa_value(self.kind, &r, &raw_s, s)
            }
            KeyKind::P256 | KeyKind::Ed25519 | KeyKind::Rsa2048 => signature,
        }
    }
}

/// Where PKCS#8, as Go, rcgen and this module write it, has the scalar of a P-256 key.
const P256_SCALAR: std::ops::Range<usize> = 36..68;

const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const P521: &str = "1.3.132.0.35";
const ED25519: &str = "1.3.101.112";

impl KeyKind {
    fn usual_algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::P256 => SignatureAlgorithm::EcdsaSha256,
            Self::P384 => SignatureAlgorithm::EcdsaSha384,
            Self::P521 => SignatureAlgorithm::EcdsaSha512,
            Self::Ed25519 => SignatureAlgorithm::Ed25519,
            Self::Rsa2048 => SignatureAlgorithm::RsaSha256,
        }
    }

    fn curve(self) -> &'static str {
        match self {
            Self::P256 => P256,
            Self::P384 => P384,
            Self::P521 => P521,
            Self::Ed25519 | Self::Rsa2048 => panic!("{self:?} keys have no named curve"),
        }
    }

    fn algorithm_identifier(self) -> Vec<u8> {
        match self {
            Self::P256 | Self::P384 | Self::P521 => {
                der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid(self.curve())])
            }
            Self::Ed25519 => der::sequence(&[der::oid(ED25519)]),
            Self::Rsa2048 => der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]),
        }
    }

    /// The order n of the curve's base point (SEC 2).
    fn order(self) -> BigUint {
        let hex: &[u8] = match self {
            Self::P256 => b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            Self::P384 => {
                b"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf\
                  581a0db248b0a77aecec196accc52973"
            }
            Self::P521 => {
                b"01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
                  51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
            }
            Self::Ed25519 | Self::Rsa2048 => panic!("{self:?} keys have no such order"),
        };
        BigUint::parse_bytes(hex, 16).expect("a hexadecimal number")
    }
}

impl SignatureAlgorithm {
    /// AlgorithmIdentifier.
    pub fn identifier(self) -> Vec<u8> {
        match self {
            Self::EcdsaSha1 => der::sequence(&[der::oid("1.2.840.10045.4.1")]),
            Self::EcdsaSha256 => der::sequence(&[der::oid("1.2.840.10045.4.3.2")]),
            Self::EcdsaSha384 => der::sequence(&[der::oid("1.2.840.10045.4.3.3")]),
            Self::EcdsaSha512 => der::sequence(&[der::oid("1.2.840.10045.4.3.4")]),
            Self::Ed25519 => der::sequence(&[der::oid(ED25519)]),
            Self::RsaSha256 => der::sequence(&[der::oid("1.2.840.113549.1.1.11"), der::null()]),
        }
    }

    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::EcdsaSha1 => Sha1::digest(message).to_vec(),
            Self::EcdsaSha256 => Sha256::digest(message).to_vec(),
            Self::EcdsaSha384 => Sha384::digest(message).to_vec(),
            Self::EcdsaSha512 => Sha512::digest(message).to_vec(),
            Self::Ed25519 | Self::RsaSha256 => panic!("{self:?} does not go with a P-256 key"),
        }
    }

    fn of_rcgen(self) -> &'static rcgen::SignatureAlgorithm {
        match self {
            Self::EcdsaSha384 => &rcgen::PKCS_ECDSA_P384_SHA384,
            Self::EcdsaSha512 => &rcgen::PKCS_ECDSA_P521_SHA512,
            Self::Ed25519 => &rcgen::PKCS_ED25519,
            Self::RsaSha256 => &rcgen::PKCS_RSA_SHA256,
            Self::EcdsaSha1 | Self::EcdsaSha256 => panic!("{self:?} goes with P-256 keys only"),
        }
    }
}

fn pair(algorithm: SignatureAlgorithm, pkcs8: &[u8]) -> KeyPair {
    KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.into(), algorithm.of_rcgen())
        .expect("a key that fits the algorithm")
}

/// RFC 5915 inside PKCS#8, the curve named outside only, as Go's `x509.MarshalPKCS8PrivateKey` does.
fn ec_pkcs8(kind: KeyKind, scalar: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    let public = public.map(|public| der::explicit(1, &der::bits(public)));
    let key = der::sequence(&[
        der::unsigned(&[1]),
        der::octets(scalar),
        public.unwrap_or_default(),
    ]);
    der::sequence(&[
        der::unsigned(&[0]),
        kind.algorithm_identifier(),
        der::octets(&key),
    ])
}

fn ecdsa_value(kind: KeyKind, r: &[u8], raw_s: &[u8], wanted: S) -> Vec<u8> {
    let order = kind.order();
    let s = BigUint::from_bytes_be(raw_s);
    let is_high = &s + &s > order;
    let s = if is_high == (wanted == S::High) {
        s
    } else {
        order - s
    };
    der::sequence(&[der::unsigned(r), der::unsigned(&s.to_bytes_be())])
}

/// The two INTEGERs of an ECDSA-Sig-Value that aws-lc has just written.
fn split_ecdsa_value(signature: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let header = if signature[1] & 0x80 == 0 { 2 } else { 3 };
    let integers = &signature[header..];
    let (r, rest) = integers[2..].split_at(usize::from(integers[1]));
    (r.to_vec(), rest[2..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_keys_are_the_same_on_every_run() {
        for kind in [
            KeyKind::P256,
            KeyKind::P384,
            KeyKind::P521,
            KeyKind::Ed25519,
        ] {
            assert_eq!(Key::of(kind, "a").pkcs8(), Key::of(kind, "a").pkcs8());
            assert_ne!(Key::of(kind, "a").spki(), Key::of(kind, "b").spki());
        }
    }

    #[test]
    fn fresh_keys_are_not() {
        assert_ne!(Key::fresh().spki(), Key::fresh().spki());
    }

    #[test]
    fn p256_signatures_are_the_same_on_every_run_and_low_unless_asked() {
        let key = Key::named("a");
        let sign = |s| key.sign(b"text", SignatureAlgorithm::EcdsaSha256, s);
        assert_eq!(sign(S::Low), sign(S::Low));
        assert_ne!(sign(S::Low), sign(S::High));
        for s in [S::Low, S::High] {
            let (_, value) = split_ecdsa_value(&sign(s));
            let is_high = BigUint::from_bytes_be(&value) * 2u8 > KeyKind::P256.order();
            assert_eq!(is_high, s == S::High);
        }
    }
}
