//! Tables that the script makes sortable; without it they are in the report's own order.

use fabcert_core::certificate::Certificate;
use fabcert_core::report::{CertificateEntry, Holder, Report};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use maud::{Markup, html};

use super::super::proof;
use super::chart::Bucket;

/// Nodes, users and CAs with their verdict.
pub(super) fn holders(report: &Report, now: Timestamp) -> Markup {
    let columns = [
        "Organisation",
        "Name",
        "Kind",
        "Accepted",
        "Identity ends",
        "TLS ends",
    ];
    let rows = report.holders.iter().map(|holder| holder_row(holder, now));
    table("nodes", "Nodes, users and CAs", &columns, rows)
}

fn holder_row(holder: &Holder, now: Timestamp) -> Markup {
    let (order, class, verdict) = match holder.accepted {
        Some(false) => (0, "error", "refused"),
        None => (1, "none", "–"),
        Some(true) => (2, "good", "yes"),
    };
    html! {
        tr {
            td { (holder.organisation.as_deref().map(words::safe).unwrap_or_default()) }
            td { (words::safe(&holder.name)) }
            td { (holder.kind) }
            td data-order=(order) { span.state.(class) { (verdict) } }
            (end_cell(holder.identity.as_deref(), now))
            (end_cell(holder.tls.as_deref(), now))
        }
    }
}

/// Every distinct certificate.
pub(super) fn certificates(report: &Report, now: Timestamp) -> Markup {
    let columns = ["Subject", "Organisation", "Owner", "Role", "Starts", "Ends"];
    let rows = report
        .certificates
        .iter()
        .map(|entry| certificate_row(entry, now));
    table("certificates", "Certificates", &columns, rows)
}

fn certificate_row(entry: &CertificateEntry, now: Timestamp) -> Markup {
    let certificate = &entry.certificate;
    let start = certificate.not_before();
    html! {
        tr {
            td {
                (words::short_subject(certificate.subject()))
                @if let Some((first, rest)) = entry.places.split_first() {
                    div.place {
                        code { (proof::location(first)) }
                        @if !rest.is_empty() { " and " (rest.len()) " more" }
                    }
                }
            }
            td { (entry.organisation.as_deref().map(words::safe).unwrap_or_default()) }
            td { (entry.owner.as_deref().map(words::safe).unwrap_or_default()) }
            td { (entry.roles.join(", ")) }
            td data-order=(start.unix()) { time datetime=(start.utc()) { (words::instant(start)) } }
            (end_cell(Some(certificate), now))
        }
    }
}

fn end_cell(certificate: Option<&Certificate>, now: Timestamp) -> Markup {
    let Some(end) = certificate.map(Certificate::not_after) else {
        // Behind every instant.
        return html! { td data-order=(i64::MAX) { "–" } };
    };
    html! {
        td data-order=(end.unix()) {
            time datetime=(end.utc()) { (words::instant(end)) }
            " " span.state.(Bucket::of(end, now).class()) { (words::relative(end, now)) }
        }
    }
}

fn table(
    id: &str,
    title: &str,
    columns: &[&str],
    rows: impl ExactSizeIterator<Item = Markup>,
) -> Markup {
    let count = rows.len();
    html! {
        @if count > 0 {
            section id=(id) {
                h2 { (title) " (" (count) ")" }
                div.controls hidden data-filters={ "#" (id) " tbody tr" } {
                    input type="search" placeholder="Filter" aria-label={ "Filter " (title) };
                }
                section.scroll tabindex="0" aria-label=(title) {
                    table {
                        thead { tr { @for column in columns { th scope="col" { (column) } } } }
                        tbody { @for row in rows { (row) } }
                    }
                }
            }
        }
    }
}
