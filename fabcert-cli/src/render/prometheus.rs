//! Prometheus' text format, for node_exporter's textfile collector.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use fabcert_core::certificate::Fingerprint;
use fabcert_core::fabric::Stage;
use fabcert_core::finding::Location;
use fabcert_core::report::{CertificateEntry, MspVerdict, Report};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::escape;

/// A metric and its series. A map, so that no two series are alike and their order is fixed.
struct Metric {
    name: &'static str,
    help: &'static str,
    series: BTreeMap<String, i64>,
}

impl Metric {
    const fn new(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            help,
            series: BTreeMap::new(),
        }
    }

    /// Sets a series; where labels come twice, `choose` says which value stays.
    fn set(&mut self, labels: &[(&str, String)], value: i64, choose: fn(i64, i64) -> i64) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(name, text)| format!("{name}=\"{}\"", escape::prometheus_label(text)))
            .collect();
        self.series
            .entry(labels.join(","))
            .and_modify(|known| *known = choose(*known, value))
            .or_insert(value);
    }

    fn write(&self, out: &mut String) {
        let _ = writeln!(out, "# HELP {} {}", self.name, self.help);
        let _ = writeln!(out, "# TYPE {} gauge", self.name);
        for (labels, value) in &self.series {
            let _ = match labels.as_str() {
                "" => writeln!(out, "{} {value}", self.name),
                _ => writeln!(out, "{}{{{labels}}} {value}", self.name),
            };
        }
    }
}

pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for metric in [
        window(
            report,
            "fabcert_certificate_not_before_timestamp_seconds",
            "Start of a certificate's validity.",
            |entry| entry.certificate.not_before(),
        ),
        window(
            report,
            "fabcert_certificate_not_after_timestamp_seconds",
            "End of a certificate's validity.",
            |entry| entry.certificate.not_after(),
        ),
        gaps(report),
        msps(report),
        findings(report),
        last_check(report),
    ] {
        metric.write(&mut out);
    }
    out
}

/// One series for each distinct certificate, at the first place where it was found.
fn window(
    report: &Report,
    name: &'static str,
    help: &'static str,
    instant: fn(&CertificateEntry) -> Timestamp,
) -> Metric {
    let mut metric = Metric::new(name, help);
    for entry in &report.certificates {
        let path = entry.places.first().map(place).unwrap_or_default();
        metric.set(&labels(Some(entry), path), instant(entry).unix(), i64::min);
    }
    metric
}

fn gaps(report: &Report) -> Metric {
    let mut metric = Metric::new(
        "fabcert_issuer_gap_seconds",
        "How much earlier a certificate starts than its issuer; Fabric refuses it from 2 on.",
    );
    let entries: BTreeMap<Fingerprint, &CertificateEntry> = report
        .certificates
        .iter()
        .map(|entry| (entry.certificate.fingerprint(), entry))
        .collect();
    for finding in &report.findings {
        let (Some(gap), Some(first)) = (finding.facts.gap(), finding.places.first()) else {
            continue;
        };
        let entry = finding
            .certificate
            .as_ref()
            .and_then(|it| entries.get(&it.fingerprint()));
        metric.set(&labels(entry.copied(), place(first)), gap, i64::max);
    }
    metric
}

fn msps(report: &Report) -> Metric {
    let mut metric = Metric::new(
        "fabcert_msp_accepted",
        "1 where Fabric loads the MSP and accepts every identity put to it, 0 where it refuses; none where that cannot be known.",
    );
    let entries: BTreeMap<&Path, &CertificateEntry> = report
        .certificates
        .iter()
        .flat_map(|entry| {
            entry
                .places
                .iter()
                .map(move |place| (place.path.as_path(), entry))
        })
        .collect();
    for verdict in &report.msps {
        let Some(accepted) = accepted(verdict) else {
            continue;
        };
        // The labels are those of the MSP's own identity, which comes first.
        let entry = verdict
            .identities
            .first()
            .and_then(|identity| entries.get(identity.path.as_path()));
        let path = escape::path(&verdict.path);
        metric.set(&labels(entry.copied(), path), i64::from(accepted), i64::min);
    }
    metric
}

/// Whether the MSP loads and accepts all that was put to it; `None` where that is not known.
fn accepted(verdict: &MspVerdict) -> Option<bool> {
    let mut identities = verdict.identities.iter().map(|identity| identity.accepted);
    match verdict.stage {
        Stage::Ok if identities.clone().any(|it| it == Some(false)) => Some(false),
        Stage::Ok if identities.any(|it| it.is_none()) => None,
        Stage::Ok => Some(true),
        Stage::Undecided => None,
        Stage::Load | Stage::SetUp => Some(false),
    }
}

fn findings(report: &Report) -> Metric {
    let mut metric = Metric::new("fabcert_findings", "Findings of a rule.");
    for finding in &report.findings {
        let labels = [
            ("rule", finding.rule.id.to_owned()),
            ("severity", finding.severity.to_string()),
        ];
        metric.set(&labels, 1, |known, one| known + one);
    }
    metric
}

fn last_check(report: &Report) -> Metric {
    let mut metric = Metric::new(
        "fabcert_checked_timestamp_seconds",
        "The instant that the check was made for.",
    );
    metric.set(&[], report.checked_at.unix_timestamp(), i64::max);
    metric
}

fn labels(entry: Option<&CertificateEntry>, path: String) -> [(&'static str, String); 5] {
    let text = |of: fn(&CertificateEntry) -> Option<&String>| {
        entry
            .and_then(of)
            .map(|it| words::safe(it))
            .unwrap_or_default()
    };
    [
        ("org", text(|it| it.organisation.as_ref())),
        ("node", text(|it| it.owner.as_ref())),
        (
            "role",
            entry.map(|it| it.roles.join("+")).unwrap_or_default(),
        ),
        (
            "subject",
            entry
                .map(|it| words::short_subject(it.certificate.subject()))
                .unwrap_or_default(),
        ),
        ("path", path),
    ]
}

/// The path, and the block where it is not the first: two certificates of one file are two series.
fn place(place: &Location) -> String {
    let path = escape::path(&place.path);
    match place.block.filter(|block| *block > 1) {
        Some(block) => format!("{path}#{block}"),
        None => path,
    }
}
