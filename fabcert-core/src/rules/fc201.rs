//! FC201: the MSP knows no CA of the issuer's name, nor does the tree.

use super::unknown::{self, Unknown};
use crate::check::{Context, Refused};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC201", "unknown-issuer", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Unknown::NoSuchName { child, elsewhere } = unknown::of(context, refused)? else {
        return None;
    };
    if !elsewhere.is_empty() {
        return None;
    }
    let facts = Facts::UnknownIssuer {
        issuer: child.issuer().to_string(),
        present: refused.judgement.trusted_names(),
    };
    let certificate = refused.certificate().unwrap_or(child);
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::RestoreOldCa,
            }),
    )
}
