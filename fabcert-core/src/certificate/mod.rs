//! One certificate: its DER and where everything stands in it, parsed once, never changed.
//!
//! Two readers fill the same facts. `go` reads exactly as Go's `x509.ParseCertificate` does, whose
//! verdict is Fabric's; where Go refuses, `tolerant` reads what can be read, so that a finding can
//! still name the certificate. [`Certificate::go`] tells which it was.

pub(crate) mod algorithm;
mod curve;
pub(crate) mod domain;
mod extension;
mod extension_values;
mod fault;
mod general_name;
mod go;
mod name;
mod name_constraints;
pub(crate) mod public_key;
mod tolerant;
pub(crate) mod uri;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::timestamp::Timestamp;
use extension_values::ExtensionValues;

pub use extension::{
    BasicConstraints, ExtendedKeyUsage, Extension, FabricAttributes, GeneralName, KeyUsage,
    NameConstraints, Policies, Subtrees,
};
pub use fault::{GoFault, Unreadable};
pub use name::{Attribute, Name};
pub use public_key::{Curve, PublicKey, SignatureAlgorithm};

/// The SHA-256 of a certificate's DER: its identity everywhere in this crate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of these DER bytes.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

/// Lower-case hexadecimal.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Lower-case hexadecimal.
impl serde::Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where something stands in the certificate's DER.
pub(crate) type Span = Range<u32>;

/// The signature's bits, right-aligned as Go does where bits are unused.
#[derive(Clone, Debug)]
pub(crate) enum Signature {
    /// As they stand in the DER.
    At(Span),
    /// Shifted, where some are unused, or put together from several pieces.
    Apart(Box<[u8]>),
}

/// What either reader takes out of the DER.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// 1, 2 or 3 (Go's odd version 2^63−1 counts as 1).
    pub(crate) version: u8,
    /// The TBSCertificate, tag and length included.
    pub(crate) tbs: Span,
    /// Content of the serial number's INTEGER.
    pub(crate) serial: Span,
    /// Issuer Name, tag and length included.
    pub(crate) issuer: Span,
    /// Subject Name, tag and length included.
    pub(crate) subject: Span,
    /// SubjectPublicKeyInfo, tag and length included.
    pub(crate) spki: Span,
    /// The outer AlgorithmIdentifier, tag and length included.
    pub(crate) algorithm_identifier: Span,
    pub(crate) signature_algorithm: SignatureAlgorithm,
    pub(crate) signature: Signature,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) public_key: PublicKey,
    /// Every extension, in file order (none in v1 and v2, which Go does not read there).
    pub(crate) extensions: Box<[Extension]>,
    /// What the extensions say.
    values: ExtensionValues,
}

/// One certificate.
#[derive(Clone)]
pub struct Certificate {
    der: Arc<[u8]>,
    fingerprint: Fingerprint,
    parts: Parts,
    go: Result<(), GoFault>,
}

impl Certificate {
    /// Reads a DER certificate: as Go does, or, where Go refuses it, as far as it can be read.
    ///
    /// # Errors
    /// [`Unreadable`] where neither reader can make anything of it.
    pub fn parse(der: &[u8]) -> Result<Self, Unreadable> {
        Self::parse_known(der.into(), Fingerprint::of(der))
    }

    /// The same, where its fingerprint is known.
    pub(crate) fn parse_known(
        der: Arc<[u8]>,
        fingerprint: Fingerprint,
    ) -> Result<Self, Unreadable> {
        let (parts, go) = match go::parse(&der) {
            Ok(parts) => (parts, Ok(())),
            Err(fault) => match tolerant::parse(&der) {
                Some(parts) => (parts, Err(fault)),
                None => return Err(Unreadable { go: fault }),
            },
        };
        Ok(Self {
            der,
            fingerprint,
            parts,
            go,
        })
    }

    /// What Go's `x509.ParseCertificate` says of it.
    ///
    /// # Errors
    /// Go's refusal; every other method then tells what the tolerant reader could read.
    pub fn go(&self) -> Result<(), &GoFault> {
        self.go.as_ref().copied()
    }

    fn at(&self, span: &Span) -> &[u8] {
        // Spans come from the readers, which cut them out of these very bytes.
        &self.der[span.start as usize..span.end as usize]
    }

    /// The certificate's DER.
    #[must_use]
    pub const fn der(&self) -> &Arc<[u8]> {
        &self.der
    }

    /// SHA-256 of the DER.
    #[must_use]
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// SHA-1 of the DER, as older tools name certificates.
    #[must_use]
    pub fn sha1_fingerprint(&self) -> [u8; 20] {
        sha1::Sha1::digest(&self.der).into()
    }

    /// X.509 version: 1, 2 or 3.
    #[must_use]
    pub const fn version(&self) -> u8 {
        self.parts.version
    }

    /// The signed part (TBSCertificate), tag and length included.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.at(&self.parts.tbs)
    }

    /// The serial number's content bytes (two's complement, big-endian).
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        self.at(&self.parts.serial)
    }

    /// The serial number as Go's `%x` prints it: lower-case, no leading zeros, `-` where negative.
    #[must_use]
    pub fn serial_hex(&self) -> String {
        name::big_int(self.serial()).to_str_radix(16)
    }

    /// The serial number in decimal.
    #[must_use]
    pub fn serial_decimal(&self) -> String {
        name::big_int(self.serial()).to_str_radix(10)
    }

    /// The issuer's name.
    #[must_use]
    pub fn issuer(&self) -> Name<'_> {
        Name::new(self.at(&self.parts.issuer))
    }

    /// The subject's name.
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        Name::new(self.at(&self.parts.subject))
    }

    /// Whether issuer and subject are the same bytes.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer().raw() == self.subject().raw()
    }

    /// First instant of the validity window.
    #[must_use]
    pub const fn not_before(&self) -> Timestamp {
        self.parts.not_before
    }

    /// Last instant of the validity window (inclusive).
    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.parts.not_after
    }

    /// SubjectPublicKeyInfo, tag and length included.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.at(&self.parts.spki)
    }

    /// The public key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.parts.public_key
    }

    /// The outer signature AlgorithmIdentifier, tag and length included.
    #[must_use]
    pub fn algorithm_identifier(&self) -> &[u8] {
        self.at(&self.parts.algorithm_identifier)
    }

    /// What the certificate is signed with, as Go's `SignatureAlgorithm` tells it.
    #[must_use]
    pub const fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.parts.signature_algorithm
    }

    /// The signature's bits.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        match &self.parts.signature {
            Signature::At(span) => self.at(span),
            Signature::Apart(bits) => bits,
        }
    }

    /// Every extension, in file order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.parts.extensions
    }

    /// The value of the extension with this OID (content bytes, such as `[0x55, 0x1d, 0x0e]`).
    #[must_use]
    pub fn extension_value(&self, oid: &[u8]) -> Option<&[u8]> {
        self.extensions()
            .iter()
            .find(|extension| self.at(&extension.oid) == oid)
            .map(|extension| self.at(&extension.value))
    }

    /// The OID content bytes of an extension of this certificate.
    #[must_use]
    pub fn extension_oid(&self, extension: &Extension) -> &[u8] {
        self.at(&extension.oid)
    }

    /// The OID of an extension of this certificate, dotted.
    #[must_use]
    pub fn extension_oid_text(&self, extension: &Extension) -> String {
        crate::der::value::dotted(self.extension_oid(extension))
    }

    /// Basic constraints, where the extension is there.
    #[must_use]
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.parts.values.basic_constraints
    }

    /// Go's `IsCA`: basic constraints are there and their CA flag is true.
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.parts.values.basic_constraints.is_some_and(|it| it.ca)
    }

    /// Key usage bits; `None` where the extension is absent.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.parts.values.key_usage
    }

    /// Extended key usage; `None` where the extension is absent.
    #[must_use]
    pub const fn extended_key_usage(&self) -> Option<&ExtendedKeyUsage> {
        self.parts.values.extended_key_usage.as_ref()
    }

    /// The subject key identifier; `None` where the extension is absent (it may be there and empty).
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.parts
            .values
            .subject_key_id
            .as_ref()
            .map(|span| self.at(span))
    }

    /// The authority key identifier's key id.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.parts
            .values
            .authority_key_id
            .as_ref()
            .map(|span| self.at(span))
    }

    /// Subject alternative names; `None` where the extension is absent.
    #[must_use]
    pub fn subject_alt_names(&self) -> Option<&[GeneralName]> {
        self.parts.values.subject_alt_names.as_deref()
    }

    /// Name constraints, where the extension is there.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.parts.values.name_constraints.as_deref()
    }

    /// Certificate policies and what governs them, where any such extension is there.
    #[must_use]
    pub fn policies(&self) -> Option<&Policies> {
        self.parts.values.policies.as_deref()
    }

    /// Whether it has a critical extension that Go does not handle, so that Go refuses it in a chain.
    #[must_use]
    pub const fn has_unhandled_critical_extension(&self) -> bool {
        self.parts.values.unhandled_critical
    }

    /// The attributes that fabric-ca wrote into it (extension 1.2.3.4.5.6.7.8.1).
    #[must_use]
    pub fn fabric_attributes(&self) -> Option<FabricAttributes> {
        FabricAttributes::of(
            self.extension_value(&[0x2a, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x01])?,
        )
    }

    /// Whether it bears its own name and looks like its own issuer: same names, and no AKI or one
    /// that is its SKI. Whether it really signed itself only the signature tells.
    #[must_use]
    pub fn looks_self_signed(&self) -> bool {
        self.is_self_issued()
            && self
                .authority_key_id()
                .is_none_or(|aki| self.subject_key_id().is_none_or(|ski| ski == aki))
    }
}

/// Same bytes.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject().to_string())
            .field("issuer", &self.issuer().to_string())
            .field("not_before", &self.not_before())
            .field("not_after", &self.not_after())
            .field("sha256", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
