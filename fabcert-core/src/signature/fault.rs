//! Why a signature does not count, in Go's words.

use std::fmt;

use crate::certificate::SignatureAlgorithm;

/// What a signature algorithm wants, or what a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// RSA.
    Rsa,
    /// ECDSA on any curve.
    Ecdsa,
    /// Ed25519.
    Ed25519,
    /// DSA.
    Dsa,
}

/// Why one signature does not count (`x509.CheckSignatureFrom`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureFault {
    /// The parent has no CA flag, or a key usage without keyCertSign.
    ParentCannotSign,
    /// Go does not verify with this algorithm or this kind of key.
    AlgorithmUnimplemented,
    /// MD5, or SHA-1 where it is not allowed.
    InsecureAlgorithm(SignatureAlgorithm),
    /// The parent's key is of another kind than the child's signature algorithm.
    KeyTypeMismatch {
        /// What the algorithm wants.
        algorithm: KeyType,
        /// What the key is.
        key: KeyType,
    },
    /// The RSA modulus has fewer than 1024 bits.
    RsaKeyTooSmall {
        /// The modulus' length.
        bits: usize,
    },
    /// The RSA modulus is even.
    RsaModulusEven,
    /// The RSA exponent is 1.
    RsaExponentTooSmall,
    /// The RSA exponent is even.
    RsaExponentEven,
    /// The RSA exponent is greater than 2^31 − 1.
    RsaExponentTooLarge,
    /// The RSA signature is wrong.
    RsaFailure,
    /// The ECDSA signature is wrong or not DER.
    EcdsaFailure,
    /// The Ed25519 signature is wrong.
    Ed25519Failure,
    /// It could not be found out here.
    Undecided(Undecidable),
}

/// Why a signature could not be checked. Go's verdict is then unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Undecidable {
    /// The crate was built without the feature `signatures`.
    #[error("this build cannot check signatures")]
    NotBuiltIn,
    /// The cryptographic library does not take RSA keys of this size with this algorithm.
    #[error("signatures of {bits}-bit RSA keys cannot be checked with this algorithm")]
    RsaKeySize {
        /// The modulus' length.
        bits: usize,
    },
    /// The cryptographic library refuses a key that Go accepts.
    #[error("the cryptographic library refuses the key")]
    KeyRefused,
}

/// Go's text, to the letter.
impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::ParentCannotSign => {
                "x509: invalid signature: parent certificate cannot sign this kind of certificate"
            }
            Self::AlgorithmUnimplemented => {
                "x509: cannot verify signature: algorithm unimplemented"
            }
            Self::InsecureAlgorithm(algorithm) => {
                return write!(
                    f,
                    "x509: cannot verify signature: insecure algorithm {algorithm}"
                );
            }
            Self::KeyTypeMismatch { algorithm, key } => {
                return write!(
                    f,
                    "x509: signature algorithm specifies an {} public key, but have public key of type {}",
                    algorithm.go_name(),
                    key.go_type()
                );
            }
            Self::RsaKeyTooSmall { bits } => {
                return write!(
                    f,
                    "crypto/rsa: {bits}-bit keys are insecure \
                     (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)"
                );
            }
            Self::RsaModulusEven => "crypto/rsa: public modulus is even",
            Self::RsaExponentTooSmall => "crypto/rsa: public exponent too small or negative",
            Self::RsaExponentEven => "crypto/rsa: public exponent is even",
            Self::RsaExponentTooLarge => "crypto/rsa: public exponent too large",
            Self::RsaFailure => "crypto/rsa: verification error",
            Self::EcdsaFailure => "x509: ECDSA verification failure",
            Self::Ed25519Failure => "x509: Ed25519 verification failure",
            Self::Undecided(reason) => return fmt::Display::fmt(reason, f),
        };
        f.write_str(text)
    }
}

impl std::error::Error for SignatureFault {}

impl KeyType {
    const fn go_name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Ecdsa => "ECDSA",
            Self::Ed25519 => "Ed25519",
            Self::Dsa => "DSA",
        }
    }

    const fn go_type(self) -> &'static str {
        match self {
            Self::Rsa => "*rsa.PublicKey",
            Self::Ecdsa => "*ecdsa.PublicKey",
            Self::Ed25519 => "ed25519.PublicKey",
            Self::Dsa => "*dsa.PublicKey",
        }
    }
}
