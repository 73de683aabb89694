//! SARIF 2.1.0, for code scanning services.

use std::path::Path;

use fabcert_core::finding::{Finding, Location};
use fabcert_core::report::Report;
use fabcert_core::rule::{RuleInfo, Severity};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::{escape, json, proof};

mod model;

use model::*;

/// What relative paths are relative to; GitHub knows it as the checked-out repository.
const ROOT: &str = "%SRCROOT%";

pub(super) fn render(report: &Report) -> String {
    let now = Timestamp::from(report.checked_at);
    let mut rules: Vec<&'static RuleInfo> = report.findings.iter().map(|it| it.rule).collect();
    rules.sort_unstable_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    let results = report
        .findings
        .iter()
        .zip(proof::fingerprints(&report.findings))
        .map(|(finding, fingerprint)| SarifResult {
            rule_id: finding.rule.id,
            rule_index: rules
                .binary_search_by_key(&finding.rule.id, |rule| rule.id)
                .ok(),
            level: level(finding.severity),
            message: Message::text(message(finding, now)),
            locations: [primary(finding)],
            related_locations: related(finding),
            partial_fingerprints: Fingerprints {
                finding: fingerprint.clone(),
                primary_location_line_hash: format!("{fingerprint}:1"),
            },
            properties: ResultProperties {
                owner: finding.owner.as_deref(),
                bites: &finding.bites,
                certificate_sha256: finding
                    .certificate
                    .as_ref()
                    .map(|it| it.fingerprint().to_string()),
                issuer_sha256: finding
                    .issuer
                    .as_ref()
                    .map(|it| it.fingerprint().to_string()),
                gap_seconds: finding.facts.gap(),
                fabric_error: finding.fabric_error.as_deref(),
                remedies: finding.remedies.iter().map(words::way).collect(),
            },
        })
        .collect();
    json::pretty(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "fabcert",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: rules.iter().map(|rule| descriptor(rule)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
            }],
            original_uri_base_ids: UriBases {
                root: UriBase {
                    description: Message::text(
                        "The folder that fabcert was started in.".to_owned(),
                    ),
                },
            },
            column_kind: "unicodeCodePoints",
            results,
            properties: RunProperties {
                checked_at: now,
                assumed: &report.assumed,
                summary: report.summary,
            },
        }],
    })
}

fn descriptor(rule: &'static RuleInfo) -> Descriptor {
    Descriptor {
        id: rule.id,
        name: rule.name,
        short_description: Message::text(rule.summary().to_owned()),
        help: Help {
            text: rule.page,
            markdown: rule.page,
        },
        default_configuration: Configuration {
            level: level(rule.severity),
        },
        properties: RuleProperties {
            tags: ["hyperledger-fabric", "x509"],
            precision: "very-high",
        },
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Title, proof and ways out; the title is a sentence of its own, since viewers show the first.
fn message(finding: &Finding, now: Timestamp) -> String {
    format!(
        "{}.\n\n{}",
        words::title(finding),
        proof::text(finding, now)
    )
    .trim_end()
    .to_owned()
}

/// Where the result shows: one place, since viewers draw one result at each.
fn primary(finding: &Finding) -> Place {
    let (path, line) = proof::anchor(finding);
    Place {
        id: None,
        physical_location: physical(path, line),
        message: None,
    }
}

/// The other places, the issuer's, and the MSPs that refuse.
fn related(finding: &Finding) -> Vec<Place> {
    let at = |place: &Location, text: &str| (physical(&place.path, place.line), text.to_owned());
    finding
        .places
        .iter()
        .skip(1)
        .map(|place| at(place, "also here"))
        .chain(
            finding
                .issuer_places
                .iter()
                .map(|place| at(place, "issuer")),
        )
        .chain(
            finding
                .msps
                .iter()
                .map(|msp| (physical(msp, None), "this MSP refuses".to_owned())),
        )
        .zip(1..)
        .map(|((physical_location, text), id)| Place {
            id: Some(id),
            physical_location,
            message: Some(Message::text(text)),
        })
        .collect()
}

fn physical(path: &Path, line: Option<u32>) -> Physical {
    Physical {
        artifact_location: Artifact {
            uri: escape::uri(path),
            uri_base_id: (!path.has_root()).then_some(ROOT),
        },
        region: line.map(|start_line| Region { start_line }),
    }
}
