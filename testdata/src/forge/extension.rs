//! Extensions.

use crate::der;

/// Object identifiers of the extensions that this module writes.
pub mod oid {
    /// subjectKeyIdentifier
    pub const SUBJECT_KEY_ID: &str = "2.5.29.14";
    /// keyUsage
    pub const KEY_USAGE: &str = "2.5.29.15";
    /// subjectAltName
    pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
    /// basicConstraints
    pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    /// nameConstraints
    pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
    /// authorityKeyIdentifier
    pub const AUTHORITY_KEY_ID: &str = "2.5.29.35";
    /// extKeyUsage
    pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
    /// The attributes that fabric-ca puts into enrollment certificates.
    pub const FABRIC_CA_ATTRIBUTES: &str = "1.2.3.4.5.6.7.8.1";
}

/// Bits of keyUsage (RFC 5280 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the RFC's")]
pub enum KeyUsage {
    DigitalSignature = 0,
    ContentCommitment = 1,
    KeyEncipherment = 2,
    DataEncipherment = 3,
    KeyAgreement = 4,
    CertSign = 5,
    CrlSign = 6,
}

/// Purposes of extKeyUsage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the RFC's")]
pub enum ExtendedKeyUsage {
    Any,
    ServerAuth,
    ClientAuth,
    CodeSigning,
}

/// What a key identifier is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyId {
    /// 20 bytes: fabric-ca, cfssl, openssl.
    Sha1,
    /// 32 bytes: cryptogen.
    Sha256,
    /// Any other bytes.
    Bytes(Vec<u8>),
}

/// What an authorityKeyIdentifier says of the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorityKeyId {
    /// The issuer's subjectKeyIdentifier; no extension where the issuer has none.
    KeyId,
    /// The issuer's own issuer and serial number.
    IssuerAndSerial,
    /// Both.
    KeyIdIssuerAndSerial,
    /// Any key identifier.
    Bytes(Vec<u8>),
}

/// One entry of subjectAltName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// dNSName
    Dns(String),
    /// iPAddress, 4 or 16 bytes.
    Ip(Vec<u8>),
    /// uniformResourceIdentifier
    Uri(String),
}

/// An extension as it is asked for; key identifiers are known only when the certificate is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub(super) oid: String,
    critical: bool,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Der(Vec<u8>),
    SubjectKeyId(KeyId),
    AuthorityKeyId(AuthorityKeyId),
}

/// What the extensions of a certificate may say of its keys.
pub(super) struct Keys<'a> {
    pub(super) sha1: &'a [u8],
    pub(super) sha256: &'a [u8],
    pub(super) issuer_key_id: Option<&'a [u8]>,
    /// The Name and the serial number (INTEGER), both DER, that the issuer's certificate was issued with.
    pub(super) issuer_certificate: (&'a [u8], &'a [u8]),
}

impl Extension {
    /// Any extension.
    pub fn raw(oid: &str, critical: bool, value: impl Into<Vec<u8>>) -> Self {
        Self {
            oid: oid.to_owned(),
            critical,
            value: Value::Der(value.into()),
        }
    }

    /// The same with the critical flag set otherwise.
    #[must_use]
    pub fn critical(self, critical: bool) -> Self {
        Self { critical, ..self }
    }

    /// keyUsage, critical.
    pub fn key_usage(usages: &[KeyUsage]) -> Self {
        let bits: Vec<u8> = usages.iter().map(|usage| *usage as u8).collect();
        Self::raw(oid::KEY_USAGE, true, der::named_bits(&bits))
    }

    /// extKeyUsage.
    pub fn extended_key_usage(purposes: &[ExtendedKeyUsage]) -> Self {
        let purpose = |purpose: &ExtendedKeyUsage| {
            der::oid(match purpose {
                ExtendedKeyUsage::Any => "2.5.29.37.0",
                ExtendedKeyUsage::ServerAuth => "1.3.6.1.5.5.7.3.1",
                ExtendedKeyUsage::ClientAuth => "1.3.6.1.5.5.7.3.2",
                ExtendedKeyUsage::CodeSigning => "1.3.6.1.5.5.7.3.3",
            })
        };
        let purposes: Vec<_> = purposes.iter().map(purpose).collect();
        Self::raw(oid::EXTENDED_KEY_USAGE, false, der::sequence(&purposes))
    }

    /// basicConstraints of a CA, critical.
    pub fn ca(path_length: Option<u8>) -> Self {
        let path_length = path_length
            .map(|length| der::unsigned(&[length]))
            .unwrap_or_default();
        let value = der::sequence(&[der::boolean_true(), path_length]);
        Self::raw(oid::BASIC_CONSTRAINTS, true, value)
    }

    /// basicConstraints of a leaf, critical: an empty SEQUENCE, as Go writes it.
    pub fn not_ca() -> Self {
        Self::raw(oid::BASIC_CONSTRAINTS, true, der::sequence::<Vec<u8>>(&[]))
    }

    /// subjectKeyIdentifier.
    pub fn subject_key_id(id: KeyId) -> Self {
        Self {
            oid: oid::SUBJECT_KEY_ID.to_owned(),
            critical: false,
            value: Value::SubjectKeyId(id),
        }
    }

    /// authorityKeyIdentifier.
    pub fn authority_key_id(id: AuthorityKeyId) -> Self {
        Self {
            oid: oid::AUTHORITY_KEY_ID.to_owned(),
            critical: false,
            value: Value::AuthorityKeyId(id),
        }
    }

    /// subjectAltName.
    pub fn subject_alt_name(names: &[GeneralName]) -> Self {
        let name = |name: &GeneralName| match name {
            GeneralName::Dns(host) => der::implicit(2, host.as_bytes()),
            GeneralName::Uri(uri) => der::implicit(6, uri.as_bytes()),
            GeneralName::Ip(address) => der::implicit(7, address),
        };
        let names: Vec<_> = names.iter().map(name).collect();
        Self::raw(oid::SUBJECT_ALT_NAME, false, der::sequence(&names))
    }

    /// subjectAltName of DNS names.
    pub fn dns_names(hosts: &[&str]) -> Self {
        let names: Vec<_> = hosts
            .iter()
            .map(|host| GeneralName::Dns((*host).to_owned()))
            .collect();
        Self::subject_alt_name(&names)
    }

    /// nameConstraints that permit one DNS domain, critical.
    pub fn permitted_dns(domain: &str) -> Self {
        let subtree = der::sequence(&[der::implicit(2, domain.as_bytes())]);
        let value = der::sequence(&[der::explicit(0, &subtree)]);
        Self::raw(oid::NAME_CONSTRAINTS, true, value)
    }

    /// The attributes that fabric-ca adds to every enrollment but the bootstrap administrator's.
    pub fn fabric_ca_attributes(affiliation: &str, enrollment_id: &str, kind: &str) -> Self {
        let attributes = serde_json::json!({ "attrs": {
            "hf.Affiliation": affiliation,
            "hf.EnrollmentID": enrollment_id,
            "hf.Type": kind,
        }});
        Self::raw(oid::FABRIC_CA_ATTRIBUTES, false, attributes.to_string())
    }

    /// The key identifier where this is a subjectKeyIdentifier.
    pub(super) fn key_id(&self, keys: &Keys<'_>) -> Option<Vec<u8>> {
        match &self.value {
            Value::SubjectKeyId(KeyId::Sha1) => Some(keys.sha1.to_vec()),
            Value::SubjectKeyId(KeyId::Sha256) => Some(keys.sha256.to_vec()),
            Value::SubjectKeyId(KeyId::Bytes(bytes)) => Some(bytes.clone()),
            Value::Der(_) | Value::AuthorityKeyId(_) => None,
        }
    }

    /// DER; `None` for an authorityKeyIdentifier that has nothing to say.
    pub(super) fn to_der(&self, keys: &Keys<'_>) -> Option<Vec<u8>> {
        let value = match &self.value {
            Value::Der(der) => der.clone(),
            Value::SubjectKeyId(_) => der::octets(&self.key_id(keys)?),
            Value::AuthorityKeyId(id) => authority_key_id(id, keys)?,
        };
        let critical = if self.critical {
            der::boolean_true()
        } else {
            Vec::new()
        };
        Some(der::sequence(&[
            der::oid(&self.oid),
            critical,
            der::octets(&value),
        ]))
    }
}

fn authority_key_id(id: &AuthorityKeyId, keys: &Keys<'_>) -> Option<Vec<u8>> {
    let key_id = || keys.issuer_key_id.map(|id| der::implicit(0, id));
    let issuer_and_serial = || {
        let (name, serial) = keys.issuer_certificate;
        let directory_name = der::explicit(4, name);
        [
            der::explicit(1, &directory_name),
            der::implicit(2, &serial[2..]),
        ]
        .concat()
    };
    let content = match id {
        AuthorityKeyId::KeyId => key_id()?,
        AuthorityKeyId::IssuerAndSerial => issuer_and_serial(),
        AuthorityKeyId::KeyIdIssuerAndSerial => [key_id()?, issuer_and_serial()].concat(),
        AuthorityKeyId::Bytes(bytes) => der::implicit(0, bytes),
    };
    Some(der::sequence(&[content]))
}
