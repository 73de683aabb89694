//! The summary by organisation and node.

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use fabcert_core::report::{Holder, Report};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::human::Detail;

/// Rows that fit one screen; more are counted by organisation unless `-v` asks for all.
const ROWS_SHOWN: usize = 24;
const DAY: i64 = 86_400;

/// The table, or nothing where there are no holders.
pub(super) fn holders(report: &Report, now: Timestamp, width: usize, detail: Detail) -> String {
    if report.holders.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .enforce_styling();
    table.set_header(
        [
            "organisation",
            "name",
            "kind",
            "accepted",
            "identity",
            "TLS",
        ]
        .map(|title| Cell::new(title).add_attribute(Attribute::Dim)),
    );
    let mut left_out = 0;
    let all = detail == Detail::Verbose || report.holders.len() <= ROWS_SHOWN;
    if all {
        for holder in &report.holders {
            table.add_row(row(holder, now));
        }
    } else {
        let mut groups: Vec<&[Holder]> = report
            .holders
            .chunk_by(|a, b| a.organisation == b.organisation)
            .collect();
        // Where not all fit, those with trouble, and then those that end first.
        if groups.len() > ROWS_SHOWN {
            groups.sort_by_key(|group| (worst(group) != Some(false), earliest(group)));
        }
        for group in groups.iter().take(ROWS_SHOWN) {
            table.add_row(group_row(group, now));
        }
        left_out = groups.len().saturating_sub(ROWS_SHOWN);
    }
    for column in [4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text: String = table
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    if left_out > 0 {
        let more = words::count(left_out, "more organisation");
        text.push_str(&format!(" and {more} (-v names them all)\n"));
    }
    text.push('\n');
    text
}

/// Whether every member is accepted: one that is not decides.
fn worst(group: &[Holder]) -> Option<bool> {
    if group.iter().any(|holder| holder.accepted == Some(false)) {
        return Some(false);
    }
    group.iter().find_map(|holder| holder.accepted)
}

/// When the first certificate of the group ends.
fn earliest(group: &[Holder]) -> Option<Timestamp> {
    let certificates = group
        .iter()
        .flat_map(|it| it.identity.iter().chain(&it.tls));
    certificates.map(|it| it.not_after()).min()
}

fn row(holder: &Holder, now: Timestamp) -> Vec<Cell> {
    vec![
        Cell::new(
            holder
                .organisation
                .as_deref()
                .map(words::safe)
                .unwrap_or_default(),
        ),
        Cell::new(words::safe(&holder.name)),
        Cell::new(holder.kind),
        accepted(holder.accepted),
        days_left(holder.identity.as_ref().map(|it| it.not_after()), now),
        days_left(holder.tls.as_ref().map(|it| it.not_after()), now),
    ]
}

/// One row for a whole organisation: counts, the worst verdict, the earliest ends.
fn group_row(group: &[Holder], now: Timestamp) -> Vec<Cell> {
    let first = |of: fn(&Holder) -> Option<Timestamp>| group.iter().filter_map(of).min();
    vec![
        Cell::new(
            group
                .first()
                .and_then(|holder| holder.organisation.as_deref())
                .map(words::safe)
                .unwrap_or_default(),
        ),
        Cell::new(format!("({} nodes, users and CAs)", group.len())),
        Cell::new("all"),
        accepted(worst(group)),
        days_left(
            first(|it| it.identity.as_ref().map(|it| it.not_after())),
            now,
        ),
        days_left(first(|it| it.tls.as_ref().map(|it| it.not_after())), now),
    ]
}

fn accepted(verdict: Option<bool>) -> Cell {
    match verdict {
        Some(true) => Cell::new("yes").fg(Color::Green),
        Some(false) => Cell::new("NO")
            .fg(Color::Red)
            .add_attribute(Attribute::Bold),
        None => Cell::new("-"),
    }
}

fn days_left(end: Option<Timestamp>, now: Timestamp) -> Cell {
    let Some(end) = end else {
        return Cell::new("-");
    };
    let left = end.since(now);
    if left < 0 {
        return Cell::new("expired")
            .fg(Color::Red)
            .add_attribute(Attribute::Bold);
    }
    let text = if left < DAY {
        words::duration(left)
    } else {
        format!("{} d", left / DAY)
    };
    let cell = Cell::new(text);
    if left < 30 * DAY {
        cell.fg(Color::Yellow)
    } else {
        cell
    }
}
