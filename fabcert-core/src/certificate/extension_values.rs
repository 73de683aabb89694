//! The extensions' values as Go reads them (`crypto/x509` `processExtensions`).

use super::Span;
use super::extension::{
    BasicConstraints, ExtendedKeyUsage, GeneralName, KeyUsage, NameConstraints, Policies,
};
use super::fault::GoFault;
use super::{general_name, name_constraints};
use crate::der::reader::{Reader, tag};
use crate::der::span_in;
use crate::der::value::{dotted, int64, is_unbounded_oid};

/// 1.3.6.1.5.5.7.1.1
const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01];

/// What the extensions of one certificate say.
#[derive(Clone, Debug, Default)]
pub(super) struct ExtensionValues {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(super) subject_key_id: Option<Span>,
    pub(super) authority_key_id: Option<Span>,
    pub(super) subject_alt_names: Option<Box<[GeneralName]>>,
    pub(super) name_constraints: Option<Box<NameConstraints>>,
    pub(super) policies: Option<Box<Policies>>,
    pub(super) unhandled_critical: bool,
}

impl ExtensionValues {
    /// Takes in one extension of the certificate `der`: OID content, critical flag, value.
    ///
    /// # Errors
    /// Go's refusal of the certificate; then nothing is taken in.
    pub(super) fn read(
        &mut self,
        der: &[u8],
        oid: &[u8],
        critical: bool,
        value: &[u8],
    ) -> Result<(), GoFault> {
        let mut unhandled = false;
        match oid {
            [0x55, 0x1d, id] => match id {
                14 => {
                    let id = subject_key_id(critical, value)?;
                    self.subject_key_id = span_in(der, id);
                }
                15 => self.key_usage = Some(key_usage(value)?),
                17 => {
                    let names = general_name::subject_alt_names(value)?;
                    unhandled = names.is_empty();
                    self.subject_alt_names = Some(names);
                }
                19 => self.basic_constraints = Some(basic_constraints(value)?),
                30 => {
                    let (constraints, has_other_types) = name_constraints::read(value)?;
                    unhandled = has_other_types;
                    self.name_constraints = Some(Box::new(constraints));
                }
                31 => check_distribution_points(value)?,
                32 => self.policies().policies = Some(certificate_policies(value)?),
                33 => self.policies().mappings = policy_mappings(value)?,
                35 => {
                    let id = authority_key_id(critical, value)?;
                    self.authority_key_id = id.and_then(|id| span_in(der, id));
                }
                36 => {
                    let (require_explicit, inhibit_mapping) = policy_constraints(value)?;
                    let policies = self.policies();
                    policies.require_explicit = require_explicit;
                    policies.inhibit_mapping = inhibit_mapping;
                }
                37 => self.extended_key_usage = Some(extended_key_usage(value)?),
                54 => self.policies().inhibit_any = Some(inhibit_any_policy(value)?),
                _ => unhandled = true,
            },
            AUTHORITY_INFO_ACCESS => check_authority_info_access(critical, value)?,
            _ => unhandled = true,
        }
        self.unhandled_critical |= critical && unhandled;
        Ok(())
    }

    fn policies(&mut self) -> &mut Policies {
        self.policies.get_or_insert_default()
    }
}

fn subject_key_id(critical: bool, value: &[u8]) -> Result<&[u8], GoFault> {
    if critical {
        return Err(GoFault::new(
            "x509: subject key identifier incorrectly marked critical",
        ));
    }
    Reader::new(value)
        .content(tag::OCTET_STRING)
        .ok_or(GoFault::new("x509: invalid subject key identifier"))
}

fn authority_key_id(critical: bool, value: &[u8]) -> Result<Option<&[u8]>, GoFault> {
    if critical {
        return Err(GoFault::new(
            "x509: authority key identifier incorrectly marked critical",
        ));
    }
    Reader::new(value)
        .inside(tag::SEQUENCE)
        .and_then(|mut fields| fields.optional(tag::context(0)))
        .ok_or(GoFault::new("x509: invalid authority key identifier"))
}

fn key_usage(value: &[u8]) -> Result<KeyUsage, GoFault> {
    let bits = Reader::new(value)
        .bit_string()
        .ok_or(GoFault::new("x509: invalid key usage"))?;
    Ok(KeyUsage(
        (0..9).fold(0, |usage, n| usage | u16::from(bits.bit(n)) << n),
    ))
}

fn basic_constraints(value: &[u8]) -> Result<BasicConstraints, GoFault> {
    const INVALID: GoFault = GoFault::new("x509: invalid basic constraints");

    let mut fields = Reader::new(value).inside(tag::SEQUENCE).ok_or(INVALID)?;
    let mut constraints = BasicConstraints {
        ca: false,
        path_len: None,
    };
    if fields.peek_tag() == Some(tag::BOOLEAN) {
        constraints.ca = fields.boolean().ok_or(INVALID)?;
    }
    if fields.peek_tag() == Some(tag::INTEGER) {
        let length = fields.int64().and_then(|length| u64::try_from(length).ok());
        constraints.path_len = Some(length.ok_or(INVALID)?);
    }
    Ok(constraints)
}

fn extended_key_usage(value: &[u8]) -> Result<ExtendedKeyUsage, GoFault> {
    const INVALID: GoFault = GoFault::new("x509: invalid extended key usages");

    let mut list = Reader::new(value).inside(tag::SEQUENCE).ok_or(INVALID)?;
    let mut purposes = Vec::new();
    while !list.is_empty() {
        purposes.push(dotted(list.oid().ok_or(INVALID)?));
    }
    Ok(ExtendedKeyUsage {
        purposes: purposes.into(),
    })
}

fn certificate_policies(value: &[u8]) -> Result<Vec<String>, GoFault> {
    const INVALID: GoFault = GoFault::new("x509: invalid certificate policies");

    let mut list = Reader::new(value).inside(tag::SEQUENCE).ok_or(INVALID)?;
    let mut seen = std::collections::BTreeSet::new();
    let mut policies = Vec::new();
    while !list.is_empty() {
        // Qualifiers, behind the OID, are not looked at.
        let oid = list
            .inside(tag::SEQUENCE)
            .and_then(|mut policy| policy.content(tag::OID))
            .filter(|oid| is_unbounded_oid(oid) && seen.insert(*oid))
            .ok_or(INVALID)?;
        policies.push(dotted(oid));
    }
    Ok(policies)
}

fn policy_mappings(value: &[u8]) -> Result<Vec<(String, String)>, GoFault> {
    const INVALID: GoFault = GoFault::new("x509: invalid policy mappings extension");

    let mut list = Reader::new(value).inside(tag::SEQUENCE).ok_or(INVALID)?;
    let mut mappings = Vec::new();
    while !list.is_empty() {
        let mut mapping = list.inside(tag::SEQUENCE).ok_or(INVALID)?;
        let mut oid = || mapping.content(tag::OID).map(dotted).ok_or(INVALID);
        mappings.push((oid()?, oid()?));
    }
    Ok(mappings)
}

fn policy_constraints(value: &[u8]) -> Result<(Option<i64>, Option<i64>), GoFault> {
    const INVALID: GoFault = GoFault::new("x509: invalid policy constraints extension");

    let mut fields = Reader::new(value).inside(tag::SEQUENCE).ok_or(INVALID)?;
    let mut number = |n| match fields.optional(tag::context(n)).ok_or(INVALID)? {
        Some(content) => int64(content).map(Some).ok_or(INVALID),
        None => Ok(None),
    };
    Ok((number(0)?, number(1)?))
}

fn inhibit_any_policy(value: &[u8]) -> Result<i64, GoFault> {
    Reader::new(value)
        .int64()
        .ok_or(GoFault::new("x509: invalid inhibit any policy extension"))
}

fn check_distribution_points(value: &[u8]) -> Result<(), GoFault> {
    const LIST: GoFault = GoFault::new("x509: invalid CRL distribution points");
    const POINT: GoFault = GoFault::new("x509: invalid CRL distribution point");

    let mut list = Reader::new(value).inside(tag::SEQUENCE).ok_or(LIST)?;
    while !list.is_empty() {
        let name = list
            .inside(tag::SEQUENCE)
            .and_then(|mut point| point.optional(tag::context_constructed(0)))
            .ok_or(POINT)?;
        let Some(name) = name else { continue };
        let mut names = Reader::new(name)
            .inside(tag::context_constructed(0))
            .ok_or(POINT)?;
        while names.peek_tag() == Some(general_name::URI) {
            names.any().ok_or(POINT)?;
        }
    }
    Ok(())
}

fn check_authority_info_access(critical: bool, value: &[u8]) -> Result<(), GoFault> {
    const INVALID: GoFault = GoFault::new("x509: invalid authority info access");

    if critical {
        return Err(GoFault::new(
            "x509: authority info access incorrectly marked critical",
        ));
    }
    let mut list = Reader::new(value).inside(tag::SEQUENCE).ok_or(INVALID)?;
    while !list.is_empty() {
        let mut access = list.inside(tag::SEQUENCE).ok_or(INVALID)?;
        access.oid().ok_or(INVALID)?;
        access.optional(general_name::URI).ok_or(INVALID)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(id: u8, critical: bool, value: &[u8]) -> Result<ExtensionValues, String> {
        let mut values = ExtensionValues::default();
        values
            .read(value, &[0x55, 0x1d, id], critical, value)
            .map(|()| values)
            .map_err(|fault| fault.to_string())
    }

    #[test]
    fn refuses_as_go_does() {
        for (id, critical, value, fault) in [
            (15, false, &[0x04, 0x00][..], "invalid key usage"),
            (15, false, &[0x03, 0x00], "invalid key usage"),
            (19, false, &[0x31, 0x00], "invalid basic constraints"),
            (
                19,
                false,
                &[0x30, 0x03, 0x01, 0x01, 0x01],
                "invalid basic constraints",
            ),
            (
                19,
                false,
                &[0x30, 0x03, 0x02, 0x01, 0xff],
                "invalid basic constraints",
            ),
            (
                19,
                false,
                &[0x30, 0x04, 0x02, 0x02, 0x00, 0x01],
                "invalid basic constraints",
            ),
            (
                14,
                true,
                &[0x04, 0x00],
                "subject key identifier incorrectly marked critical",
            ),
            (14, false, &[0x05, 0x00], "invalid subject key identifier"),
            (
                35,
                true,
                &[0x30, 0x00],
                "authority key identifier incorrectly marked critical",
            ),
            (35, false, &[0x31, 0x00], "invalid authority key identifier"),
            (
                35,
                false,
                &[0x30, 0x02, 0x80, 0x05],
                "invalid authority key identifier",
            ),
            (37, false, &[0x31, 0x00], "invalid extended key usages"),
            (
                37,
                false,
                &[0x30, 0x02, 0x06, 0x00],
                "invalid extended key usages",
            ),
            (
                32,
                false,
                &[0x30, 0x0a, 0x30, 3, 6, 1, 0x2a, 0x30, 3, 6, 1, 0x2a],
                "invalid certificate policies",
            ),
            (
                32,
                false,
                &[0x30, 0x05, 0x30, 3, 6, 1, 0x80],
                "invalid certificate policies",
            ),
            (
                33,
                false,
                &[0x30, 0x05, 0x30, 3, 6, 1, 0x2a],
                "invalid policy mappings extension",
            ),
            (
                36,
                false,
                &[0x31, 0x00],
                "invalid policy constraints extension",
            ),
            (
                36,
                false,
                &[0x30, 0x02, 0x80, 0x00],
                "invalid policy constraints extension",
            ),
            (
                54,
                false,
                &[0x30, 0x00],
                "invalid inhibit any policy extension",
            ),
            (31, false, &[0x31, 0x00], "invalid CRL distribution points"),
            (
                31,
                false,
                &[0x30, 0x02, 0x31, 0x00],
                "invalid CRL distribution point",
            ),
            (
                31,
                false,
                &[0x30, 6, 0x30, 4, 0xa0, 2, 0xa1, 0],
                "invalid CRL distribution point",
            ),
        ] {
            let found = read(id, critical, value).map(drop);
            assert_eq!(found, Err(format!("x509: {fault}")), "{id} {value:02x?}");
        }
    }

    #[test]
    fn accepts_oddities() {
        let constraints = |value: &[u8]| read(19, true, value).map(|it| it.basic_constraints);
        let expect = |ca, path_len| Ok(Some(BasicConstraints { ca, path_len }));
        assert_eq!(constraints(&[0x30, 0x00]), expect(false, None));
        assert_eq!(constraints(&[0x30, 3, 1, 1, 0xff]), expect(true, None));
        assert_eq!(constraints(&[0x30, 3, 2, 1, 0]), expect(false, Some(0)));
        assert_eq!(
            constraints(&[0x30, 6, 2, 1, 0, 1, 1, 0xff]),
            expect(false, Some(0))
        );

        let usage = |value: &[u8]| read(15, true, value).map(|it| it.key_usage.map(|it| it.0));
        assert_eq!(usage(&[0x03, 0x02, 0x01, 0x06]), Ok(Some(0b0110_0000)));
        assert_eq!(
            usage(&[0x03, 0x03, 0x07, 0x00, 0x80]),
            Ok(Some(0b1_0000_0000))
        );
        assert_eq!(usage(&[0x03, 0x01, 0x00]), Ok(Some(0)));

        let aki = |value: &[u8]| read(35, false, value).map(|it| it.authority_key_id);
        assert_eq!(aki(&[0x30, 0x00]), Ok(None));
        assert_eq!(aki(&[0x30, 0x03, 0x80, 0x01, 0xaa]), Ok(Some(4..5)));
        assert_eq!(aki(&[0x30, 0x02, 0xa0, 0x00]), Ok(None));
        assert_eq!(aki(&[0x30, 0x02, 0x05, 0x55]), Ok(None));
    }

    #[test]
    fn knows_unhandled_critical_extensions() {
        for (id, value, expected) in [
            (18, &[][..], true),
            (17, &[0x30, 0x00], true),
            (17, &[0x30, 0x03, 0x82, 0x01, 0x61], false),
            (30, &[0x30, 8, 0xa0, 6, 0x30, 4, 0xa4, 2, 0x30, 0], true),
            (30, &[0x30, 7, 0xa0, 5, 0x30, 3, 0x82, 1, 0x61], false),
            (31, &[0x30, 0x00], false),
            (37, &[0x30, 0x00], false),
        ] {
            let critical = read(id, true, value).map(|it| it.unhandled_critical);
            assert_eq!(critical, Ok(expected), "{id}");
            let other = read(id, false, value).map(|it| it.unhandled_critical);
            assert_eq!(other, Ok(false), "{id}");
        }
    }
}
