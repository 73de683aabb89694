//! One line a finding, for grep and for editors: `path:line: error[FC101] title`.

use std::fmt::Write as _;

use fabcert_core::report::Report;
use fabcert_core::words;

use super::{escape, proof};

pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let (path, line) = proof::anchor(finding);
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "{}{line}: {}[{}] {}",
            line_start(escape::path(path)),
            finding.severity,
            finding.rule.id,
            words::title(finding)
        );
    }
    out
}

/// The path so that it begins a line harmlessly: a file named `::error` is no workflow command, and
/// one named `=1+1` no formula.
fn line_start(path: String) -> String {
    let plain = |first: char| first.is_alphanumeric() || "./_".contains(first);
    if path.starts_with(plain) {
        path
    } else {
        format!("./{path}")
    }
}
