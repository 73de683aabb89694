//! `fabcert list`: every certificate a line.

mod csv;
mod ics;
mod json;

use std::fmt::Write as _;

use fabcert_core::inventory::{Inventory, Row};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words::{self, Grade};

use super::columns::{Cell, Column, Line, lay_out};
use super::style::{self, DIM, paint};

pub(crate) use csv::csv;
pub(crate) use ics::ics;
pub(crate) use json::json;

const DAY: i64 = 86_400;
/// Within so many days an end is shown in the colour of a warning.
const SOON: i64 = 30 * DAY;

const COLUMNS: [Column; 9] = [
    Column::new("organisation", 4).shrinking(),
    Column::new("name", 0).shrinking(),
    Column::new("role", 2),
    Column::new("kind", 0),
    Column::new("subject", 5).shrinking(),
    Column::new("expires", 1),
    Column::new("residual", 0).right(),
    Column::new("issuer", 3).shrinking(),
    Column::new("verdict", 0),
];

/// The list for people.
pub(crate) fn human(inventory: &Inventory, rows: &[&Row], width: usize) -> String {
    if rows.is_empty() {
        return format!(
            "no certificate of {} is as asked for\n",
            words::count(inventory.rows.len(), "certificate")
        );
    }
    let lines: Vec<Line> = rows.iter().map(|row| line(row, inventory.at)).collect();
    let (mut text, dropped) = lay_out(&COLUMNS, &lines, width);
    let expired = rows
        .iter()
        .filter(|row| row.not_after() < inventory.at)
        .count();
    let refused = rows
        .iter()
        .filter(|row| words::grade(row) == Grade::Bad)
        .count();
    let mut totals = words::count(rows.len(), "certificate");
    if rows.len() < inventory.rows.len() {
        let _ = write!(totals, " of {}", inventory.rows.len());
    }
    for (number, what) in [(expired, "expired"), (refused, "refused or in error")] {
        if number > 0 {
            let _ = write!(totals, ", {number} {what}");
        }
    }
    let _ = write!(totals, ", at {}", words::instant(inventory.at));
    if !dropped.is_empty() {
        let _ = write!(
            totals,
            ". Left out for want of room: {} (csv and json have all)",
            dropped.join(", ")
        );
    }
    text.push('\n');
    for line in textwrap::wrap(&totals, width) {
        let _ = writeln!(text, "{}", paint(DIM, line));
    }
    text
}

fn line(row: &Row, now: Timestamp) -> Line {
    let certificate = &row.entry.certificate;
    let organisation = row
        .entry
        .organisation
        .as_deref()
        .map_or_else(|| "-".to_owned(), words::safe);
    let issuer = if row.is_root() {
        Cell::new("itself").style(DIM)
    } else {
        let issuer = certificate.issuer();
        let name = issuer.common_name().unwrap_or_else(|| issuer.to_string());
        Cell::new(words::safe(&name))
    };
    Line::Cells(vec![
        Cell::new(organisation),
        Cell::new(row.name()),
        Cell::new(words::roles(row)),
        Cell::new(row.kind.name()),
        Cell::new(words::safe(&certificate.subject().to_string())),
        Cell::new(minute(row.not_after())),
        residual(row, now),
        issuer,
        verdict(row),
    ])
}

/// `2027-11-22 06:03Z`.
pub(super) fn minute(at: Timestamp) -> String {
    let text = words::instant(at);
    match text.rsplit_once(':') {
        Some((minute, _)) => format!("{minute}Z"),
        None => text,
    }
}

/// Time left, coloured as it runs out.
pub(super) fn residual(row: &Row, now: Timestamp) -> Cell {
    let style = match row.not_after().since(now) {
        ..0 => style::BAD,
        0..SOON => style::WARN,
        _ => anstyle::Style::new(),
    };
    Cell::new(words::time_left(row, now)).style(style)
}

/// What Fabric makes of it.
pub(super) fn verdict(row: &Row) -> Cell {
    Cell::new(words::verdict(row)).style(match words::grade(row) {
        Grade::Bad => style::BAD,
        Grade::Open | Grade::Warned => style::WARN,
        Grade::Good => style::GOOD,
        Grade::Silent => DIM,
    })
}
