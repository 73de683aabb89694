//! What `fabcert reissue` prints.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};
use fabcert_core::reissue::{Change, Followed, NothingToDo, Plan, Proof, ProofRow, Verdict};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use serde::Serialize;

use super::json::pretty;
use super::proof::location;
use super::style::{BAD, BOLD, DIM, GOOD, WARN, paint, wrap};

/// Names the form of the JSON.
const SCHEMA: &str = "fabcert.reissue/1";
/// So many rows of each kind are shown; the rest is counted, and all stand in the JSON.
const ROWS_SHOWN: usize = 40;

/// What was written.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Written {
    /// The file of the new certificate, where one was made.
    pub(crate) out: Option<PathBuf>,
    /// The journal, where trees were changed.
    pub(crate) journal: Option<PathBuf>,
    /// The files of the trees.
    pub(crate) files: Followed,
}

#[derive(Serialize)]
struct PlanView<'a> {
    schema: &'static str,
    outcome: &'static str,
    plan: &'a Plan,
    certificate_pem: String,
    written: Option<&'a Written>,
}

#[derive(Serialize)]
struct IdleView<'a> {
    schema: &'static str,
    outcome: &'static str,
    #[serde(flatten)]
    idle: &'a NothingToDo,
}

#[derive(Serialize)]
struct FollowedView {
    schema: &'static str,
    outcome: &'static str,
    files: Followed,
}

/// The plan as `fabcert.reissue/1`.
pub(crate) fn plan_json(plan: &Plan, written: Option<&Written>, is_refused: bool) -> String {
    let outcome = match (written, is_refused) {
        (Some(_), _) => "written",
        (None, true) => "refused",
        (None, false) => "planned",
    };
    let certificate_pem = fabcert_core::pem::encode("CERTIFICATE", plan.certificate().der());
    pretty(&PlanView {
        schema: SCHEMA,
        outcome,
        plan,
        certificate_pem,
        written,
    })
}

/// Nothing to do, as `fabcert.reissue/1`.
pub(crate) fn idle_json(idle: &NothingToDo) -> String {
    pretty(&IdleView {
        schema: SCHEMA,
        outcome: "nothing-to-do",
        idle,
    })
}

/// Nothing to do, for people.
pub(crate) fn idle_human(idle: &NothingToDo) -> String {
    let certificate = &idle.certificate;
    let mut out = format!(
        "{}  NotBefore {}  NotAfter {}\n{}\n",
        paint(BOLD, words::safe(&certificate.subject)),
        words::instant(certificate.not_before),
        words::instant(certificate.not_after),
        paint(GOOD, words::reissue::idle(idle))
    );
    if !idle.siblings.is_empty() {
        let _ = writeln!(
            out,
            "{}",
            paint(
                WARN,
                "other certificates of this CA (same name and key) lie here and are not touched:"
            )
        );
        for sibling in idle.siblings.iter().take(ROWS_SHOWN) {
            let _ = writeln!(out, "  {} ({})", location(&sibling.location), sibling.role);
        }
    }
    out
}

/// Files that a journal was followed for, as `fabcert.reissue/1`.
pub(crate) fn followed_json(files: Followed, undone: bool) -> String {
    let outcome = if undone { "undone" } else { "finished" };
    pretty(&FollowedView {
        schema: SCHEMA,
        outcome,
        files,
    })
}

/// The same for people.
pub(crate) fn followed_human(files: Followed, undone: bool) -> String {
    let what = if undone { "old" } else { "new" };
    match files.replaced {
        0 => format!(
            "nothing to do: {} hold the {what} bytes already\n",
            words::count(files.untouched, "file")
        ),
        replaced => format!("gave {} the {what} bytes\n", words::count(replaced, "file")),
    }
}

/// The plan and its proof for people; `next` says how it ends.
pub(crate) fn plan_human(plan: &Plan, now: Timestamp, width: usize, next: &[String]) -> String {
    let mut out = String::new();
    certificate(&mut out, plan, now);
    if let Some(proof) = &plan.proof {
        self::proof(&mut out, proof, width);
    }
    changes(&mut out, plan);
    list(
        &mut out,
        "also to do and to know",
        plan.follow_ups.iter().map(words::reissue::follow_up),
        width,
    );
    list(
        &mut out,
        "against it",
        plan.objections.iter().map(words::reissue::objection),
        width,
    );
    let style = if plan.is_proven() { GOOD } else { BAD };
    for line in next {
        let _ = writeln!(out, "{}", paint(style, line));
    }
    out
}

fn certificate(out: &mut String, plan: &Plan, now: Timestamp) {
    let (old, new) = (&plan.old, &plan.new);
    let moved = |from: Timestamp, to: Timestamp| match to.since(from) {
        0 => "kept".to_owned(),
        later @ 1.. => format!("{} later", words::duration(later)),
        earlier => format!("{} earlier", words::duration(-earlier)),
    };
    let mut row = |label: &str, was: &str, is: &str, note: &str| {
        let _ = write!(
            out,
            "  {} {was}  →  {is}",
            paint(DIM, format!("{label:<10}"))
        );
        if !note.is_empty() {
            let _ = write!(out, "  {}", paint(DIM, note));
        }
        out.push('\n');
    };
    row(
        "NotBefore",
        &words::instant(old.not_before),
        &words::instant(new.not_before),
        &moved(old.not_before, new.not_before),
    );
    row(
        "NotAfter",
        &words::instant(old.not_after),
        &words::instant(new.not_after),
        &format!(
            "{}, {}",
            moved(old.not_after, new.not_after),
            words::relative(new.not_after, now)
        ),
    );
    let note = if old.serial == new.serial { "kept" } else { "" };
    row("serial", &old.serial, &new.serial, note);
    let head = format!(
        "{}\n",
        paint(BOLD, format!("reissue {}", words::safe(&old.subject)))
    );
    out.insert_str(0, &head);
    let _ = writeln!(
        out,
        "  {} {}",
        paint(DIM, "start     "),
        words::reissue::start_reason(plan)
    );
    let _ = writeln!(
        out,
        "  {} subject, key and extensions, byte for byte; signed with {} and verified\n",
        paint(DIM, "the same  "),
        new.signature_algorithm
    );
}

/// The table, what changes first; Fabric's texts stand below it, each once.
fn proof(out: &mut String, proof: &Proof, width: usize) {
    let count = |change| proof.with(change).count();
    let _ = writeln!(
        out,
        "{}  {} healed, {} unchanged, {} broken",
        paint(
            BOLD,
            "proof: every MSP and identity judged before and after"
        ),
        count(Change::Healed),
        count(Change::Unchanged),
        count(Change::Broken)
    );
    let mut rows: Vec<&ProofRow> = proof.rows.iter().collect();
    rows.sort_by_key(|row| row.change);
    rows.truncate(ROWS_SHOWN);
    let mut texts = Texts::default();
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .enforce_styling();
    table.set_header(
        ["", "before", "after", "MSP", "identity"]
            .map(|title| Cell::new(title).add_attribute(Attribute::Dim)),
    );
    for row in rows {
        let identity = match &row.identity {
            None => "(the MSP itself)".to_owned(),
            Some(identity) => words::path(&below(identity, &row.msp)),
        };
        table.add_row(vec![
            change_cell(row.change),
            texts.cell(&row.before),
            texts.cell(&row.after),
            Cell::new(words::path(&row.msp)),
            Cell::new(identity),
        ]);
    }
    for line in table.lines() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
    more(out, proof.rows.len());
    for (number, text) in (1..).zip(&texts.0) {
        indented(out, &format!("  [{number}] "), text, width);
    }
    out.push('\n');
}

/// Distinct texts, numbered in order of appearance.
#[derive(Default)]
struct Texts(Vec<String>);

impl Texts {
    fn cell(&mut self, verdict: &Verdict) -> Cell {
        match verdict {
            Verdict::Accepted => Cell::new("accepted").fg(Color::Green),
            Verdict::Refused { error } => {
                Cell::new(format!("refused [{}]", self.number(error))).fg(Color::Red)
            }
            Verdict::Undecided { reason } => {
                Cell::new(format!("unknown [{}]", self.number(reason))).fg(Color::Yellow)
            }
            Verdict::NotJudged => Cell::new("-"),
        }
    }

    fn number(&mut self, text: &str) -> usize {
        let text = words::safe(text);
        let known = self.0.iter().position(|it| *it == text);
        known.unwrap_or_else(|| {
            self.0.push(text);
            self.0.len() - 1
        }) + 1
    }
}

fn change_cell(change: Change) -> Cell {
    let cell = Cell::new(format!("  {}", words::reissue::change(change)));
    match change {
        Change::Broken => cell.fg(Color::Red).add_attribute(Attribute::Bold),
        Change::Healed => cell.fg(Color::Green),
        Change::Unchanged => cell.add_attribute(Attribute::Dim),
    }
}

fn more(out: &mut String, total: usize) {
    if total > ROWS_SHOWN {
        let _ = writeln!(
            out,
            "  … and {} more (all of them: -f json)",
            total - ROWS_SHOWN
        );
    }
}

/// A path without what it has in common with a folder.
fn below(path: &Path, folder: &Path) -> PathBuf {
    let common = path
        .components()
        .zip(folder.components())
        .take_while(|(a, b)| a == b)
        .count();
    path.components().skip(common).collect()
}

fn changes(out: &mut String, plan: &Plan) {
    if plan.changes.is_empty() {
        return;
    }
    let places: usize = plan.changes.iter().map(|change| change.places.len()).sum();
    let head = format!(
        "{} in {}",
        words::count(places, "place"),
        words::count(plan.changes.len(), "file")
    );
    let _ = writeln!(out, "{}", paint(BOLD, head));
    for change in plan.changes.iter().take(ROWS_SHOWN) {
        for place in &change.places {
            let _ = writeln!(
                out,
                "  {} {}",
                location(&place.location),
                paint(DIM, place.role)
            );
        }
    }
    more(out, plan.changes.len());
    out.push('\n');
}

fn list(out: &mut String, title: &str, lines: impl ExactSizeIterator<Item = String>, width: usize) {
    if lines.len() == 0 {
        return;
    }
    let _ = writeln!(out, "{}", paint(BOLD, title));
    for line in lines {
        indented(out, "  - ", &line, width);
    }
    out.push('\n');
}

/// A text in lines, the first behind `lead`, the others under it.
fn indented(out: &mut String, lead: &str, text: &str, width: usize) {
    for (number, line) in wrap(text, width.saturating_sub(lead.len()))
        .iter()
        .enumerate()
    {
        let lead = if number == 0 {
            lead.to_owned()
        } else {
            " ".repeat(lead.len())
        };
        let _ = writeln!(out, "{lead}{line}");
    }
}
