//! FC504: a TLS server's certificate that does not name the host by which it is reached.

use std::net::IpAddr;

use super::tls;
use crate::certificate::{Certificate, GeneralName};
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::layout::OwnerKind;
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;

rule!("FC504", "san-mismatch", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for shown in tls::shown(context).filter(tls::Shown::is_server) {
        let present = hosts(shown.certificate);
        // Without any name FC503 speaks.
        if present.is_empty() {
            continue;
        }
        let owner = &shown.folder.owner;
        let is_node = matches!(owner.kind, OwnerKind::Peer | OwnerKind::Orderer);
        // A folder called `peer0` says nothing of the name on the network.
        let own = (is_node && owner.name.contains('.')).then_some(&owner.name);
        let expected: Vec<String> = own
            .into_iter()
            .chain(&context.settings.expect_hosts)
            .filter(|host| !present.iter().any(|name| matches(name, host)))
            .cloned()
            .collect();
        if expected.is_empty() {
            continue;
        }
        let facts = Facts::SanMismatch { expected, present };
        sink.push(
            context
                .finding(&INFO, facts, shown.certificate)
                .bites(&[Bite::Tls])
                .remedy(Remedy::Advice {
                    advice: Advice::EnrollWithHosts,
                }),
        );
    }
}

/// The hosts and addresses that a certificate names.
fn hosts(certificate: &Certificate) -> Vec<String> {
    let names = certificate.subject_alt_names().unwrap_or_default();
    names
        .iter()
        .filter_map(|name| match name {
            GeneralName::Dns(name) => Some(name.clone()),
            GeneralName::Ip(address) => Some(address.to_string()),
            _ => None,
        })
        .collect()
}

/// Whether a name of a certificate covers a host (Go's `VerifyHostname`, `matchHostnames`): label by
/// label, without regard to case; `*` stands for the first label alone.
fn matches(name: &str, host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = address.parse::<IpAddr>() {
        return name.parse() == Ok(address);
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let (mut names, mut hosts) = (name.split('.'), host.split('.'));
    let first = match (names.next(), hosts.next()) {
        (Some("*"), Some(host)) => !host.is_empty(),
        (Some(name), Some(host)) => !name.is_empty() && name.eq_ignore_ascii_case(host),
        _ => false,
    };
    first
        && names
            .map(str::to_ascii_lowercase)
            .eq(hosts.map(str::to_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn hosts_match_as_go_matches_them() {
        for (name, host, expected) in [
            ("peer0.org1.example.com", "peer0.org1.example.com", true),
            ("peer0.org1.example.com", "PEER0.org1.example.com.", true),
            ("*.org1.example.com", "peer0.org1.example.com", true),
            ("*.example.com", "peer0.org1.example.com", false),
            ("peer0.*.example.com", "peer0.org1.example.com", false),
            ("peer0", "peer0.org1.example.com", false),
            ("*", "localhost", true),
            ("", "", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("::1", "[::1]", true),
            ("*.0.0.1", "127.0.0.1", false),
        ] {
            assert_eq!(matches(name, host), expected, "{name} {host}");
        }
    }
}
