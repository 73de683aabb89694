//! One certificate: what it is to say, and who signs it.

use sha2::{Digest as _, Sha256};
use time::UtcDateTime;
use time::macros::utc_datetime;

use super::extension::{AuthorityKeyId, Extension, KeyId, KeyUsage, Keys};
use super::name::{AttributeType, Name};
use crate::der;
use crate::key::{Key, S, SignatureAlgorithm};

/// How an instant is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Time {
    /// UTCTime until 2049, GeneralizedTime after (RFC 5280).
    Usual(UtcDateTime),
    /// UTCTime whatever the year.
    Utc(UtcDateTime),
    /// GeneralizedTime whatever the year.
    Generalized(UtcDateTime),
    /// Any element, well-formed or not.
    Der(Vec<u8>),
}

impl From<UtcDateTime> for Time {
    fn from(at: UtcDateTime) -> Self {
        Self::Usual(at)
    }
}

impl Time {
    /// The instant, where this is one.
    pub fn instant(&self) -> Option<UtcDateTime> {
        match self {
            Self::Usual(at) | Self::Utc(at) | Self::Generalized(at) => Some(*at),
            Self::Der(_) => None,
        }
    }

    fn to_der(&self) -> Vec<u8> {
        match self {
            Self::Usual(at) => der::time(*at),
            Self::Utc(at) => der::utc_time(*at),
            Self::Generalized(at) => der::generalized_time(*at),
            Self::Der(der) => der.clone(),
        }
    }
}

/// A certificate to be made.
///
/// ```
/// use fabcert_testdata::forge::Forge;
/// use time::macros::utc_datetime;
///
/// let ca = Forge::ca("ca.org1.example.com").self_signed();
/// let leaf = Forge::leaf("peer0.org1.example.com")
///     .units(&["peer"])
///     .not_before(utc_datetime!(2026-11-22 05:58:00))
///     .issued_by(&ca);
/// assert!(leaf.pem().starts_with(b"-----BEGIN CERTIFICATE-----"));
/// ```
#[derive(Clone, Debug)]
pub struct Forge {
    version: Option<u8>,
    serial: Option<Vec<u8>>,
    subject: Name,
    issuer: Option<Name>,
    not_before: Time,
    not_after: Time,
    key: Key,
    extensions: Vec<Extension>,
    algorithm: Option<SignatureAlgorithm>,
    outer_algorithm: Option<SignatureAlgorithm>,
    s: S,
}

impl Forge {
    /// A CA for the years 2026 to 2035 with a key of its own name: critical keyUsage and
    /// basicConstraints, a subjectKeyIdentifier of 32 bytes.
    pub fn ca(common_name: &str) -> Self {
        Self {
            not_before: utc_datetime!(2026-01-01 00:00:00).into(),
            not_after: utc_datetime!(2036-01-01 00:00:00).into(),
            extensions: vec![
                Extension::key_usage(&[KeyUsage::CertSign, KeyUsage::CrlSign]),
                Extension::ca(None),
                Extension::subject_key_id(KeyId::Sha256),
                Extension::authority_key_id(AuthorityKeyId::KeyId),
            ],
            ..Self::leaf(common_name)
        }
    }

    /// An enrollment certificate from June 2026 to June 2027 with a key of its own name, extended
    /// as cryptogen does.
    pub fn leaf(common_name: &str) -> Self {
        Self {
            version: Some(2),
            serial: None,
            subject: Name::common(common_name),
            issuer: None,
            not_before: utc_datetime!(2026-06-01 00:00:00).into(),
            not_after: utc_datetime!(2027-06-01 00:00:00).into(),
            key: Key::named(common_name),
            extensions: vec![
                Extension::key_usage(&[KeyUsage::DigitalSignature]),
                Extension::not_ca(),
                Extension::authority_key_id(AuthorityKeyId::KeyId),
            ],
            algorithm: None,
            outer_algorithm: None,
            s: S::Low,
        }
    }

    /// Subject of one's own; the key stays.
    #[must_use]
    pub fn subject(self, subject: Name) -> Self {
        Self { subject, ..self }
    }

    /// `OU=… + OU=…` behind what the subject says so far.
    #[must_use]
    pub fn units(self, units: &[&str]) -> Self {
        let subject = self.subject.clone().with_units(units);
        self.subject(subject)
    }

    /// `O=…` behind what the subject says so far.
    #[must_use]
    pub fn organization(self, organization: &str) -> Self {
        let subject = self
            .subject
            .clone()
            .with(AttributeType::Organization, organization);
        self.subject(subject)
    }

    /// Names an issuer other than the one that signs.
    #[must_use]
    pub fn issuer(self, issuer: Name) -> Self {
        Self {
            issuer: Some(issuer),
            ..self
        }
    }

    /// NotBefore.
    #[must_use]
    pub fn not_before(self, at: impl Into<Time>) -> Self {
        Self {
            not_before: at.into(),
            ..self
        }
    }

    /// NotAfter.
    #[must_use]
    pub fn not_after(self, at: impl Into<Time>) -> Self {
        Self {
            not_after: at.into(),
            ..self
        }
    }

    /// NotBefore and NotAfter.
    #[must_use]
    pub fn window(self, not_before: impl Into<Time>, not_after: impl Into<Time>) -> Self {
        self.not_before(not_before).not_after(not_after)
    }

    /// Key of one's own.
    #[must_use]
    pub fn key(self, key: Key) -> Self {
        Self { key, ..self }
    }

    /// Serial number, big-endian; made of the rest where not given.
    #[must_use]
    pub fn serial(self, serial: &[u8]) -> Self {
        Self {
            serial: Some(serial.to_vec()),
            ..self
        }
    }

    /// X.509 version: 2 is v3; `None` leaves the field out, which is v1.
    #[must_use]
    pub fn version(self, version: Option<u8>) -> Self {
        Self { version, ..self }
    }

    /// These extensions in this order and no others.
    #[must_use]
    pub fn extensions(self, extensions: Vec<Extension>) -> Self {
        Self { extensions, ..self }
    }

    /// This extension in the place of the one with the same identifier, else behind the last.
    #[must_use]
    pub fn with(mut self, extension: Extension) -> Self {
        match self
            .extensions
            .iter_mut()
            .find(|present| present.oid == extension.oid)
        {
            Some(present) => *present = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    /// This extension behind the last, even if there is one with the same identifier.
    #[must_use]
    pub fn with_another(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    /// No extension with this identifier.
    #[must_use]
    pub fn without(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Signature algorithm other than the issuer key's usual one.
    #[must_use]
    pub fn algorithm(self, algorithm: SignatureAlgorithm) -> Self {
        Self {
            algorithm: Some(algorithm),
            ..self
        }
    }

    /// Another signature algorithm in the outer field than in the TBSCertificate: Go refuses that.
    #[must_use]
    pub fn outer_algorithm(self, algorithm: SignatureAlgorithm) -> Self {
        Self {
            outer_algorithm: Some(algorithm),
            ..self
        }
    }

    /// ECDSA signature with a high `s`.
    #[must_use]
    pub fn high_s(self) -> Self {
        Self { s: S::High, ..self }
    }

    /// Signed by its own key, in its own name.
    pub fn self_signed(self) -> Forged {
        let subject = self.subject.to_der();
        let key_id = self.own_key_id();
        let serial = self.serial_of(&subject);
        let keys = Keys {
            sha1: &self.key.sha1_ski(),
            sha256: &self.key.sha256_ski(),
            // Like cryptogen and fabric-ca: no authorityKeyIdentifier in a root.
            issuer_key_id: None,
            issuer_certificate: (&subject, &serial),
        };
        self.sign(&subject, key_id, &keys, &self.key)
    }

    /// Signed by that CA.
    pub fn issued_by(self, issuer: &Forged) -> Forged {
        self.issued_by_key(issuer, &issuer.key)
    }

    /// In the name of that CA, but signed by some other key.
    pub fn issued_by_key(self, issuer: &Forged, signer: &Key) -> Forged {
        let keys = Keys {
            sha1: &self.key.sha1_ski(),
            sha256: &self.key.sha256_ski(),
            issuer_key_id: issuer.key_id.as_deref(),
            issuer_certificate: (&issuer.issuer, &issuer.serial),
        };
        self.sign(&issuer.subject, self.own_key_id(), &keys, signer)
    }

    fn own_key_id(&self) -> Option<Vec<u8>> {
        let keys = Keys {
            sha1: &self.key.sha1_ski(),
            sha256: &self.key.sha256_ski(),
            issuer_key_id: None,
            issuer_certificate: (&[], &[]),
        };
        self.extensions
            .iter()
            .find_map(|extension| extension.key_id(&keys))
    }

    fn sign(
        &self,
        issuer: &[u8],
        key_id: Option<Vec<u8>>,
        keys: &Keys<'_>,
        signer: &Key,
    ) -> Forged {
        let issuer = self
            .issuer
            .as_ref()
            .map_or_else(|| issuer.to_vec(), Name::to_der);
        let algorithm = self.algorithm.unwrap_or_else(|| signer.usual_algorithm());
        let serial = self.serial_of(&issuer);
        let tbs = der::sequence(&[
            self.version
                .map(|version| der::explicit(0, &der::unsigned(&[version])))
                .unwrap_or_default(),
            serial.clone(),
            algorithm.identifier(),
            issuer.clone(),
            self.validity(),
            self.subject.to_der(),
            self.key.spki(),
            self.extensions_der(keys),
        ]);
        let signature = signer.sign(&tbs, algorithm, self.s);
        let der = der::sequence(&[
            tbs,
            self.outer_algorithm.unwrap_or(algorithm).identifier(),
            der::bits(&signature),
        ]);
        Forged {
            der,
            key: self.key.clone(),
            subject: self.subject.to_der(),
            issuer,
            serial,
            key_id,
            not_before: self.not_before.instant(),
            not_after: self.not_after.instant(),
        }
    }

    fn validity(&self) -> Vec<u8> {
        der::sequence(&[self.not_before.to_der(), self.not_after.to_der()])
    }

    fn extensions_der(&self, keys: &Keys<'_>) -> Vec<u8> {
        if self.extensions.is_empty() {
            return Vec::new();
        }
        let extensions: Vec<_> = self
            .extensions
            .iter()
            .filter_map(|extension| extension.to_der(keys))
            .collect();
        der::explicit(3, &der::sequence(&extensions))
    }

    /// As random to look at as cryptogen's 16 bytes, yet the same on every run.
    fn serial_of(&self, issuer: &[u8]) -> Vec<u8> {
        if let Some(serial) = &self.serial {
            return der::unsigned(serial);
        }
        let digest = Sha256::new()
            .chain_update(issuer)
            .chain_update(self.subject.to_der())
            .chain_update(self.validity())
            .chain_update(self.key.spki())
            .finalize();
        der::unsigned(&digest[..16])
    }
}

/// A certificate that was made, with its private key.
#[derive(Clone, Debug)]
pub struct Forged {
    der: Vec<u8>,
    key: Key,
    subject: Vec<u8>,
    issuer: Vec<u8>,
    serial: Vec<u8>,
    key_id: Option<Vec<u8>>,
    not_before: Option<UtcDateTime>,
    not_after: Option<UtcDateTime>,
}

impl Forged {
    /// DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// PEM.
    pub fn pem(&self) -> Vec<u8> {
        crate::pem("CERTIFICATE", &self.der)
    }

    /// The private key of its public key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The subject, DER.
    pub fn subject_der(&self) -> &[u8] {
        &self.subject
    }

    /// NotBefore.
    ///
    /// # Panics
    /// When it was given as raw DER.
    pub fn not_before(&self) -> UtcDateTime {
        self.not_before.expect("NotBefore was given as an instant")
    }

    /// NotAfter.
    ///
    /// # Panics
    /// When it was given as raw DER.
    pub fn not_after(&self) -> UtcDateTime {
        self.not_after.expect("NotAfter was given as an instant")
    }

    /// The content of its subjectKeyIdentifier.
    pub fn key_id(&self) -> Option<&[u8]> {
        self.key_id.as_deref()
    }

    /// The serial number, an INTEGER in DER.
    pub(super) fn serial_der(&self) -> &[u8] {
        &self.serial
    }

    /// The same with the last bit of the signature turned over.
    #[must_use]
    pub fn with_broken_signature(mut self) -> Self {
        if let Some(last) = self.der.last_mut() {
            *last ^= 1;
        }
        self
    }
}
