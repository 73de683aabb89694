//! Name constraints (RFC 5280 4.2.1.10) as Go applies them to a whole chain
//! (`crypto/x509/constraints.go`), and the rule that Fabric keeps from an older Go.

use std::net::IpAddr;
use std::sync::Arc;

use super::error::{Breach, NameConstraintFault, NameType, PathError};
use super::subtrees::{Domains, Networks, as_go};
use crate::certificate::domain::{Mailbox, is_domain};
use crate::certificate::{Certificate, GeneralName, NameConstraints, Subtrees, uri};

/// Every certificate with a SAN extension, the leaf first, against every name constraint above it,
/// the nearest first.
pub(super) fn check(chain: &[Arc<Certificate>]) -> Result<(), Box<NameConstraintFault>> {
    let constrained: Vec<_> = chain
        .iter()
        .enumerate()
        .filter_map(|(height, issuer)| {
            let constraints = issuer.name_constraints()?;
            Some((height, issuer, Constraints::new(constraints)))
        })
        .collect();
    for (height, certificate) in chain.iter().enumerate() {
        let Some(names) = certificate.subject_alt_names() else {
            continue;
        };
        let above = constrained.iter().filter(|(issuer, ..)| *issuer > height);
        let mut parsed = None;
        for (_, issuer, constraints) in above {
            let fault = |breach| {
                Box::new(NameConstraintFault {
                    certificate: Arc::clone(certificate),
                    issuer: Arc::clone(issuer),
                    breach,
                })
            };
            if parsed.is_none() {
                parsed = Some(Names::read(names).map_err(fault)?);
            }
            if let Some(names) = &parsed {
                constraints.check(names).map_err(fault)?;
            }
        }
    }
    Ok(())
}

/// The names of one certificate. What cannot be matched against constraints is refused, whatever
/// the constraints are about.
struct Names<'a> {
    ip: Vec<IpAddr>,
    dns: Vec<&'a str>,
    /// As written, and the host.
    uri: Vec<(&'a str, String)>,
    email: Vec<Mailbox>,
}

impl<'a> Names<'a> {
    fn read(names: &'a [GeneralName]) -> Result<Self, Breach> {
        let mut read = Self {
            ip: Vec::new(),
            dns: Vec::new(),
            uri: Vec::new(),
            email: Vec::new(),
        };
        // Go looks at all URIs before it looks at mailboxes.
        let mut no_mailbox = None;
        for name in names {
            match name {
                GeneralName::Ip(address) => read.ip.push(*address),
                GeneralName::Dns(name) => read.dns.push(name),
                GeneralName::Uri(uri) => read.uri.push((uri, uri_host(uri)?)),
                GeneralName::Email(address) => match Mailbox::parse(address) {
                    Some(mailbox) => read.email.push(Mailbox {
                        domain: mailbox.domain.to_ascii_lowercase(),
                        ..mailbox
                    }),
                    None => {
                        no_mailbox.get_or_insert_with(|| Breach::Mailbox(address.clone()));
                    }
                },
            }
        }
        no_mailbox.map_or(Ok(read), Err)
    }
}

/// The host that URI constraints are matched against, without its port.
fn uri_host(uri: &str) -> Result<String, Breach> {
    let host = uri::host(uri).unwrap_or_default();
    if host.is_empty() {
        return Err(Breach::UriWithoutHost(uri.to_owned()));
    }
    let without_port = match host.rsplit_once(':') {
        Some((name, _port)) if !host.ends_with(']') => name,
        _ => &host,
    };
    let is_literal = without_port.starts_with('[') && without_port.ends_with(']');
    if is_literal || without_port.parse::<IpAddr>().is_ok() {
        return Err(Breach::UriWithIp(uri.to_owned()));
    }
    Ok(without_port.to_owned())
}

/// The constraints of one issuer, ready to be searched.
struct Constraints<'a> {
    permitted: Searchable<'a>,
    excluded: Searchable<'a>,
}

struct Searchable<'a> {
    ip: Networks,
    dns: Domains<'a>,
    uri: Domains<'a>,
    /// Email subtrees without a local part.
    email_domains: Domains<'a>,
    /// Whole addresses, sorted: local part, and domain in lower case.
    mailboxes: Vec<(String, String)>,
}

impl<'a> Constraints<'a> {
    fn new(constraints: &'a NameConstraints) -> Self {
        Self {
            permitted: Searchable::new(&constraints.permitted, Domains::permitted),
            excluded: Searchable::new(&constraints.excluded, Domains::excluded),
        }
    }

    /// IP addresses, DNS names, URIs and email addresses, in this order.
    fn check(&self, names: &Names<'_>) -> Result<(), Breach> {
        let (permitted, excluded) = (&self.permitted, &self.excluded);
        for &address in &names.ip {
            let shown = as_go(address).to_string();
            let free = permitted.ip.is_empty() || permitted.ip.find(address).is_some();
            judge(NameType::Ip, &shown, free, || excluded.ip.find(address))?;
        }
        for &name in &names.dns {
            if !is_domain(name, false) {
                return Err(Breach::DnsName(name.to_owned()));
            }
            let free = permitted.dns.is_empty() || permitted.dns.find(name).is_some();
            judge(NameType::Dns, name, free, || excluded.dns.find(name))?;
        }
        for (uri, host) in &names.uri {
            if !is_domain(host, false) {
                return Err(Breach::UriDomain((*uri).to_owned()));
            }
            let free = permitted.uri.is_empty() || permitted.uri.find(host).is_some();
            judge(NameType::Uri, uri, free, || excluded.uri.find(host))?;
        }
        for mailbox in &names.email {
            let shown = format!("{}@{}", mailbox.local, mailbox.domain);
            let free = permitted.has_no_email() || permitted.find_email(mailbox).is_some();
            judge(NameType::Email, &shown, free, || {
                excluded.find_email(mailbox)
            })?;
        }
        Ok(())
    }
}

/// Permitted subtrees count before excluded ones.
fn judge(
    kind: NameType,
    name: &str,
    permitted: bool,
    excluded: impl FnOnce() -> Option<String>,
) -> Result<(), Breach> {
    let name = || name.to_owned();
    if !permitted {
        return Err(Breach::NotPermitted { kind, name: name() });
    }
    match excluded() {
        Some(constraint) => Err(Breach::Excluded {
            kind,
            name: name(),
            constraint,
        }),
        None => Ok(()),
    }
}

impl<'a> Searchable<'a> {
    fn new(subtrees: &'a Subtrees, domains: fn(&[&'a str]) -> Domains<'a>) -> Self {
        let (addresses, email_domains): (Vec<&str>, Vec<&str>) = texts(&subtrees.email)
            .into_iter()
            .partition(|subtree| subtree.contains('@'));
        let mut mailboxes: Vec<_> = addresses
            .into_iter()
            .filter_map(Mailbox::parse)
            .map(|mailbox| (mailbox.local, mailbox.domain.to_ascii_lowercase()))
            .collect();
        mailboxes.sort();
        Self {
            ip: Networks::new(&subtrees.ip),
            dns: domains(&texts(&subtrees.dns)),
            uri: domains(&texts(&subtrees.uri)),
            email_domains: domains(&email_domains),
            mailboxes,
        }
    }

    fn has_no_email(&self) -> bool {
        self.mailboxes.is_empty() && self.email_domains.is_empty()
    }

    fn find_email(&self, mailbox: &Mailbox) -> Option<String> {
        let Mailbox { local, domain } = mailbox;
        let whole = self
            .mailboxes
            .binary_search_by(|(l, d)| (l, d).cmp(&(local, domain)));
        match whole {
            Ok(_) => Some(format!("{local}@{domain}")),
            Err(_) => self.email_domains.find(domain),
        }
    }
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Fabric's own rule over a chain that Go accepts: an issuer has name constraints, and the leaf has
/// no SAN extension but a CN that looks like a host name (`msp.verifyLegacyNameConstraints`; Go
/// itself had it up to 1.14).
///
/// # Errors
/// [`PathError::NameConstraintsWithoutSan`].
pub fn legacy_name_constraints(chain: &[Arc<Certificate>]) -> Result<(), PathError> {
    let Some((leaf, above)) = chain.split_first() else {
        return Ok(());
    };
    let nameless = || {
        super::san_extension(leaf).is_none()
            && leaf
                .subject()
                .common_name()
                .is_some_and(|name| looks_like_host(&name))
    };
    let constraining = above
        .iter()
        .find(|issuer| issuer.extension_value(&NAME_CONSTRAINTS).is_some());
    match constraining {
        Some(issuer) if nameless() => Err(PathError::NameConstraintsWithoutSan {
            certificate: Arc::clone(leaf),
            issuer: Arc::clone(issuer),
        }),
        _ => Ok(()),
    }
}

/// 2.5.29.30.
const NAME_CONSTRAINTS: [u8; 3] = [0x55, 0x1d, 0x1e];

/// Fabric's `validHostname`.
fn looks_like_host(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.split('.').enumerate().all(|(place, label)| {
        let is_wildcard = place == 0 && label == "*";
        let is_label = !label.is_empty()
            && !label.starts_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_:-".contains(&byte));
        is_wildcard || is_label
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_looks_like_a_host() {
        for name in [
            "peer0",
            "a_b:7",
            "*",
            "x-",
            "peer0.org1.example.com.",
            "*.example.com",
        ] {
            assert!(looks_like_host(name), "{name}");
        }
        for name in ["", "Admin@org1", "a b", "-x", "a..b", ".", "a.*", "*a", "é"] {
            assert!(!looks_like_host(name), "{name}");
        }
    }

    #[test]
    fn reads_the_host_of_a_uri() {
        for (uri, host) in [
            ("http://Example.com:80/x", Ok("Example.com")),
            ("http://a]/", Ok("a]")),
            ("urn:x", Err(Breach::UriWithoutHost("urn:x".to_owned()))),
            (
                "http://127.0.0.1:80/",
                Err(Breach::UriWithIp("http://127.0.0.1:80/".to_owned())),
            ),
            (
                "http://[::1]/",
                Err(Breach::UriWithIp("http://[::1]/".to_owned())),
            ),
            (
                "http://[::1]:8/",
                Err(Breach::UriWithIp("http://[::1]:8/".to_owned())),
            ),
        ] {
            assert_eq!(uri_host(uri), host.map(str::to_owned), "{uri}");
        }
    }
}
