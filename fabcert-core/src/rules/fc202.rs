//! FC202: a CA of the issuer's name is there with another key.

use super::unknown::{self, Unknown};
use crate::check::{Context, Refused};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC202", "issuer-regenerated", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Unknown::OtherKey {
        child,
        candidate,
        elsewhere,
    } = unknown::of(context, refused)?
    else {
        return None;
    };
    let facts = Facts::IssuerRegenerated {
        issuer: child.issuer().to_string(),
        signer_found: unknown::paths(context, &elsewhere),
        regenerated_at: candidate.not_before(),
    };
    let certificate = refused.certificate().unwrap_or(child);
    let finding = context.finding_against(&INFO, facts, certificate, candidate);
    let who = context.name(&finding);
    Some(
        finding
            .remedy(Remedy::EnrollAgain {
                who,
                safe_from: None,
                safe_now: true,
            })
            .remedy(Remedy::Advice {
                advice: Advice::RestoreOldCa,
            }),
    )
}
