//! Exceptions: findings that do not count for a while, and for a reason.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::specificity;
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, RuleInfo};
use crate::timestamp::Timestamp;

/// The rules that exceptions themselves can break.
#[derive(Clone, Copy, Debug)]
pub struct ExceptionRules {
    /// An exception past its end.
    pub ended: &'static RuleInfo,
    /// An exception that hides nothing.
    pub unused: &'static RuleInfo,
}

/// Whether an exception covers a path.
pub type PathMatch = Arc<dyn Fn(&Path) -> bool + Send + Sync>;

/// An exception: what it matches does not count until it ends.
#[derive(Clone)]
pub struct Ignore {
    /// The rule, by number, prefix of a number, or name.
    pub rule: String,
    /// Only in these paths.
    pub paths: Option<PathMatch>,
    /// Only this finding (a report's `fingerprint`), or only this certificate (its SHA-256).
    pub fingerprint: Option<String>,
    /// The last instant at which it is in force.
    pub until: Timestamp,
    /// What it is called where something is to be said of it, such as `FC303 in "ci/**"`.
    pub name: String,
    /// Where it is written.
    pub place: Option<Location>,
}

impl fmt::Debug for Ignore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ignore")
            .field("name", &self.name)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

impl Ignore {
    /// Whether the exception is about this finding, wherever it lies.
    fn is_about(&self, finding: &Finding) -> bool {
        specificity(&self.rule, finding.rule) > 0
            && self
                .fingerprint
                .as_deref()
                .is_none_or(|wanted| has_fingerprint(finding, wanted))
    }

    /// Whether the exception covers this place.
    fn covers(&self, place: &Location) -> bool {
        self.paths.as_ref().is_none_or(|covers| covers(&place.path))
    }

    fn finding(&self, rule: &'static RuleInfo, facts: Facts) -> Finding {
        let mut finding =
            Finding::new(rule, facts)
                .bites(&[Bite::Hygiene])
                .remedy(Remedy::Advice {
                    advice: Advice::CorrectIgnore,
                });
        finding.places.extend(self.place.clone());
        finding
    }
}

/// The fingerprint of the finding itself, or the SHA-256 of its certificate, with or without colons.
fn has_fingerprint(finding: &Finding, wanted: &str) -> bool {
    let certificate = finding
        .certificate
        .as_ref()
        .map(|certificate| certificate.fingerprint().to_string());
    wanted == finding.key()
        || certificate.is_some_and(|hex| wanted.replace(':', "").eq_ignore_ascii_case(&hex))
}

/// Takes out what the exceptions hide (and counts it); says which have ended and which hide nothing.
pub(super) fn apply(
    exceptions: &[Ignore],
    findings: &mut Vec<Finding>,
    now: Timestamp,
    rules: &ExceptionRules,
) -> usize {
    if exceptions.is_empty() {
        return 0;
    }
    let (ended, in_force): (Vec<_>, Vec<_>) = exceptions.iter().partition(|it| it.until < now);
    let mut used = vec![false; in_force.len()];
    let before = findings.len();
    findings.retain(|finding| !is_hidden(finding, &in_force, &mut used));
    let hidden = before - findings.len();
    findings.extend(ended.into_iter().map(|ignore| {
        let facts = Facts::IgnoreExpired {
            ignore: ignore.name.clone(),
            expired: ignore.until,
        };
        ignore.finding(rules.ended, facts)
    }));
    let unused = in_force.iter().zip(used).filter(|(_, used)| !used);
    findings.extend(unused.map(|(ignore, _)| {
        let facts = Facts::IgnoreUnused {
            ignore: ignore.name.clone(),
        };
        ignore.finding(rules.unused, facts)
    }));
    hidden
}

/// Whether every place of the finding is covered: a copy elsewhere is not what the exception meant.
fn is_hidden(finding: &Finding, in_force: &[&Ignore], used: &mut [bool]) -> bool {
    let about: Vec<(&Ignore, &mut bool)> = in_force
        .iter()
        .copied()
        .zip(used)
        .filter(|(ignore, _)| ignore.is_about(finding))
        .collect();
    let mut open: Vec<&Location> = finding.places.iter().collect();
    let mut hidden = false;
    for (ignore, used) in about {
        let anywhere = ignore.paths.is_none();
        if anywhere || finding.places.iter().any(|place| ignore.covers(place)) {
            *used = true;
        }
        open.retain(|place| !ignore.covers(place));
        hidden |= anywhere || (open.is_empty() && !finding.places.is_empty());
    }
    hidden
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use fabcert_testdata::forge::Forge;

    use super::*;
    use crate::certificate::Certificate;
    use crate::rule::{RuleInfo, Severity};

    const RULE: RuleInfo = RuleInfo {
        id: "FC303",
        name: "key-exposed",
        severity: Severity::Warning,
        page: "",
    };
    const NOW: Timestamp = Timestamp::from_unix(1_000);
    const RULES: ExceptionRules = ExceptionRules {
        ended: &RuleInfo {
            id: "FC903",
            ..RULE
        },
        unused: &RuleInfo {
            id: "FC904",
            ..RULE
        },
    };

    fn at(paths: &[&str]) -> Finding {
        let mut finding = Finding::new(&RULE, Facts::HighS {});
        finding.places = paths
            .iter()
            .map(|path| Location::whole(PathBuf::from(path)))
            .collect();
        finding
    }

    fn below(folder: &'static str) -> Ignore {
        Ignore {
            rule: "FC303".to_owned(),
            paths: Some(Arc::new(move |path: &Path| path.starts_with(folder))),
            fingerprint: None,
            until: NOW,
            name: format!("FC303 in {folder}"),
            place: None,
        }
    }

    fn ids(exceptions: &[Ignore], mut findings: Vec<Finding>) -> (usize, Vec<&'static str>) {
        let hidden = apply(exceptions, &mut findings, NOW, &RULES);
        (hidden, findings.iter().map(|it| it.rule.id).collect())
    }

    #[test]
    fn hides_what_lies_in_its_paths_and_nothing_else() {
        assert_eq!(ids(&[below("ci")], vec![at(&["ci/a"])]), (1, vec![]));
        assert_eq!(
            ids(&[below("ci")], vec![at(&["ci/a"]), at(&["prod/a"])]),
            (1, vec!["FC303"])
        );
        // One copy outside is enough to count, and the exception is in use all the same.
        assert_eq!(
            ids(&[below("ci")], vec![at(&["ci/a", "prod/a"])]),
            (0, vec!["FC303"])
        );
        // Two exceptions together may cover every place.
        assert_eq!(
            ids(&[below("ci"), below("lab")], vec![at(&["ci/a", "lab/a"])]),
            (1, vec![])
        );
        // A finding without places is in no path.
        assert_eq!(
            ids(&[below("ci")], vec![at(&[])]),
            (0, vec!["FC303", "FC904"])
        );
    }

    #[test]
    fn is_in_force_up_to_its_last_second() {
        let mut ignore = below("ci");
        ignore.until = NOW.plus(-1);
        assert_eq!(
            ids(&[ignore], vec![at(&["ci/a"])]),
            (0, vec!["FC303", "FC903"])
        );
    }

    #[test]
    fn tells_what_matches_nothing() {
        assert_eq!(
            ids(&[below("ci")], vec![at(&["prod/a"])]),
            (0, vec!["FC303", "FC904"])
        );
        let mut other_rule = below("prod");
        other_rule.rule = "FC101".to_owned();
        assert_eq!(
            ids(&[other_rule], vec![at(&["prod/a"])]),
            (0, vec!["FC303", "FC904"])
        );
    }

    #[test]
    fn a_fingerprint_names_one_finding() {
        let mut ignore = below("");
        ignore.paths = None;
        ignore.fingerprint = Some(at(&["ci/a"]).key());
        let mut findings = vec![at(&["ci/a"]), at(&["ci/b"])];
        assert_eq!(apply(&[ignore], &mut findings, NOW, &RULES), 1);
        assert_eq!(findings[0].places, at(&["ci/b"]).places);
    }

    #[test]
    fn a_fingerprint_names_every_finding_of_a_certificate() {
        let read = |name| {
            let forged = Forge::ca(name).self_signed();
            Arc::new(Certificate::parse(forged.der()).expect("a certificate"))
        };
        let (ca, other) = (read("ca"), read("other"));
        let hex = ca.fingerprint().to_string();
        let colons: Vec<_> = hex
            .to_ascii_uppercase()
            .as_bytes()
            .chunks(2)
            .map(|byte| String::from_utf8_lossy(byte).into_owned())
            .collect();
        for wanted in [hex, colons.join(":")] {
            let mut ignore = below("");
            ignore.paths = None;
            ignore.fingerprint = Some(wanted);
            let of = |certificate: &Arc<Certificate>| {
                let mut finding = at(&["a"]);
                finding.certificate = Some(Arc::clone(certificate));
                finding
            };
            let mut findings = vec![of(&ca), of(&other), at(&["a"])];
            assert_eq!(apply(&[ignore], &mut findings, NOW, &RULES), 1);
            assert_eq!(findings.len(), 2);
            assert_eq!(findings[0].certificate.as_ref(), Some(&other));
        }
    }

    #[test]
    fn what_is_said_of_an_exception_lies_where_it_is_written() {
        let mut ignore = below("nowhere");
        let place = Location::whole(PathBuf::from("fabcert.toml"));
        ignore.place = Some(place.clone());
        let mut findings = Vec::new();
        apply(&[ignore], &mut findings, NOW, &RULES);
        assert_eq!(findings[0].places, [place]);
    }
}
