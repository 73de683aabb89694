//! Exactly what Go's `x509.ParseCertificate` reads and refuses, in its order and words.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::algorithm::AlgorithmIdentifier;
use super::extension::Extension;
use super::extension_values::ExtensionValues;
use super::fault::GoFault;
use super::name::Name;
use super::public_key::PublicKey;
use super::{Parts, Signature, Span};
use crate::der::reader::{Element, Reader, tag};
use crate::der::value::{dotted, is_positive};
use crate::der::{span_in, time};
use crate::timestamp::Timestamp;

/// Reads a certificate as Go does.
pub(super) fn parse(der: &[u8]) -> Result<Parts, GoFault> {
    const CERTIFICATE: GoFault = GoFault::new("x509: malformed certificate");
    const ISSUER: GoFault = GoFault::new("x509: malformed issuer");

    let mut input = Reader::new(der);
    let mut certificate = input.inside(tag::SEQUENCE).ok_or(CERTIFICATE)?;
    let span = |part| span_in(der, part).ok_or(CERTIFICATE);

    let tbs_element = certificate
        .element(tag::SEQUENCE)
        .ok_or(GoFault::new("x509: malformed tbs certificate"))?;
    let mut tbs = Reader::new(tbs_element.content);
    let version = version(&mut tbs)?;
    let serial = serial(&mut tbs)?;
    let algorithm_element = algorithm(&mut tbs, &mut certificate)?;
    let algorithm = AlgorithmIdentifier::read(algorithm_element.content)?;
    let issuer = name(&mut tbs)?.ok_or(ISSUER)?;
    let (not_before, not_after) = validity(&mut tbs)?;
    // Go names the issuer here too.
    let subject = name(&mut tbs)?.ok_or(ISSUER)?;
    let spki = tbs
        .element(tag::SEQUENCE)
        .ok_or(GoFault::new("x509: malformed spki"))?;
    let public_key = PublicKey::from_spki(spki.whole)?;

    let (extensions, values) = if version > 1 {
        unique_ids_and_extensions(der, version, &mut tbs)?
    } else {
        Default::default()
    };

    let signature = certificate
        .bit_string()
        .ok_or(GoFault::new("x509: malformed signature"))?;
    if !input.is_empty() {
        return Err(GoFault::new("x509: trailing data"));
    }
    Ok(Parts {
        version,
        tbs: span(tbs_element.whole)?,
        serial: span(serial)?,
        issuer: span(issuer)?,
        subject: span(subject)?,
        spki: span(spki.whole)?,
        algorithm_identifier: span(algorithm_element.whole)?,
        signature_algorithm: algorithm.signature_algorithm(),
        signature: match signature.right_aligned() {
            Cow::Borrowed(bits) => Signature::At(span(bits)?),
            Cow::Owned(bits) => Signature::Apart(bits.into()),
        },
        not_before,
        not_after,
        public_key,
        extensions,
        values,
    })
}

fn version(tbs: &mut Reader<'_>) -> Result<u8, GoFault> {
    const VERSION: GoFault = GoFault::new("x509: malformed version");

    let Some(content) = tbs.optional(tag::context_constructed(0)).ok_or(VERSION)? else {
        return Ok(1);
    };
    let mut content = Reader::new(content);
    let number = content.int64().filter(|_| content.is_empty());
    match number.ok_or(VERSION)? {
        ..0 => Err(VERSION),
        0 => Ok(1),
        1 => Ok(2),
        2 => Ok(3),
        // Go adds one, which makes this the least number of all: neither refused nor 2 nor 3.
        i64::MAX => Ok(1),
        _ => Err(GoFault::new("x509: invalid version")),
    }
}

fn serial<'a>(tbs: &mut Reader<'a>) -> Result<&'a [u8], GoFault> {
    let serial = tbs
        .integer()
        .ok_or(GoFault::new("x509: malformed serial number"))?;
    if is_positive(serial) || serial == [0] {
        Ok(serial)
    } else {
        Err(GoFault::new("x509: negative serial number"))
    }
}

/// The outer AlgorithmIdentifier; the inner one must have the same content.
fn algorithm<'a>(
    tbs: &mut Reader<'a>,
    certificate: &mut Reader<'a>,
) -> Result<Element<'a>, GoFault> {
    let inner = tbs.content(tag::SEQUENCE).ok_or(GoFault::new(
        "x509: malformed signature algorithm identifier",
    ))?;
    let outer = certificate
        .element(tag::SEQUENCE)
        .ok_or(GoFault::new("x509: malformed algorithm identifier"))?;
    if inner == outer.content {
        Ok(outer)
    } else {
        Err(GoFault::new(
            "x509: inner and outer signature algorithm identifiers don't match",
        ))
    }
}

/// A Name, tag and length included; `None` where there is none.
fn name<'a>(tbs: &mut Reader<'a>) -> Result<Option<&'a [u8]>, GoFault> {
    let Some(element) = tbs.element(tag::SEQUENCE) else {
        return Ok(None);
    };
    Name::new(element.whole).check()?;
    Ok(Some(element.whole))
}

fn validity(tbs: &mut Reader<'_>) -> Result<(Timestamp, Timestamp), GoFault> {
    let mut validity = tbs
        .inside(tag::SEQUENCE)
        .ok_or(GoFault::new("x509: malformed validity"))?;
    Ok((instant(&mut validity)?, instant(&mut validity)?))
}

fn instant(reader: &mut Reader<'_>) -> Result<Timestamp, GoFault> {
    match reader.peek_tag() {
        Some(tag::UTC_TIME) => reader
            .content(tag::UTC_TIME)
            .and_then(time::utc_time)
            .ok_or(GoFault::new("x509: malformed UTCTime")),
        Some(tag::GENERALIZED_TIME) => reader
            .content(tag::GENERALIZED_TIME)
            .and_then(time::generalized_time)
            .ok_or(GoFault::new("x509: malformed GeneralizedTime")),
        _ => Err(GoFault::new("x509: unsupported time format")),
    }
}

/// What v2 and v3 have behind the key: the unique ids, which are skipped, and in v3 the extensions.
fn unique_ids_and_extensions(
    der: &[u8],
    version: u8,
    tbs: &mut Reader<'_>,
) -> Result<(Box<[Extension]>, ExtensionValues), GoFault> {
    const EXTENSIONS: GoFault = GoFault::new("x509: malformed extensions");

    tbs.optional(tag::context(1))
        .ok_or(GoFault::new("x509: malformed issuerUniqueID"))?;
    tbs.optional(tag::context(2))
        .ok_or(GoFault::new("x509: malformed subjectUniqueID"))?;
    if version < 3 {
        return Ok(Default::default());
    }
    let Some(wrapper) = tbs
        .optional(tag::context_constructed(3))
        .ok_or(EXTENSIONS)?
    else {
        return Ok(Default::default());
    };
    let list = Reader::new(wrapper)
        .inside(tag::SEQUENCE)
        .ok_or(EXTENSIONS)?;
    let frames = frames(list)?;

    let mut values = ExtensionValues::default();
    let mut extensions = Vec::with_capacity(frames.len());
    for frame in frames {
        values.read(der, frame.oid, frame.critical, frame.value)?;
        extensions.push(frame.located(der).ok_or(EXTENSIONS)?);
    }
    Ok((extensions.into(), values))
}

/// One extension's fields.
pub(super) struct Frame<'a> {
    pub(super) oid: &'a [u8],
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

impl Frame<'_> {
    /// Where the fields stand in the certificate `der`.
    pub(super) fn located(&self, der: &[u8]) -> Option<Extension> {
        let span = |part| -> Option<Span> { span_in(der, part) };
        Some(Extension {
            oid: span(self.oid)?,
            critical: self.critical,
            value: span(self.value)?,
        })
    }
}

/// Every extension's fields; none may come twice.
fn frames(mut list: Reader<'_>) -> Result<Vec<Frame<'_>>, GoFault> {
    let mut seen = BTreeSet::new();
    let mut frames = Vec::with_capacity(10);
    while !list.is_empty() {
        let mut extension = list
            .inside(tag::SEQUENCE)
            .ok_or(GoFault::new("x509: malformed extension"))?;
        let oid = extension
            .oid()
            .ok_or(GoFault::new("x509: malformed extension OID field"))?;
        let critical = match extension.peek_tag() {
            Some(tag::BOOLEAN) => extension
                .boolean()
                .ok_or(GoFault::new("x509: malformed extension critical field"))?,
            _ => false,
        };
        let value = extension
            .content(tag::OCTET_STRING)
            .ok_or(GoFault::new("x509: malformed extension value field"))?;
        if !seen.insert(oid) {
            return Err(GoFault::telling(format!(
                "x509: certificate contains duplicate extension with OID \"{}\"",
                dotted(oid)
            )));
        }
        frames.push(Frame {
            oid,
            critical,
            value,
        });
    }
    Ok(frames)
}
