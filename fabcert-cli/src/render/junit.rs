//! JUnit: each judged MSP is a test, and so is each finding. Errors fail; warnings and infos are
//! shown as skipped, so that they are seen without turning a pipeline red.

use fabcert_core::fabric::Stage;
use fabcert_core::finding::Finding;
use fabcert_core::report::{MspVerdict, Report};
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{escape, proof};

pub(super) fn render(report: &Report) -> String {
    let now = Timestamp::from(report.checked_at);
    let mut msps = TestSuite::new("MSPs");
    msps.add_test_cases(report.msps.iter().map(msp));
    let mut findings = TestSuite::new("findings");
    findings.add_test_cases(report.findings.iter().map(|it| finding(it, now)));
    let mut junit = quick_junit::Report::new("fabcert");
    junit.add_test_suites([msps, findings]);
    junit.to_string().unwrap_or_else(|error| {
        // Writing to memory does not fail; were it so, an empty report would look like success.
        format!("<!-- {} -->\n", escape::xml(&error.to_string()))
    })
}

fn msp(verdict: &MspVerdict) -> TestCase {
    let refused = verdict
        .identities
        .iter()
        .find(|identity| identity.accepted == Some(false));
    let undecided = verdict.stage == Stage::Undecided
        || verdict
            .identities
            .iter()
            .any(|identity| identity.accepted.is_none());
    let status = match (verdict.stage, refused) {
        (Stage::Load | Stage::SetUp, _) => failure(
            "refused",
            verdict.error.as_deref().unwrap_or("the MSP does not load"),
        ),
        (_, Some(identity)) => failure(
            "refused",
            &format!(
                "{}: {}",
                words::path(&identity.path),
                identity.error.as_deref().unwrap_or("refused")
            ),
        ),
        _ if undecided => skipped(verdict.error.as_deref().unwrap_or("undecided")),
        _ => TestCaseStatus::success(),
    };
    let path = escape::path(&verdict.path);
    let name = match &verdict.id {
        Some(id) => format!("{path} ({}, {})", escape::xml_chars(id), verdict.mode),
        None => format!("{path} ({})", verdict.mode),
    };
    let mut case = TestCase::new(escape::xml_chars(&name), status);
    case.set_classname("msp");
    case.extra
        .insert("file".into(), escape::xml_chars(&path).into());
    case
}

fn finding(finding: &Finding, now: Timestamp) -> TestCase {
    let title = words::title(finding);
    let text: String = finding
        .places
        .iter()
        .map(|place| format!("at: {}\n", proof::location(place)))
        .chain([proof::text(finding, now)])
        .collect();
    let mut status = match finding.severity {
        Severity::Error => failure("error", &title),
        Severity::Warning | Severity::Info => skipped(&title),
    };
    status.set_description(xml_lines(&text));
    let (path, line) = proof::anchor(finding);
    let path = escape::xml_chars(&escape::path(path));
    let mut case = TestCase::new(escape::xml_chars(&format!("{path}: {title}")), status);
    case.set_classname(format!("{}.{}", finding.rule.id, finding.rule.name));
    case.extra.insert("file".into(), path.into());
    if let Some(line) = line {
        case.extra.insert("line".into(), line.to_string().into());
    }
    case
}

fn failure(kind: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_type(kind)
        .set_message(escape::xml_chars(message));
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(escape::xml_chars(message));
    status
}

/// Lines of text, each fit for XML.
fn xml_lines(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", escape::xml_chars(line)))
        .collect()
}
