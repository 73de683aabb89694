//! What Fabric, and the check, make of a certificate: in a word or two.

use crate::inventory::{Row, Verdict};
use crate::rule::Severity;

/// How a certificate stands, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Nothing was asked, nothing was found.
    Silent,
    /// Accepted.
    Good,
    /// Accepted or not asked, with a warning.
    Warned,
    /// What is missing for a verdict decides.
    Open,
    /// Refused, or an error was found.
    Bad,
}

/// How a certificate stands.
#[must_use]
pub fn grade(row: &Row) -> Grade {
    match (&row.verdict, row.worst) {
        (Verdict::Refused { .. }, _) | (_, Some((Severity::Error, _))) => Grade::Bad,
        (Verdict::Undecided, _) => Grade::Open,
        (_, Some((Severity::Warning, _))) => Grade::Warned,
        (Verdict::Accepted, _) => Grade::Good,
        (Verdict::NotJudged, _) => Grade::Silent,
    }
}

/// `accepted`, `REFUSED FC101`, `error FC112`, `accepted, FC114`, `undecided`, `-`.
#[must_use]
pub fn verdict(row: &Row) -> String {
    let rule = row
        .worst
        .filter(|(severity, _)| *severity != Severity::Info)
        .map(|(_, rule)| rule);
    match (&row.verdict, row.worst) {
        (Verdict::Refused { .. }, _) => match rule {
            Some(rule) => format!("REFUSED {rule}"),
            None => "REFUSED".to_owned(),
        },
        (Verdict::Accepted, _) => match rule {
            Some(rule) => format!("accepted, {rule}"),
            None => "accepted".to_owned(),
        },
        (Verdict::Undecided, _) => "undecided".to_owned(),
        (Verdict::NotJudged, Some((severity, rule))) if severity != Severity::Info => {
            format!("{severity} {rule}")
        }
        (Verdict::NotJudged, _) => "-".to_owned(),
    }
}

/// The roles that Fabric resolves, `-` where it resolves none.
#[must_use]
pub fn roles(row: &Row) -> String {
    if row.node_roles.is_empty() {
        return "-".to_owned();
    }
    let names = row
        .node_roles
        .iter()
        .map(|role| role.as_str().to_ascii_lowercase());
    names.collect::<Vec<_>>().join("+")
}

/// `364 d`, `5 h 3 min`, `expired`.
#[must_use]
pub fn time_left(row: &Row, now: crate::timestamp::Timestamp) -> String {
    const DAY: i64 = 86_400;
    match row.not_after().since(now) {
        ..0 => "expired".to_owned(),
        left @ 0..DAY => super::duration(left),
        left => format!("{} d", left / DAY),
    }
}
