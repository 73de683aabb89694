//! `fabcert timeline`: windows over time, and the conflict under a magnifying glass.

mod html;
mod scale;
mod svg;
mod text;

use fabcert_core::inventory::{Inventory, Row};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words::{self, Grade};

use super::forest::{Entry, sections};

pub(crate) use html::html;
pub(crate) use svg::svg;
pub(crate) use text::text;

/// More bars than this are cut to those that tell something, unless all are asked for.
const MOST_BARS: usize = 60;
/// So many conflicts are looked at closely.
const MOST_ZOOMS: usize = 8;
/// So many leaves of a conflict are drawn.
const MOST_VICTIMS: usize = 6;

/// What is drawn.
pub(crate) struct Picture {
    at: Timestamp,
    from: Timestamp,
    until: Timestamp,
    sections: Vec<Section>,
    zooms: Vec<Zoom>,
    /// Bars and conflicts that are left out.
    hidden_bars: usize,
    hidden_zooms: usize,
}

/// The bars of an organisation.
struct Section {
    title: String,
    bars: Vec<Bar>,
}

/// A window, of one certificate or of several that have the same.
struct Bar {
    label: String,
    depth: usize,
    from: Timestamp,
    until: Timestamp,
    left: String,
    grade: Grade,
    verdict: String,
}

/// A conflict: a CA, and what starts too early or too late for it.
struct Zoom {
    title: String,
    from: Timestamp,
    until: Timestamp,
    ca: Span,
    victims: Vec<Span>,
    hidden_victims: usize,
    /// Where Fabric looks, and what it misses there.
    verified_at: Timestamp,
    miss: String,
}

/// A name and a window.
struct Span {
    label: String,
    from: Timestamp,
    until: Timestamp,
}

impl Picture {
    /// The rows that are `shown`; `all` of them, or those that tell something.
    pub(crate) fn of(inventory: &Inventory, shown: &[bool], all: bool) -> Self {
        let mut drawn: Vec<Section> = sections(inventory, shown)
            .into_iter()
            .map(|section| Section {
                bars: bars(
                    inventory,
                    section.groups.iter().flat_map(|group| &group.entries),
                ),
                title: section
                    .organisation
                    .unwrap_or_else(|| "(no organisation known)".to_owned()),
            })
            .collect();
        let count = |sections: &[Section]| sections.iter().map(|it| it.bars.len()).sum::<usize>();
        let before = count(&drawn);
        if before > MOST_BARS && !all {
            for section in &mut drawn {
                section
                    .bars
                    .retain(|bar| bar.depth == 0 || bar.grade > Grade::Good);
            }
            let mut room = MOST_BARS;
            for section in &mut drawn {
                section.bars.truncate(room);
                room -= section.bars.len();
            }
            drawn.retain(|section| !section.bars.is_empty());
        }
        let hidden_bars = before - count(&drawn);
        let (mut zooms, hidden_zooms) =
            zooms(inventory, shown, if all { usize::MAX } else { MOST_ZOOMS });
        zooms.sort_by_key(|zoom| zoom.from);
        let instants = || {
            drawn
                .iter()
                .flat_map(|it| &it.bars)
                .flat_map(|bar| [bar.from, bar.until])
        };
        Self {
            at: inventory.at,
            from: instants().min().unwrap_or(inventory.at),
            until: instants().max().unwrap_or(inventory.at),
            sections: drawn,
            zooms,
            hidden_bars,
            hidden_zooms,
        }
    }
}

/// The bars of an organisation; neighbours with the same window, kind and verdict make one.
fn bars<'a>(inventory: &Inventory, entries: impl Iterator<Item = &'a Entry>) -> Vec<Bar> {
    let mut bars: Vec<(Bar, &Row, usize)> = Vec::new();
    for entry in entries {
        let Some(row) = inventory.rows.get(entry.row) else {
            continue;
        };
        let depth = entry.more.len();
        if let Some((bar, first, count)) = bars.last_mut()
            && !row.kind.is_ca()
            && row.kind == first.kind
            && depth == bar.depth
            && (row.not_before(), row.not_after()) == (bar.from, bar.until)
            && words::verdict(row) == bar.verdict
        {
            *count += 1;
            continue;
        }
        let bar = Bar {
            label: row.name(),
            depth,
            from: row.not_before(),
            until: row.not_after(),
            left: words::time_left(row, inventory.at),
            grade: words::grade(row),
            verdict: words::verdict(row),
        };
        bars.push((bar, row, 1));
    }
    bars.into_iter()
        .map(|(mut bar, row, count)| {
            if count > 1 {
                bar.label = format!("{} +{}", bar.label, count - 1);
            }
            if !row.kind.is_ca() || row.kind == fabcert_core::inventory::Kind::TlsCa {
                bar.label = format!("{} ({})", bar.label, row.kind.name());
            }
            bar
        })
        .collect()
}

/// The conflicts, by CA; and how many more there are.
fn zooms(inventory: &Inventory, shown: &[bool], most: usize) -> (Vec<Zoom>, usize) {
    let mut by_issuer: std::collections::BTreeMap<(usize, bool), Vec<&Row>> =
        std::collections::BTreeMap::new();
    for (row, _) in inventory
        .rows
        .iter()
        .zip(shown)
        .filter(|(_, shown)| **shown)
    {
        let Some((chosen, issuer)) = inventory.issuer(row) else {
            continue;
        };
        let conflict = if row.conflicts_with(issuer) {
            Some((chosen, issuer))
        } else if words::grade(row) == Grade::Bad {
            // Another renewal state is fine; the one that its MSP has is not.
            let known = row
                .issuers
                .iter()
                .filter_map(|at| Some((*at, inventory.rows.get(*at)?)));
            known
                .into_iter()
                .find(|(_, issuer)| row.conflicts_with(issuer))
        } else {
            None
        };
        if let Some((at, issuer)) = conflict {
            let too_early = row.not_before() < issuer.not_before();
            by_issuer.entry((at, too_early)).or_default().push(row);
        }
    }
    let hidden = by_issuer.len().saturating_sub(most);
    let zooms = by_issuer
        .into_iter()
        .take(most)
        .filter_map(|((at, too_early), victims)| zoom(inventory.rows.get(at)?, too_early, victims))
        .collect();
    (zooms, hidden)
}

fn zoom(issuer: &Row, too_early: bool, mut victims: Vec<&Row>) -> Option<Zoom> {
    victims.sort_by_cached_key(|row| (row.not_before(), row.name()));
    let first = victims.first()?;
    // The edge that Fabric misses, and the instant that is furthest from it.
    let edge = if too_early {
        issuer.not_before()
    } else {
        issuer.not_after()
    };
    let furthest = if too_early {
        first.not_before()
    } else {
        victims.last()?.not_before()
    };
    let gap = edge.since(furthest).saturating_abs().max(1);
    let verified_at = furthest.plus(1);
    let (from, until) = (edge.min(furthest), edge.max(furthest));
    let names: Vec<String> = victims.iter().take(3).map(|row| row.name()).collect();
    let more = victims.len().saturating_sub(names.len());
    let who = if more > 0 {
        format!("{} and {more} more", names.join(", "))
    } else {
        names.join(", ")
    };
    let (relation, miss) = if too_early {
        (
            "before",
            format!(
                "{} starts {} later",
                issuer.name(),
                words::duration(edge.since(verified_at))
            ),
        )
    } else {
        (
            "after the end of",
            format!(
                "{} ended {} earlier",
                issuer.name(),
                words::duration(verified_at.since(edge))
            ),
        )
    };
    let span = |row: &Row| Span {
        label: row.name(),
        from: row.not_before(),
        until: row.not_after(),
    };
    Some(Zoom {
        title: format!(
            "{} {relation} {}: {who}",
            words::duration(gap),
            issuer.name()
        ),
        from: from.plus(-(gap / 6).max(1)),
        until: until.plus((gap / 3).max(2)),
        ca: span(issuer),
        hidden_victims: victims.len().saturating_sub(MOST_VICTIMS),
        victims: victims.into_iter().take(MOST_VICTIMS).map(span).collect(),
        verified_at,
        miss,
    })
}
