//! From what the rules said to what is reported: the same fault in many places is one finding, and the
//! one to mend first comes first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use foldhash::fast::RandomState;

use super::{alike, consequences};
use crate::check::Context;
use crate::finding::Finding;
use crate::rule::Severity;

/// Puts findings with the same key together: places and MSPs are joined, the worst severity counts.
pub(super) fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: Vec<Finding> = Vec::new();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let key = key(&finding);
        match by_key.get(&key).and_then(|at| merged.get_mut(*at)) {
            Some(first) => join(first, finding),
            None => {
                by_key.insert(key, merged.len());
                merged.push(finding);
            }
        }
    }
    merged.iter_mut().for_each(tidy);
    merged
}

/// What is the same finding: a rule may say several things of a file, but one of a certificate.
fn key(finding: &Finding) -> String {
    let key = finding.key();
    match finding.certificate {
        Some(_) => key,
        None => format!("{key}:{:?}", finding.facts),
    }
}

fn join(first: &mut Finding, mut other: Finding) {
    if other.severity > first.severity {
        // The worse one's facts tell the story.
        std::mem::swap(first, &mut other);
    }
    first.places.append(&mut other.places);
    first.bites.append(&mut other.bites);
    first.msps.append(&mut other.msps);
    if first.fabric_error.is_none() {
        first.fabric_error = other.fabric_error;
    }
}

/// Takes out what a joined finding says twice.
pub(super) fn tidy(finding: &mut Finding) {
    let mut seen: HashSet<_, RandomState> = HashSet::default();
    finding.places.retain(|place| seen.insert(place.clone()));
    finding.bites.sort_unstable();
    finding.bites.dedup();
    finding.msps.sort();
    finding.msps.dedup();
}

/// Folds consequences under their causes, gathers what is alike, and sorts.
pub(super) fn arrange(context: &Context<'_>, findings: Vec<Finding>) -> Vec<Finding> {
    let causes = consequences::fold(context, findings);
    let mut findings = alike::gather(causes);
    sort(&mut findings);
    findings
}

/// The order in which to mend: errors first; among them what reaches farthest; then by rule and place.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let rank = |finding: &Finding| {
            let reach = match finding.severity {
                Severity::Error => finding.msps.len() + finding.folded + finding.alike.len(),
                Severity::Warning | Severity::Info => 0,
            };
            (Reverse(finding.severity), Reverse(reach), finding.rule.id)
        };
        rank(a)
            .cmp(&rank(b))
            .then_with(|| a.places.cmp(&b.places))
            .then_with(|| a.key().cmp(&b.key()))
    });
}
