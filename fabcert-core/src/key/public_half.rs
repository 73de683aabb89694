//! The public half of a secret.

use crate::certificate::{Curve, PublicKey};

/// The point that belongs to a scalar of the curve's length; `None` where the scalar is zero or not
/// below the order.
#[cfg(feature = "signatures")]
pub(super) fn ec(curve: Curve, scalar: &[u8]) -> Option<PublicKey> {
    use aws_lc_rs::agreement::{ECDH_P256, ECDH_P384, ECDH_P521, PrivateKey};
    use p224::elliptic_curve::sec1::ToEncodedPoint as _;

    let algorithm = match curve {
        Curve::P224 => {
            let key = p224::SecretKey::from_slice(scalar).ok()?.public_key();
            let point = key.to_encoded_point(false);
            return Some(PublicKey::Ecdsa(curve, point.as_bytes().into()));
        }
        Curve::P256 => &ECDH_P256,
        Curve::P384 => &ECDH_P384,
        Curve::P521 => &ECDH_P521,
    };
    let key = PrivateKey::from_private_key(algorithm, scalar).ok()?;
    let point = key.compute_public_key().ok()?;
    Some(PublicKey::Ecdsa(curve, point.as_ref().into()))
}

/// The public key that belongs to a seed (RFC 8032 5.1.5).
#[cfg(feature = "signatures")]
pub(super) fn ed25519(seed: &[u8]) -> Option<PublicKey> {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

    let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
    pair.public_key()
        .as_ref()
        .try_into()
        .ok()
        .map(PublicKey::Ed25519)
}

/// Not without cryptography.
#[cfg(not(feature = "signatures"))]
pub(super) const fn ec(_curve: Curve, _scalar: &[u8]) -> Option<PublicKey> {
    None
}

/// Not without cryptography.
#[cfg(not(feature = "signatures"))]
pub(super) const fn ed25519(_seed: &[u8]) -> Option<PublicKey> {
    None
}
