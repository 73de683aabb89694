//! The new certificate: the old one with another serial number, window and signature.

use sha2::{Digest, Sha256};

use super::signer::{Signer, SignerError, usual_algorithms};
use super::splice::Pieces;
use crate::certificate::{Certificate, PublicKey, SignatureAlgorithm};
use crate::der::ecdsa::EcdsaValue;
use crate::der::reader::tag;
use crate::der::{time, writer};
use crate::signature::{Sha1, SignatureFault, verify};
use crate::timestamp::Timestamp;

/// A validity window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Window {
    /// Its first instant.
    pub not_before: Timestamp,
    /// Its last instant.
    pub not_after: Timestamp,
}

/// Which serial number the new certificate gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SerialNumber {
    /// A new one.
    #[default]
    New,
    /// The old one, for the sake of children whose AKI names it.
    Kept,
}

/// Why no certificate was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignFault {
    /// The old certificate is not in DER.
    #[error("the certificate is not in DER and cannot be taken apart")]
    NotDer,
    /// The window ends before it begins, or lies outside the calendar of X.509.
    #[error("the window {} to {} is none that a certificate can have", .0.not_before, .0.not_after)]
    Window(Window),
    /// The key is not the issuer's.
    #[error("the private key does not belong to {issuer}")]
    WrongKey {
        /// The subject of the certificate whose key is needed.
        issuer: String,
    },
    /// No algorithm is known for the key.
    #[error("no signature algorithm is known for this kind of key")]
    NoAlgorithm,
    /// The signer gave up.
    #[error("no signature was made: {0}")]
    Signer(#[from] SignerError),
    /// The signer's signature is not its key's.
    #[error("the new signature does not verify ({0}): nothing was made")]
    Signature(SignatureFault),
    /// More than was asked for would differ.
    #[error("the new certificate would differ in more than serial number, window and signature")]
    Different,
}

/// Makes `old` again with another window, signed by `issuer`'s key (`issuer` is `old` itself where it
/// is self-signed). The result is verified before it is returned: the signature with the issuer's
/// key, and that nothing else differs.
///
/// # Errors
/// [`SignFault`]; then nothing was made.
pub fn sign(
    old: &Certificate,
    issuer: &Certificate,
    signer: &dyn Signer,
    window: Window,
    serial: SerialNumber,
) -> Result<Certificate, SignFault> {
    if signer.public_key() != issuer.public_key() {
        return Err(SignFault::WrongKey {
            issuer: issuer.subject().to_string(),
        });
    }
    let pieces = Pieces::of(old.der()).ok_or(SignFault::NotDer)?;
    let draft = Draft::of(old, &pieces, signer, window, serial)?;
    let fields = draft.fields(&pieces);
    let tbs = fields.tbs();
    let signature = low_s(signer.public_key(), signer.sign(draft.algorithm, &tbs)?);
    verify(
        draft.algorithm,
        issuer.public_key(),
        &tbs,
        &signature,
        Sha1::Refused,
    )
    .map_err(SignFault::Signature)?;
    let bits = writer::element(tag::BIT_STRING, &[&[0], signature.as_slice()].concat());
    let der = Pieces {
        signature: &bits,
        ..fields
    }
    .certificate();
    let new = Certificate::parse(&der).map_err(|_| SignFault::Different)?;
    let same = new.go().is_ok() == old.go().is_ok()
        && new.not_before() == window.not_before
        && new.not_after() == window.not_after
        && Pieces::of(&der).is_some_and(|made| is_otherwise_same(&made, &pieces));
    if same {
        Ok(new)
    } else {
        Err(SignFault::Different)
    }
}

/// The signed part that [`sign`] would sign: what tells whether a certificate was already made.
///
/// # Errors
/// [`SignFault`] where there would be no certificate.
pub fn signed_part(
    old: &Certificate,
    signer: &dyn Signer,
    window: Window,
    serial: SerialNumber,
) -> Result<Vec<u8>, SignFault> {
    let pieces = Pieces::of(old.der()).ok_or(SignFault::NotDer)?;
    let draft = Draft::of(old, &pieces, signer, window, serial)?;
    Ok(draft.fields(&pieces).tbs())
}

/// What is replaced.
struct Draft {
    algorithm: SignatureAlgorithm,
    /// `None`: both AlgorithmIdentifiers stay.
    identifier: Option<Vec<u8>>,
    serial: Option<Vec<u8>>,
    not_before: Vec<u8>,
    not_after: Vec<u8>,
}

impl Draft {
    fn of(
        old: &Certificate,
        pieces: &Pieces<'_>,
        signer: &dyn Signer,
        window: Window,
        serial: SerialNumber,
    ) -> Result<Self, SignFault> {
        if window.not_after < window.not_before {
            return Err(SignFault::Window(window));
        }
        let algorithm = algorithm(old, signer)?;
        let kept = algorithm == old.signature_algorithm();
        let instant = |at: Timestamp, old_at: Timestamp, old_bytes: &[u8]| {
            if at == old_at {
                return Ok(old_bytes.to_vec());
            }
            time::write(at).ok_or(SignFault::Window(window))
        };
        Ok(Self {
            algorithm,
            identifier: if kept {
                None
            } else {
                Some(identifier(algorithm)?)
            },
            serial: match serial {
                SerialNumber::New => Some(new_serial(old, window)),
                SerialNumber::Kept => None,
            },
            not_before: instant(window.not_before, old.not_before(), pieces.not_before)?,
            not_after: instant(window.not_after, old.not_after(), pieces.not_after)?,
        })
    }

    fn fields<'a>(&'a self, old: &Pieces<'a>) -> Pieces<'a> {
        Pieces {
            serial: self.serial.as_deref().unwrap_or(old.serial),
            inner_algorithm: self.identifier.as_deref().unwrap_or(old.inner_algorithm),
            outer_algorithm: self.identifier.as_deref().unwrap_or(old.outer_algorithm),
            not_before: &self.not_before,
            not_after: &self.not_after,
            ..*old
        }
    }
}

/// The old certificate's algorithm where the key can sign with it; else the key's usual one (a P-384
/// CA that OpenSSL signed with SHA-256, its default).
fn algorithm(old: &Certificate, signer: &dyn Signer) -> Result<SignatureAlgorithm, SignFault> {
    let kept = old.signature_algorithm();
    if signer.supports(kept) {
        return Ok(kept);
    }
    usual_algorithms(signer.public_key())
        .iter()
        .copied()
        .find(|algorithm| signer.supports(*algorithm))
        .ok_or(SignFault::NoAlgorithm)
}

/// The AlgorithmIdentifier (RFC 5758, RFC 8410, RFC 4055).
fn identifier(algorithm: SignatureAlgorithm) -> Result<Vec<u8>, SignFault> {
    use SignatureAlgorithm as Algorithm;
    const RSA: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
    const ECDSA: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 3];
    let rsa = |last: u8| (([&RSA[..], &[last]]).concat(), &[tag::NULL, 0][..]);
    let ecdsa = |last: u8| ([&ECDSA[..], &[last]].concat(), &[][..]);
    let (oid, parameters) = match algorithm {
        Algorithm::EcdsaSha256 => ecdsa(2),
        Algorithm::EcdsaSha384 => ecdsa(3),
        Algorithm::EcdsaSha512 => ecdsa(4),
        Algorithm::RsaSha256 => rsa(11),
        Algorithm::RsaSha384 => rsa(12),
        Algorithm::RsaSha512 => rsa(13),
        Algorithm::Ed25519 => (vec![0x2b, 0x65, 0x70], &[][..]),
        _ => return Err(SignFault::NoAlgorithm),
    };
    let oid = writer::element(tag::OID, &oid);
    Ok(writer::element(tag::SEQUENCE, &[&oid, parameters].concat()))
}

/// A serial number of 20 bytes (RFC 5280, 4.1.2.2: positive, at most 20, unique for the issuer). It is
/// derived from the old certificate and the new window and not drawn at random, so that the same
/// order makes the same certificate again but for an ECDSA signature, and a second run can tell that
/// nothing is left to do. Two orders share a number only where SHA-256 cut to 158 bits collides.
fn new_serial(old: &Certificate, window: Window) -> Vec<u8> {
    let digest = Sha256::new()
        .chain_update(b"fabcert reissue")
        .chain_update(old.der())
        .chain_update(window.not_before.unix().to_be_bytes())
        .chain_update(window.not_after.unix().to_be_bytes())
        .finalize();
    let mut number = [0; 20];
    number
        .iter_mut()
        .zip(digest)
        .for_each(|(byte, hash)| *byte = hash);
    // Positive, and 20 bytes long without a leading zero.
    number[0] = number[0] & 0x3f | 0x40;
    writer::unsigned_integer(&number)
}

/// Fabric rewrites ECDSA signatures with a high s in memory; what lies on disk should be what it uses.
fn low_s(key: &PublicKey, signature: Vec<u8>) -> Vec<u8> {
    match (key, EcdsaValue::parse(&signature)) {
        (PublicKey::Ecdsa(curve, _), Some(value)) => value.into_low_s(*curve).to_der(),
        _ => signature,
    }
}

/// Whether nothing differs but serial number, window, algorithm and signature.
fn is_otherwise_same(new: &Pieces<'_>, old: &Pieces<'_>) -> bool {
    (new.version, new.issuer, new.rest) == (old.version, old.issuer, old.rest)
}

#[cfg(test)]
mod tests;
