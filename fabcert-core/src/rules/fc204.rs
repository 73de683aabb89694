//! FC204: more than one chain leads to a root, or more CAs of one name are there than Go tries.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::check::{Context, Refused, Sink};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::layout::MspFolder;
use crate::path::PathError;
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::store::CertId;

use super::folders::trusted_cas;

rule!("FC204", "ambiguous-chain", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let certificate = refused.certificate()?;
    let chains = match refused.refusal.fault {
        Fault::SeveralChains(chains) => chains,
        Fault::Path(PathError::TooManyAttempts) => {
            let facts = too_many_cas(refused)?;
            let finding = context.finding(&INFO, facts, certificate);
            return Some(finding.remedy(Remedy::Advice {
                advice: Advice::RemoveIdleCas,
            }));
        }
        _ => return None,
    };
    let twins = twins(context, refused, certificate);
    let same_issuer = twins.windows(2).all(|pair| match pair {
        [a, b] => a.issuer() == b.issuer() || (a.is_self_issued() && b.is_self_issued()),
        _ => true,
    });
    let facts = Facts::AmbiguousChain {
        chains,
        same_issuer,
    };
    let mut finding = match twins.first() {
        Some(issuer) => context.finding_against(&INFO, facts, certificate, issuer),
        None => context.finding(&INFO, facts, certificate),
    };
    // Keep the one that covers most: the earliest start.
    for twin in twins.iter().skip(1) {
        let inside = context.id(twin).and_then(|id| {
            context
                .places_below(id, &refused.judgement.dir)
                .into_iter()
                .next()
        });
        if let Some(place) = inside {
            finding.remedies.push(Remedy::Remove { path: place.path });
        }
    }
    Some(finding.remedy(Remedy::Advice {
        advice: Advice::KeepOneCa,
    }))
}

/// The name that most CAs of the MSP have: Go tries each of them until it has tried enough.
fn too_many_cas(refused: &Refused<'_>) -> Option<Facts> {
    let mut by_name: BTreeMap<&[u8], Vec<&Arc<Certificate>>> = BTreeMap::new();
    for ca in refused.judgement.trusted() {
        by_name.entry(ca.subject().raw()).or_default().push(ca);
    }
    let cas = by_name.into_values().max_by_key(Vec::len)?;
    Some(Facts::TooManyCas {
        name: cas.first()?.subject().to_string(),
        certificates: cas.len(),
    })
}

/// The certificates with one name and key that make the chains fork, the earliest start first: above
/// the refused certificate, in this MSP.
fn twins<'a>(
    context: &Context<'a>,
    refused: &Refused<'_>,
    certificate: &Certificate,
) -> Vec<&'a Arc<Certificate>> {
    let Some(id) = context.id(certificate) else {
        return Vec::new();
    };
    let mut trusted: Vec<&Arc<Certificate>> = context
        .ancestors(id)
        .into_iter()
        .map(|above| context.certificate(above))
        .filter(|above| refused.judgement.trusts(above))
        .collect();
    trusted.sort_by_key(|above| above.not_before());
    let forks = |above: &&Arc<Certificate>| {
        trusted.iter().any(|other| {
            other != above
                && other.spki() == above.spki()
                && other.subject().raw() == above.subject().raw()
        })
    };
    trusted.iter().copied().filter(forks).collect()
}

/// Two CA certificates with one name and key in one MSP, before any leaf that both cover is known.
fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let refusing = msps_that_refuse(context);
    for (msp, cas) in trusted_cas(context) {
        let Some(folder) = context.layout.msp(msp) else {
            continue;
        };
        let dir = context.snapshot.dir_path(folder.dir);
        if refusing.contains(&dir) {
            continue;
        }
        let mut by_key: BTreeMap<(&[u8], &[u8]), Vec<CertId>> = BTreeMap::new();
        for id in cas {
            let ca = context.certificate(id);
            let key = (ca.subject().raw(), ca.spki());
            by_key.entry(key).or_default().push(id);
        }
        for mut twins in by_key.into_values().filter(|it| it.len() > 1) {
            twins.sort_by_key(|id| (context.certificate(*id).not_before(), *id));
            sink.push(side_by_side(context, folder, dir.clone(), &twins));
        }
    }
}

/// The MSP folders in which the doubled CA shows already.
fn msps_that_refuse(context: &Context<'_>) -> BTreeSet<PathBuf> {
    let is_forked = |fault: &Fault| matches!(fault, Fault::SeveralChains(_));
    context
        .judgements
        .iter()
        .filter(|judgement| {
            let of_identities = judgement
                .identities
                .iter()
                .flat_map(|it| &it.verdict.refusals);
            judgement
                .refusals
                .iter()
                .chain(of_identities)
                .any(|refusal| is_forked(&refusal.fault))
        })
        .map(|judgement| judgement.dir.clone())
        .collect()
}

fn side_by_side(
    context: &Context<'_>,
    folder: &MspFolder,
    dir: PathBuf,
    twins: &[CertId],
) -> Finding {
    let facts = Facts::TwinCas {
        certificates: twins.len(),
    };
    let mut finding = Finding::new(&INFO, facts)
        .severity(Severity::Warning)
        .bites(&[Bite::Msp])
        .remedy(Remedy::Advice {
            advice: Advice::KeepOneCa,
        });
    finding.certificate = twins.first().map(|id| Arc::clone(context.certificate(*id)));
    finding.places = twins
        .iter()
        .flat_map(|id| {
            let inside = context.store.places(*id).iter().filter(|place| {
                let below = context.snapshot.file(place.file).dir;
                context.snapshot.dir(below).parent == Some(folder.dir)
            });
            inside.map(|place| context.location(place))
        })
        .collect();
    finding.msps = vec![dir];
    finding
}
