//! GeneralNames (RFC 5280 4.2.1.6) of the types that Go reads, and the SubjectAltName extension.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::domain::is_domain;
use super::extension::GeneralName;
use super::fault::GoFault;
use super::uri;
use crate::der::reader::{Reader, tag};
use crate::quote::go_quote;

/// Tag bytes of the types that Go reads.
pub(super) const EMAIL: u8 = tag::context(1);
pub(super) const DNS: u8 = tag::context(2);
pub(super) const URI: u8 = tag::context(6);
pub(super) const IP: u8 = tag::context(7);

/// An address of four or sixteen bytes.
pub(super) fn ip(bytes: &[u8]) -> Option<IpAddr> {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(bytes).into());
    }
    let bytes = <[u8; 16]>::try_from(bytes).ok()?;
    Some(Ipv6Addr::from(bytes).into())
}

/// Reads a SubjectAltName extension (`parseSANExtension`); names of other types are left out.
pub(super) fn subject_alt_names(value: &[u8]) -> Result<Box<[GeneralName]>, GoFault> {
    let mut list = Reader::new(value)
        .inside(tag::SEQUENCE)
        .ok_or(GoFault::new("x509: invalid subject alternative names"))?;
    let mut names = Vec::new();
    while !list.is_empty() {
        let name = list
            .any()
            .ok_or(GoFault::new("x509: invalid subject alternative name"))?;
        let ascii = |fault| {
            std::str::from_utf8(name.content)
                .ok()
                .filter(|text| text.is_ascii())
                .map(str::to_owned)
                .ok_or(GoFault::new(fault))
        };
        names.push(match name.tag {
            EMAIL => GeneralName::Email(ascii("x509: SAN rfc822Name is malformed")?),
            DNS => GeneralName::Dns(ascii("x509: SAN dNSName is malformed")?),
            URI => {
                let text = ascii("x509: SAN uniformResourceIdentifier is malformed")?;
                check_uri(&text)?;
                GeneralName::Uri(text)
            }
            IP => GeneralName::Ip(ip(name.content).ok_or_else(|| {
                let length = name.content.len();
                GoFault::telling(format!("x509: cannot parse IP address of length {length}"))
            })?),
            _ => continue,
        });
    }
    Ok(names.into())
}

fn check_uri(text: &str) -> Result<(), GoFault> {
    let refuse = |why: &str| {
        let quoted = go_quote(text.as_bytes());
        GoFault::telling(format!("x509: cannot parse URI {quoted}: {why}"))
    };
    let host = uri::host(text).map_err(|why| refuse(&why))?;
    if is_domain(&host, false) {
        Ok(())
    } else {
        Err(refuse("invalid domain"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::writer::{element, sequence};

    /// An extension value with one name.
    fn san(tag: u8, content: &[u8]) -> Vec<u8> {
        sequence(&[element(tag, content)])
    }

    #[test]
    fn reads_names() {
        let read = |tag, content: &[u8]| subject_alt_names(&san(tag, content)).map(Vec::from);
        assert_eq!(
            read(0x82, b"a_b.*"),
            Ok(vec![GeneralName::Dns("a_b.*".to_owned())])
        );
        assert_eq!(
            read(0x81, b"junk"),
            Ok(vec![GeneralName::Email("junk".to_owned())])
        );
        assert_eq!(
            read(0x87, &[1, 2, 3, 4]),
            Ok(vec![GeneralName::Ip([1, 2, 3, 4].into())])
        );
        assert_eq!(
            read(0x86, b"urn:x"),
            Ok(vec![GeneralName::Uri("urn:x".to_owned())])
        );
        assert_eq!(read(0xa2, b""), Ok(vec![]));
        assert_eq!(subject_alt_names(&[0x30, 0x00]), Ok([].into()));
    }

    #[test]
    fn refuses_as_go_does() {
        for (value, fault) in [
            (vec![0x31, 0x00], "invalid subject alternative names"),
            (vec![0x30, 0x01, 0x82], "invalid subject alternative name"),
            (san(0x81, b"\xe9"), "SAN rfc822Name is malformed"),
            (san(0x82, b"\xe9"), "SAN dNSName is malformed"),
            (
                san(0x86, b"\xe9"),
                "SAN uniformResourceIdentifier is malformed",
            ),
            (san(0x87, &[0; 5]), "cannot parse IP address of length 5"),
            (
                san(0x86, b":a"),
                r#"cannot parse URI ":a": parse ":a": missing protocol scheme"#,
            ),
            (
                san(0x86, b"http://a./"),
                r#"cannot parse URI "http://a./": invalid domain"#,
            ),
            (
                san(0x86, b"http://.a/"),
                r#"cannot parse URI "http://.a/": invalid domain"#,
            ),
        ] {
            let found = subject_alt_names(&value).map_err(|fault| fault.to_string());
            assert_eq!(found, Err(format!("x509: {fault}")));
        }
    }
}
