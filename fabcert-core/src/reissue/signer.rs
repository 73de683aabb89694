//! Who signs: a key in memory ([`SigningKey`](super::SigningKey)), or whatever an embedder brings.

use crate::certificate::{Curve, PublicKey, SignatureAlgorithm};

/// Something that signs with a CA's key: a key in memory, or a front for an HSM.
pub trait Signer {
    /// The public half of the key.
    fn public_key(&self) -> &PublicKey;

    /// Whether it can sign with this algorithm. The default says what [`usual_algorithms`] says.
    fn supports(&self, algorithm: SignatureAlgorithm) -> bool {
        usual_algorithms(self.public_key()).contains(&algorithm)
    }

    /// Signs `message`. ECDSA signatures are in DER; whether s is low does not matter.
    ///
    /// # Errors
    /// Why there is no signature.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError>;
}

/// Why there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct SignerError {
    /// The reason, for people. Never anything of the key.
    pub reason: String,
}

/// What a key of this kind signs certificates with; the first is the choice where the old
/// certificate's own algorithm is none of them. Empty where Fabric has no use for such a key.
#[must_use]
pub const fn usual_algorithms(key: &PublicKey) -> &'static [SignatureAlgorithm] {
    use SignatureAlgorithm as Algorithm;
    match key {
        PublicKey::Ecdsa(Curve::P256, _) => &[Algorithm::EcdsaSha256],
        // The cryptographic library knows no other hash for this curve.
        PublicKey::Ecdsa(Curve::P384, _) => &[Algorithm::EcdsaSha384],
        PublicKey::Ecdsa(Curve::P521, _) => &[Algorithm::EcdsaSha512],
        PublicKey::Rsa { .. } => &[
            Algorithm::RsaSha256,
            Algorithm::RsaSha384,
            Algorithm::RsaSha512,
        ],
        PublicKey::Ed25519(_) => &[Algorithm::Ed25519],
        PublicKey::Ecdsa(Curve::P224, _)
        | PublicKey::Dsa
        | PublicKey::Unknown
        | PublicKey::Unreadable => &[],
    }
}
