//! Distinguished names: the raw bytes that Go compares, and the text that it prints.

use std::fmt::{self, Write as _};

use der_parser::num_bigint::BigInt;

use super::fault::GoFault;
use crate::der::reader::{Element, Reader, tag};
use crate::der::string;
use crate::der::value::dotted;
use crate::der::writer::element;

/// A Name as it stands in a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    raw: &'a [u8],
}

/// One attribute of a name, in the certificate's order, multi-valued RDNs flattened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// The type's OID, content bytes.
    pub oid: &'a [u8],
    /// The value as text.
    pub value: String,
}

/// Content bytes of the attribute types that Go knows (X.520, arc 2.5.4).
pub(crate) mod oid {
    pub(crate) const COMMON_NAME: &[u8] = &[0x55, 0x04, 3];
    pub(crate) const SERIAL_NUMBER: &[u8] = &[0x55, 0x04, 5];
    pub(crate) const COUNTRY: &[u8] = &[0x55, 0x04, 6];
    pub(crate) const LOCALITY: &[u8] = &[0x55, 0x04, 7];
    pub(crate) const PROVINCE: &[u8] = &[0x55, 0x04, 8];
    pub(crate) const STREET: &[u8] = &[0x55, 0x04, 9];
    pub(crate) const ORGANIZATION: &[u8] = &[0x55, 0x04, 10];
    pub(crate) const ORGANIZATIONAL_UNIT: &[u8] = &[0x55, 0x04, 11];
    pub(crate) const POSTAL_CODE: &[u8] = &[0x55, 0x04, 17];
}

/// The attributes that Go prints first, in its order, every value of one kind together.
const GROUPS: [(&[u8], &str); 7] = [
    (oid::ORGANIZATIONAL_UNIT, "OU"),
    (oid::ORGANIZATION, "O"),
    (oid::POSTAL_CODE, "POSTALCODE"),
    (oid::STREET, "STREET"),
    (oid::LOCALITY, "L"),
    (oid::PROVINCE, "ST"),
    (oid::COUNTRY, "C"),
];

impl<'a> Name<'a> {
    pub(crate) const fn new(raw: &'a [u8]) -> Self {
        Self { raw }
    }

    /// The Name's DER, tag and length included. Go and Fabric compare names by these bytes.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Whether Go reads this name.
    ///
    /// # Errors
    /// Go's refusal.
    pub(crate) fn check(&self) -> Result<(), GoFault> {
        self.walk(|_, value| string::decode(value.tag, value.content).map(drop))
    }

    /// Every attribute, in the certificate's order. What Go would refuse is read as far as it goes.
    #[must_use]
    pub fn attributes(&self) -> Vec<Attribute<'a>> {
        let mut attributes = Vec::new();
        // A name that breaks off keeps what came before.
        let _ = self.walk(|oid, value| {
            attributes.push(Attribute {
                oid,
                value: string::decode(value.tag, value.content).map_or_else(
                    |_| String::from_utf8_lossy(value.content).into_owned(),
                    std::borrow::Cow::into_owned,
                ),
            });
            Ok(())
        });
        attributes
    }

    /// Shows every attribute's type and value, until one is refused.
    fn walk(
        &self,
        mut visit: impl FnMut(&'a [u8], Element<'a>) -> Result<(), string::StringFault>,
    ) -> Result<(), GoFault> {
        const NAME: GoFault = GoFault::new("x509: invalid RDNSequence");
        const ATTRIBUTE: GoFault = GoFault::new("x509: invalid RDNSequence: invalid attribute");
        const TYPE: GoFault = GoFault::new("x509: invalid RDNSequence: invalid attribute type");
        const VALUE: GoFault = GoFault::new("x509: invalid RDNSequence: invalid attribute value");

        let mut name = Reader::new(self.raw).inside(tag::SEQUENCE).ok_or(NAME)?;
        while !name.is_empty() {
            let mut set = name.inside(tag::SET).ok_or(NAME)?;
            while !set.is_empty() {
                let mut attribute = set.inside(tag::SEQUENCE).ok_or(ATTRIBUTE)?;
                let oid = attribute.oid().ok_or(TYPE)?;
                let value = attribute.any().ok_or(VALUE)?;
                visit(oid, value).map_err(|fault| GoFault::telling(format!("{VALUE}: {fault}")))?;
            }
        }
        Ok(())
    }

    fn values(&self, oid: &[u8]) -> Vec<String> {
        self.attributes()
            .into_iter()
            .filter(|attribute| attribute.oid == oid)
            .map(|attribute| attribute.value)
            .collect()
    }

    /// The last CN; empty is `None`.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        self.values(oid::COMMON_NAME)
            .pop()
            .filter(|name| !name.is_empty())
    }

    /// The OUs, in the certificate's order.
    #[must_use]
    pub fn organizational_units(&self) -> Vec<String> {
        self.values(oid::ORGANIZATIONAL_UNIT)
    }

    /// The organisations (O), in the certificate's order.
    #[must_use]
    pub fn organizations(&self) -> Vec<String> {
        self.values(oid::ORGANIZATION)
    }
}

/// As Go's `pkix.Name.String` prints it: a fixed order, not the certificate's.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes = self.attributes();
        let of = |oid| attributes.iter().filter(move |it| it.oid == oid);
        let mut separator = "";

        // Of these two only the last value counts, and only where it is not empty.
        for (oid, label) in [
            (oid::SERIAL_NUMBER, "SERIALNUMBER"),
            (oid::COMMON_NAME, "CN"),
        ] {
            if let Some(last) = of(oid).next_back().filter(|it| !it.value.is_empty()) {
                write!(f, "{separator}{label}={}", escaped(&last.value))?;
                separator = ",";
            }
        }
        for (oid, label) in GROUPS {
            for (index, attribute) in of(oid).enumerate() {
                let joint = if index > 0 { "+" } else { separator };
                write!(f, "{joint}{label}={}", escaped(&attribute.value))?;
                separator = ",";
            }
        }
        let is_known = |it: &&Attribute<'_>| {
            [oid::SERIAL_NUMBER, oid::COMMON_NAME].contains(&it.oid)
                || GROUPS.iter().any(|(oid, _)| *oid == it.oid)
        };
        for attribute in attributes.iter().rev().filter(|it| !is_known(it)) {
            write!(
                f,
                "{separator}{}=#{}",
                dotted(attribute.oid),
                encoded(&attribute.value)
            )?;
            separator = ",";
        }
        Ok(())
    }
}

/// A value with RFC 2253's escapes, as Go sets them.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for (index, character) in value.char_indices() {
        let escape = match character {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
            ' ' => index == 0 || index + 1 == value.len(),
            '#' => index == 0,
            _ => false,
        };
        if escape {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

/// A value's DER in hexadecimal, as Go encodes the text anew: a PrintableString where it can be one,
/// else a UTF8String.
fn encoded(value: &str) -> String {
    let printable = value.bytes().all(string::is_strictly_printable);
    let tag = if printable {
        tag::PRINTABLE_STRING
    } else {
        tag::UTF8_STRING
    };
    let der = element(tag, value.as_bytes());
    der.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The number behind an INTEGER's content bytes.
pub(crate) fn big_int(content: &[u8]) -> BigInt {
    BigInt::from_signed_bytes_be(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(oid: &[u8], tag: u8, value: &str) -> Vec<u8> {
        let content = [element(0x06, oid), element(tag, value.as_bytes())].concat();
        element(0x30, &content)
    }

    /// A name of single-valued RDNs.
    fn name(attributes: &[(&[u8], u8, &str)]) -> Vec<u8> {
        let sets: Vec<u8> = attributes
            .iter()
            .flat_map(|(oid, tag, value)| element(0x31, &attribute(oid, *tag, value)))
            .collect();
        element(0x30, &sets)
    }

    const EMAIL: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];

    #[test]
    fn prints_in_fixed_order() {
        let der = name(&[
            (oid::COUNTRY, 0x13, "US"),
            (oid::ORGANIZATIONAL_UNIT, 0x0c, "a"),
            (oid::COMMON_NAME, 0x0c, "first"),
            (oid::ORGANIZATION, 0x0c, "Org"),
            (oid::ORGANIZATIONAL_UNIT, 0x0c, "b"),
            (oid::COMMON_NAME, 0x0c, "last"),
            (oid::PROVINCE, 0x0c, "NC"),
        ]);
        assert_eq!(
            Name::new(&der).to_string(),
            "CN=last,OU=a+OU=b,O=Org,ST=NC,C=US"
        );
        assert_eq!(Name::new(&der).common_name().as_deref(), Some("last"));
        assert_eq!(Name::new(&der).organizational_units(), ["a", "b"]);
    }

    #[test]
    fn empty_values_and_other_types() {
        let der = name(&[
            (EMAIL, 0x16, "a@b"),
            (&[0x55, 0x04, 12], 0x0c, "Title"),
            (oid::COMMON_NAME, 0x0c, ""),
            (oid::ORGANIZATIONAL_UNIT, 0x0c, ""),
        ]);
        assert_eq!(
            Name::new(&der).to_string(),
            "OU=,2.5.4.12=#13055469746c65,1.2.840.113549.1.9.1=#0c03614062"
        );
        assert_eq!(Name::new(&der).common_name(), None);
        assert_eq!(Name::new(&[0x30, 0x00]).to_string(), "");
    }

    #[test]
    fn escapes() {
        for (value, expected) in [
            (r#"a,b+c"d\e<f>g;h"#, r#"a\,b\+c\"d\\e\<f\>g\;h"#),
            (" a b ", r"\ a b\ "),
            ("#a#", r"\#a#"),
            (" ", r"\ "),
            ("é=/", "é=/"),
        ] {
            assert_eq!(escaped(value), expected);
        }
    }

    #[test]
    fn refuses_as_go_does() {
        for (der, fault) in [
            (&[0x31, 0x00][..], "x509: invalid RDNSequence"),
            (&[0x30, 0x02, 0x30, 0x00], "x509: invalid RDNSequence"),
            (&[0x30, 0x01, 0x00], "x509: invalid RDNSequence"),
            (
                &[0x30, 0x04, 0x31, 0x02, 0x31, 0x00],
                "x509: invalid RDNSequence: invalid attribute",
            ),
            (
                &[0x30, 0x04, 0x31, 0x02, 0x30, 0x00],
                "x509: invalid RDNSequence: invalid attribute type",
            ),
            (
                &[0x30, 0x07, 0x31, 0x05, 0x30, 0x03, 0x06, 0x01, 0x55],
                "x509: invalid RDNSequence: invalid attribute value",
            ),
        ] {
            let found = Name::new(der).check().map_err(|fault| fault.to_string());
            assert_eq!(found, Err(fault.to_owned()), "{der:02x?}");
        }
        let der = name(&[(oid::COMMON_NAME, 0x13, "a@b")]);
        assert_eq!(
            Name::new(&der).check().map_err(|fault| fault.to_string()),
            Err(
                "x509: invalid RDNSequence: invalid attribute value: invalid PrintableString"
                    .to_owned()
            )
        );
        assert_eq!(Name::new(&der).common_name().as_deref(), Some("a@b"));
        assert!(Name::new(&[0x30, 0x02, 0x31, 0x00]).check().is_ok());
    }
}
