//! A page of its own: summary, findings with timelines, tables that sort and filter. Nothing comes from
//! elsewhere, nothing needs the script, and the policy lets no other style or script run.

mod chart;
mod finding;
mod table;
mod timeline;

use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::proof;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

pub(super) fn render(report: &Report) -> String {
    let now = Timestamp::from(report.checked_at);
    let title = match proof::counts(&report.summary).as_str() {
        "" => "fabcert: no findings".to_owned(),
        counts => format!("fabcert: {counts}"),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "fabcert " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (header(report, now))
                main {
                    (cards(report))
                    (chart::expiries(report, now))
                    (finding::section(report, now))
                    (table::holders(report, now))
                    (table::certificates(report, now))
                    (skipped(report))
                }
                (footer(report, now))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// Only this style and this script, told by their hashes; no connection to anywhere.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn hash(text: &str) -> String {
    use base64::Engine as _;
    let digest = Sha256::digest(text);
    format!(
        "sha256-{}",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}

fn header(report: &Report, now: Timestamp) -> Markup {
    let refused = refused(report);
    let (class, verdict) = match report.worst() {
        Some(Severity::Error) if refused > 0 => (
            "error",
            format!("Fabric refuses {}", words::count(refused, "identity")),
        ),
        Some(Severity::Error) => (
            "error",
            format!("{} to mend", words::count(report.summary.errors, "error")),
        ),
        Some(Severity::Warning) => (
            "warning",
            "Nothing is refused now, but look at the warnings".to_owned(),
        ),
        Some(Severity::Info) => ("info", "Nothing to mend".to_owned()),
        None => ("good", "Nothing to mend".to_owned()),
    };
    html! {
        header.(class) {
            p.kicker { "Hyperledger Fabric certificates" }
            h1 { (verdict) }
            p {
                "Checked for " time datetime=(now.utc()) { (words::instant(now)) }
                ", judged as Fabric " (words::safe(&report.assumed.fabric)) "."
            }
        }
    }
}

fn cards(report: &Report) -> Markup {
    let summary = &report.summary;
    let cards = [
        ("error", summary.errors, "error"),
        ("warning", summary.warnings, "warning"),
        ("info", summary.infos, "info"),
        ("error", refused(report), "identity"),
        ("", summary.msps, "MSP"),
        ("", summary.certificates, "certificate"),
    ];
    html! {
        section.cards aria-label="Summary" {
            @for (class, number, thing) in cards {
                @let class = if number == 0 { "" } else { class };
                div.card.(class) {
                    strong { (number) }
                    span { (card_label(number, thing)) }
                }
            }
        }
    }
}

/// How many nodes, users and CAs have an identity that their MSP does not accept.
fn refused(report: &Report) -> usize {
    report
        .holders
        .iter()
        .filter(|it| it.accepted == Some(false))
        .count()
}

/// `1 error`, without the number.
fn card_label(number: usize, thing: &str) -> String {
    let counted = words::count(number, thing);
    let label = counted.split_once(' ').map_or(thing, |(_, label)| label);
    match thing {
        "identity" => format!("{label} refused"),
        "MSP" => format!("{label} judged"),
        _ => label.to_owned(),
    }
}

fn skipped(report: &Report) -> Markup {
    html! {
        @if !report.skipped.is_empty() {
            section {
                details {
                    summary { h2 { "Not read (" (report.skipped.len()) ")" } }
                    ul.paths {
                        @for path in &report.skipped {
                            li { code { (words::path(&path.path)) } ": " (words::safe(&path.reason)) }
                        }
                    }
                }
            }
        }
    }
}

fn footer(report: &Report, now: Timestamp) -> Markup {
    let assumed = &report.assumed;
    html! {
        footer {
            p {
                "fabcert " (env!("CARGO_PKG_VERSION")) ", " (words::instant(now)) ". Fabric "
                (words::safe(&assumed.fabric)) ": local MSPs " (words::safe(&assumed.local_msp_version))
                ", verifying MSPs " (words::safe(&assumed.verifying_msp_version))
                @if !assumed.keys_here { ", private keys taken as being elsewhere" }
                ". " (words::count(report.summary.files, "file")) " read. All times are UTC."
            }
        }
    }
}
