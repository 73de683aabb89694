//! What Fabric's file keystore loads (`bccsp/sw/fileks.go`): the first PEM block of a file, whatever
//! its label says.

use super::SecretBytes;
use super::structure::{self, Pkcs8, Secret};
use crate::certificate::PublicKey;
use crate::certificate::algorithm::AlgorithmIdentifier;
use crate::der::asn1::{Fields, Kind};
use crate::pem::go_decode;

/// The public half of the private key that Fabric loads from a file of these bytes: PKCS#1, PKCS#8
/// with an EC or Ed25519 key, or SEC 1, not encrypted. `None` where it loads none.
///
/// Without the feature `signatures` it is told only where the file holds an RSA key.
#[must_use]
pub fn go_private_key(file: &[u8]) -> Option<PublicKey> {
    go_private_key_of(&first_block(file)?, None)
}

/// The same for a file whose first block, not encrypted, holds this; `known` where the public half of
/// what it holds has been worked out before.
pub(crate) fn go_private_key_of(der: &[u8], known: Option<&PublicKey>) -> Option<PublicKey> {
    if let Some(key) = structure::pkcs1(der) {
        return Some(key);
    }
    let secret = match Pkcs8::read(der).and_then(|key| key.secret()) {
        // In PKCS#8, Fabric knows only the two other kinds.
        Some(Secret::Rsa(_)) => return None,
        Some(secret) => secret,
        None => Secret::sec1(der, None)?,
    };
    known.cloned().or_else(|| secret.public_key())
}

/// The public key that Fabric loads from a file of these bytes (`x509.ParsePKIXPublicKey`).
#[must_use]
pub fn go_public_key(file: &[u8]) -> Option<PublicKey> {
    let der = first_block(file)?;
    let mut outer = Fields::new(&der);
    let mut fields = outer.field(Kind::Struct("publicKeyInfo")).ok()?.fields();
    let algorithm = fields.field(Kind::Struct("AlgorithmIdentifier")).ok()?;
    let algorithm = AlgorithmIdentifier::unmarshal(algorithm).ok()?;
    let key = fields.field(Kind::BitString).ok()?.bit_string().ok()?;
    if !outer.is_empty() {
        return None;
    }
    match PublicKey::from_parts(algorithm, &key.right_aligned()).ok()? {
        PublicKey::Dsa | PublicKey::Unknown | PublicKey::Unreadable => None,
        key => Some(key),
    }
}

/// Whether Fabric loads a symmetric key from a file of these bytes: any block will do.
#[must_use]
pub fn go_symmetric_key(file: &[u8]) -> bool {
    first_block(file).is_some()
}

/// The first block's bytes, where no `DEK-Info` header calls them encrypted.
fn first_block(file: &[u8]) -> Option<SecretBytes> {
    let block = go_decode(file)?;
    let der = SecretBytes::new(block.der);
    (!block.dek_info).then_some(der)
}
