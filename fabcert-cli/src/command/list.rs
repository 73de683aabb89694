//! `fabcert list`

use std::cmp::Reverse;

use fabcert_core::inventory::{Inventory, Kind, Row};
use fabcert_core::words;

use super::survey::{emit, keep_organisations, survey};
use crate::args::{KindArg, ListArgs, ListFormat, SortKey};
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::list;
use crate::terminal::Terminal;

/// Lists the certificates of a tree.
pub(crate) fn list(args: &ListArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let Some((_, inventory)) = survey(&args.view, terminal)? else {
        return Ok(Exit::Nothing);
    };
    let rows = chosen(args, &inventory);
    emit(&args.format, terminal, |format, width| match format {
        ListFormat::Human => list::human(&inventory, &rows, width),
        ListFormat::Json => list::json(&inventory, &rows),
        ListFormat::Csv => list::csv(&inventory, &rows),
        ListFormat::Ics => list::ics(&inventory, &rows),
    })
}

/// The rows that were asked for, in the order that was asked for.
fn chosen<'a>(args: &ListArgs, inventory: &'a Inventory) -> Vec<&'a Row> {
    let limit = args.expiring.map(|within| inventory.at + within);
    let in_organisation = keep_organisations(inventory, &args.org);
    let mut rows: Vec<&Row> = inventory
        .rows
        .iter()
        .zip(in_organisation)
        .filter(|(_, wanted)| *wanted)
        .map(|(row, _)| row)
        .filter(|row| limit.is_none_or(|limit| row.not_after() <= limit))
        .filter(|row| args.kind.is_empty() || args.kind.iter().any(|it| it.covers(row.kind)))
        .collect();
    let organisation = |row: &Row| {
        // What belongs to nobody known comes last.
        let name = row.entry.organisation.clone();
        (name.is_none(), name.unwrap_or_default())
    };
    let name = |row: &Row| (row.name(), row.not_after());
    match args.sort {
        SortKey::Organisation => {
            rows.sort_by_cached_key(|row| (organisation(row), row.kind, name(row)));
        }
        SortKey::Expires => {
            rows.sort_by_cached_key(|row| (row.not_after(), organisation(row), name(row)));
        }
        SortKey::Name => rows.sort_by_cached_key(|row| (name(row), row.kind)),
        SortKey::Kind => rows.sort_by_cached_key(|row| (row.kind, organisation(row), name(row))),
        SortKey::Verdict => rows.sort_by_cached_key(|row| {
            (
                Reverse(words::grade(row)),
                organisation(row),
                row.kind,
                name(row),
            )
        }),
    }
    rows
}

impl KindArg {
    const fn covers(self, kind: Kind) -> bool {
        match self {
            Self::Ca => matches!(kind, Kind::Ca),
            Self::TlsCa => matches!(kind, Kind::TlsCa),
            Self::Identity => matches!(kind, Kind::Identity),
            Self::Tls => matches!(kind, Kind::TlsServer | Kind::TlsClient),
            Self::TlsServer => matches!(kind, Kind::TlsServer),
            Self::TlsClient => matches!(kind, Kind::TlsClient),
        }
    }
}
