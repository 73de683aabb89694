//! `check --statistics`: findings by rule, and where the time went.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use fabcert_core::report::Report;

/// How long each stage took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stages {
    /// Walking folders, reading files.
    pub(crate) reading: Duration,
    /// Parsing, judging, finding.
    pub(crate) judging: Duration,
    /// Rendering and writing reports.
    pub(crate) writing: Duration,
}

pub(crate) fn statistics(report: &Report, stages: Stages) -> String {
    let mut by_rule: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in &report.findings {
        *by_rule
            .entry((finding.rule.id, finding.rule.name))
            .or_default() += 1;
    }
    let mut out = String::new();
    for ((id, name), count) in by_rule {
        let _ = writeln!(out, "{count:>7}  {id} {name}");
    }
    let summary = report.summary;
    for (count, what) in [
        (summary.ignored, "ignored"),
        (summary.baselined, "in the baseline"),
        (summary.files, "files"),
        (summary.certificates, "distinct certificates"),
        (summary.msps, "judged MSPs"),
    ] {
        let _ = writeln!(out, "{count:>7}  {what}");
    }
    for (length, stage) in [
        (stages.reading, "reading"),
        (stages.judging, "judging"),
        (stages.writing, "writing reports"),
    ] {
        let _ = writeln!(out, "{:>7}  ms {stage}", length.as_millis());
    }
    out
}
