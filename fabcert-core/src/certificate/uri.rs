//! URIs as Go's `net/url` reads them (Go 1.26), as far as certificates need it: refused or not, and
//! the host that name constraints are matched against.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::quote::go_quote;

/// The host (with its port) of a URI, empty where it has none.
///
/// # Errors
/// `url.Parse`'s refusal, whole: `parse "…": …`.
pub(crate) fn host(uri: &str) -> Result<String, String> {
    let (rest, fragment) = uri.split_once('#').unwrap_or((uri, ""));
    let refuse = |shown: &str, why| format!("parse {}: {why}", go_quote(shown.as_bytes()));
    let host = host_before_fragment(rest).map_err(|why| refuse(rest, why))?;
    unescape(fragment, Part::Other).map_err(|why| refuse(uri, why))?;
    Ok(host)
}

fn host_before_fragment(uri: &str) -> Result<String, String> {
    if uri.bytes().any(|byte| byte.is_ascii_control()) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if uri == "*" {
        return Ok(String::new());
    }
    let (scheme, rest) = split_scheme(uri)?;
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            // Opaque: nothing behind the scheme is looked at.
            return Ok(String::new());
        }
        if rest
            .split('/')
            .next()
            .is_some_and(|first| first.contains(':'))
        {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let (host, path) = match rest.strip_prefix("//") {
        Some(after) if !scheme.is_empty() || !after.starts_with('/') => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            (authority_host(authority)?, path)
        }
        _ => (String::new(), rest),
    };
    unescape(path, Part::Other)?;
    Ok(host)
}

/// The scheme before the first colon, where there is one.
fn split_scheme(uri: &str) -> Result<(&str, &str), String> {
    for (index, byte) in uri.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => {
                let (scheme, rest) = uri.split_at(index);
                return Ok((scheme, rest.strip_prefix(':').unwrap_or(rest)));
            }
            _ => break,
        }
    }
    Ok(("", uri))
}

fn authority_host(authority: &str) -> Result<String, String> {
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let host = host_and_port(host)?;
    let Some(user) = user else {
        return Ok(host);
    };
    if !user
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte))
    {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    unescape(name, Part::Other)?;
    unescape(password, Part::Other)?;
    Ok(host)
}

fn host_and_port(host: &str) -> Result<String, String> {
    let check_port = |port: &str| {
        if port.is_empty()
            || port
                .strip_prefix(':')
                .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        {
            Ok(())
        } else {
            Err(format!(
                "invalid port {} after host",
                go_quote(port.as_bytes())
            ))
        }
    };
    match host.rfind('[') {
        None => {
            let port = host.find(':').and_then(|colon| host.get(colon..));
            check_port(port.unwrap_or_default())?;
            unescape(host, Part::Host)
        }
        Some(0) => {
            let Some((address, port)) = host.strip_prefix('[').and_then(|it| it.rsplit_once(']'))
            else {
                return Err("missing ']' in host".to_owned());
            };
            check_port(port)?;
            let address = match address.find("%25") {
                Some(zone) => {
                    let (address, zone) = address.split_at(zone);
                    unescape(address, Part::Host)? + &unescape(zone, Part::Zone)?
                }
                None => unescape(address, Part::Host)?,
            };
            check_ipv6_literal(&address)?;
            Ok(format!("[{address}]{port}"))
        }
        Some(_) => Err("invalid IP-literal".to_owned()),
    }
}

/// What stands in the brackets must be an IPv6 address, with or without a zone.
fn check_ipv6_literal(text: &str) -> Result<(), String> {
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    if address.parse::<Ipv4Addr>().is_ok() && zone.is_none() {
        return Err("invalid IP-literal".to_owned());
    }
    if address.parse::<Ipv6Addr>().is_ok() && zone != Some("") {
        return Ok(());
    }
    Err(format!(
        "invalid host: ParseAddr({}): {}",
        go_quote(text.as_bytes()),
        why_no_address(text)
    ))
}

/// Go's reason in the frequent cases.
fn why_no_address(text: &str) -> &'static str {
    match text.bytes().find(|byte| b".:%".contains(byte)) {
        None => "unable to parse IP",
        Some(b'%') => "missing IPv6 address",
        Some(_) if text.ends_with('%') => "zone must be a non-empty string",
        Some(b'.') if text.matches('.').count() < 3 => "IPv4 address too short",
        Some(b'.') => "IPv4 address too long",
        Some(_) => "address string too short",
    }
}

/// The parts of a URI, as far as Go's escapes differ in them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Host,
    Zone,
    /// Path, user or fragment.
    Other,
}

/// The text behind the escapes `%41`.
fn unescape(text: &str, part: Part) -> Result<String, String> {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        if byte == b'%' {
            let escape = bytes.get(index..).unwrap_or_default();
            let escape = escape.get(..3).unwrap_or(escape);
            let value = match escape {
                [_, high, low] => hex_digit(*high).zip(hex_digit(*low)),
                _ => None,
            };
            let refused = || format!("invalid URL escape {}", go_quote(escape));
            let value = value
                .map(|(high, low)| high << 4 | low)
                .ok_or_else(refused)?;
            let allowed = match part {
                Part::Other => true,
                // In a host only what is not ASCII may be escaped, and the zone's percent sign.
                Part::Host => value >= 0x80 || escape == b"%25",
                Part::Zone => value == b' ' || escape == b"%25" || is_host_byte(value),
            };
            if !allowed {
                return Err(refused());
            }
            plain.push(value);
            index += 3;
            continue;
        }
        if part != Part::Other && byte.is_ascii() && !is_host_byte(byte) {
            return Err(format!(
                "invalid character {} in host name",
                go_quote(&[byte])
            ));
        }
        plain.push(byte);
        index += 1;
    }
    Ok(String::from_utf8(plain)
        .unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned()))
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// What may stand in a host without an escape.
fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hosts() {
        for (uri, expected) in [
            ("http://example.com/a b?x#y", "example.com"),
            ("HTTP://u:p@example.com:80", "example.com:80"),
            ("http://[fe80::1%25en0]:8/", "[fe80::1%en0]:8"),
            ("http://example.com:", "example.com:"),
            ("urn:a:b %zz", ""),
            ("mailto:x", ""),
            ("a/b:c", ""),
            ("//host/p", "host"),
            ("///p", ""),
            ("", ""),
            ("*", ""),
            ("http://127.0.0.1/%41", "127.0.0.1"),
        ] {
            assert_eq!(host(uri).as_deref(), Ok(expected), "{uri}");
        }
    }

    #[test]
    fn refuses_as_go_does() {
        for (uri, why) in [
            ("http://a\u{1}", "net/url: invalid control character in URL"),
            ("http://a/%zz", r#"invalid URL escape "%zz""#),
            ("http://a/%4", r#"invalid URL escape "%4""#),
            ("http://%41/", r#"invalid URL escape "%41""#),
            ("http://a b/", r#"invalid character " " in host name"#),
            (r"http://a\b/", r#"invalid character "\\" in host name"#),
            ("http://a{b/", r#"invalid character "{" in host name"#),
            ("http://a:b/", r#"invalid port ":b" after host"#),
            ("http://a:1:2/", r#"invalid port ":1:2" after host"#),
            ("http://[::1/", "missing ']' in host"),
            ("http://a[::1]/", "invalid IP-literal"),
            ("http://[127.0.0.1]/", "invalid IP-literal"),
            ("http://u{@a/", "net/url: invalid userinfo"),
            ("a:b:c%zz/", ""),
            ("1a:b", "first path segment in URL cannot contain colon"),
            (":a", "missing protocol scheme"),
        ] {
            let expected = match why {
                "" => Ok(String::new()),
                _ => Err(format!("parse {}: {why}", go_quote(uri.as_bytes()))),
            };
            assert_eq!(host(uri), expected, "{uri}");
        }
        assert_eq!(
            host("http://a/#%zz"),
            Err(r#"parse "http://a/#%zz": invalid URL escape "%zz""#.to_owned())
        );
    }
}
