//! Markdown for a comment on a pull request or a job summary.

use std::fmt::Write as _;

use fabcert_core::finding::Finding;
use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::{escape, proof};

/// A comment on GitHub holds 65,536 characters; findings that do not fit are counted.
const ROOM: usize = 60_000;
const PLACES_SHOWN: usize = 10;

pub(super) fn render(report: &Report) -> String {
    let now = Timestamp::from(report.checked_at);
    let summary = &report.summary;
    let mut out = match report.worst() {
        None => "## ✅ fabcert: no findings\n\n".to_owned(),
        Some(worst) => format!("## {} fabcert: {}\n\n", mark(worst), proof::counts(summary)),
    };
    let _ = writeln!(
        out,
        "{}, {} and {}, judged as Fabric {} at {}.\n",
        words::count(summary.files, "file"),
        words::count(summary.certificates, "certificate"),
        words::count(summary.msps, "MSP"),
        escape::markdown(&report.assumed.fabric),
        words::instant(now),
    );
    for (number, finding) in report.findings.iter().enumerate() {
        let text = details(finding, now);
        if out.len() + text.len() > ROOM {
            let left = report.findings.len() - number;
            let _ = writeln!(out, "… and {} more.", words::count(left, "finding"));
            break;
        }
        out.push_str(&text);
    }
    out
}

const fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Info => "ℹ️",
    }
}

fn details(finding: &Finding, now: Timestamp) -> String {
    let mut out = String::new();
    let open = if finding.severity == Severity::Error {
        " open"
    } else {
        ""
    };
    let _ = writeln!(
        out,
        "<details{open}><summary>{} <b>{}</b> {}</summary>\n",
        mark(finding.severity),
        finding.rule.id,
        escape::markdown_html(&words::title(finding))
    );
    for place in finding.places.iter().take(PLACES_SHOWN) {
        let _ = writeln!(out, "- {}", escape::markdown_code(&proof::location(place)));
    }
    if finding.places.len() > PLACES_SHOWN {
        let _ = writeln!(
            out,
            "- and {} more places",
            finding.places.len() - PLACES_SHOWN
        );
    }
    out.push_str("\n| | |\n|---|---|\n");
    for line in proof::lines(finding, now) {
        let text = if line.verbatim {
            escape::markdown_code(&line.text)
        } else {
            escape::markdown(&line.text)
        };
        let _ = writeln!(out, "| {} | {text} |", line.label);
    }
    for (number, remedy) in finding.remedies.iter().enumerate() {
        let way = words::way(remedy);
        let command = way
            .command
            .map(|command| format!("<br>{}", escape::markdown_code(&command)))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "| **{}** | {}{command} |",
            proof::way_label(number),
            escape::markdown(&way.text)
        );
    }
    out.push_str("\n</details>\n\n");
    out
}
