//! Certificate revocation lists as Fabric reads them: Go's `x509.ParseCRL`, whose rules are those of
//! `encoding/asn1`, and what the MSP then takes out of them.

mod fault;
mod read;

use std::fmt;
use std::sync::Arc;

use crate::certificate::{Fingerprint, Name, SignatureAlgorithm, Span};
use crate::der::asn1::{Fields, Kind};
use crate::der::writer;
use crate::pem::go_decode;
use crate::timestamp::Timestamp;

pub use fault::{AuthorityKeyIdFault, CrlFault, SignatureValueFault};

/// What a CRL file must start with, and the label its first block must have, for Fabric to see PEM
/// in it.
const PEM_PREFIX: &[u8] = b"-----BEGIN X509 CRL";
const PEM_LABEL: &str = "X509 CRL";

/// A revocation list.
#[derive(Clone)]
pub struct RevocationList {
    der: Arc<[u8]>,
    fingerprint: Fingerprint,
    parts: Parts,
}

/// What is taken out of the DER.
#[derive(Clone)]
struct Parts {
    /// TBSCertList, tag and length included.
    tbs: Span,
    /// Issuer Name, tag and length included.
    issuer: Span,
    signature_algorithm: SignatureAlgorithm,
    /// The signature's bits, right-aligned.
    signature: Box<[u8]>,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    /// Contents of the serial numbers, sorted by their bytes.
    revoked: Box<[Span]>,
    /// Value of the first AKI extension.
    authority_key_id: Option<Span>,
}

impl RevocationList {
    /// Reads a CRL file as Fabric does: where it starts as an `X509 CRL` block, that block; otherwise
    /// the file as it stands is taken for DER.
    ///
    /// # Errors
    /// Go's refusal.
    pub fn from_file(file: &[u8]) -> Result<Self, CrlFault> {
        if file.starts_with(PEM_PREFIX)
            && let Some(block) = go_decode(file).filter(|block| block.label == PEM_LABEL)
        {
            return Self::from_der(&block.der);
        }
        Self::from_der(file)
    }

    /// Reads a DER CRL.
    ///
    /// # Errors
    /// Go's refusal.
    pub fn from_der(der: &[u8]) -> Result<Self, CrlFault> {
        Ok(Self {
            parts: read::parse(der)?,
            der: der.into(),
            fingerprint: Fingerprint::of(der),
        })
    }

    fn at(&self, span: &Span) -> &[u8] {
        // Spans were cut out of these very bytes.
        &self.der[span.start as usize..span.end as usize]
    }

    /// The list's DER.
    #[must_use]
    pub const fn der(&self) -> &Arc<[u8]> {
        &self.der
    }

    /// SHA-256 of the DER.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The signed part (TBSCertList), tag and length included.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.at(&self.parts.tbs)
    }

    /// The issuer's name. Fabric does not look at it.
    #[must_use]
    pub fn issuer(&self) -> Name<'_> {
        Name::new(self.at(&self.parts.issuer))
    }

    /// When the list was made. Fabric does not look at it.
    #[must_use]
    pub const fn this_update(&self) -> Timestamp {
        self.parts.this_update
    }

    /// When the next list is due. Fabric does not look at it.
    #[must_use]
    pub const fn next_update(&self) -> Option<Timestamp> {
        self.parts.next_update
    }

    /// What the list is signed with: the outer algorithm, whatever the inner one says.
    #[must_use]
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.parts.signature_algorithm
    }

    /// The signature as Fabric keeps it at set-up: an ECDSA value is read and written anew, which
    /// drops what stands behind its two numbers.
    ///
    /// # Errors
    /// Fabric's refusal of the ECDSA value.
    pub fn signature(&self) -> Result<Box<[u8]>, SignatureValueFault> {
        let bits = &self.parts.signature;
        if !self.parts.signature_algorithm.is_ecdsa() {
            return Ok(bits.clone());
        }
        let (r, s) = ecdsa_numbers(bits)?;
        Ok(writer::sequence(&[writer::unsigned_integer(r), writer::unsigned_integer(s)]).into())
    }

    /// How many entries the list has, repeated serial numbers included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.revoked.len()
    }

    /// Whether it revokes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.revoked.is_empty()
    }

    /// Whether it has an entry with this serial number (an INTEGER's content, as
    /// [`Certificate::serial`](crate::certificate::Certificate::serial) gives it).
    #[must_use]
    pub fn revokes(&self, serial: &[u8]) -> bool {
        self.parts
            .revoked
            .binary_search_by(|entry| self.at(entry).cmp(serial))
            .is_ok()
    }

    /// The key id of the first AKI extension, empty where it has none
    /// (`msp.getAuthorityKeyIdentifierFromCrl`).
    ///
    /// # Errors
    /// Fabric's refusal, where there is no such extension or it cannot be read.
    pub fn authority_key_id(&self) -> Result<&[u8], AuthorityKeyIdFault> {
        let value = self
            .parts
            .authority_key_id
            .as_ref()
            .ok_or(AuthorityKeyIdFault::NotFound)?;
        Ok(read::authority_key_id(self.at(value))?)
    }
}

/// The two numbers of an ECDSA signature value (`bccsp/utils.UnmarshalECDSASignature`).
fn ecdsa_numbers(value: &[u8]) -> Result<(&[u8], &[u8]), SignatureValueFault> {
    let mut fields = Fields::new(value)
        .field(Kind::Struct("ECDSASignature"))?
        .fields();
    let r = fields.field(Kind::BigInt)?.big_int()?;
    let s = fields.field(Kind::BigInt)?.big_int()?;
    if !crate::der::value::is_positive(r) {
        return Err(SignatureValueFault::R);
    }
    if !crate::der::value::is_positive(s) {
        return Err(SignatureValueFault::S);
    }
    Ok((r, s))
}

/// Same bytes.
impl PartialEq for RevocationList {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for RevocationList {}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("issuer", &self.issuer().to_string())
            .field("this_update", &self.this_update())
            .field("next_update", &self.next_update())
            .field("entries", &self.len())
            .field("sha256", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
