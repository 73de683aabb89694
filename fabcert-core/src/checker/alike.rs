//! One finding for one cause: what a rule says of many certificates of one CA, or of many copies of
//! one file, is said once, with every place.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::facts::Facts;
use crate::finding::{Alike, Finding};
use crate::remedy::Remedy;
use crate::rule::Severity;

/// Up to so many findings stand better each for itself.
const FEW: usize = 3;

/// Ways out, other than enrollments, that a finding about many lists.
const MOST_WAYS: usize = 5;

/// What findings have in common that are told as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Common {
    rule: &'static str,
    severity: Severity,
    cause: String,
}

/// Puts findings with one cause together where there are many.
pub(super) fn gather(findings: Vec<Finding>) -> Vec<Finding> {
    let mut members: HashMap<Common, Vec<usize>, RandomState> = HashMap::default();
    for (index, finding) in findings.iter().enumerate() {
        if let Some(common) = common(finding) {
            members.entry(common).or_default().push(index);
        }
    }
    // For each finding that goes into another one: which.
    let mut into: BTreeMap<usize, usize> = BTreeMap::new();
    for indices in members.into_values() {
        let first = indices.first().and_then(|first| findings.get(*first));
        let few = first.map_or(FEW, |first| few(&first.facts));
        if indices.len() <= few {
            continue;
        }
        let gap = |index: &usize| findings.get(*index).and_then(|it| it.facts.gap());
        // The widest gap speaks for all, since what heals it heals the others.
        let Some(&speaker) = indices.iter().rev().max_by_key(|index| gap(index)) else {
            continue;
        };
        into.extend(indices.iter().map(|index| (*index, speaker)));
    }
    let mut gathered: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    for (index, finding) in findings.into_iter().enumerate() {
        let speaker = into.get(&index).copied().unwrap_or(index);
        let group = gathered.entry(speaker).or_default();
        if index == speaker {
            group.insert(0, finding);
        } else {
            group.push(finding);
        }
    }
    gathered.into_values().filter_map(one).collect()
}

/// How many findings of this kind are too few to be told as one.
const fn few(facts: &Facts) -> usize {
    match facts {
        // It is the CA that is missing, not the leaf that is at fault.
        Facts::MissingIntermediate { .. } => 1,
        // That is how fabric-ca-client leaves every home.
        Facts::NoAdmin {} => 1,
        _ => FEW,
    }
}

/// What a finding shares with others of its cause; `None` where each has its own.
fn common(finding: &Finding) -> Option<Common> {
    let ca = || {
        let issuer = finding.issuer.as_ref();
        issuer.map(|issuer| issuer.fingerprint().to_string())
    };
    let issuer = || {
        let certificate = finding.certificate.as_ref().filter(|it| !it.is_ca())?;
        let key_id = certificate.authority_key_id().unwrap_or_default();
        Some(format!("{:?} {key_id:?}", certificate.issuer().raw()))
    };
    let cause = match &finding.facts {
        Facts::BeforeIssuer { ground, .. } | Facts::AfterIssuerExpiry { ground, .. } => {
            format!("{} {ground:?}", ca()?)
        }
        Facts::IssuerRegenerated { .. }
        | Facts::MissingIntermediate { .. }
        | Facts::AmbiguousChain { .. }
        | Facts::OutlivesIssuer { .. }
        | Facts::OneSecondGrace {} => ca()?,
        Facts::TooManyCas { name, .. } => name.clone(),
        Facts::UnknownIssuer { issuer, .. } | Facts::IssuedByInnerCa { issuer } => issuer.clone(),
        Facts::Expired { purpose, .. }
        | Facts::ExpiresSoon { purpose, .. }
        | Facts::NotYetValid { purpose, .. } => format!("{} {purpose:?}", issuer()?),
        Facts::NodeOuRole { roles, .. } => format!("{} {}", issuer()?, roles.len()),
        Facts::HighS {}
        | Facts::NoSan {}
        | Facts::WeakSignature { .. }
        | Facts::UnsupportedKey { .. }
        | Facts::NodeOuCertifier { .. }
        | Facts::TlsCaMixup { .. }
        | Facts::IncompatibleEku { .. } => format!("{} {:?}", issuer()?, finding.facts),
        Facts::KeyExposed { .. }
        | Facts::WrongFile { .. }
        | Facts::NodeOuConfig { .. }
        | Facts::BundleTail { .. }
        | Facts::CrlStale { .. }
        | Facts::CrlUnusable { .. }
        | Facts::IncompleteMsp { .. }
        | Facts::NoAdmin {} => format!("{:?}", finding.facts),
        _ => return None,
    };
    Some(Common {
        rule: finding.rule.id,
        severity: finding.severity,
        cause,
    })
}

/// One finding that speaks for all; the first one's facts tell the story.
fn one(group: Vec<Finding>) -> Option<Finding> {
    let mut findings = group.into_iter();
    let mut speaker = findings.next()?;
    let mut names = vec![name(&speaker)];
    for finding in findings {
        names.push(name(&finding));
        speaker.alike.push(Alike {
            key: finding.key(),
            certificate: finding.certificate,
            owner: finding.owner,
            facts: finding.facts,
        });
        speaker.places.extend(finding.places);
        speaker.msps.extend(finding.msps);
        speaker.bites.extend(finding.bites);
        speaker.folded += finding.folded;
        let ways = finding.remedies.into_iter().filter(|way| !is_of_one(way));
        speaker.remedies.extend(ways);
    }
    if !speaker.alike.is_empty() {
        super::fold::tidy(&mut speaker);
        let mut known = Vec::new();
        let ways = std::mem::take(&mut speaker.remedies);
        for way in ways.into_iter().map(|way| for_all(way, &names)) {
            if known.len() < MOST_WAYS && !known.contains(&way) {
                known.push(way);
            }
        }
        speaker.remedies = known;
    }
    Some(speaker)
}

/// Whether a way out is for one identity, so that one of them stands for those of all.
const fn is_of_one(way: &Remedy) -> bool {
    matches!(way, Remedy::EnrollAgain { .. } | Remedy::Reenroll { .. })
}

fn for_all(way: Remedy, names: &[String]) -> Remedy {
    let who = names.join(", ");
    match way {
        Remedy::EnrollAgain {
            safe_from,
            safe_now,
            ..
        } => Remedy::EnrollAgain {
            who,
            safe_from,
            safe_now,
        },
        Remedy::Reenroll { tls, .. } => Remedy::Reenroll { who, tls },
        other => other,
    }
}

fn name(finding: &Finding) -> String {
    match (&finding.owner, &finding.certificate) {
        (Some(owner), _) => owner.clone(),
        (None, Some(certificate)) => crate::phrase::short_name(certificate),
        (None, None) => String::new(),
    }
}
