//! Checkstyle's XML, which many CI servers and review tools read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fabcert_core::finding::Finding;
use fabcert_core::report::Report;
use fabcert_core::words;

use super::{escape, proof};

pub(super) fn render(report: &Report) -> String {
    let mut files: BTreeMap<String, Vec<(u32, &Finding)>> = BTreeMap::new();
    for finding in &report.findings {
        let (path, line) = proof::anchor(finding);
        files
            .entry(escape::path(path))
            .or_default()
            .push((line.unwrap_or(1), finding));
    }
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (path, findings) in &files {
        let _ = writeln!(out, "  <file name=\"{}\">", escape::xml(path));
        for (line, finding) in findings {
            let _ = writeln!(
                out,
                "    <error line=\"{line}\" severity=\"{}\" message=\"{}\" source=\"fabcert.{}\"/>",
                finding.severity,
                escape::xml(&words::title(finding)),
                escape::xml(finding.rule.id),
            );
        }
        out.push_str("  </file>\n");
    }
    out.push_str("</checkstyle>\n");
    out
}
