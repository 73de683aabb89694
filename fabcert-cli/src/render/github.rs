//! GitHub workflow commands: annotations on the files of a pull request.

use std::fmt::Write as _;

use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::{escape, proof};

pub(super) fn render(report: &Report) -> String {
    let now = Timestamp::from(report.checked_at);
    let mut out = String::new();
    for finding in &report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (path, line) = proof::anchor(finding);
        let _ = write!(
            out,
            "::{command} file={}",
            escape::workflow_property(&escape::path(path))
        );
        if let Some(line) = line {
            let _ = write!(out, ",line={line}");
        }
        let heading = format!("{} {}", finding.rule.id, finding.rule.name);
        let message = format!("{}\n{}", words::title(finding), proof::text(finding, now));
        let _ = writeln!(
            out,
            ",title={}::{}",
            escape::workflow_property(&heading),
            escape::workflow_message(message.trim_end())
        );
    }
    out
}
