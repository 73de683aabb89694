//! The NameConstraints extension as Go reads it (`parseNameConstraintsExtension`).

use std::fmt::Write as _;
use std::net::IpAddr;

use super::domain::{Mailbox, is_domain};
use super::extension::{NameConstraints, Subtrees};
use super::fault::GoFault;
use crate::der::reader::{Reader, tag};
use crate::quote::go_quote;

const INVALID: GoFault = GoFault::new("x509: invalid NameConstraints extension");

/// The constraints, and whether some subtree is of a type that Go does not know.
pub(super) fn read(value: &[u8]) -> Result<(NameConstraints, bool), GoFault> {
    let mut outer = Reader::new(value);
    let mut lists = outer.inside(tag::SEQUENCE).ok_or(INVALID)?;
    let mut list = |n| lists.optional(tag::context_constructed(n)).ok_or(INVALID);
    let (permitted, excluded) = (list(0)?, list(1)?);
    if !outer.is_empty() || !lists.is_empty() {
        return Err(INVALID);
    }
    let (permitted, excluded) = (permitted.unwrap_or_default(), excluded.unwrap_or_default());
    if permitted.is_empty() && excluded.is_empty() {
        return Err(GoFault::new("x509: empty name constraints extension"));
    }
    let mut unhandled = false;
    let constraints = NameConstraints {
        permitted: subtrees(permitted, &mut unhandled)?,
        excluded: subtrees(excluded, &mut unhandled)?,
    };
    Ok((constraints, unhandled))
}

fn subtrees(list: &[u8], unhandled: &mut bool) -> Result<Subtrees, GoFault> {
    let mut subtrees = Subtrees::default();
    let mut list = Reader::new(list);
    while !list.is_empty() {
        // Minimum and maximum distance, behind the base, are not looked at.
        let base = list
            .inside(tag::SEQUENCE)
            .and_then(|mut subtree| subtree.any())
            .ok_or(INVALID)?;
        match base.tag {
            super::general_name::EMAIL => {
                let text = ascii(base.content)?;
                let fits = if text.contains('@') {
                    Mailbox::parse(text).is_some()
                } else {
                    is_domain(text, true)
                };
                if !fits {
                    return Err(unparsed("rfc822Name", text, ""));
                }
                subtrees.email.push(text.to_owned());
            }
            super::general_name::DNS => {
                let text = ascii(base.content)?;
                if !is_domain(text, true) {
                    return Err(unparsed("dnsName", text, ""));
                }
                subtrees.dns.push(text.to_owned());
            }
            super::general_name::URI => {
                let text = ascii(base.content)?;
                if text.parse::<IpAddr>().is_ok() {
                    return Err(unparsed("URI", text, ": cannot be IP address"));
                }
                if !is_domain(text, true) {
                    return Err(unparsed("URI", text, ""));
                }
                subtrees.uri.push(text.to_owned());
            }
            super::general_name::IP => subtrees.ip.push(network(base.content)?),
            _ => *unhandled = true,
        }
    }
    Ok(subtrees)
}

fn unparsed(kind: &str, value: &str, why: &str) -> GoFault {
    let value = go_quote(value.as_bytes());
    GoFault::telling(format!(
        "x509: failed to parse {kind} constraint {value}{why}"
    ))
}

fn ascii(content: &[u8]) -> Result<&str, GoFault> {
    std::str::from_utf8(content)
        .ok()
        .filter(|text| text.is_ascii())
        .ok_or_else(|| {
            GoFault::telling(format!(
                "x509: invalid constraint value: x509: {} cannot be encoded as an IA5String",
                go_quote(content)
            ))
        })
}

/// An address and the length of its mask.
fn network(content: &[u8]) -> Result<(IpAddr, u8), GoFault> {
    let (address, mask) = content.split_at(content.len() / 2);
    let length = || {
        GoFault::telling(format!(
            "x509: IP constraint contained value of length {}",
            content.len()
        ))
    };
    if address.len() != mask.len() {
        return Err(length());
    }
    let address = super::general_name::ip(address).ok_or_else(length)?;
    let ones: u32 = mask.iter().map(|byte| byte.leading_ones()).sum();
    let set: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let is_contiguous = mask
        .iter()
        .skip_while(|&&byte| byte == 0xff)
        .skip(1)
        .all(|&byte| byte == 0);
    match u8::try_from(ones) {
        Ok(prefix) if is_contiguous && ones == set => Ok((address, prefix)),
        _ => {
            let mut text = "x509: IP constraint contained invalid mask ".to_owned();
            for byte in mask {
                let _ = write!(text, "{byte:02x}");
            }
            Err(GoFault::telling(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::writer::element;

    /// An extension value that permits one subtree.
    fn permitting(tag: u8, base: &[u8]) -> Vec<u8> {
        element(0x30, &element(0xa0, &element(0x30, &element(tag, base))))
    }

    #[test]
    fn reads_each_type() {
        let read = |tag, base: &[u8]| read(&permitting(tag, base)).expect("well-formed");
        assert_eq!(
            read(0x82, b".example.com").0.permitted.dns,
            [".example.com"]
        );
        assert_eq!(read(0x81, b"a@b").0.permitted.email, ["a@b"]);
        assert_eq!(read(0x86, b"").0.permitted.uri, [""]);
        assert_eq!(
            read(0x87, &[10, 1, 2, 3, 255, 128, 0, 0]).0.permitted.ip,
            [([10, 1, 2, 3].into(), 9)]
        );
        assert!(!read(0x82, b"a").1);
        assert!(read(0xa4, &[0x30, 0x00]).1);
    }

    #[test]
    fn refuses_as_go_does() {
        for (value, fault) in [
            (vec![], "invalid NameConstraints extension"),
            (vec![0x30, 0x00, 0x00], "invalid NameConstraints extension"),
            (
                vec![0x30, 0x02, 0xa2, 0x00],
                "invalid NameConstraints extension",
            ),
            (
                vec![0x30, 0x04, 0xa1, 0x00, 0xa0, 0x00],
                "invalid NameConstraints extension",
            ),
            (vec![0x30, 0x00], "empty name constraints extension"),
            (
                vec![0x30, 0x04, 0xa0, 0x00, 0xa1, 0x00],
                "empty name constraints extension",
            ),
            (
                permitting(0x82, "é".as_bytes()),
                "invalid constraint value: x509: \"é\" cannot be encoded as an IA5String",
            ),
            (
                permitting(0x82, b"a..b"),
                "failed to parse dnsName constraint \"a..b\"",
            ),
            (
                permitting(0x81, b"a b@c"),
                "failed to parse rfc822Name constraint \"a b@c\"",
            ),
            (
                permitting(0x86, b"a."),
                "failed to parse URI constraint \"a.\"",
            ),
            (
                permitting(0x86, b"10.0.0.1"),
                "failed to parse URI constraint \"10.0.0.1\": cannot be IP address",
            ),
            (
                permitting(0x87, &[0; 5]),
                "IP constraint contained value of length 5",
            ),
            (
                permitting(0x87, &[0; 10]),
                "IP constraint contained value of length 10",
            ),
            (
                permitting(0x87, &[10, 0, 0, 0, 255, 0, 255, 0]),
                "IP constraint contained invalid mask ff00ff00",
            ),
            (
                permitting(0x87, &[10, 0, 0, 0, 253, 0, 0, 0]),
                "IP constraint contained invalid mask fd000000",
            ),
        ] {
            let found = read(&value).map_err(|fault| fault.to_string());
            assert_eq!(found, Err(format!("x509: {fault}")));
        }
    }
}
