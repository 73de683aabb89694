//! Distinguished names.

use crate::der;

/// The attributes that Fabric's tools write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// `C`
    Country,
    /// `ST`
    State,
    /// `L`
    Locality,
    /// `O`
    Organization,
    /// `OU`
    OrganizationalUnit,
    /// `CN`
    CommonName,
    /// `SERIALNUMBER`
    SerialNumber,
    /// Any other, by its object identifier.
    Other(&'static str),
}

/// The ASN.1 string types of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringType {
    /// PrintableString.
    Printable,
    /// UTF8String.
    Utf8,
    /// IA5String.
    Ia5,
    /// TeletexString.
    Teletex,
    /// BMPString.
    Bmp,
}

/// One type and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute(Vec<u8>);

impl Attribute {
    /// PrintableString where the value allows it, else UTF8String, as Go chooses.
    pub fn new(kind: AttributeType, value: &str) -> Self {
        let string = if value.bytes().all(is_printable) {
            StringType::Printable
        } else {
            StringType::Utf8
        };
        Self::typed(kind, string, value)
    }

    /// With a string type of one's own.
    pub fn typed(kind: AttributeType, string: StringType, value: &str) -> Self {
        let (tag, bytes) = match string {
            StringType::Printable => (0x13, value.as_bytes().to_vec()),
            StringType::Utf8 => (0x0c, value.as_bytes().to_vec()),
            StringType::Ia5 => (0x16, value.as_bytes().to_vec()),
            StringType::Teletex => (0x14, value.as_bytes().to_vec()),
            StringType::Bmp => (
                0x1e,
                value.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            ),
        };
        Self::raw(kind, &der::element(tag, &bytes))
    }

    /// With a value that is DER already, well-formed or not.
    pub fn raw(kind: AttributeType, value: &[u8]) -> Self {
        Self(der::sequence(&[der::oid(kind.oid()), value.to_vec()]))
    }
}

/// A Name: RDNs in order, each a set of attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name(Vec<Vec<Attribute>>);

impl Name {
    /// The empty name.
    pub fn new() -> Self {
        Self::default()
    }

    /// `CN=…` alone.
    pub fn common(common_name: &str) -> Self {
        Self::new().with(AttributeType::CommonName, common_name)
    }

    /// One more RDN of one attribute. The same type may come again.
    #[must_use]
    pub fn with(self, kind: AttributeType, value: &str) -> Self {
        self.with_rdn(vec![Attribute::new(kind, value)])
    }

    /// One more RDN of several attributes (`OU=org1 + OU=peer`).
    #[must_use]
    pub fn with_rdn(mut self, attributes: Vec<Attribute>) -> Self {
        self.0.push(attributes);
        self
    }

    /// One more `OU` RDN that holds all of these; none where there is no value.
    #[must_use]
    pub fn with_units(self, units: &[&str]) -> Self {
        if units.is_empty() {
            return self;
        }
        let kind = AttributeType::OrganizationalUnit;
        self.with_rdn(
            units
                .iter()
                .map(|unit| Attribute::new(kind, unit))
                .collect(),
        )
    }

    /// DER.
    pub fn to_der(&self) -> Vec<u8> {
        let rdn = |attributes: &Vec<Attribute>| {
            der::set_of(
                attributes
                    .iter()
                    .map(|attribute| attribute.0.clone())
                    .collect(),
            )
        };
        der::sequence(&self.0.iter().map(rdn).collect::<Vec<_>>())
    }
}

impl AttributeType {
    fn oid(self) -> &'static str {
        match self {
            Self::Country => "2.5.4.6",
            Self::State => "2.5.4.8",
            Self::Locality => "2.5.4.7",
            Self::Organization => "2.5.4.10",
            Self::OrganizationalUnit => "2.5.4.11",
            Self::CommonName => "2.5.4.3",
            Self::SerialNumber => "2.5.4.5",
            Self::Other(oid) => oid,
        }
    }
}

/// X.680 41.4.
fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_rdn_come_in_der_order() {
        let name = Name::new().with_units(&["org1", "peer", "department1"]);
        let text: Vec<u8> = name
            .to_der()
            .into_iter()
            .filter(u8::is_ascii_lowercase)
            .collect();
        assert_eq!(
            text, b"orgpeerdepartment",
            "shorter values first, then by their bytes"
        );
    }

    #[test]
    fn at_signs_need_utf8() {
        let tag = |value| Attribute::new(AttributeType::CommonName, value).0[7];
        assert_eq!(tag("peer0.org1.example.com"), 0x13);
        assert_eq!(tag("Admin@org1.example.com"), 0x0c);
    }
}
