//! FC106: a certificate that ends after its issuer.

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::rule::Bite;

rule!("FC106", "outlives-issuer", Info, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        // A renewed root is its own issuer, whichever of its certificates lasts longer.
        if certificate.looks_self_signed() {
            continue;
        }
        // Of a renewed CA the certificate that lasts longest counts.
        let issuer = context
            .issuance
            .issuers(id)
            .iter()
            .map(|issuer| context.certificate(*issuer))
            .max_by_key(|issuer| issuer.not_after());
        let Some(issuer) = issuer else { continue };
        let by = certificate.not_after().since(issuer.not_after());
        if by > 0 {
            let facts = Facts::OutlivesIssuer { by };
            let finding = context.finding_against(&INFO, facts, certificate, issuer);
            sink.push(finding.bites(&[Bite::Hygiene]));
        }
    }
}
