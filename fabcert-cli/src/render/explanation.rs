//! `fabcert explain TEXT|-`: what a text or a log says, in plain words.

use std::fmt::Write as _;
use std::path::PathBuf;

use fabcert_core::explain::{Digest, Recognised, Suspect, Suspects, explanation};
use fabcert_core::finding::{Finding, Location};
use fabcert_core::report::{CertificateEntry, Report};
use fabcert_core::rules;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::style::{self, BOLD, DIM, NOTE, paint, severity};

/// Column at which fields begin.
const INDENT: usize = 10;
/// Text is not set wider than this.
const WIDEST: usize = 110;
/// So many fitting certificates are listed.
const SUSPECTS_SHOWN: usize = 5;
/// So many copies of a certificate are named.
const COPIES_SHOWN: usize = 3;

/// What is shown.
pub(crate) struct View<'a> {
    pub(crate) digest: &'a Digest,
    /// The check of the tree that the text is held against.
    pub(crate) report: Option<&'a Report>,
    /// Whether it is a log, with counts, and not one pasted text.
    pub(crate) is_log: bool,
    pub(crate) now: Timestamp,
}

impl View<'_> {
    /// Whether nothing in it is known or suspicious.
    pub(crate) fn says_nothing(&self) -> bool {
        let digest = self.digest;
        digest.recognised.is_empty() && digest.look_alikes.is_empty() && digest.unknown.is_empty()
    }
}

/// The explanation for people.
pub(crate) fn human(view: &View<'_>, width: usize) -> String {
    let suspects = view.report.map(Suspects::of);
    let mut sheet = Sheet {
        out: String::new(),
        width: width.min(WIDEST),
        view,
        suspects,
    };
    if view.is_log {
        sheet.totals();
    }
    for recognised in by_weight(&view.digest.recognised) {
        sheet.recognised(recognised);
    }
    if !view.digest.look_alikes.is_empty() {
        if view.is_log {
            sheet.title("No certificate faults, though they look like some, or only echo one:");
        }
        for recognised in &view.digest.look_alikes {
            sheet.recognised(recognised);
        }
    }
    sheet.unknown();
    if view.says_nothing() && !view.is_log {
        sheet.title("Nothing in it is a certificate fault that is known here.");
    }
    let mut text = sheet.out;
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}

/// The most frequent first; among equals in the order of the log.
fn by_weight(groups: &[Recognised]) -> Vec<&Recognised> {
    let mut groups: Vec<&Recognised> = groups.iter().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.count), group.first_line));
    groups
}

struct Sheet<'a> {
    out: String,
    width: usize,
    view: &'a View<'a>,
    suspects: Option<Suspects<'a>>,
}

impl<'a> Sheet<'a> {
    fn totals(&mut self) {
        let digest = self.view.digest;
        let lines = |groups: &[Recognised]| groups.iter().map(|it| it.count).sum::<u64>();
        let mut text = match digest.recognised.len() {
            0 => format!("{} lines: no certificate fault", digest.lines),
            faults => format!(
                "{} lines: {} in {} of them",
                digest.lines,
                words::count(faults, "certificate fault"),
                lines(&digest.recognised) + digest.ungrouped
            ),
        };
        if !digest.look_alikes.is_empty() {
            let _ = write!(
                text,
                ", {} in {}",
                words::count(digest.look_alikes.len(), "look-alike"),
                lines(&digest.look_alikes)
            );
        }
        let unknown = digest.unknown.iter().map(|it| it.count).sum::<u64>() + digest.unknown_more;
        if unknown > 0 {
            let _ = write!(text, ", {unknown} that are not known");
        }
        self.title(&text);
        self.out.push('\n');
    }

    fn title(&mut self, text: &str) {
        for line in textwrap::wrap(text, self.width) {
            let _ = writeln!(self.out, "{}", paint(BOLD, line));
        }
    }

    fn recognised(&mut self, recognised: &Recognised) {
        self.headline(recognised);
        self.field("text", &recognised.example, DIM);
        let explained = explanation(&recognised.reading);
        self.paragraph("means", &plain(&explained.what));
        self.paragraph("said by", &plain(&explained.who));
        // What the files tell is better than what the text alone tells.
        let is_proven = self.suspects(recognised);
        let general = explained
            .next
            .iter()
            .filter(|step| !is_proven || step.starts_with("Read more"));
        for (number, step) in general.enumerate() {
            self.paragraph(if number == 0 { "next" } else { "" }, &plain(step));
        }
        self.out.push('\n');
    }

    fn headline(&mut self, recognised: &Recognised) {
        let rule = recognised.reading.rule.and_then(rules::find);
        let mut line = match rule {
            Some(rule) => paint(
                severity(rule.severity),
                format!("{} {}", rule.id, rule.name),
            ),
            None => paint(BOLD, "no rule"),
        };
        if self.view.is_log {
            let _ = write!(line, "  {}", paint(BOLD, format!("×{}", recognised.count)));
            let seen = match (&recognised.first_seen, &recognised.last_seen) {
                (Some(first), Some(last)) if first == last => {
                    format!("at {first}, line {}", recognised.first_line)
                }
                (Some(first), Some(last)) => {
                    format!("from {first} (line {}) to {last}", recognised.first_line)
                }
                _ => format!("first in line {}", recognised.first_line),
            };
            let _ = write!(line, "  {}", paint(DIM, seen));
        }
        let _ = writeln!(self.out, "{line}");
    }

    /// Names the files that fit, and the way out; whether there is one.
    fn suspects(&mut self, recognised: &Recognised) -> bool {
        let Some(suspects) = &self.suspects else {
            return false;
        };
        if recognised.reading.rule.is_none() {
            return false;
        }
        let fitting = suspects.fitting(&recognised.reading);
        if fitting.is_empty() {
            let text = "nothing in the tree fits: no certificate has these instants, and the check finds \
                        nothing of the kind. It may be about another tree, or it is mended already.";
            self.paragraph("files", text);
            return false;
        }
        let (shown, rest) = fitting.split_at(fitting.len().min(SUSPECTS_SHOWN));
        for (number, suspect) in shown.iter().enumerate() {
            // One CA over several leaves is named once, below them.
            let next = shown.get(number + 1).and_then(|it| it.issuer);
            let same = suspect
                .issuer
                .zip(next)
                .is_some_and(|(a, b)| a.certificate == b.certificate);
            self.suspect(suspect, !same || suspect.leaf.is_none());
        }
        if !rest.is_empty() {
            self.paragraph("", &format!("and {} more that fit", rest.len()));
        }
        let findings: Vec<&Finding> = shown.iter().filter_map(|it| it.finding).collect();
        self.ways_out(&findings);
        !findings.is_empty()
    }

    /// The ways out of the first finding, which are those of the others too.
    fn ways_out(&mut self, findings: &[&Finding]) {
        let Some((first, others)) = findings.split_first() else {
            return;
        };
        for (number, remedy) in first.remedies.iter().enumerate() {
            let way = words::way(remedy);
            self.paragraph(if number == 0 { "fix" } else { "or" }, &way.text);
            if let Some(command) = &way.command {
                // A command is one line whatever the width, so that it can be copied.
                let _ = writeln!(
                    self.out,
                    "{:INDENT$}{}",
                    "",
                    paint(NOTE, format!("$ {command}"))
                );
            }
        }
        let names: Vec<String> = others
            .iter()
            .filter_map(|finding| finding.certificate.as_ref())
            .map(|it| words::short_name(it))
            .collect();
        if !names.is_empty() {
            self.paragraph("", &format!("The same for {}.", names.join(", ")));
        }
    }

    fn suspect(&mut self, suspect: &Suspect<'_>, with_issuer: bool) {
        let is_pair = suspect.leaf.is_some() && suspect.issuer.is_some();
        if let Some(leaf) = suspect.leaf {
            let label = if leaf.certificate.is_ca() {
                "CA"
            } else {
                "leaf"
            };
            self.certificate(label, leaf);
        }
        if let Some(issuer) = suspect.issuer.filter(|_| with_issuer) {
            let label = match (is_pair, issuer.certificate.is_ca()) {
                (true, _) => "issuer",
                (false, true) => "CA",
                (false, false) => "cert",
            };
            self.certificate(label, issuer);
        }
        if let (None, None, Some(finding)) = (suspect.leaf, suspect.issuer, suspect.finding) {
            self.paragraph("found", &words::title(finding));
            self.places(&finding.places);
        }
    }

    fn certificate(&mut self, label: &str, entry: &CertificateEntry) {
        let certificate = &entry.certificate;
        let text = format!(
            "{}  NotBefore {}  NotAfter {} ({})",
            words::short_subject(certificate.subject()),
            words::instant(certificate.not_before()),
            words::instant(certificate.not_after()),
            words::relative(certificate.not_after(), self.view.now)
        );
        self.field(label, &text, style::BOLD);
        self.places(&entry.places);
    }

    fn places(&mut self, places: &[Location]) {
        let mut paths: Vec<&PathBuf> = places.iter().map(|it| &it.path).collect();
        paths.dedup();
        for (number, path) in paths.iter().take(COPIES_SHOWN).enumerate() {
            let more = if number + 1 == COPIES_SHOWN && paths.len() > COPIES_SHOWN {
                paint(DIM, format!(" (+{} more)", paths.len() - COPIES_SHOWN))
            } else {
                String::new()
            };
            let _ = writeln!(self.out, "{:INDENT$}{}{more}", "", words::path(path));
        }
    }

    fn unknown(&mut self) {
        let digest = self.view.digest;
        if digest.unknown.is_empty() {
            return;
        }
        self.title("Not known here, though it speaks of certificates:");
        for unknown in &digest.unknown {
            let times = if unknown.count > 1 {
                format!(" ×{}", unknown.count)
            } else {
                String::new()
            };
            let text = format!("line {}{times}: {}", unknown.line, unknown.text);
            self.paragraph("", &text);
        }
        if digest.unknown_more > 0 {
            self.paragraph("", &format!("and {} more", digest.unknown_more));
        }
    }

    fn paragraph(&mut self, label: &str, text: &str) {
        self.field(label, text, anstyle::Style::new());
    }

    fn field(&mut self, label: &str, text: &str, style: anstyle::Style) {
        let room = self.width.saturating_sub(INDENT).max(20);
        for (number, line) in textwrap::wrap(text, room).iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            let label = paint(DIM, format!("  {label:<width$}", width = INDENT - 2));
            let _ = writeln!(self.out, "{label}{}", paint(style, line));
        }
    }
}

/// Without the marks of code: commands are plain in the terminal.
fn plain(text: &str) -> String {
    words::safe(&text.replace('`', ""))
}
