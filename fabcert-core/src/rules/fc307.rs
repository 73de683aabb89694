//! FC307: one key in several identities.

use std::collections::BTreeMap;

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::layout::Purpose;
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;
use crate::store::CertId;

rule!("FC307", "shared-key", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut by_key: BTreeMap<(Purpose, &[u8]), Vec<CertId>> = BTreeMap::new();
    for (id, certificate) in context.store.certificates() {
        let purpose = context.layout.purpose(id);
        if matches!(purpose, Purpose::Identity | Purpose::TlsLeaf) {
            by_key
                .entry((purpose, certificate.spki()))
                .or_default()
                .push(id);
        }
    }
    let mut groups: Vec<Vec<CertId>> = by_key.into_values().filter(|it| it.len() > 1).collect();
    groups.sort();
    for group in groups {
        // A renewed certificate has the same name; its OUs may have changed.
        let mut by_name: BTreeMap<String, CertId> = BTreeMap::new();
        for id in &group {
            by_name
                .entry(crate::phrase::short_name(context.certificate(*id)))
                .or_insert(*id);
        }
        let Some(first) = group.first().filter(|_| by_name.len() > 1) else {
            continue;
        };
        let subjects = by_name
            .values()
            .map(|id| context.certificate(*id).subject().to_string())
            .collect();
        let mut finding = context
            .finding(
                &INFO,
                Facts::SharedKey { subjects },
                context.certificate(*first),
            )
            .bites(&[Bite::Hygiene])
            .remedy(Remedy::Advice {
                advice: Advice::SeparateKeys,
            });
        for id in group.iter().skip(1) {
            finding.places.extend_from_slice(&context.places(*id));
        }
        sink.push(finding);
    }
}
