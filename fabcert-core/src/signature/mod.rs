//! Was this signed by that key? One table of algorithms, and a memory of what was asked.

#[cfg(feature = "signatures")]
mod crypto;
mod fault;
mod low_s;
mod memo;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

pub use fault::{KeyType, SignatureFault, Undecidable};
pub use low_s::is_high_s;
pub use memo::Signatures;

use crate::certificate::{PublicKey, SignatureAlgorithm};
use crate::der::value::without_leading_zeros;

/// Whether SHA-1 counts. Go allows it for CRLs and refuses it for certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sha1 {
    /// As for certificates.
    Refused,
    /// As for CRLs.
    Allowed,
}

/// The hash that a signature algorithm runs over the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// RSA's two paddings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Padding {
    Pkcs1,
    Pss,
}

/// How a signature algorithm verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Rsa(Padding, Hash),
    Ecdsa(Hash),
    Dsa(Hash),
    Ed25519,
}

impl Scheme {
    /// Go's `signatureAlgorithmDetails`.
    const fn of(algorithm: SignatureAlgorithm) -> Option<Self> {
        use SignatureAlgorithm as Algorithm;
        Some(match algorithm {
            Algorithm::EcdsaSha1 => Self::Ecdsa(Hash::Sha1),
            Algorithm::EcdsaSha256 => Self::Ecdsa(Hash::Sha256),
            Algorithm::EcdsaSha384 => Self::Ecdsa(Hash::Sha384),
            Algorithm::EcdsaSha512 => Self::Ecdsa(Hash::Sha512),
            Algorithm::RsaMd5 => Self::Rsa(Padding::Pkcs1, Hash::Md5),
            Algorithm::RsaSha1 => Self::Rsa(Padding::Pkcs1, Hash::Sha1),
            Algorithm::RsaSha256 => Self::Rsa(Padding::Pkcs1, Hash::Sha256),
            Algorithm::RsaSha384 => Self::Rsa(Padding::Pkcs1, Hash::Sha384),
            Algorithm::RsaSha512 => Self::Rsa(Padding::Pkcs1, Hash::Sha512),
            Algorithm::RsaPssSha256 => Self::Rsa(Padding::Pss, Hash::Sha256),
            Algorithm::RsaPssSha384 => Self::Rsa(Padding::Pss, Hash::Sha384),
            Algorithm::RsaPssSha512 => Self::Rsa(Padding::Pss, Hash::Sha512),
            Algorithm::DsaSha1 => Self::Dsa(Hash::Sha1),
            Algorithm::DsaSha256 => Self::Dsa(Hash::Sha256),
            Algorithm::Ed25519 => Self::Ed25519,
            Algorithm::Unknown => return None,
        })
    }

    const fn hash(self) -> Option<Hash> {
        match self {
            Self::Rsa(_, hash) | Self::Ecdsa(hash) | Self::Dsa(hash) => Some(hash),
            Self::Ed25519 => None,
        }
    }

    const fn key_type(self) -> KeyType {
        match self {
            Self::Rsa(..) => KeyType::Rsa,
            Self::Ecdsa(_) => KeyType::Ecdsa,
            Self::Dsa(_) => KeyType::Dsa,
            Self::Ed25519 => KeyType::Ed25519,
        }
    }
}

/// Whether `signature` is this key's over `message`: Go's `x509.checkSignature`, in its order.
///
/// # Errors
/// Go's reason, or [`SignatureFault::Undecided`] where Go might accept what cannot be checked here.
pub fn verify(
    algorithm: SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
    sha1: Sha1,
) -> Result<(), SignatureFault> {
    let scheme = Scheme::of(algorithm).ok_or(SignatureFault::AlgorithmUnimplemented)?;
    match scheme.hash() {
        Some(Hash::Md5) => return Err(SignatureFault::InsecureAlgorithm(algorithm)),
        Some(Hash::Sha1) if sha1 == Sha1::Refused => {
            return Err(SignatureFault::InsecureAlgorithm(algorithm));
        }
        _ => {}
    }
    let mismatch = |key| {
        Err(SignatureFault::KeyTypeMismatch {
            algorithm: scheme.key_type(),
            key,
        })
    };
    match (key, scheme) {
        (PublicKey::Rsa { modulus, exponent }, Scheme::Rsa(padding, hash)) => {
            check_rsa_key(modulus, exponent)?;
            crypto::rsa(padding, hash, modulus, exponent, message, signature)
        }
        (PublicKey::Ecdsa(curve, point), Scheme::Ecdsa(hash)) => {
            crypto::ecdsa(*curve, hash, point, message, signature)
        }
        (PublicKey::Ed25519(key), Scheme::Ed25519) => crypto::ed25519(key, message, signature),
        (PublicKey::Rsa { .. }, _) => mismatch(KeyType::Rsa),
        (PublicKey::Ecdsa(..), _) => mismatch(KeyType::Ecdsa),
        (PublicKey::Ed25519(_), _) => mismatch(KeyType::Ed25519),
        (PublicKey::Dsa | PublicKey::Unknown | PublicKey::Unreadable, _) => {
            Err(SignatureFault::AlgorithmUnimplemented)
        }
    }
}

/// What Go's `crypto/rsa` asks of a key before it verifies with it.
fn check_rsa_key(modulus: &[u8], exponent: &[u8]) -> Result<(), SignatureFault> {
    let bits = bit_length(modulus);
    if bits < 1024 {
        return Err(SignatureFault::RsaKeyTooSmall { bits });
    }
    if modulus.last().is_none_or(|byte| byte & 1 == 0) {
        return Err(SignatureFault::RsaModulusEven);
    }
    let exponent_bits = bit_length(exponent);
    if exponent_bits < 2 {
        return Err(SignatureFault::RsaExponentTooSmall);
    }
    if exponent.last().is_none_or(|byte| byte & 1 == 0) {
        return Err(SignatureFault::RsaExponentEven);
    }
    if exponent_bits > 31 {
        return Err(SignatureFault::RsaExponentTooLarge);
    }
    Ok(())
}

/// Bits of a big-endian number, leading zeros left out.
fn bit_length(number: &[u8]) -> usize {
    let digits = without_leading_zeros(number);
    digits
        .first()
        .map_or(0, |first| digits.len() * 8 - first.leading_zeros() as usize)
}

/// Without a cryptographic library nothing is decided.
#[cfg(not(feature = "signatures"))]
mod crypto {
    use super::{Hash, Padding, SignatureFault, Undecidable};
    use crate::certificate::Curve;

    const UNDECIDED: Result<(), SignatureFault> =
        Err(SignatureFault::Undecided(Undecidable::NotBuiltIn));

    pub(super) fn rsa(
        _: Padding,
        _: Hash,
        _modulus: &[u8],
        _exponent: &[u8],
        _message: &[u8],
        _signature: &[u8],
    ) -> Result<(), SignatureFault> {
        UNDECIDED
    }

    pub(super) fn ecdsa(
        _: Curve,
        _: Hash,
        _point: &[u8],
        _message: &[u8],
        _signature: &[u8],
    ) -> Result<(), SignatureFault> {
        UNDECIDED
    }

    pub(super) fn ed25519(
        _key: &[u8; 32],
        _message: &[u8],
        _signature: &[u8],
    ) -> Result<(), SignatureFault> {
        UNDECIDED
    }
}
