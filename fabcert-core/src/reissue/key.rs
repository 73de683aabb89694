//! A private key in memory, read only to sign.

use std::fmt;

use rcgen::{KeyPair, SigningKey as _};
use zeroize::{Zeroize as _, Zeroizing};

use super::signer::{Signer, SignerError, usual_algorithms};
use crate::certificate::{PublicKey, SignatureAlgorithm};
use crate::der::reader::{Reader, tag};
use crate::pem::{self, is_private};

/// Why a file holds no key to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFault {
    /// There is no private key in it.
    #[error("there is no private key in it")]
    NoKey,
    /// It is encrypted.
    #[error("the private key is encrypted")]
    Encrypted,
    /// It cannot be read, or is of a kind that no CA of Fabric has.
    #[error(
        "the private key cannot be read: PKCS#8, SEC1 or PKCS#1 with P-256, P-384, P-521, Ed25519 or RSA is expected"
    )]
    Unsupported,
}

/// A private key in memory. It is wiped when it is dropped, and shows nothing of itself.
pub struct SigningKey {
    der: Zeroizing<Vec<u8>>,
    public: PublicKey,
}

impl SigningKey {
    /// The first private key of a file: PEM (PKCS#8, SEC1 or PKCS#1; other blocks, such as the
    /// `EC PARAMETERS` that OpenSSL writes first, are passed over) or DER.
    ///
    /// # Errors
    /// [`KeyFault`] where there is none to sign with.
    pub fn from_file(bytes: &[u8]) -> Result<Self, KeyFault> {
        let mut file = Reader::new(bytes);
        if file.element(tag::SEQUENCE).is_some() && file.is_empty() {
            return Self::from_der(Zeroizing::new(bytes.to_vec()));
        }
        let mut blocks = pem::blocks(bytes);
        let key = blocks.iter_mut().find(|block| is_private(&block.label));
        let read = match key {
            None => Err(KeyFault::NoKey),
            Some(block) if block.encrypted || block.label == "ENCRYPTED PRIVATE KEY" => {
                Err(KeyFault::Encrypted)
            }
            Some(block) => match &mut block.der {
                Ok(der) => Self::from_der(Zeroizing::new(std::mem::take(der))),
                Err(_) => Err(KeyFault::Unsupported),
            },
        };
        for block in &mut blocks {
            if let Ok(der) = &mut block.der {
                der.zeroize();
            }
        }
        read
    }

    fn from_der(der: Zeroizing<Vec<u8>>) -> Result<Self, KeyFault> {
        let pair = ALGORITHMS
            .into_iter()
            .find_map(|(_, algorithm)| key_pair(&der, algorithm))
            .ok_or_else(|| refusal(&der))?;
        let public = PublicKey::from_spki(&rcgen::PublicKeyData::subject_public_key_info(&*pair))
            .map_err(|_| KeyFault::Unsupported)?;
        Ok(Self { der, public })
    }
}

/// What is wrong with DER that is no key to sign with.
fn refusal(der: &[u8]) -> KeyFault {
    let inside = Reader::new(der).inside(tag::SEQUENCE);
    match inside.and_then(|inside| inside.peek_tag()) {
        // EncryptedPrivateKeyInfo begins with an algorithm, every other key with a version.
        Some(tag::SEQUENCE) => KeyFault::Encrypted,
        _ => KeyFault::Unsupported,
    }
}

impl Signer for SigningKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let failed = |reason: &str| SignerError {
            reason: reason.to_owned(),
        };
        let (_, rcgen_algorithm) = ALGORITHMS
            .into_iter()
            .find(|(known, _)| {
                *known == algorithm && usual_algorithms(&self.public).contains(known)
            })
            .ok_or_else(|| failed("the key does not sign with this algorithm"))?;
        let pair = key_pair(&self.der, rcgen_algorithm)
            .ok_or_else(|| failed("the key cannot be loaded"))?;
        pair.sign(message)
            .map_err(|error| failed(&error.to_string()))
    }
}

/// Tells the public half alone.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public_key", &self.public)
            .finish_non_exhaustive()
    }
}

/// The algorithms that are signed with here, in the order in which a key is tried for them.
const ALGORITHMS: [(SignatureAlgorithm, &rcgen::SignatureAlgorithm); 7] = [
    (
        SignatureAlgorithm::EcdsaSha256,
        &rcgen::PKCS_ECDSA_P256_SHA256,
    ),
    (
        SignatureAlgorithm::EcdsaSha384,
        &rcgen::PKCS_ECDSA_P384_SHA384,
    ),
    (
        SignatureAlgorithm::EcdsaSha512,
        &rcgen::PKCS_ECDSA_P521_SHA512,
    ),
    (SignatureAlgorithm::Ed25519, &rcgen::PKCS_ED25519),
    (SignatureAlgorithm::RsaSha256, &rcgen::PKCS_RSA_SHA256),
    (SignatureAlgorithm::RsaSha384, &rcgen::PKCS_RSA_SHA384),
    (SignatureAlgorithm::RsaSha512, &rcgen::PKCS_RSA_SHA512),
];

/// rcgen's key pair, which keeps a copy of the key and does not wipe it by itself.
struct Wiped(KeyPair);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::ops::Deref for Wiped {
    type Target = KeyPair;

    fn deref(&self) -> &KeyPair {
        &self.0
    }
}

fn key_pair(der: &[u8], algorithm: &'static rcgen::SignatureAlgorithm) -> Option<Wiped> {
    let key = der.try_into().ok()?;
    KeyPair::from_der_and_sign_algo(&key, algorithm)
        .ok()
        .map(Wiped)
}
