//! FC902: a block that could not be read, beside others that live.

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::store::What;

rule!("FC902", "malformed-block", Error, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for file in context.snapshot.files() {
        for item in context.store.items(context.snapshot, file) {
            let What::Broken(fault) = &item.what else {
                continue;
            };
            let facts = Facts::MalformedBlock {
                label: item.label.to_string(),
                reason: fault.to_string(),
            };
            let mut finding = Finding::new(&INFO, facts)
                .severity(Severity::Warning)
                .bites(&[Bite::Hygiene])
                .remedy(Remedy::Advice {
                    advice: Advice::RestoreFile,
                });
            finding.places = vec![Location {
                path: context.snapshot.path(file),
                block: Some(item.block),
                line: Some(item.line),
            }];
            sink.push(finding);
        }
    }
}
