//! `asn1.Unmarshal` into Go's `pkix.CertificateList`, field by field.

use super::{CrlFault, Parts};
use crate::certificate::Span;
use crate::certificate::algorithm::AlgorithmIdentifier;
use crate::der::asn1::{Asn1Fault, Fields, Kind, Value};
use crate::der::span_in;

/// 2.5.29.35
const AUTHORITY_KEY_ID: &[u8] = &[0x55, 0x1d, 35];

const LIST: Kind = Kind::Struct("CertificateList");
const TBS: Kind = Kind::Struct("TBSCertificateList");
const IDENTIFIER: Kind = Kind::Struct("AlgorithmIdentifier");
const NAME: Kind = Kind::List("RDNSequence");
const RDN: Kind = Kind::Set("RelativeDistinguishedNameSET");
const ATTRIBUTE: Kind = Kind::Struct("AttributeTypeAndValue");
const ENTRY: Kind = Kind::Struct("RevokedCertificate");
const EXTENSION: Kind = Kind::Struct("Extension");
const UNNAMED_LIST: Kind = Kind::List("");

pub(super) fn parse(der: &[u8]) -> Result<Parts, CrlFault> {
    let span = |part| span_in(der, part).ok_or(TOO_LARGE);
    let mut input = Fields::new(der);
    let mut list = input.field(LIST)?.fields();

    let tbs = list.field(TBS)?;
    let mut fields = tbs.fields();
    if let Some(version) = fields.optional(Kind::Int)? {
        version.int()?;
    }
    AlgorithmIdentifier::unmarshal(fields.field(IDENTIFIER)?)?;
    let issuer = fields.field(NAME)?;
    check_name(issuer)?;
    let this_update = fields.field(Kind::Time)?.time()?;
    let next_update = match fields.optional(Kind::Time)? {
        Some(time) => Some(time.time()?),
        None => None,
    };
    let revoked = match fields.optional(UNNAMED_LIST)? {
        Some(entries) => revoked(der, entries)?,
        None => Vec::new(),
    };
    let authority_key_id = match fields.explicit(0, UNNAMED_LIST)? {
        Some(extensions) => extension(extensions, AUTHORITY_KEY_ID)?,
        None => None,
    };

    let algorithm = AlgorithmIdentifier::unmarshal(list.field(IDENTIFIER)?)?;
    let signature = list.field(Kind::BitString)?.bit_string()?;
    if !input.is_empty() {
        return Err(CrlFault::TrailingData);
    }
    Ok(Parts {
        tbs: span(tbs.whole)?,
        issuer: span(issuer.whole)?,
        signature_algorithm: algorithm.signature_algorithm(),
        signature: signature.right_aligned().into(),
        this_update,
        next_update,
        revoked: revoked.into(),
        authority_key_id: authority_key_id.map(span).transpose()?,
    })
}

/// Go reads no list beyond 2 GiB either.
const TOO_LARGE: Asn1Fault = Asn1Fault::new("asn1: structure error: length too large");

fn check_name(name: Value<'_>) -> Result<(), Asn1Fault> {
    let mut sets = Fields::list(name.content, RDN)?;
    while !sets.is_empty() {
        let mut attributes = Fields::list(sets.field(RDN)?.content, ATTRIBUTE)?;
        while !attributes.is_empty() {
            let mut attribute = attributes.field(ATTRIBUTE)?.fields();
            attribute.field(Kind::Oid)?.oid()?;
            attribute.any()?.check_any()?;
        }
    }
    Ok(())
}

/// Where the entries' serial numbers stand, sorted by their bytes.
fn revoked(der: &[u8], entries: Value<'_>) -> Result<Vec<Span>, Asn1Fault> {
    let mut entries = Fields::list(entries.content, ENTRY)?;
    let mut serials = Vec::new();
    while !entries.is_empty() {
        let mut entry = entries.field(ENTRY)?.fields();
        serials.push(entry.field(Kind::BigInt)?.big_int()?);
        entry.field(Kind::Time)?.time()?;
        if let Some(extensions) = entry.optional(UNNAMED_LIST)? {
            extension(extensions, &[])?;
        }
    }
    serials.sort_unstable();
    serials
        .into_iter()
        .map(|serial| span_in(der, serial).ok_or(TOO_LARGE))
        .collect()
}

/// Checks a list of extensions; the value of the first one with this OID.
fn extension<'a>(list: Value<'a>, oid: &[u8]) -> Result<Option<&'a [u8]>, Asn1Fault> {
    let mut list = Fields::list(list.content, EXTENSION)?;
    let mut found = None;
    while !list.is_empty() {
        let mut fields = list.field(EXTENSION)?.fields();
        let id = fields.field(Kind::Oid)?.oid()?;
        if let Some(critical) = fields.optional(Kind::Boolean)? {
            critical.boolean()?;
        }
        let value = fields.field(Kind::OctetString)?.content;
        if id == oid && found.is_none() {
            found = Some(value);
        }
    }
    Ok(found)
}

/// The key id in an AKI extension's value, empty where it has none.
pub(super) fn authority_key_id(value: &[u8]) -> Result<&[u8], Asn1Fault> {
    let mut fields = Fields::new(value)
        .field(Kind::Struct("authorityKeyIdentifier"))?
        .fields();
    let id = fields.optional_tagged(0, false)?;
    fields.optional_tagged(1, false)?;
    // Fabric reads the serial number into a big.Int by value, which Go takes for a struct.
    if fields.optional_tagged(2, true)?.is_some() {
        return Err(Asn1Fault::new(
            "asn1: structure error: struct contains unexported fields",
        ));
    }
    Ok(id.map_or(&[], |id| id.content))
}
