//! Everything that a report says, in words and as data.

use fabcert_core::Report;
use fabcert_core::words;

/// The whole report as text: typed facts, and every sentence made of them.
#[must_use]
pub fn read_out(report: &Report) -> String {
    let mut text = format!("{report:#?}");
    for finding in &report.findings {
        text.push_str(&words::title(finding));
        text.push_str(&words::cause(finding).unwrap_or_default());
        for remedy in &finding.remedies {
            text.push_str(&format!("{:?}", words::way(remedy)));
        }
    }
    text
}
