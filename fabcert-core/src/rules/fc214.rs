//! FC214: a certificate that Go's parser refuses.

use crate::check::{Context, Refused};
use crate::fabric::{Fault, Subject};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC214", "unreadable-by-go", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::Malformed(go) = &refused.refusal.fault else {
        return None;
    };
    // Certificates that config.yaml names are FC401's.
    if let Subject::OuIdentifier(_) | Subject::NodeOu(_) = refused.refusal.subject {
        return None;
    }
    let facts = Facts::UnreadableByGo { go: go.to_string() };
    let finding = match refused.certificate() {
        Some(certificate) => context.finding(&INFO, facts, certificate),
        None => unreadable_block(context, refused, facts)?,
    };
    Some(finding.remedy(Remedy::Advice {
        advice: Advice::RestoreFile,
    }))
}

/// A block that calls itself a certificate and that no reader makes anything of.
fn unreadable_block(context: &Context<'_>, refused: &Refused<'_>, facts: Facts) -> Option<Finding> {
    let file = context.refused_file(refused)?;
    let item = context.store.items(context.snapshot, file).first()?;
    if !item.label.ends_with("CERTIFICATE") {
        return None;
    }
    let mut finding = Finding::new(&INFO, facts);
    finding.places = vec![context.location(&item.place(file))];
    Some(finding)
}
