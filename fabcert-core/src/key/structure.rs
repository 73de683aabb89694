//! The structures that private keys are written in, read as Go's `encoding/asn1` reads them.

use super::{SecretBytes, public_half};
use crate::certificate::algorithm::{AlgorithmIdentifier, oid};
use crate::certificate::{Curve, PublicKey};
use crate::der::asn1::{Fields, Kind, Value};
use crate::der::value::{is_positive, without_leading_zeros};

/// The secret of a key that Fabric can load, and its public half as the file states it.
pub(super) enum Secret {
    Ec {
        curve: Curve,
        scalar: SecretBytes,
        /// The point that stands beside the scalar, unchecked. Fabric does not look at it.
        stated: Option<Box<[u8]>>,
    },
    Ed25519 {
        seed: SecretBytes,
    },
    /// RSA: only its public half is read.
    Rsa(PublicKey),
}

impl Secret {
    /// Reads an ECPrivateKey as `x509.parseECPrivateKey` does; a curve named outside of it goes
    /// before its own.
    pub(super) fn sec1(der: &[u8], outer_curve: Option<&[u8]>) -> Option<Self> {
        let mut fields = struct_fields(der)?;
        let version = fields.field(Kind::Int).ok()?.int().ok()?;
        let scalar = fields.field(Kind::OctetString).ok()?.content;
        let inner_curve = match fields.explicit(0, Kind::Oid).ok()? {
            Some(curve) => curve.oid().ok()?,
            None => &[],
        };
        let stated = match fields.explicit(1, Kind::BitString).ok()? {
            Some(point) => Some(point.bit_string().ok()?.right_aligned().into()),
            None => None,
        };
        if version != 1 {
            return None;
        }
        let curve = Curve::from_oid(outer_curve.unwrap_or(inner_curve))?;
        Some(Self::Ec {
            curve,
            scalar: padded(scalar, curve.byte_length())?,
            stated,
        })
    }

    /// The public half as Fabric computes it; `None` where the secret is out of range.
    pub(super) fn public_key(&self) -> Option<PublicKey> {
        match self {
            Self::Ec { curve, scalar, .. } => public_half::ec(*curve, scalar),
            Self::Ed25519 { seed } => public_half::ed25519(seed),
            Self::Rsa(key) => Some(key.clone()),
        }
    }

    /// The public half as it is stated beside the secret.
    pub(super) fn stated_public_key(&self) -> Option<PublicKey> {
        match self {
            Self::Ec {
                curve,
                stated: Some(point),
                ..
            } if curve.check_point(point).is_ok() => Some(PublicKey::Ecdsa(*curve, point.clone())),
            _ => None,
        }
    }
}

/// A big-endian number in exactly `length` bytes: leading zeros are added or cut.
fn padded(number: &[u8], length: usize) -> Option<SecretBytes> {
    let digits = without_leading_zeros(number);
    let start = length.checked_sub(digits.len())?;
    let mut padded = SecretBytes::new(vec![0; length]);
    padded.get_mut(start..)?.copy_from_slice(digits);
    Some(padded)
}

/// A PrivateKeyInfo. Its version, attributes and stated public key are not looked at.
pub(super) struct Pkcs8<'a> {
    algorithm: AlgorithmIdentifier<'a>,
    key: &'a [u8],
}

impl<'a> Pkcs8<'a> {
    pub(super) fn read(der: &'a [u8]) -> Option<Self> {
        let mut fields = struct_fields(der)?;
        fields.field(Kind::Int).ok()?.int().ok()?;
        let algorithm = fields.field(Kind::Struct("")).ok()?;
        Some(Self {
            algorithm: AlgorithmIdentifier::unmarshal(algorithm).ok()?,
            key: fields.field(Kind::OctetString).ok()?.content,
        })
    }

    /// The key inside, where it is one of Go's and well-formed (`x509.ParsePKCS8PrivateKey`).
    pub(super) fn secret(&self) -> Option<Secret> {
        match self.algorithm.oid {
            oid::EC => {
                // Parameters that are no OID are passed over.
                let curve = Fields::new(self.algorithm.parameters)
                    .field(Kind::Oid)
                    .and_then(|curve| curve.oid())
                    .ok();
                Secret::sec1(self.key, curve)
            }
            oid::ED25519 if self.algorithm.parameters.is_empty() => {
                let seed = Fields::new(self.key).field(Kind::OctetString).ok()?.content;
                (seed.len() == 32).then(|| Secret::Ed25519 {
                    seed: SecretBytes::new(seed.to_vec()),
                })
            }
            oid::RSA => pkcs1(self.key).map(Secret::Rsa),
            _ => None,
        }
    }
}

/// The public half of an RSAPrivateKey (`x509.ParsePKCS1PrivateKey`).
///
/// Go also checks that the numbers belong together. That is left out here: it would take the secret
/// ones into arithmetic that leaves copies, for keys that no MSP accepts as an identity's.
pub(super) fn pkcs1(der: &[u8]) -> Option<PublicKey> {
    let mut outer = Fields::new(der);
    let mut fields = outer.field(Kind::Struct("")).ok()?.fields();
    if !outer.is_empty() {
        return None;
    }
    let version = fields.field(Kind::Int).ok()?.int().ok()?;
    let modulus = positive(fields.field(Kind::BigInt).ok()?)?;
    let exponent = fields.field(Kind::Int).ok()?;
    exponent.int().ok()?;
    let exponent = positive(exponent)?;
    for _private_exponent_and_primes in 0..3 {
        positive(fields.field(Kind::BigInt).ok()?)?;
    }
    for _exponents_and_coefficient in 0..3 {
        if let Some(number) = fields.optional(Kind::BigInt).ok()? {
            number.big_int().ok()?;
        }
    }
    (version <= 1).then(|| PublicKey::Rsa {
        modulus: modulus.into(),
        exponent: exponent.into(),
    })
}

/// The digits of a number above zero.
fn positive(value: Value<'_>) -> Option<&[u8]> {
    let number = value.big_int().ok()?;
    is_positive(number).then(|| without_leading_zeros(number))
}

/// The fields of a struct; what stands behind it is not looked at.
fn struct_fields(der: &[u8]) -> Option<Fields<'_>> {
    Some(Fields::new(der).field(Kind::Struct("")).ok()?.fields())
}
