//! GitLab's Code Quality report.

use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use serde::Serialize;

use super::{escape, json, proof};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
    content: Content,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

#[derive(Serialize)]
struct Content {
    body: String,
}

pub(super) fn render(report: &Report) -> String {
    let now = Timestamp::from(report.checked_at);
    let issues: Vec<Issue> = report
        .findings
        .iter()
        .zip(proof::fingerprints(&report.findings))
        .map(|(finding, fingerprint)| {
            let (path, line) = proof::anchor(finding);
            Issue {
                description: format!("{}: {}", finding.rule.id, words::title(finding)),
                check_name: format!("{} {}", finding.rule.id, finding.rule.name),
                fingerprint,
                severity: match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "minor",
                    Severity::Info => "info",
                },
                location: Place {
                    path: escape::path(path),
                    lines: Lines {
                        begin: line.unwrap_or(1),
                    },
                },
                content: Content {
                    body: proof::text(finding, now),
                },
            }
        })
        .collect();
    json::pretty(&issues)
}
