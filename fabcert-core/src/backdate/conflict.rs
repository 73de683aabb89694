//! A leaf held against an issuer that starts too late for it.

use serde::Serialize;

use super::{DEFAULT_BACKDATE, IssueRange, Maker, Origin, gap, rejected_as_too_old, verified_at};
use crate::backdate::Certainty;
use crate::certificate::{Certificate, Fingerprint};

/// Another certificate of the issuer's: same name and key.
#[derive(Clone, Copy, Debug)]
pub struct Sibling<'a>(pub &'a Certificate);

/// Why the leaf is older than its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// Enrolled so soon after the issuer's certificate was made that backdating put the leaf before it.
    Backdated {
        /// The backdate in seconds.
        backdate: i64,
    },
    /// The issuer's certificate was made again, with the same key and a later NotBefore, after the
    /// leaf had been issued.
    Renewed {
        /// The issuer's older certificate, where it was found.
        older: Option<Fingerprint>,
    },
    /// The issuer's key has another certificate, from another issuer, that covers the leaf.
    CrossSigned {
        /// That certificate.
        sibling: Fingerprint,
    },
    /// The dates fit no story that this crate knows.
    Unknown,
}

/// A leaf and an issuer above it that Fabric finds "not yet valid" for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// issuer.NotBefore − leaf.NotBefore in seconds.
    pub gap: i64,
    /// Why.
    pub cause: Cause,
    /// How sure the cause is.
    pub certainty: Certainty,
    /// Who made the leaf.
    pub origin: Origin,
    /// When the leaf was issued; where the cause is the backdate, not before the issuer's NotBefore.
    pub issued: Option<IssueRange>,
    /// How old the issuer's certificate was then, at most, in seconds.
    pub issuer_age_at_most: Option<i64>,
}

impl Conflict {
    /// Holds `leaf` against `issuer`. `siblings` are the other known certificates with the issuer's
    /// name and key. `None` where Fabric accepts the pair.
    #[must_use]
    pub fn between<'a>(
        leaf: &Certificate,
        issuer: &'a Certificate,
        siblings: impl IntoIterator<Item = Sibling<'a>> + Clone,
    ) -> Option<Self> {
        if !rejected_as_too_old(leaf, issuer) {
            return None;
        }
        let origin = Origin::of(
            leaf,
            std::iter::once(issuer)
                .chain(siblings.clone().into_iter().map(|sibling| sibling.0))
                .collect::<Vec<_>>(),
        );
        let gap = gap(leaf, issuer);
        let (cause, certainty) = cause(leaf, issuer, siblings, origin, gap);
        let issued = match cause {
            Cause::Backdated { .. } => origin
                .issued
                .or_else(|| Some(assumed_issue(leaf)))
                .and_then(|range| range.since(issuer.not_before())),
            _ => origin.issued,
        };
        let issuer_age_at_most = match cause {
            Cause::Backdated { .. } => issued.map(|range| range.until.since(issuer.not_before())),
            _ => None,
        };
        Some(Self {
            gap,
            cause,
            certainty,
            origin,
            issued,
            issuer_age_at_most,
        })
    }
}

fn assumed_issue(leaf: &Certificate) -> IssueRange {
    let rounded = leaf.not_before().plus(DEFAULT_BACKDATE);
    IssueRange {
        from: rounded.plus(-30),
        until: rounded.plus(30),
    }
}

fn cause<'a>(
    leaf: &Certificate,
    issuer: &Certificate,
    siblings: impl IntoIterator<Item = Sibling<'a>>,
    origin: Origin,
    gap: i64,
) -> (Cause, Certainty) {
    let at = verified_at(leaf);
    let covering = siblings
        .into_iter()
        .map(|sibling| sibling.0)
        .find(|sibling| sibling.not_before() <= at && at <= sibling.not_after());
    if let Some(sibling) = covering {
        let fingerprint = sibling.fingerprint();
        return if sibling.issuer() == issuer.issuer() {
            (
                Cause::Renewed {
                    older: Some(fingerprint),
                },
                Certainty::Certain,
            )
        } else {
            (
                Cause::CrossSigned {
                    sibling: fingerprint,
                },
                Certainty::Certain,
            )
        };
    }
    if origin.maker == Maker::FabricCaSince15 {
        // It starts where its CA started; so that CA certificate was another one.
        return (Cause::Renewed { older: None }, origin.certainty);
    }
    let backdate = origin.backdate.unwrap_or(DEFAULT_BACKDATE);
    let rounded = leaf.not_before().plus(backdate).second() == 0;
    // Issued at leaf.NotBefore + backdate ± 30 s: was the issuer's certificate there by then?
    if rounded && gap < backdate + 30 {
        let certainty = match origin.maker {
            Maker::FabricCa11To14 | Maker::FabricCa10OrCfssl => origin.certainty,
            _ => Certainty::Possible,
        };
        return (Cause::Backdated { backdate }, certainty);
    }
    if gap >= backdate + 30 {
        return (Cause::Renewed { older: None }, Certainty::Likely);
    }
    (Cause::Unknown, Certainty::Possible)
}
