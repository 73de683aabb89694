//! Public keys and signature algorithms, as Go knows them.

use std::fmt;

use sha2::{Digest, Sha256};

use super::algorithm::{AlgorithmIdentifier, oid};
use super::fault::GoFault;
use crate::der::reader::{Reader, tag};
use crate::der::value::{self, int64};
use crate::der::writer;

/// The curves that Go's `crypto/x509` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Curve {
    /// secp224r1.
    P224,
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

/// A certificate's public key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicKey {
    /// An elliptic-curve key: the uncompressed point `04 ‖ X ‖ Y`.
    Ecdsa(Curve, Box<[u8]>),
    /// RSA: modulus and exponent, big-endian without leading zeros.
    Rsa {
        /// n.
        modulus: Box<[u8]>,
        /// e.
        exponent: Box<[u8]>,
    },
    /// Ed25519.
    Ed25519([u8; 32]),
    /// DSA: Go parses it and never verifies with it.
    Dsa,
    /// An algorithm that Go does not know (its content is not read).
    Unknown,
    /// A key that Go refuses (tolerant reading only).
    Unreadable,
}

impl Curve {
    /// The curve with this OID (content bytes; RFC 5480 2.1.1.1).
    pub(crate) fn from_oid(oid: &[u8]) -> Option<Self> {
        match oid {
            [0x2b, 0x81, 0x04, 0x00, 0x21] => Some(Self::P224),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07] => Some(Self::P256),
            [0x2b, 0x81, 0x04, 0x00, 0x22] => Some(Self::P384),
            [0x2b, 0x81, 0x04, 0x00, 0x23] => Some(Self::P521),
            _ => None,
        }
    }
}

impl PublicKey {
    /// `ECDSA P-256`, `RSA`, `Ed25519` and so on.
    #[must_use]
    pub fn algorithm_name(&self) -> String {
        match self {
            Self::Ecdsa(curve, _) => format!("ECDSA {curve}"),
            Self::Rsa { .. } => "RSA".to_owned(),
            Self::Ed25519(_) => "Ed25519".to_owned(),
            Self::Dsa => "DSA".to_owned(),
            Self::Unknown | Self::Unreadable => "unknown".to_owned(),
        }
    }

    /// Reads a SubjectPublicKeyInfo, tag and length included, as `x509.ParseCertificate` does.
    ///
    /// # Errors
    /// Go's refusal.
    pub(crate) fn from_spki(spki: &[u8]) -> Result<Self, GoFault> {
        const SPKI: GoFault = GoFault::new("x509: malformed spki");
        const ALGORITHM: GoFault = GoFault::new("x509: malformed public key algorithm identifier");
        const KEY: GoFault = GoFault::new("x509: malformed subjectPublicKey");

        let mut spki = Reader::new(spki).inside(tag::SEQUENCE).ok_or(SPKI)?;
        let algorithm = spki.content(tag::SEQUENCE).ok_or(ALGORITHM)?;
        let algorithm = AlgorithmIdentifier::read(algorithm)?;
        let key = spki.bit_string().ok_or(KEY)?;
        Self::from_parts(algorithm, &key.right_aligned())
    }

    /// The key behind an algorithm and the bits of a subjectPublicKey.
    ///
    /// # Errors
    /// Go's refusal.
    pub(crate) fn from_parts(
        algorithm: AlgorithmIdentifier<'_>,
        key: &[u8],
    ) -> Result<Self, GoFault> {
        match algorithm.oid {
            oid::RSA => rsa(algorithm.parameters, key),
            oid::EC => ec(algorithm.parameters, key),
            oid::ED25519 => ed25519(algorithm.parameters, key),
            oid::DSA => dsa(algorithm.parameters, key),
            _ => Ok(Self::Unknown),
        }
    }

    /// Fabric's SKI: SHA-256 of the uncompressed point, of the Ed25519 key, or of the DER
    /// RSAPublicKey (`bccsp/sw` `SKI`). Names the key's file in a keystore.
    #[must_use]
    pub fn ski(&self) -> Option<[u8; 32]> {
        let digest = match self {
            Self::Ecdsa(_, point) => Sha256::digest(point),
            Self::Ed25519(key) => Sha256::digest(key),
            Self::Rsa { modulus, exponent } => Sha256::digest(rsa_public_key(modulus, exponent)),
            Self::Dsa | Self::Unknown | Self::Unreadable => return None,
        };
        Some(digest.into())
    }
}

/// The DER of an RSAPublicKey (RFC 8017 A.1.1).
pub(crate) fn rsa_public_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    writer::sequence(&[
        writer::unsigned_integer(modulus),
        writer::unsigned_integer(exponent),
    ])
}

fn rsa(parameters: &[u8], key: &[u8]) -> Result<PublicKey, GoFault> {
    if parameters != [tag::NULL, 0] {
        return Err(GoFault::new("x509: RSA key missing NULL parameters"));
    }
    let mut key = Reader::new(key)
        .inside(tag::SEQUENCE)
        .ok_or(GoFault::new("x509: invalid RSA public key"))?;
    let modulus = key
        .integer()
        .ok_or(GoFault::new("x509: invalid RSA modulus"))?;
    let exponent = key
        .content(tag::INTEGER)
        .filter(|content| int64(content).is_some())
        .ok_or(GoFault::new("x509: invalid RSA public exponent"))?;
    if !value::is_positive(modulus) {
        return Err(GoFault::new("x509: RSA modulus is not a positive number"));
    }
    if !value::is_positive(exponent) {
        return Err(GoFault::new(
            "x509: RSA public exponent is not a positive number",
        ));
    }
    Ok(PublicKey::Rsa {
        modulus: value::without_leading_zeros(modulus).into(),
        exponent: value::without_leading_zeros(exponent).into(),
    })
}

fn ec(parameters: &[u8], point: &[u8]) -> Result<PublicKey, GoFault> {
    let curve = Reader::new(parameters)
        .oid()
        .ok_or(GoFault::new("x509: invalid ECDSA parameters"))?;
    let curve = Curve::from_oid(curve).ok_or(GoFault::new("x509: unsupported elliptic curve"))?;
    curve.check_point(point)?;
    Ok(PublicKey::Ecdsa(curve, point.into()))
}

fn ed25519(parameters: &[u8], key: &[u8]) -> Result<PublicKey, GoFault> {
    if !parameters.is_empty() {
        return Err(GoFault::new(
            "x509: Ed25519 key encoded with illegal parameters",
        ));
    }
    key.try_into()
        .map(PublicKey::Ed25519)
        .map_err(|_| GoFault::new("x509: wrong Ed25519 public key size"))
}

fn dsa(parameters: &[u8], key: &[u8]) -> Result<PublicKey, GoFault> {
    const PARAMETERS: GoFault = GoFault::new("x509: invalid DSA parameters");

    let y = Reader::new(key)
        .integer()
        .ok_or(GoFault::new("x509: invalid DSA public key"))?;
    let mut parameters = Reader::new(parameters)
        .inside(tag::SEQUENCE)
        .ok_or(PARAMETERS)?;
    let mut numbers = [y; 4];
    for number in numbers.iter_mut().skip(1) {
        *number = parameters.integer().ok_or(PARAMETERS)?;
    }
    if numbers.into_iter().all(value::is_positive) {
        Ok(PublicKey::Dsa)
    } else {
        Err(GoFault::new("x509: zero or negative DSA parameter"))
    }
}

/// What a certificate is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ecdsa-with-SHA1.
    EcdsaSha1,
    /// ecdsa-with-SHA256.
    EcdsaSha256,
    /// ecdsa-with-SHA384.
    EcdsaSha384,
    /// ecdsa-with-SHA512.
    EcdsaSha512,
    /// md5WithRSAEncryption.
    RsaMd5,
    /// sha1WithRSAEncryption.
    RsaSha1,
    /// sha256WithRSAEncryption.
    RsaSha256,
    /// sha384WithRSAEncryption.
    RsaSha384,
    /// sha512WithRSAEncryption.
    RsaSha512,
    /// RSA-PSS with SHA-256 throughout.
    RsaPssSha256,
    /// RSA-PSS with SHA-384 throughout.
    RsaPssSha384,
    /// RSA-PSS with SHA-512 throughout.
    RsaPssSha512,
    /// id-dsa-with-sha1.
    DsaSha1,
    /// dsa-with-sha256.
    DsaSha256,
    /// Ed25519.
    Ed25519,
    /// Anything that Go does not verify.
    Unknown,
}

impl SignatureAlgorithm {
    /// Whether it is ECDSA with SHA-1, 256, 384 or 512: the certificates that Fabric sanitises
    /// (`msp.isECDSASignedCert`).
    #[must_use]
    pub const fn is_ecdsa(self) -> bool {
        matches!(
            self,
            Self::EcdsaSha1 | Self::EcdsaSha256 | Self::EcdsaSha384 | Self::EcdsaSha512
        )
    }
}

/// `ECDSA-SHA256` and so on, Go's names.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EcdsaSha1 => "ECDSA-SHA1",
            Self::EcdsaSha256 => "ECDSA-SHA256",
            Self::EcdsaSha384 => "ECDSA-SHA384",
            Self::EcdsaSha512 => "ECDSA-SHA512",
            Self::RsaMd5 => "MD5-RSA",
            Self::RsaSha1 => "SHA1-RSA",
            Self::RsaSha256 => "SHA256-RSA",
            Self::RsaSha384 => "SHA384-RSA",
            Self::RsaSha512 => "SHA512-RSA",
            Self::RsaPssSha256 => "SHA256-RSAPSS",
            Self::RsaPssSha384 => "SHA384-RSAPSS",
            Self::RsaPssSha512 => "SHA512-RSAPSS",
            Self::DsaSha1 => "DSA-SHA1",
            Self::DsaSha256 => "DSA-SHA256",
            Self::Ed25519 => "Ed25519",
            Self::Unknown => "unknown algorithm",
        })
    }
}

/// `P-256` and so on.
impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::P224 => "P-224",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        })
    }
}
