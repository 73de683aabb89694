//! Which findings count.

mod ignore;

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::rule::{RuleInfo, Severity};
use crate::timestamp::Timestamp;

pub use ignore::{ExceptionRules, Ignore, PathMatch};

/// Rules that count, by number, prefix of a number, or name; exceptions; and severities that are
/// overridden.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
    severity: BTreeMap<String, Severity>,
    exceptions: Vec<Ignore>,
}

impl Selection {
    /// Only these rules (`FC101`, `FC1`, `leaf-before-issuer`); nothing selected means all.
    #[must_use]
    pub fn select<S: Into<String>>(mut self, rules: impl IntoIterator<Item = S>) -> Self {
        self.select.extend(rules.into_iter().map(Into::into));
        self
    }

    /// Not these rules; the longer match of select and ignore wins.
    #[must_use]
    pub fn ignore<S: Into<String>>(mut self, rules: impl IntoIterator<Item = S>) -> Self {
        self.ignore.extend(rules.into_iter().map(Into::into));
        self
    }

    /// This rule's findings get this severity.
    #[must_use]
    pub fn severity(mut self, rule: impl Into<String>, severity: Severity) -> Self {
        self.severity.insert(rule.into(), severity);
        self
    }

    /// These findings do not count, until the exception ends.
    #[must_use]
    pub fn exceptions(mut self, exceptions: impl IntoIterator<Item = Ignore>) -> Self {
        self.exceptions.extend(exceptions);
        self
    }

    /// The patterns that match no rule of `rules`: typing errors, most likely.
    pub fn unknown<'a>(&'a self, rules: &'a [&'static RuleInfo]) -> impl Iterator<Item = &'a str> {
        self.select
            .iter()
            .chain(&self.ignore)
            .chain(self.severity.keys())
            .chain(self.exceptions.iter().map(|it| &it.rule))
            .map(String::as_str)
            .filter(|pattern| !rules.iter().any(|rule| specificity(pattern, rule) > 0))
    }

    /// Whether findings of this rule count.
    #[must_use]
    pub fn counts(&self, rule: &RuleInfo) -> bool {
        let longest = |patterns: &[String]| {
            patterns
                .iter()
                .map(|pattern| specificity(pattern, rule))
                .max()
                .unwrap_or(0)
        };
        let ignored = longest(&self.ignore);
        if self.select.is_empty() {
            return ignored == 0;
        }
        let selected = longest(&self.select);
        selected > 0 && selected >= ignored
    }

    /// Takes out what does not count, adds what is to be said of the exceptions, and overrides
    /// severities. Tells how many findings the exceptions hid.
    pub fn apply(
        &self,
        findings: &mut Vec<Finding>,
        now: Timestamp,
        rules: &ExceptionRules,
    ) -> usize {
        // Before rules are selected: an exception is in use even where this run leaves its rule out.
        let hidden = ignore::apply(&self.exceptions, findings, now, rules);
        findings.retain(|finding| self.counts(finding.rule));
        for finding in findings {
            let overridden = self
                .severity
                .iter()
                .map(|(pattern, severity)| (specificity(pattern, finding.rule), *severity))
                .filter(|(length, _)| *length > 0)
                .max_by_key(|(length, _)| *length);
            if let Some((_, severity)) = overridden {
                finding.severity = severity;
            }
        }
        hidden
    }
}

/// How exactly a pattern names a rule: 0 not at all, the length of the prefix, or 100 by name.
fn specificity(pattern: &str, rule: &RuleInfo) -> usize {
    if pattern.eq_ignore_ascii_case(rule.name) {
        return 100;
    }
    let is_prefix = pattern.len() >= 2
        && rule
            .id
            .get(..pattern.len())
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case(pattern));
    if is_prefix { pattern.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: RuleInfo = RuleInfo {
        id: "FC101",
        name: "leaf-before-issuer",
        severity: Severity::Error,
        page: "",
    };

    fn counts(select: &[&str], ignore: &[&str]) -> bool {
        Selection::default()
            .select(select.iter().copied())
            .ignore(ignore.iter().copied())
            .counts(&RULE)
    }

    #[test]
    fn the_longer_pattern_wins() {
        assert!(counts(&[], &[]));
        assert!(!counts(&[], &["FC101"]));
        assert!(!counts(&[], &["FC1"]));
        assert!(counts(&["FC1"], &[]));
        assert!(!counts(&["FC2"], &[]));
        assert!(counts(&["FC101"], &["FC1"]));
        assert!(!counts(&["FC1"], &["FC101"]));
        assert!(counts(&["leaf-before-issuer"], &["FC101"]));
        assert!(counts(&["fc101"], &[]));
    }

    #[test]
    fn patterns_that_name_no_rule_are_told() {
        let selection = Selection::default().select(["FC7"]).ignore(["FC101"]);
        let unknown: Vec<_> = selection.unknown(&[&RULE]).collect();
        assert_eq!(unknown, ["FC7"]);
        let selection = Selection::default()
            .ignore(["F"])
            .severity("leaf-before", Severity::Info);
        let unknown: Vec<_> = selection.unknown(&[&RULE]).collect();
        assert_eq!(unknown, ["F", "leaf-before"]);
    }

    fn finding(rule: &'static RuleInfo) -> Finding {
        Finding::new(rule, crate::facts::Facts::HighS {})
    }

    const NOW: Timestamp = Timestamp::from_unix(1_000);
    const OF_EXCEPTIONS: ExceptionRules = ExceptionRules {
        ended: &RULE,
        unused: &RULE,
    };

    #[test]
    fn the_most_exact_severity_wins() {
        use Severity::{Error, Info, Warning};
        for (overrides, severity) in [
            (&[][..], Error),
            (&[("FC2", Info)], Error),
            (&[("FC1", Info)], Info),
            (&[("FC1", Info), ("FC101", Warning)], Warning),
            (&[("FC101", Info), ("leaf-before-issuer", Warning)], Warning),
            (&[("FC10", Warning), ("FC1", Info)], Warning),
        ] {
            let selection = overrides
                .iter()
                .fold(Selection::default(), |it, (rule, to)| {
                    it.severity(*rule, *to)
                });
            let mut findings = vec![finding(&RULE)];
            assert_eq!(selection.apply(&mut findings, NOW, &OF_EXCEPTIONS), 0);
            assert_eq!(findings[0].severity, severity, "{overrides:?}");
        }
    }

    #[test]
    fn what_exceptions_hide_is_counted() {
        let exception = Ignore {
            rule: "FC1".to_owned(),
            paths: None,
            fingerprint: None,
            until: NOW,
            name: "FC1".to_owned(),
            place: None,
        };
        let selection = Selection::default().exceptions([exception]);
        let mut findings = vec![finding(&RULE), finding(&RULE)];
        assert_eq!(selection.apply(&mut findings, NOW, &OF_EXCEPTIONS), 2);
        assert_eq!(findings.len(), 0);
    }

    #[test]
    fn only_what_is_selected_stays() {
        const OTHER: RuleInfo = RuleInfo {
            id: "FC201",
            name: "unknown-issuer",
            ..RULE
        };
        let mut findings = vec![finding(&RULE), finding(&OTHER)];
        let selection = Selection::default().select(["FC2"]);
        assert_eq!(selection.apply(&mut findings, NOW, &OF_EXCEPTIONS), 0);
        let left: Vec<_> = findings.iter().map(|it| it.rule.id).collect();
        assert_eq!(left, ["FC201"]);
    }
}
