//! The report for people: each finding with its proof and its ways out, then a summary.

use std::fmt::Write as _;

use fabcert_core::finding::Finding;
use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::style::{BOLD, DIM, GOOD, NOTE, paint, severity, wrap};
use super::{proof, table};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// `-q`: errors only, no summary.
    Quiet,
    /// Findings, summary, counts.
    Normal,
    /// `-v`: every place, every skipped path.
    Verbose,
}

/// Places of a finding that are listed unless `-v` asks for all.
const PLACES_SHOWN: usize = 3;
/// Column at which the proof's text begins.
const INDENT: usize = 11;

pub(super) fn render(report: &Report, width: usize, detail: Detail) -> String {
    let mut out = String::new();
    let now = Timestamp::from(report.checked_at);
    for finding in &report.findings {
        if detail == Detail::Quiet && finding.severity != Severity::Error {
            continue;
        }
        write_finding(&mut out, finding, now, width, detail);
    }
    if detail == Detail::Quiet {
        return out;
    }
    if detail == Detail::Verbose {
        for skipped in &report.skipped {
            let _ = writeln!(
                out,
                "{} {}: {}",
                paint(DIM, "skipped"),
                words::path(&skipped.path),
                words::safe(&skipped.reason)
            );
        }
        if !report.skipped.is_empty() {
            out.push('\n');
        }
    }
    out.push_str(&table::holders(report, now, width, detail));
    write_totals(&mut out, report, width, detail);
    out
}

fn write_finding(
    out: &mut String,
    finding: &Finding,
    now: Timestamp,
    width: usize,
    detail: Detail,
) {
    let tag = format!(
        "{}[{} {}]",
        finding.severity, finding.rule.id, finding.rule.name
    );
    let title = words::title(finding);
    let headline = format!("{tag}: {title}");
    for (number, line) in wrap(&headline, width.saturating_sub(4)).iter().enumerate() {
        let styled = match (number, line.strip_prefix(tag.as_str())) {
            (0, Some(rest)) => format!(
                "{}{}",
                paint(severity(finding.severity), &tag),
                paint(BOLD, rest)
            ),
            _ => format!("    {}", paint(BOLD, line)),
        };
        let _ = writeln!(out, "{styled}");
    }
    write_places(out, finding, detail);
    write_certificates(out, finding, now, width);
    if let Some(cause) = words::cause(finding) {
        write_field(out, "cause", &cause, width);
    }
    if let Some(error) = &finding.fabric_error {
        write_field(out, "Fabric", &words::safe(error), width);
    }
    if !finding.msps.is_empty() {
        let shown = if detail == Detail::Verbose {
            finding.msps.len()
        } else {
            PLACES_SHOWN
        };
        let mut text = finding
            .msps
            .iter()
            .take(shown)
            .map(|msp| words::path(msp))
            .collect::<Vec<_>>()
            .join(", ");
        if finding.msps.len() > shown {
            let _ = write!(text, " (+{} more)", finding.msps.len() - shown);
        }
        write_field(out, "refused", &format!("by {text}"), width);
    }
    if finding.folded > 0 {
        write_field(
            out,
            "also",
            &format!(
                "{} that follow from this one",
                words::count(finding.folded, "finding")
            ),
            width,
        );
    }
    for (number, remedy) in finding.remedies.iter().enumerate() {
        let way = words::way(remedy);
        write_field(out, proof::way_label(number), &way.text, width);
        if let Some(command) = way.command {
            // A command is one line whatever the width, so that it can be copied.
            let _ = writeln!(out, "{:INDENT$}{}", "", paint(NOTE, format!("$ {command}")));
        }
    }
    out.push('\n');
}

fn write_places(out: &mut String, finding: &Finding, detail: Detail) {
    let shown = if detail == Detail::Verbose {
        usize::MAX
    } else {
        PLACES_SHOWN
    };
    let total = finding.places.len();
    for (number, place) in finding.places.iter().take(shown).enumerate() {
        let more = if number + 1 == shown.min(total) && total > shown {
            paint(DIM, format!(" (+{} more)", total - shown))
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "  {} {}{more}",
            paint(DIM, "-->"),
            proof::location(place)
        );
    }
}

fn write_certificates(out: &mut String, finding: &Finding, now: Timestamp, width: usize) {
    if let Some(certificate) = &finding.certificate {
        let label = proof::certificate_label(finding, certificate);
        write_field(out, label, &proof::window(certificate, now), width);
        if let Some(at) = proof::verified_at(&finding.facts) {
            write_field(
                out,
                "",
                &format!(
                    "Fabric verifies its chain at {}",
                    proof::verified_sentence(at)
                ),
                width,
            );
        }
    }
    if let Some(issuer) = &finding.issuer {
        write_field(out, "issuer", &proof::window(issuer, now), width);
        if let Some((first, rest)) = finding.issuer_places.split_first() {
            let more = if rest.is_empty() {
                String::new()
            } else {
                format!(" (+{} more)", rest.len())
            };
            let _ = writeln!(
                out,
                "{:INDENT$}{}",
                "",
                paint(DIM, format!("{}{more}", proof::location(first)))
            );
        }
    }
}

fn write_field(out: &mut String, label: &str, text: &str, width: usize) {
    let first = format!("   {label:<width$}", width = INDENT - 3);
    let rest = " ".repeat(INDENT);
    for (number, line) in wrap(text, width.saturating_sub(INDENT)).iter().enumerate() {
        if number == 0 {
            let _ = writeln!(out, "{}{line}", paint(DIM, &first));
        } else {
            let _ = writeln!(out, "{rest}{line}");
        }
    }
}

fn write_totals(out: &mut String, report: &Report, width: usize, detail: Detail) {
    let summary = &report.summary;
    let verdict = match report.worst() {
        None => paint(GOOD, "no findings"),
        Some(worst) => paint(severity(worst), proof::counts(summary)),
    };
    let _ = writeln!(
        out,
        "{verdict} in {}, {} and {}",
        words::count(summary.files, "file"),
        words::count(summary.certificates, "certificate"),
        words::count(summary.msps, "judged MSP"),
    );
    let assumed = &report.assumed;
    let keys = if assumed.keys_here {
        ""
    } else {
        ", private keys taken as being elsewhere"
    };
    let basis = format!(
        "judged as Fabric {} (local MSPs {}, verifying MSPs {}) at {}{keys}",
        assumed.fabric,
        assumed.local_msp_version,
        assumed.verifying_msp_version,
        words::instant(Timestamp::from(report.checked_at)),
    );
    for line in wrap(&basis, width) {
        let _ = writeln!(out, "{}", paint(DIM, line));
    }
    for (count, how) in [
        (summary.ignored, "ignored by fabcert.toml"),
        (summary.baselined, "hidden by the baseline"),
    ] {
        if count > 0 {
            let text = format!("{} {how}", words::count(count, "finding"));
            let _ = writeln!(out, "{}", paint(DIM, text));
        }
    }
    if !report.skipped.is_empty() && detail == Detail::Normal {
        let _ = writeln!(
            out,
            "{}",
            paint(
                DIM,
                format!(
                    "{} skipped (-v names them)",
                    words::count(report.skipped.len(), "path")
                )
            )
        );
    }
}
