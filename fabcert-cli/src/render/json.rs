//! `fabcert.report/1`: the report for programs. docs/report.schema.json is its schema.

use fabcert_core::certificate::{Certificate, Fingerprint};
use fabcert_core::facts::Facts;
use fabcert_core::finding::{Finding, Location};
use fabcert_core::layout::Purpose;
use fabcert_core::remedy::Remedy;
use fabcert_core::report::{Assumed, CertificateEntry, MspVerdict, Report, SkippedPath, Summary};
use fabcert_core::rule::{Bite, Severity};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use serde::Serialize;

/// The schema's name; a change that breaks readers gets another number.
pub(super) const SCHEMA: &str = "fabcert.report/1";

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    tool: Tool,
    checked_at: Timestamp,
    fabric: &'a str,
    assumed: &'a Assumed,
    summary: Summary,
    msps: &'a [MspVerdict],
    certificates: Vec<EntryView<'a>>,
    findings: Vec<FindingView<'a>>,
    skipped: &'a [SkippedPath],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct CertificateView {
    sha256: Fingerprint,
    subject: String,
    issuer: String,
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
}

#[derive(Serialize)]
struct EntryView<'a> {
    #[serde(flatten)]
    certificate: CertificateView,
    purpose: Purpose,
    organisation: Option<&'a str>,
    owner: Option<&'a str>,
    roles: &'a [&'static str],
    places: &'a [Location],
}

#[derive(Serialize)]
struct RemedyView<'a> {
    #[serde(flatten)]
    remedy: &'a Remedy,
    text: String,
    command: Option<String>,
}

#[derive(Serialize)]
pub(super) struct FindingView<'a> {
    rule: &'static str,
    name: &'static str,
    severity: Severity,
    bites: &'a [Bite],
    title: String,
    owner: Option<&'a str>,
    places: &'a [Location],
    certificate: Option<CertificateView>,
    issuer: Option<CertificateView>,
    issuer_places: &'a [Location],
    msps: Vec<String>,
    gap_seconds: Option<i64>,
    facts: &'a Facts,
    fabric_error: Option<&'a str>,
    cause: Option<String>,
    remedies: Vec<RemedyView<'a>>,
    folded: usize,
    fingerprint: String,
}

pub(super) fn render(report: &Report) -> String {
    let view = View {
        schema: SCHEMA,
        tool: Tool {
            name: "fabcert",
            version: env!("CARGO_PKG_VERSION"),
        },
        checked_at: Timestamp::from(report.checked_at),
        fabric: &report.assumed.fabric,
        assumed: &report.assumed,
        summary: report.summary,
        msps: &report.msps,
        certificates: report.certificates.iter().map(entry).collect(),
        findings: report.findings.iter().map(finding).collect(),
        skipped: &report.skipped,
    };
    pretty(&view)
}

/// Pretty JSON in which every character that could disturb a terminal is escaped.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    harmless(serde_json::to_string_pretty(value))
}

/// The same in one line.
pub(super) fn line(value: &impl Serialize) -> String {
    harmless(serde_json::to_string(value))
}

fn harmless(text: serde_json::Result<String>) -> String {
    let text = text.unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
    let mut out = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        // A line feed is never inside a string here: serde_json has escaped those.
        if character != '\n' && words::is_hostile(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
    }
    out.push('\n');
    out
}

fn certificate(certificate: &Certificate) -> CertificateView {
    CertificateView {
        sha256: certificate.fingerprint(),
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: certificate.serial_hex(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
    }
}

fn entry(entry: &CertificateEntry) -> EntryView<'_> {
    EntryView {
        certificate: certificate(&entry.certificate),
        purpose: entry.purpose,
        organisation: entry.organisation.as_deref(),
        owner: entry.owner.as_deref(),
        roles: &entry.roles,
        places: &entry.places,
    }
}

/// A finding as an object.
pub(super) fn finding(finding: &Finding) -> FindingView<'_> {
    FindingView {
        rule: finding.rule.id,
        name: finding.rule.name,
        severity: finding.severity,
        bites: &finding.bites,
        title: words::title(finding),
        owner: finding.owner.as_deref(),
        places: &finding.places,
        certificate: finding.certificate.as_deref().map(certificate),
        issuer: finding.issuer.as_deref().map(certificate),
        issuer_places: &finding.issuer_places,
        msps: finding
            .msps
            .iter()
            .map(|it| it.to_string_lossy().into_owned())
            .collect(),
        gap_seconds: finding.facts.gap(),
        facts: &finding.facts,
        fabric_error: finding.fabric_error.as_deref(),
        cause: words::cause(finding),
        remedies: finding
            .remedies
            .iter()
            .map(|remedy| {
                let way = words::way(remedy);
                RemedyView {
                    remedy,
                    text: way.text,
                    command: way.command,
                }
            })
            .collect(),
        folded: finding.folded,
        fingerprint: finding.key(),
    }
}
