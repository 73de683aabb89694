//! What a finding rests on, in the words that several formats share.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fabcert_core::certificate::Certificate;
use fabcert_core::facts::{Facts, Ground};
use fabcert_core::finding::{Finding, Location};
use fabcert_core::report::Summary;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use sha2::{Digest as _, Sha256};

/// One line of proof.
pub(super) struct Line {
    /// What it is: `leaf`, `issuer`, `cause`…
    pub(super) label: &'static str,
    /// The sentence, safe to show.
    pub(super) text: String,
    /// Whether it is Fabric's own text.
    pub(super) verbatim: bool,
}

impl Line {
    const fn new(label: &'static str, text: String) -> Self {
        Self {
            label,
            text,
            verbatim: false,
        }
    }
}

/// What proves the finding, in the order of telling. The ways out are not part of it.
pub(super) fn lines(finding: &Finding, now: Timestamp) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(certificate) = &finding.certificate {
        lines.push(Line::new(
            certificate_label(finding, certificate),
            window(certificate, now),
        ));
    }
    if let Some(issuer) = &finding.issuer {
        lines.push(Line::new("issuer", window(issuer, now)));
    }
    if let Some(at) = verified_at(&finding.facts) {
        lines.push(Line::new("verified at", verified_sentence(at)));
    }
    if let Some(cause) = words::cause(finding) {
        lines.push(Line::new("cause", cause));
    }
    if let Some(error) = &finding.fabric_error {
        lines.push(Line {
            label: "Fabric",
            text: words::safe(error),
            verbatim: true,
        });
    }
    if finding.folded > 0 {
        lines.push(Line::new(
            "also",
            format!(
                "{} that follow from this one",
                words::count(finding.folded, "finding")
            ),
        ));
    }
    lines
}

/// The proof and the ways out as plain text, a line each.
pub(super) fn text(finding: &Finding, now: Timestamp) -> String {
    let mut out = String::new();
    for line in lines(finding, now) {
        let _ = writeln!(out, "{}: {}", line.label, line.text);
    }
    for (number, remedy) in finding.remedies.iter().enumerate() {
        let way = words::way(remedy);
        let _ = writeln!(out, "{}: {}", way_label(number), way.text);
        if let Some(command) = way.command {
            let _ = writeln!(out, "    $ {command}");
        }
    }
    out
}

/// What stands before a way out.
pub(super) const fn way_label(number: usize) -> &'static str {
    if number == 0 { "fix" } else { "or" }
}

/// What the finding's certificate is called beside its issuer.
pub(super) fn certificate_label(finding: &Finding, certificate: &Certificate) -> &'static str {
    match (certificate.is_ca(), &finding.facts) {
        (true, _) => "CA",
        (
            false,
            Facts::BeforeIssuer { .. } | Facts::AfterIssuerExpiry { .. } | Facts::OneSecondGrace {},
        ) => "leaf",
        (false, _) => "cert",
    }
}

/// The instant at which Fabric verifies the chain, where that decides.
pub(super) const fn verified_at(facts: &Facts) -> Option<Timestamp> {
    match facts {
        Facts::BeforeIssuer {
            ground: Ground::Msp | Ground::RollOut,
            verified_at,
            ..
        }
        | Facts::AfterIssuerExpiry {
            ground: Ground::Msp | Ground::RollOut,
            verified_at,
            ..
        } => Some(*verified_at),
        _ => None,
    }
}

/// That instant, and what it has to do with the clock.
pub(super) fn verified_sentence(at: Timestamp) -> String {
    format!(
        "{}: its own NotBefore + 1 s, whatever the clock says",
        words::instant(at)
    )
}

/// Subject and window of a certificate.
pub(super) fn window(certificate: &Certificate, now: Timestamp) -> String {
    format!(
        "{}  NotBefore {}  NotAfter {} ({})",
        words::short_subject(certificate.subject()),
        words::instant(certificate.not_before()),
        words::instant(certificate.not_after()),
        words::relative(certificate.not_after(), now)
    )
}

/// `path:line`, and the block where it is not the first.
pub(super) fn location(place: &Location) -> String {
    let mut text = words::path(&place.path);
    if let Some(line) = place.line {
        let _ = write!(text, ":{line}");
    }
    if let Some(block) = place.block.filter(|block| *block > 1) {
        let _ = write!(text, " (block {block})");
    }
    text
}

/// `3 errors, 1 warning`, or nothing where there are no findings.
pub(super) fn counts(summary: &Summary) -> String {
    [
        (summary.errors, "error"),
        (summary.warnings, "warning"),
        (summary.infos, "info"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, thing)| words::count(number, thing))
    .collect::<Vec<_>>()
    .join(", ")
}

/// The file and line to show a finding at, for formats that must have one: its first place, else the
/// first MSP that refuses, else the checked folder as a whole.
pub(super) fn anchor(finding: &Finding) -> (&Path, Option<u32>) {
    match (finding.places.first(), finding.msps.first()) {
        (Some(place), _) => (&place.path, place.line),
        (None, Some(msp)) => (msp, None),
        (None, None) => (Path::new("."), None),
    }
}

/// Names each finding for programs that compare one run with the next: no line numbers, no two alike
/// in one report, hexadecimal.
pub(super) fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    findings
        .iter()
        .map(|finding| {
            let key = finding.key();
            let hash = Sha256::new().chain_update(&key);
            let again = seen.entry(key).and_modify(|count| *count += 1).or_insert(0);
            let hash = match *again {
                0 => hash,
                number => hash.chain_update(format!("#{number}")),
            };
            hash.finalize()
                .iter()
                .fold(String::with_capacity(64), |mut hex, byte| {
                    let _ = write!(hex, "{byte:02x}");
                    hex
                })
        })
        .collect()
}

/// Paths as text, for lists.
pub(super) fn paths(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|it| words::path(it)).collect()
}
