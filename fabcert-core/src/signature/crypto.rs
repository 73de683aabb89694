//! The cryptography itself.

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature as aws;
use p224::ecdsa::signature::hazmat::PrehashVerifier;

use super::{Hash, Padding, SignatureFault, Undecidable, bit_length};
use crate::certificate::Curve;
use crate::certificate::public_key::rsa_public_key;
use crate::der::ecdsa::EcdsaValue;

const KEY_REFUSED: SignatureFault = SignatureFault::Undecided(Undecidable::KeyRefused);

impl Hash {
    fn digest(self, message: &[u8]) -> Option<Digest> {
        let algorithm = match self {
            Self::Md5 => return None,
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        Some(digest::digest(algorithm, message))
    }
}

/// RSA with either padding. The key has at least 1024 bits and an exponent that Go takes.
pub(super) fn rsa(
    padding: Padding,
    hash: Hash,
    modulus: &[u8],
    exponent: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let bits = bit_length(modulus);
    let (algorithm, smallest): (&'static aws::RsaParameters, usize) = match (padding, hash) {
        (_, Hash::Md5) | (Padding::Pss, Hash::Sha1) => {
            return Err(SignatureFault::AlgorithmUnimplemented);
        }
        (Padding::Pkcs1, Hash::Sha1) => (&aws::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, 1024),
        (Padding::Pkcs1, Hash::Sha256) => {
            (&aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, 1024)
        }
        (Padding::Pkcs1, Hash::Sha384) => (&aws::RSA_PKCS1_2048_8192_SHA384, 2048),
        (Padding::Pkcs1, Hash::Sha512) => {
            (&aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, 1024)
        }
        (Padding::Pss, Hash::Sha256) => (&aws::RSA_PSS_2048_8192_SHA256, 2048),
        (Padding::Pss, Hash::Sha384) => (&aws::RSA_PSS_2048_8192_SHA384, 2048),
        (Padding::Pss, Hash::Sha512) => (&aws::RSA_PSS_2048_8192_SHA512, 2048),
    };
    if !(smallest..=8192).contains(&bits) {
        let reason = Undecidable::RsaKeySize { bits };
        return Err(SignatureFault::Undecided(reason));
    }
    aws::ParsedPublicKey::new(algorithm, rsa_public_key(modulus, exponent))
        .map_err(|_| KEY_REFUSED)?
        .verify_sig(message, signature)
        .map_err(|_| SignatureFault::RsaFailure)
}

/// ECDSA: any curve with any hash, the hash cut to the length of the curve's order.
pub(super) fn ecdsa(
    curve: Curve,
    hash: Hash,
    point: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let value = EcdsaValue::parse(signature).ok_or(SignatureFault::EcdsaFailure)?;
    let hashed = hash
        .digest(message)
        .ok_or(SignatureFault::AlgorithmUnimplemented)?;
    match curve {
        Curve::P224 => ecdsa_p224(point, hashed.as_ref(), &value),
        Curve::P256 => ecdsa_aws(
            &aws::ECDSA_P256_SHA256_ASN1,
            &digest::SHA256,
            point,
            &hashed,
            signature,
        ),
        Curve::P384 => ecdsa_aws(
            &aws::ECDSA_P384_SHA384_ASN1,
            &digest::SHA384,
            point,
            &hashed,
            signature,
        ),
        Curve::P521 => ecdsa_aws(
            &aws::ECDSA_P521_SHA512_ASN1,
            &digest::SHA512,
            point,
            &hashed,
            signature,
        ),
    }
}

/// Verifies with the digest length that belongs to the curve: a longer hash counts by its leftmost
/// bytes, a shorter one is the same number with zeros before it.
fn ecdsa_aws(
    algorithm: &'static aws::EcdsaVerificationAlgorithm,
    native: &'static digest::Algorithm,
    point: &[u8],
    hashed: &Digest,
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let hashed = hashed.as_ref();
    let length = native.output_len();
    let fitted: Vec<u8> = std::iter::repeat_n(0, length.saturating_sub(hashed.len()))
        .chain(hashed.iter().copied())
        .take(length)
        .collect();
    let fitted = Digest::import_less_safe(&fitted, native).map_err(|_| KEY_REFUSED)?;
    aws::ParsedPublicKey::new(algorithm, point)
        .map_err(|_| KEY_REFUSED)?
        .verify_digest_sig(&fitted, signature)
        .map_err(|_| SignatureFault::EcdsaFailure)
}

fn ecdsa_p224(point: &[u8], hashed: &[u8], value: &EcdsaValue) -> Result<(), SignatureFault> {
    const ORDER_BYTES: usize = 28;
    let key = p224::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| KEY_REFUSED)?;
    let fixed = value
        .fixed(ORDER_BYTES)
        .ok_or(SignatureFault::EcdsaFailure)?;
    let signature =
        p224::ecdsa::Signature::from_slice(&fixed).map_err(|_| SignatureFault::EcdsaFailure)?;
    key.verify_prehash(hashed, &signature)
        .map_err(|_| SignatureFault::EcdsaFailure)
}

impl EcdsaValue {
    /// r ‖ s, each in `width` bytes; `None` where one needs more.
    fn fixed(&self, width: usize) -> Option<Vec<u8>> {
        let mut out = vec![0; 2 * width];
        let (left, right) = out.split_at_mut(width);
        for (half, number) in [(left, &self.r), (right, &self.s)] {
            let bytes = number.to_bytes_be();
            let start = width.checked_sub(bytes.len())?;
            half.get_mut(start..)?.copy_from_slice(&bytes);
        }
        Some(out)
    }
}

/// Ed25519.
pub(super) fn ed25519(
    key: &[u8; 32],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureFault> {
    aws::UnparsedPublicKey::new(&aws::ED25519, key)
        .verify(message, signature)
        .map_err(|_| SignatureFault::Ed25519Failure)
}
