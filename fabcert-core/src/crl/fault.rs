//! Why Fabric refuses a CRL.

use std::fmt;

use crate::der::asn1::Asn1Fault;

/// What Go's `x509.ParseCRL` says when it refuses a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrlFault {
    /// The bytes are no list (`encoding/asn1`'s text).
    Malformed(String),
    /// Bytes behind the list.
    TrailingData,
}

impl From<Asn1Fault> for CrlFault {
    fn from(fault: Asn1Fault) -> Self {
        Self::Malformed(fault.to_string())
    }
}

/// Go's text, which Fabric prints behind `could not parse RevocationList: `.
impl fmt::Display for CrlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => f.write_str(text),
            Self::TrailingData => f.write_str("x509: trailing data after CRL"),
        }
    }
}

impl std::error::Error for CrlFault {}

/// Why Fabric refuses the ECDSA value of a list's signature, before it knows any issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureValueFault {
    /// It is not two numbers (`encoding/asn1`'s text).
    Malformed(String),
    /// r is zero or negative.
    R,
    /// s is zero or negative.
    S,
}

impl From<Asn1Fault> for SignatureValueFault {
    fn from(fault: Asn1Fault) -> Self {
        Self::Malformed(fault.to_string())
    }
}

/// Fabric's text (its spelling, too).
impl fmt::Display for SignatureValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(f, "failed unmashalling signature [{text}]"),
            Self::R => f.write_str("invalid signature, R must be larger than zero"),
            Self::S => f.write_str("invalid signature, S must be larger than zero"),
        }
    }
}

impl std::error::Error for SignatureValueFault {}

/// Why Fabric cannot tell whose list it is, which it then says of every certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorityKeyIdFault {
    /// There is no AKI extension.
    NotFound,
    /// It cannot be read (`encoding/asn1`'s text).
    Malformed(String),
}

impl From<Asn1Fault> for AuthorityKeyIdFault {
    fn from(fault: Asn1Fault) -> Self {
        Self::Malformed(fault.to_string())
    }
}

/// Fabric's text behind `could not obtain Authority Key Identifier for crl: `.
impl fmt::Display for AuthorityKeyIdFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Fabric says "certificate" here.
            Self::NotFound => f.write_str("authorityKeyIdentifier not found in certificate"),
            Self::Malformed(text) => write!(f, "failed to unmarshal AKI: {text}"),
        }
    }
}

impl std::error::Error for AuthorityKeyIdFault {}
