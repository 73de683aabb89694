//! The proof: what the judge says of every MSP and identity with the old CA certificate and with the
//! new one in its place.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;
use time::OffsetDateTime;

use super::trees::{Tree, is_same_ca};
use crate::certificate::Certificate;
use crate::check::{JudgedIdentity, Judgement, Settings, judge};
use crate::fabric::{Acceptance, Stage};
use crate::signature::Signatures;

/// What Fabric makes of an MSP or of an identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// It loads; it is accepted.
    Accepted,
    /// It is refused.
    Refused {
        /// In Fabric's words.
        error: String,
    },
    /// Nobody can know here.
    Undecided {
        /// Why.
        reason: String,
    },
    /// It is not judged at all.
    NotJudged,
}

/// What the new certificate changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Accepted before, and not any more.
    Broken,
    /// Refused before, and accepted now.
    Healed,
    /// As before.
    Unchanged,
}

/// An MSP, or an identity that is put to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofRow {
    /// The MSP.
    #[serde(serialize_with = "super::lossy")]
    pub msp: PathBuf,
    /// The identity's file; `None` for the MSP as a whole.
    #[serde(serialize_with = "super::lossy_option")]
    pub identity: Option<PathBuf>,
    /// With the old certificate.
    pub before: Verdict,
    /// With the new one.
    pub after: Verdict,
    /// What that means.
    pub change: Change,
}

/// Every MSP and identity, before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// In order of path; the MSP before its identities.
    pub rows: Vec<ProofRow>,
    /// MSPs that would hold the new certificate beside another one of the same CA.
    #[serde(serialize_with = "super::lossy_list")]
    pub twins: Vec<PathBuf>,
    /// MSPs whose config.yaml binds OUs to the old certificate, so that the certifiers identifier of
    /// their identities changes.
    #[serde(serialize_with = "super::lossy_list")]
    pub certifiers: Vec<PathBuf>,
}

impl Proof {
    /// The rows with this change.
    pub fn with(&self, change: Change) -> impl Iterator<Item = &ProofRow> {
        self.rows.iter().filter(move |row| row.change == change)
    }

    /// Judges both trees.
    pub(super) fn of(
        before: &Tree,
        after: &Tree,
        old: &Certificate,
        new: &Certificate,
        settings: &Settings,
        now: OffsetDateTime,
        signatures: &Signatures,
    ) -> Self {
        let judge_tree = |it: &Tree| {
            judge(
                &it.snapshot,
                &it.store,
                &it.layout,
                signatures,
                settings,
                now,
            )
        };
        let (was, is) = (judge_tree(before), judge_tree(after));
        let dirs = |judgements: &[Judgement], holds: &dyn Fn(&Judgement) -> bool| {
            let mut dirs: Vec<PathBuf> = judgements
                .iter()
                .filter(|it| holds(it))
                .map(|it| it.dir.clone())
                .collect();
            dirs.sort();
            dirs.dedup();
            dirs
        };
        let has_twins = |it: &Judgement| {
            let others =
                |ca: &Certificate| is_same_ca(ca, new) && ca.fingerprint() != new.fingerprint();
            it.trusts(new) && it.trusted().iter().any(|ca| others(ca))
        };
        let binds = |it: &Judgement| {
            it.certifiers
                .iter()
                .any(|ca| ca.fingerprint() == old.fingerprint())
        };
        Self {
            rows: rows(verdicts(before, &was), verdicts(after, &is)),
            twins: dirs(&is, &has_twins),
            certifiers: dirs(&was, &binds),
        }
    }
}

/// An MSP by its path, and an identity in it by its file and block; the MSP itself comes first.
type Subject = (PathBuf, Option<(PathBuf, u32)>);

fn verdicts(tree: &Tree, judgements: &[Judgement]) -> BTreeMap<Subject, Verdict> {
    let mut verdicts = BTreeMap::new();
    for judgement in judgements {
        // Where only an enrollment was stored, no node loads the MSP: the identity counts.
        if judgement.standing.is_judged_whole() {
            verdicts.insert((judgement.dir.clone(), None), of_msp(judgement));
        }
        for identity in &judgement.identities {
            let file = tree.snapshot.path(identity.place.file);
            let subject = (judgement.dir.clone(), Some((file, identity.place.block)));
            verdicts.insert(subject, of_identity(judgement, identity));
        }
    }
    verdicts
}

fn of_msp(judgement: &Judgement) -> Verdict {
    match judgement.stage {
        Stage::Ok => Verdict::Accepted,
        Stage::Load | Stage::SetUp => Verdict::Refused {
            error: judgement.error.clone().unwrap_or_default(),
        },
        Stage::Undecided => Verdict::Undecided {
            reason: judgement
                .undecided
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
        },
    }
}

/// An identity of an MSP that does not load is refused with it, unless the MSP is only where an
/// enrollment was stored.
fn of_identity(judgement: &Judgement, identity: &JudgedIdentity) -> Verdict {
    let msp = of_msp(judgement);
    if msp != Verdict::Accepted && judgement.standing.is_judged_whole() {
        return msp;
    }
    match identity.verdict.acceptance() {
        Acceptance::Accepted => Verdict::Accepted,
        Acceptance::Refused => Verdict::Refused {
            error: identity.verdict.error().unwrap_or_default().to_owned(),
        },
        Acceptance::Undecided => Verdict::Undecided {
            reason: identity
                .verdict
                .undecided
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
        },
    }
}

fn rows(was: BTreeMap<Subject, Verdict>, mut is: BTreeMap<Subject, Verdict>) -> Vec<ProofRow> {
    let mut pairs: BTreeMap<Subject, (Verdict, Verdict)> = was
        .into_iter()
        .map(|(subject, before)| {
            let after = is.remove(&subject).unwrap_or(Verdict::NotJudged);
            (subject, (before, after))
        })
        .collect();
    pairs.extend(
        is.into_iter()
            .map(|(subject, after)| (subject, (Verdict::NotJudged, after))),
    );
    pairs
        .into_iter()
        .map(|((msp, identity), (before, after))| ProofRow {
            msp,
            identity: identity.map(|(file, _)| file),
            change: change(&before, &after),
            before,
            after,
        })
        .collect()
}

/// What was accepted must stay so; what nobody knew may not turn into a refusal.
const fn change(before: &Verdict, after: &Verdict) -> Change {
    match (before, after) {
        (Verdict::Accepted, Verdict::Accepted) => Change::Unchanged,
        (Verdict::Accepted, _) => Change::Broken,
        (Verdict::Undecided { .. } | Verdict::NotJudged, Verdict::Refused { .. }) => Change::Broken,
        (Verdict::Refused { .. }, Verdict::Accepted) => Change::Healed,
        _ => Change::Unchanged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing that was accepted, or of which nobody knew, may be refused afterwards.
    #[test]
    fn what_becomes_worse_is_broken() {
        use Change::{Broken, Healed, Unchanged};
        let (accepted, not_judged) = (|| Verdict::Accepted, || Verdict::NotJudged);
        let refused = || Verdict::Refused {
            error: String::new(),
        };
        for (before, after, expected) in [
            (accepted(), accepted(), Unchanged),
            (accepted(), refused(), Broken),
            (accepted(), not_judged(), Broken),
            (refused(), accepted(), Healed),
            (refused(), refused(), Unchanged),
            (refused(), not_judged(), Unchanged),
            (not_judged(), refused(), Broken),
            (not_judged(), accepted(), Unchanged),
            (not_judged(), not_judged(), Unchanged),
        ] {
            assert_eq!(change(&before, &after), expected, "{before:?} {after:?}");
        }
    }
}
