//! When certificates end, all of them in one bar.

use fabcert_core::report::Report;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use maud::{Markup, html};

const DAY: i64 = 86_400;
const WIDTH: usize = 1000;

/// How far away an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bucket {
    Expired,
    Month,
    Quarter,
    Year,
    Later,
}

impl Bucket {
    const ALL: [Self; 5] = [
        Self::Expired,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Later,
    ];

    pub(super) const fn of(end: Timestamp, now: Timestamp) -> Self {
        let left = end.since(now);
        match left {
            ..0 => Self::Expired,
            _ if left < 30 * DAY => Self::Month,
            _ if left < 90 * DAY => Self::Quarter,
            _ if left < 365 * DAY => Self::Year,
            _ => Self::Later,
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Expired => "error",
            Self::Month => "warning",
            Self::Quarter => "soon",
            Self::Year => "year",
            Self::Later => "good",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Month => "within 30 days",
            Self::Quarter => "within 90 days",
            Self::Year => "within a year",
            Self::Later => "later",
        }
    }
}

/// The bar with its legend; nothing where there are no certificates.
pub(super) fn expiries(report: &Report, now: Timestamp) -> Markup {
    let total = report.certificates.len();
    let parts: Vec<(Bucket, usize)> = Bucket::ALL
        .into_iter()
        .map(|bucket| {
            let count = report
                .certificates
                .iter()
                .filter(|entry| Bucket::of(entry.certificate.not_after(), now) == bucket)
                .count();
            (bucket, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    // Where each part begins and ends, in whole units, so that the last one ends at the edge.
    let mut before = 0;
    let bars: Vec<(Bucket, usize, usize)> = parts
        .iter()
        .map(|(bucket, count)| {
            let from = before * WIDTH / total;
            before += count;
            (*bucket, from, before * WIDTH / total - from)
        })
        .collect();
    html! {
        @if total > 0 {
            section.expiries {
                h2 { "When certificates end" }
                svg.share viewBox={ "0 0 " (WIDTH) " 10" } preserveAspectRatio="none" aria-hidden="true" {
                    @for (bucket, x, width) in bars {
                        rect.(bucket.class()) x=(x) y="0" width=(width) height="10" {}
                    }
                }
                ul.legend {
                    @for (bucket, count) in &parts {
                        li { span.swatch.(bucket.class()) {} (count) " " (bucket.label()) }
                    }
                }
                @if let Some(next) = next(report, now) {
                    p.next { "The next to end: " (next) }
                }
            }
        }
    }
}

fn next(report: &Report, now: Timestamp) -> Option<String> {
    let entry = report
        .certificates
        .iter()
        .filter(|entry| entry.certificate.not_after() >= now)
        .min_by_key(|entry| entry.certificate.not_after())?;
    let end = entry.certificate.not_after();
    Some(format!(
        "{}, {} ({})",
        words::short_name(&entry.certificate),
        words::instant(end),
        words::relative(end, now)
    ))
}
