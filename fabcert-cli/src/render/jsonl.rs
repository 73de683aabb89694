//! JSON Lines: the report's head, then each finding, as objects of `fabcert.report/1` with a `type`.

use fabcert_core::report::{Report, Summary};
use fabcert_core::timestamp::Timestamp;
use serde::Serialize;

use super::json;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Record<'a> {
    Report {
        schema: &'static str,
        checked_at: Timestamp,
        fabric: &'a str,
        summary: Summary,
    },
    Finding(Box<json::FindingView<'a>>),
}

pub(super) fn render(report: &Report) -> String {
    let head = Record::Report {
        schema: json::SCHEMA,
        checked_at: Timestamp::from(report.checked_at),
        fabric: &report.assumed.fabric,
        summary: report.summary,
    };
    std::iter::once(head)
        .chain(
            report
                .findings
                .iter()
                .map(|finding| Record::Finding(Box::new(json::finding(finding)))),
        )
        .map(|record| json::line(&record))
        .collect()
}
