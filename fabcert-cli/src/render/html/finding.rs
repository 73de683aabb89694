//! Findings as cards.

use fabcert_core::finding::{Finding, Location};
use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use maud::{Markup, html};

use super::super::proof;
use super::timeline;

/// Places that are shown before the others are folded away.
const PLACES_SHOWN: usize = 3;

pub(super) fn section(report: &Report, now: Timestamp) -> Markup {
    let of = |severity| {
        report
            .findings
            .iter()
            .filter(|it| it.severity == severity)
            .count()
    };
    html! {
        section #findings {
            h2 { "Findings" }
            @if report.findings.is_empty() {
                p.empty { "No findings." }
            } @else {
                // Shown by the script, which is what makes them work.
                div.controls hidden data-filters="#findings article" {
                    input type="search" placeholder="Filter findings" aria-label="Filter findings";
                    @for severity in [Severity::Error, Severity::Warning, Severity::Info] {
                        @if of(severity) > 0 {
                            label.(severity) {
                                input type="checkbox" checked value=(severity);
                                (severity) " " (of(severity))
                            }
                        }
                    }
                }
                @for finding in &report.findings { (card(finding, now)) }
            }
        }
    }
}

fn card(finding: &Finding, now: Timestamp) -> Markup {
    html! {
        article.(finding.severity) data-severity=(finding.severity) {
            p.tags {
                span.badge.(finding.severity) { (finding.severity) }
                span.rule { (finding.rule.id) " " (finding.rule.name) }
                @for bite in &finding.bites { span.bite { (bite) } }
            }
            h3 { (words::title(finding)) }
            (places(&finding.places))
            @if let Some(figure) = timeline::of(finding, now) { (figure) }
            dl {
                @for line in proof::lines(finding, now) {
                    dt { (line.label) }
                    @if line.verbatim {
                        dd { code.fabric { (line.text) } }
                    } @else {
                        dd { (line.text) }
                    }
                }
                @if !finding.msps.is_empty() {
                    dt { "refused by" }
                    dd { (folded(&proof::paths(&finding.msps))) }
                }
                @if !finding.issuer_places.is_empty() {
                    dt { "issuer in" }
                    dd { (places(&finding.issuer_places)) }
                }
            }
            @if !finding.remedies.is_empty() {
                h4 { "What to do" }
                ol.ways {
                    @for remedy in &finding.remedies {
                        @let way = words::way(remedy);
                        li {
                            (way.text)
                            @if let Some(command) = way.command { pre { code { (command) } } }
                        }
                    }
                }
            }
        }
    }
}

fn places(places: &[Location]) -> Markup {
    folded(&places.iter().map(proof::location).collect::<Vec<_>>())
}

/// The first few, the others behind a click.
fn folded(items: &[String]) -> Markup {
    let (first, rest) = items.split_at(items.len().min(PLACES_SHOWN));
    html! {
        @if !first.is_empty() {
            ul.paths { @for item in first { li { code { (item) } } } }
        }
        @if !rest.is_empty() {
            details.more {
                summary { "and " (rest.len()) " more" }
                ul.paths { @for item in rest { li { code { (item) } } } }
            }
        }
    }
}
