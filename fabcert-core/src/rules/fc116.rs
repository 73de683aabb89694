//! FC116: most nodes of a role end within one day.

use std::collections::BTreeMap;

use crate::certificate::Certificate;
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::layout::{OwnerKind, Purpose, Role};
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;
use crate::store::{CertId, Place};

rule!("FC116", "expiry-cluster", Warning, survey);

const DAY: i64 = 24 * 60 * 60;

/// Of two nodes one may well be "most": not worth a word.
const FEWEST_NODES: usize = 3;

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut nodes: BTreeMap<(&'static str, Purpose), Vec<(CertId, &Certificate)>> = BTreeMap::new();
    for (id, certificate) in context.store.certificates() {
        if certificate.not_after() <= context.now {
            continue;
        }
        let role = context
            .store
            .places(id)
            .iter()
            .find_map(|place| node_role(context, place));
        if let Some(role) = role {
            let purpose = context.layout.purpose(id);
            nodes
                .entry((role, purpose))
                .or_default()
                .push((id, certificate));
        }
    }
    for ((role, purpose), mut certificates) in nodes {
        certificates.sort_by_key(|(id, certificate)| (certificate.not_after(), *id));
        let total = certificates.len();
        let cluster = densest_day(&certificates);
        if let [first, .., last] = cluster
            && total >= FEWEST_NODES
            && cluster.len() * 2 > total
        {
            let facts = Facts::ExpiryCluster {
                role: role.to_owned(),
                purpose,
                count: cluster.len(),
                total,
                from: first.1.not_after(),
                until: last.1.not_after(),
            };
            let mut finding =
                Finding::new(&INFO, facts)
                    .bites(&[Bite::Hygiene])
                    .remedy(Remedy::Advice {
                        advice: Advice::SpreadRenewals,
                    });
            finding.places = cluster
                .iter()
                .filter_map(|(id, _)| context.places(*id).first().cloned())
                .collect();
            sink.push(finding);
        }
    }
}

/// What a node's own certificate is the certificate of.
fn node_role(context: &Context<'_>, place: &Place) -> Option<&'static str> {
    let own = matches!(context.layout.role(place), Role::SignCert | Role::TlsServer);
    match context.layout.owner(place)?.kind {
        OwnerKind::Peer if own => Some("peer"),
        OwnerKind::Orderer if own => Some("orderer"),
        _ => None,
    }
}

/// The longest run of certificates, sorted by their ends, that end within a day.
fn densest_day<'s, 'a>(sorted: &'s [(CertId, &'a Certificate)]) -> &'s [(CertId, &'a Certificate)] {
    let mut longest = 0..0;
    let mut start = 0;
    for (end, (_, last)) in sorted.iter().enumerate() {
        while sorted
            .get(start)
            .is_some_and(|(_, first)| last.not_after().since(first.not_after()) > DAY)
        {
            start += 1;
        }
        if end + 1 - start > longest.len() {
            longest = start..end + 1;
        }
    }
    sorted.get(longest).unwrap_or_default()
}
