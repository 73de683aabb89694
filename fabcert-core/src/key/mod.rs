//! Keys: what Fabric's keystore makes of a key file, and what may be told of any private key.
//!
//! Nothing here keeps a secret: what is read is the public half, and copies made on the way are wiped.

mod go;
mod public_half;
mod structure;

use zeroize::Zeroizing;

use crate::certificate::PublicKey;
use crate::der::asn1::{Fields, Kind};

pub(crate) use go::go_private_key_of;
pub use go::{go_private_key, go_public_key, go_symmetric_key};

use structure::{Pkcs8, Secret};

/// How a private key is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyFormat {
    /// PKCS#8 (RFC 5208, RFC 5958), `PRIVATE KEY`.
    Pkcs8,
    /// PKCS#8 under a password, `ENCRYPTED PRIVATE KEY`.
    EncryptedPkcs8,
    /// SEC 1 (RFC 5915), `EC PRIVATE KEY`.
    Sec1,
    /// PKCS#1 (RFC 8017), `RSA PRIVATE KEY`.
    Pkcs1,
    /// SEC 1, PKCS#1 or DSA under a password, with a `DEK-Info` header.
    EncryptedTraditional,
    /// OpenSSH's own, `OPENSSH PRIVATE KEY`.
    OpenSsh,
}

impl KeyFormat {
    /// Whether a password stands before the key.
    #[must_use]
    pub const fn is_encrypted(self) -> bool {
        matches!(self, Self::EncryptedPkcs8 | Self::EncryptedTraditional)
    }
}

/// A private key: what may be told of it. The secret itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    format: KeyFormat,
    public_key: Option<PublicKey>,
    /// Whether the public half was worked out from the secret, as Fabric does, and not read beside it.
    is_computed: bool,
}

impl PrivateKey {
    /// Reads a private key, more generously than Fabric does: its PEM label (empty where it has
    /// none), its bytes, and whether its PEM headers say that it is encrypted.
    #[must_use]
    pub fn read(label: &str, der: &[u8], encrypted: bool) -> Option<Self> {
        const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";

        let of = |format, public_key| {
            Some(Self {
                format,
                public_key,
                is_computed: false,
            })
        };
        let of_secret = |format, secret: Option<Secret>| {
            let computed = secret.as_ref().and_then(Secret::public_key);
            Some(Self {
                format,
                is_computed: computed.is_some(),
                public_key: computed.or_else(|| secret?.stated_public_key()),
            })
        };
        if encrypted {
            return of(KeyFormat::EncryptedTraditional, None);
        }
        if label == "OPENSSH PRIVATE KEY" || der.starts_with(OPENSSH_MAGIC) {
            return of(KeyFormat::OpenSsh, None);
        }
        if let Some(key) = Pkcs8::read(der) {
            return of_secret(KeyFormat::Pkcs8, key.secret());
        }
        if let Some(key) = Secret::sec1(der, None) {
            return of_secret(KeyFormat::Sec1, Some(key));
        }
        if let Some(key) = structure::pkcs1(der) {
            return of(KeyFormat::Pkcs1, Some(key));
        }
        if is_encrypted_pkcs8(der) {
            return of(KeyFormat::EncryptedPkcs8, None);
        }
        None
    }

    /// How it is written down.
    #[must_use]
    pub const fn format(&self) -> KeyFormat {
        self.format
    }

    /// Its public half, where it can be told: not of an encrypted key, nor on a curve that Fabric does
    /// not know.
    #[must_use]
    pub const fn public_key(&self) -> Option<&PublicKey> {
        self.public_key.as_ref()
    }

    /// Its public half, where it was worked out from the secret.
    pub(crate) fn computed_public_key(&self) -> Option<&PublicKey> {
        self.public_key.as_ref().filter(|_| self.is_computed)
    }
}

/// EncryptedPrivateKeyInfo (RFC 5958 3): an algorithm and an OCTET STRING.
fn is_encrypted_pkcs8(der: &[u8]) -> bool {
    let read = || {
        let mut fields = Fields::new(der).field(Kind::Struct("")).ok()?.fields();
        let mut algorithm = fields.field(Kind::Struct("")).ok()?.fields();
        algorithm.field(Kind::Oid).ok()?.oid().ok()?;
        fields.field(Kind::OctetString).ok()?;
        fields.is_empty().then_some(())
    };
    read().is_some()
}

/// Bytes that are overwritten when they are dropped.
type SecretBytes = Zeroizing<Vec<u8>>;

#[cfg(test)]
mod tests;
