//! What x509-parser makes of a certificate that Go refuses.

use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser as _;

use super::algorithm::AlgorithmIdentifier;
use super::extension_values::ExtensionValues;
use super::go::Frame;
use super::public_key::{PublicKey, SignatureAlgorithm};
use super::{Parts, Signature};
use crate::der::reader::{Reader, tag};
use crate::der::span_in;
use crate::timestamp::Timestamp;

/// Reads what can be read. Fields that Go would refuse are left out or marked as unreadable.
pub(super) fn parse(der: &[u8]) -> Option<Parts> {
    let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
    let (_, certificate) = parser.parse(der).ok()?;
    let tbs = certificate.tbs_certificate.as_ref();
    let tbs_span = span_in(der, tbs)?;

    let algorithm = der
        .get(tbs_span.end as usize..)
        .and_then(|rest| Reader::new(rest).any())
        .map_or(&[][..], |element| element.whole);
    let signature_algorithm = Reader::new(algorithm)
        .content(tag::SEQUENCE)
        .and_then(|content| AlgorithmIdentifier::read(content).ok())
        .map_or(SignatureAlgorithm::Unknown, |it| it.signature_algorithm());
    let spki = certificate.public_key().raw;

    let mut values = ExtensionValues::default();
    let mut extensions = Vec::new();
    for extension in certificate.extensions() {
        let frame = Frame {
            oid: extension.oid.as_bytes(),
            critical: extension.critical,
            value: extension.value,
        };
        let Some(located) = frame.located(der) else {
            continue;
        };
        // A value that Go refuses says nothing.
        let _ = values.read(der, frame.oid, frame.critical, frame.value);
        extensions.push(located);
    }
    let instant = |time: x509_parser::time::ASN1Time| Timestamp::from_unix(time.timestamp());
    let signature: &[u8] = &certificate.signature_value.data;
    Some(Parts {
        version: match certificate.version().0 {
            1 => 2,
            2 => 3,
            _ => 1,
        },
        tbs: tbs_span,
        serial: span_in(der, certificate.raw_serial())?,
        issuer: span_in(der, certificate.issuer().as_raw())?,
        subject: span_in(der, certificate.subject().as_raw())?,
        spki: span_in(der, spki)?,
        algorithm_identifier: span_in(der, algorithm).unwrap_or_default(),
        signature_algorithm,
        signature: span_in(der, signature)
            .map_or_else(|| Signature::Apart(signature.into()), Signature::At),
        not_before: instant(certificate.validity().not_before),
        not_after: instant(certificate.validity().not_after),
        public_key: PublicKey::from_spki(spki).unwrap_or(PublicKey::Unreadable),
        extensions: extensions.into(),
        values,
    })
}
