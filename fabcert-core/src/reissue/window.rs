//! Which window the new certificate gets, and why.

use serde::Serialize;

use super::sign::Window;
use crate::backdate::{DEFAULT_BACKDATE, HealingWindow, WindowChoice};
use crate::certificate::Certificate;
use crate::timestamp::Timestamp;

/// The end that is wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At this instant.
    At(Timestamp),
    /// This many seconds from now. It is a wish by the day: an end within a day of it is good as it
    /// is, so that a second run changes nothing.
    FromNow(i64),
}

/// What is asked of the window; [`Default`] asks for nothing but that it heals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowRequest {
    /// The start, outright.
    pub not_before: Option<Timestamp>,
    /// The end; the old one is kept where nothing is asked.
    pub not_after: Option<End>,
    /// How far before the oldest child the start is to lie, in seconds, also where the children are
    /// covered without it. Where nothing is asked: [`DEFAULT_BACKDATE`], if they are not.
    pub backdate: Option<i64>,
}

/// Why the start is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartReason {
    /// It was asked for.
    Asked,
    /// It is the old one: only the end moves.
    Kept,
    /// Fabric accepts every child as it is.
    AlreadyCovers,
    /// The oldest child's NotBefore minus the backdate.
    OldestChild,
    /// No child is known: the old NotBefore minus the backdate.
    NoChildren,
    /// The parent's own NotBefore, before which an intermediate must not start.
    Parent,
}

/// The window that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChosenWindow {
    /// The window.
    #[serde(flatten)]
    pub window: Window,
    /// Why it starts when it does.
    pub reason: StartReason,
    /// Whether no child is older than its start.
    pub heals_all: bool,
}

/// What the choice rests on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family<'a> {
    pub(super) ca: &'a Certificate,
    /// The certificate above an intermediate.
    pub(super) parent: Option<&'a Certificate>,
    /// What the CA issued, as far as trees were named.
    pub(super) children: &'a [&'a Certificate],
    /// Whether trees were named at all.
    pub(super) has_tree: bool,
}

const DAY: i64 = 86_400;

impl WindowRequest {
    /// Chooses the window.
    pub(super) fn choose(&self, family: Family<'_>, now: Timestamp) -> ChosenWindow {
        let (not_before, reason) = self.start(family);
        ChosenWindow {
            window: Window {
                not_before,
                not_after: self.end(family.ca.not_after(), now),
            },
            reason,
            heals_all: family
                .children
                .iter()
                .all(|child| child.not_before().plus(1) >= not_before),
        }
    }

    fn start(&self, family: Family<'_>) -> (Timestamp, StartReason) {
        if let Some(asked) = self.not_before {
            return (asked, StartReason::Asked);
        }
        // Only the end was asked for, and no tree tells of children to heal.
        if self.not_after.is_some() && self.backdate.is_none() && !family.has_tree {
            return (family.ca.not_before(), StartReason::Kept);
        }
        // A tree without a single child gives no reason to move the start either.
        if self.backdate.is_none() && family.has_tree && family.children.is_empty() {
            return (family.ca.not_before(), StartReason::AlreadyCovers);
        }
        let children = family.children.iter().copied();
        let healing = match self.backdate {
            Some(backdate) => {
                HealingWindow::with_margin(family.ca, children, family.parent, backdate)
            }
            None => HealingWindow::choose(family.ca, children, family.parent, DEFAULT_BACKDATE),
        };
        let reason = match healing.choice {
            WindowChoice::AlreadyCovers if self.not_after.is_some() => StartReason::Kept,
            WindowChoice::AlreadyCovers => StartReason::AlreadyCovers,
            WindowChoice::OldestChild => StartReason::OldestChild,
            WindowChoice::NoChildren => StartReason::NoChildren,
            WindowChoice::Parent => StartReason::Parent,
        };
        (healing.not_before, reason)
    }

    fn end(&self, old: Timestamp, now: Timestamp) -> Timestamp {
        match self.not_after {
            None => old,
            Some(End::At(at)) => at,
            Some(End::FromNow(distance)) => {
                let wished = now.plus(distance);
                if wished.since(old).abs() < DAY {
                    old
                } else {
                    wished
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use fabcert_testdata::forge::{Forge, Forged};
    use time::macros::utc_datetime;

    use super::*;

    fn read(forged: &Forged) -> Certificate {
        Certificate::parse(forged.der()).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    /// A root of 06:03:19 and a leaf of 05:58:00, as in the incident.
    fn incident() -> (Certificate, Certificate, Certificate) {
        let ca = Forge::ca("ca")
            .not_before(utc_datetime!(2026-11-22 06:03:19))
            .self_signed();
        let leaf = Forge::leaf("peer0")
            .not_before(utc_datetime!(2026-11-22 05:58:00))
            .issued_by(&ca);
        let late = Forge::leaf("peer1")
            .not_before(utc_datetime!(2026-11-23 00:00:00))
            .issued_by(&ca);
        (read(&ca), read(&leaf), read(&late))
    }

    #[test]
    fn the_start_heals_and_says_why() {
        let (ca, leaf, late) = incident();
        let nothing = WindowRequest::default();
        let hour = WindowRequest {
            backdate: Some(3600),
            ..nothing
        };
        let end = WindowRequest {
            not_after: Some(End::FromNow(DAY * 3650)),
            ..nothing
        };
        let asked = WindowRequest {
            not_before: Some(at("2020-01-01")),
            ..nothing
        };
        for (request, children, has_tree, expected, reason) in [
            (
                nothing,
                vec![&leaf, &late],
                true,
                "2026-11-22T05:53:00Z",
                StartReason::OldestChild,
            ),
            (
                nothing,
                vec![&late],
                true,
                "2026-11-22T06:03:19Z",
                StartReason::AlreadyCovers,
            ),
            (
                nothing,
                vec![],
                true,
                "2026-11-22T06:03:19Z",
                StartReason::AlreadyCovers,
            ),
            (
                nothing,
                vec![],
                false,
                "2026-11-22T05:58:19Z",
                StartReason::NoChildren,
            ),
            (
                hour,
                vec![&leaf],
                true,
                "2026-11-22T04:58:00Z",
                StartReason::OldestChild,
            ),
            (
                hour,
                vec![],
                false,
                "2026-11-22T05:03:19Z",
                StartReason::NoChildren,
            ),
            (
                end,
                vec![&leaf],
                true,
                "2026-11-22T05:53:00Z",
                StartReason::OldestChild,
            ),
            (
                end,
                vec![&late],
                true,
                "2026-11-22T06:03:19Z",
                StartReason::Kept,
            ),
            (
                end,
                vec![],
                false,
                "2026-11-22T06:03:19Z",
                StartReason::Kept,
            ),
            (
                asked,
                vec![&leaf],
                true,
                "2020-01-01T00:00:00Z",
                StartReason::Asked,
            ),
        ] {
            let family = Family {
                ca: &ca,
                parent: None,
                children: &children,
                has_tree,
            };
            let chosen = request.choose(family, NOW);
            assert_eq!(chosen.window.not_before, at(expected), "{request:?}");
            assert_eq!(chosen.reason, reason, "{request:?}");
            assert!(chosen.heals_all);
        }
    }

    #[test]
    fn an_intermediate_does_not_start_before_its_parent() {
        let root = Forge::ca("root")
            .not_before(utc_datetime!(2026-11-22 05:57:00))
            .self_signed();
        let ca = Forge::ca("ca")
            .not_before(utc_datetime!(2026-11-22 06:00:00))
            .issued_by(&root);
        let leaf = Forge::leaf("a")
            .not_before(utc_datetime!(2026-11-22 05:55:00))
            .issued_by(&ca);
        let (root, ca, leaf) = (read(&root), read(&ca), read(&leaf));
        let children = [&leaf];
        let family = Family {
            ca: &ca,
            parent: Some(&root),
            children: &children,
            has_tree: true,
        };
        let chosen = WindowRequest::default().choose(family, NOW);
        assert_eq!(chosen.window.not_before, root.not_before());
        assert_eq!(chosen.reason, StartReason::Parent);
        assert!(!chosen.heals_all);
    }

    #[test]
    fn a_relative_end_is_a_wish_by_the_day() {
        let (ca, leaf, _) = incident();
        let request = WindowRequest {
            not_after: Some(End::FromNow(DAY * 3650)),
            ..WindowRequest::default()
        };
        let children = [&leaf];
        let family = Family {
            ca: &ca,
            parent: None,
            children: &children,
            has_tree: true,
        };
        let end = NOW.plus(DAY * 3650);
        assert_eq!(request.choose(family, NOW).window.not_after, end);
        assert_eq!(request.end(end, NOW.plus(3600)), end);
        assert_eq!(request.end(end, NOW.plus(DAY)), end.plus(DAY));
    }
}
