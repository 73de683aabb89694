//! `fabcert tree`: who issued whom, copies folded.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fabcert_core::inventory::{Inventory, Row};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words::{self, Grade};

use super::columns::{Cell, Column, Line, lay_out};
use super::forest::{Entry, sections};
use super::list;
use super::style::{DIM, paint};

/// What is drawn, and how.
pub(crate) struct Options {
    /// Which rows of the inventory.
    pub(crate) shown: Vec<bool>,
    /// CAs only.
    pub(crate) cas_only: bool,
    /// No Unicode.
    pub(crate) ascii: bool,
}

const COLUMNS: [Column; 7] = [
    Column::new("certificate", 0).shrinking(),
    Column::new("kind", 1),
    Column::new("not before", 3),
    Column::new("not after", 2),
    Column::new("residual", 0).right(),
    Column::new("verdict", 0),
    Column::new("copies", 4).right(),
];

/// The characters that a tree is drawn with.
struct Lines {
    branch: &'static str,
    last: &'static str,
    through: &'static str,
}

const UNICODE: Lines = Lines {
    branch: "├── ",
    last: "└── ",
    through: "│   ",
};
const ASCII: Lines = Lines {
    branch: "|-- ",
    last: "`-- ",
    through: "|   ",
};
const NOTHING: &str = "    ";

/// The tree for people.
pub(crate) fn human(inventory: &Inventory, options: &Options, width: usize) -> String {
    let drawing = Drawing {
        inventory,
        lines: if options.ascii { ASCII } else { UNICODE },
        same_key: same_key(inventory),
        cas_only: options.cas_only,
    };
    let mut lines = Vec::new();
    for section in sections(inventory, &options.shown) {
        let name = section
            .organisation
            .as_deref()
            .unwrap_or("(no organisation known)");
        lines.push(Line::Heading(name.to_owned()));
        for group in &section.groups {
            if let Some(issuer) = &group.absent_issuer {
                lines.push(Line::Heading(format!("? {issuer} (issuer not found here)")));
            }
            lines.extend(group.entries.iter().filter_map(|entry| drawing.line(entry)));
        }
    }
    let (mut text, _) = lay_out(&COLUMNS, &lines, width);
    let rows = inventory
        .rows
        .iter()
        .zip(&options.shown)
        .filter(|(_, shown)| **shown);
    let (mut count, mut copies, mut bad) = (0, 0, 0);
    for (row, _) in rows {
        count += 1;
        copies += row.entry.places.len();
        bad += usize::from(words::grade(row) == Grade::Bad);
    }
    let mut totals = format!(
        "{} in {}",
        words::count(count, "certificate"),
        words::count(copies, "place")
    );
    if bad > 0 {
        let _ = write!(
            totals,
            ", {bad} refused or in error (`fabcert check` says why)"
        );
    }
    let _ = write!(totals, ", at {}", words::instant(inventory.at));
    text.push('\n');
    for line in textwrap::wrap(&totals, width) {
        let _ = writeln!(text, "{}", paint(DIM, line));
    }
    text
}

struct Drawing<'a> {
    inventory: &'a Inventory,
    lines: Lines,
    same_key: BTreeMap<usize, (usize, usize)>,
    cas_only: bool,
}

impl Drawing<'_> {
    fn line(&self, entry: &Entry) -> Option<Line> {
        let row = self.inventory.rows.get(entry.row)?;
        if self.cas_only && !row.kind.is_ca() {
            return None;
        }
        let copies = row.entry.places.len();
        Some(Line::Cells(vec![
            Cell::new(format!("{}{}", self.indent(entry), self.name(entry, row))),
            Cell::new(row.kind.name()),
            Cell::new(date(row.not_before())).style(DIM),
            Cell::new(date(row.not_after())),
            list::residual(row, self.inventory.at),
            list::verdict(row),
            Cell::new(if copies > 1 {
                format!("×{copies}")
            } else {
                String::new()
            })
            .style(DIM),
        ]))
    }

    fn indent(&self, entry: &Entry) -> String {
        let mut out = String::new();
        let Some((own, above)) = entry.more.split_last() else {
            return out;
        };
        for more in above {
            out.push_str(if *more { self.lines.through } else { NOTHING });
        }
        // Without its leaves a CA may be drawn as one of several and be the last one: no harm.
        out.push_str(if *own {
            self.lines.branch
        } else {
            self.lines.last
        });
        out
    }

    fn name(&self, entry: &Entry, row: &Row) -> String {
        let mut name = row.name();
        if let Some((number, of)) = self.same_key.get(&entry.row) {
            let _ = write!(name, " ({number} of {of} with one key)");
        }
        if self.cas_only && entry.issued > 0 {
            let _ = write!(name, " ({} issued)", entry.issued);
        }
        name
    }
}

fn date(at: Timestamp) -> String {
    list::minute(at)
}

/// CA certificates that share name and key: renewals, cross-signed ones. Which of how many.
fn same_key(inventory: &Inventory) -> BTreeMap<usize, (usize, usize)> {
    let mut groups: BTreeMap<(&[u8], &[u8]), Vec<usize>> = BTreeMap::new();
    for (at, row) in inventory
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.kind.is_ca())
    {
        let certificate = &row.entry.certificate;
        groups
            .entry((certificate.subject().raw(), certificate.spki()))
            .or_default()
            .push(at);
    }
    let mut numbered = BTreeMap::new();
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|at| inventory.rows.get(*at).map(Row::not_before));
        let of = group.len();
        numbered.extend(
            group
                .into_iter()
                .enumerate()
                .map(|(number, at)| (at, (number + 1, of))),
        );
    }
    numbered
}
