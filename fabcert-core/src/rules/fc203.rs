//! FC203: the issuer is known in the tree and not in this MSP.

use super::unknown::{self, Unknown};
use crate::check::{Context, Refused};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::Remedy;

rule!("FC203", "missing-intermediate", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Unknown::NoSuchName { child, elsewhere } = unknown::of(context, refused)? else {
        return None;
    };
    let missing = context.certificate(*elsewhere.first()?);
    let root = missing.looks_self_signed();
    let folder = if root { "cacerts" } else { "intermediatecerts" };
    let missing_in = refused.judgement.dir.join(folder);
    let found = unknown::paths(context, &elsewhere);
    // A root that lies in intermediatecerts is in the MSP, at the wrong place.
    let misplaced = elsewhere
        .iter()
        .flat_map(|id| context.places_below(*id, &refused.judgement.dir))
        .next()
        .map(|place| place.path);
    let source = misplaced.clone().or_else(|| found.first().cloned());
    let facts = Facts::MissingIntermediate {
        issuer: missing.subject().to_string(),
        found,
        missing_in: missing_in.clone(),
        root,
    };
    let certificate = refused.certificate().unwrap_or(child);
    let mut finding = context.finding_against(&INFO, facts, certificate, missing);
    if let Some(from) = source {
        let to = missing_in.join(from.file_name().unwrap_or_default());
        finding.remedies.push(if misplaced.is_some() {
            Remedy::Move { from, to }
        } else {
            Remedy::Copy { from, to }
        });
    }
    Some(finding)
}
