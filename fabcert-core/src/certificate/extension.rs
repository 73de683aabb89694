//! The extensions that decide something.

use super::Span;

/// One extension's frame.
#[derive(Clone, Debug)]
pub struct Extension {
    /// OID, content bytes.
    pub(crate) oid: Span,
    /// The critical flag.
    pub critical: bool,
    /// Content of the value's OCTET STRING.
    pub(crate) value: Span,
}

/// RFC 5280 4.2.1.9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// The CA flag.
    pub ca: bool,
    /// The path length, which Go keeps and enforces also where the CA flag is false.
    pub path_len: Option<u64>,
}

/// RFC 5280 4.2.1.3: bit n of the extension is bit n here (0 digitalSignature … 8 decipherOnly).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Whether bit `n` is set (5 keyCertSign, 6 cRLSign).
    #[must_use]
    pub const fn has(self, n: u32) -> bool {
        self.0 >> n & 1 == 1
    }

    /// Go refuses a parent whose key usage has some bit set, and not keyCertSign.
    #[must_use]
    pub const fn forbids_cert_sign(self) -> bool {
        self.0 != 0 && !self.has(5)
    }
}

/// RFC 5280 4.2.1.12: the listed purposes, dotted OIDs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtendedKeyUsage {
    /// Dotted OIDs, in file order.
    pub purposes: Box<[String]>,
}

impl ExtendedKeyUsage {}

/// A subject alternative name of a type that Go reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneralName {
    /// rfc822Name.
    Email(String),
    /// dNSName.
    Dns(String),
    /// uniformResourceIdentifier.
    Uri(String),
    /// iPAddress: 4 or 16 bytes.
    Ip(std::net::IpAddr),
}

/// RFC 5280 4.2.1.10, the types that Go reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameConstraints {
    /// What is permitted, by type.
    pub permitted: Subtrees,
    /// What is excluded, by type.
    pub excluded: Subtrees,
}

/// Subtrees of the types that Go reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subtrees {
    /// dNSName.
    pub dns: Vec<String>,
    /// iPAddress: network and prefix length.
    pub ip: Vec<(std::net::IpAddr, u8)>,
    /// rfc822Name.
    pub email: Vec<String>,
    /// uniformResourceIdentifier.
    pub uri: Vec<String>,
}

/// The policy extensions (RFC 5280 4.2.1.4, .5, .11, .14), as far as Go's filter asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// certificatePolicies: dotted OIDs; `None` where the extension is absent.
    pub policies: Option<Vec<String>>,
    /// policyMappings: issuer domain, subject domain.
    pub mappings: Vec<(String, String)>,
    /// requireExplicitPolicy.
    pub require_explicit: Option<i64>,
    /// inhibitPolicyMapping.
    pub inhibit_mapping: Option<i64>,
    /// inhibitAnyPolicy.
    pub inhibit_any: Option<i64>,
}

/// The attributes that fabric-ca writes into a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FabricAttributes {
    /// Name and value, sorted by name.
    pub attributes: Vec<(String, String)>,
}

impl FabricAttributes {
    /// Reads the extension's JSON; `None` where it is no such JSON.
    pub(crate) fn of(value: &[u8]) -> Option<Self> {
        let json: serde_json::Value = serde_json::from_slice(value).ok()?;
        let mut attributes = json
            .get("attrs")?
            .as_object()?
            .iter()
            .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect::<Option<Vec<_>>>()?;
        attributes.sort();
        Some(Self { attributes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fabric_attributes() {
        let value = br#"{"attrs":{"hf.Type":"client","hf.Affiliation":""}}"#;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            FabricAttributes::of(value).map(|it| it.attributes),
            Some(vec![pair("hf.Affiliation", ""), pair("hf.Type", "client")])
        );
        for other in [
            &b"junk"[..],
            b"{}",
            br#"{"attrs":[]}"#,
            br#"{"attrs":{"a":1}}"#,
        ] {
            assert_eq!(FabricAttributes::of(other), None);
        }
    }

    #[test]
    fn key_usage_without_bits_forbids_nothing() {
        assert!(!KeyUsage(0).forbids_cert_sign());
        assert!(!KeyUsage(1 << 5).forbids_cert_sign());
        assert!(KeyUsage(1 << 6).forbids_cert_sign());
    }
}
