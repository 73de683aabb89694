//! FC105: a leaf exactly one second older than its issuer.

use crate::backdate::gap;
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::layout::Purpose;
use crate::rule::Bite;

rule!("FC105", "one-second-grace", Info, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        if matches!(
            context.layout.purpose(id),
            Purpose::TlsLeaf | Purpose::TlsCa
        ) {
            continue;
        }
        for above in context.ancestors(id) {
            let issuer = context.certificate(above);
            if gap(certificate, issuer) == 1 {
                let facts = Facts::OneSecondGrace {};
                let finding = context.finding_against(&INFO, facts, certificate, issuer);
                sink.push(finding.bites(&[Bite::Hygiene]));
            }
        }
    }
}
