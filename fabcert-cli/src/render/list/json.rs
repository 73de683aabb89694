//! `fabcert.list/1`: the list for programs.

use fabcert_core::certificate::Fingerprint;
use fabcert_core::finding::Location;
use fabcert_core::inventory::{Inventory, Kind, Row, Verdict};
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use serde::Serialize;

/// The schema's name; a change that breaks readers gets another number.
const SCHEMA: &str = "fabcert.list/1";

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    checked_at: Timestamp,
    certificates: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct RowView<'a> {
    organisation: Option<&'a str>,
    name: String,
    roles: Vec<String>,
    kind: Kind,
    subject: String,
    issuer: String,
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
    residual_seconds: i64,
    verdict: &'static str,
    refused_by: Option<String>,
    fabric_error: Option<&'a str>,
    severity: Option<Severity>,
    rule: Option<&'static str>,
    sha256: Fingerprint,
    issued_by: Vec<Fingerprint>,
    places: &'a [Location],
}

/// The rows as one document.
pub(crate) fn json(inventory: &Inventory, rows: &[&Row]) -> String {
    let view = View {
        schema: SCHEMA,
        checked_at: inventory.at,
        certificates: rows.iter().map(|row| view(inventory, row)).collect(),
    };
    super::super::json::pretty(&view)
}

fn view<'a>(inventory: &Inventory, row: &'a Row) -> RowView<'a> {
    let certificate = &row.entry.certificate;
    let (verdict, refused_by, fabric_error) = match &row.verdict {
        Verdict::NotJudged => ("not-judged", None, None),
        Verdict::Accepted => ("accepted", None, None),
        Verdict::Undecided => ("undecided", None, None),
        Verdict::Refused { msp, error } => (
            "refused",
            Some(msp.to_string_lossy().into_owned()),
            Some(error.as_str()),
        ),
    };
    let issuers = row.issuers.iter().filter_map(|at| inventory.rows.get(*at));
    RowView {
        organisation: row.entry.organisation.as_deref(),
        name: row.name(),
        roles: row
            .node_roles
            .iter()
            .map(|it| it.as_str().to_ascii_lowercase())
            .collect(),
        kind: row.kind,
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: certificate.serial_hex(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        residual_seconds: certificate.not_after().since(inventory.at),
        verdict,
        refused_by,
        fabric_error,
        severity: row.worst.map(|(severity, _)| severity),
        rule: row.worst.map(|(_, rule)| rule),
        sha256: certificate.fingerprint(),
        issued_by: issuers
            .map(|it| it.entry.certificate.fingerprint())
            .collect(),
        places: &row.entry.places,
    }
}
