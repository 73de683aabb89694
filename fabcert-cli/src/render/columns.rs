//! Columns for lists and trees: one line a row, whatever the width. Narrow terminals lose the
//! columns that matter least; the widest of those left are cut with an ellipsis.

use anstyle::Style;
use textwrap::core::display_width;

use super::style::{BOLD, DIM, paint};

/// Blanks between columns.
const GAP: usize = 2;
/// A column that may be cut keeps so much.
const NARROWEST: usize = 12;

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) title: &'static str,
    /// Which columns go first where there is no room; 0 never goes.
    pub(super) expendable: u8,
    /// Whether its texts may be cut.
    pub(super) shrinks: bool,
    /// Whether its texts stand at the right.
    pub(super) right: bool,
}

impl Column {
    pub(super) const fn new(title: &'static str, expendable: u8) -> Self {
        Self {
            title,
            expendable,
            shrinks: false,
            right: false,
        }
    }

    pub(super) const fn shrinking(mut self) -> Self {
        self.shrinks = true;
        self
    }

    pub(super) const fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

/// A text and how it is shown.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::new(),
        }
    }

    pub(super) const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

/// A line of the table.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// One text across all columns.
    Heading(String),
    /// One cell a column.
    Cells(Vec<Cell>),
}

/// The table in so many columns of the terminal, and the titles of what was left out.
pub(super) fn lay_out(
    columns: &[Column],
    lines: &[Line],
    width: usize,
) -> (String, Vec<&'static str>) {
    let (widths, dropped) = fit(columns, lines, width);
    let mut out = String::new();
    let titles: Vec<Cell> = columns
        .iter()
        .map(|column| Cell::new(column.title.to_uppercase()).style(DIM))
        .collect();
    push_cells(&mut out, columns, &widths, &titles);
    for line in lines {
        match line {
            Line::Heading(text) => {
                out.push_str(&paint(BOLD, cut(text, width)));
                out.push('\n');
            }
            Line::Cells(cells) => push_cells(&mut out, columns, &widths, cells),
        }
    }
    (out, dropped)
}

/// The width of each column (`None`: left out).
fn fit(
    columns: &[Column],
    lines: &[Line],
    width: usize,
) -> (Vec<Option<usize>>, Vec<&'static str>) {
    let mut natural: Vec<usize> = columns.iter().map(|it| display_width(it.title)).collect();
    for line in lines {
        let Line::Cells(cells) = line else { continue };
        for (slot, cell) in natural.iter_mut().zip(cells) {
            *slot = (*slot).max(display_width(&cell.text));
        }
    }
    let mut widths: Vec<Option<usize>> = natural.into_iter().map(Some).collect();
    let mut dropped = Vec::new();
    // With every shrinking column at its least, is there room?
    let least = |widths: &[Option<usize>]| {
        total(widths.iter().zip(columns).map(|(it, column)| {
            it.map(|it| {
                if column.shrinks {
                    it.min(NARROWEST.max(width / 5))
                } else {
                    it
                }
            })
        }))
    };
    while least(&widths) > width {
        let candidates = columns.iter().enumerate().filter(|(at, column)| {
            column.expendable > 0 && widths.get(*at).is_some_and(Option::is_some)
        });
        let Some((at, column)) = candidates.max_by_key(|(_, column)| column.expendable) else {
            break;
        };
        if let Some(slot) = widths.get_mut(at) {
            *slot = None;
        }
        dropped.push(column.title);
    }
    shrink(columns, &mut widths, width);
    (widths, dropped)
}

/// Cuts the widest of the shrinking columns until all fit.
fn shrink(columns: &[Column], widths: &mut [Option<usize>], width: usize) {
    loop {
        let excess = total(widths.iter().copied()).saturating_sub(width);
        let mut shrinking: Vec<&mut usize> = widths
            .iter_mut()
            .zip(columns)
            .filter(|(_, column)| column.shrinks)
            .filter_map(|(slot, _)| slot.as_mut())
            .filter(|slot| **slot > NARROWEST)
            .collect();
        shrinking.sort_by_key(|slot| std::cmp::Reverse(**slot));
        let next = shrinking.get(1).map_or(NARROWEST, |slot| **slot);
        match shrinking.first_mut() {
            // Down to the second widest, but not further than needed, and at least by one.
            Some(widest) if excess > 0 => {
                **widest -= excess.min((**widest - next).max(1));
            }
            _ => return,
        }
    }
}

fn total(widths: impl Iterator<Item = Option<usize>>) -> usize {
    let (sum, count) = widths
        .flatten()
        .fold((0, 0), |(sum, count), it| (sum + it, count + 1));
    sum + GAP * usize::saturating_sub(count, 1)
}

fn push_cells(out: &mut String, columns: &[Column], widths: &[Option<usize>], cells: &[Cell]) {
    let start = out.len();
    let mut plain_end = start;
    for ((column, width), cell) in columns.iter().zip(widths).zip(cells) {
        let Some(width) = *width else { continue };
        if out.len() > start {
            out.push_str(&" ".repeat(GAP));
        }
        let text = cut(&cell.text, width);
        let blanks = " ".repeat(width.saturating_sub(display_width(&text)));
        if column.right {
            out.push_str(&blanks);
        }
        if !text.is_empty() {
            out.push_str(&paint(cell.style, &text));
            plain_end = out.len();
        }
        if !column.right {
            out.push_str(&blanks);
        }
    }
    // No blanks at the end of a line.
    out.truncate(plain_end);
    out.push('\n');
}

/// The text in at most so many columns.
pub(super) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for character in text.chars() {
        let wide = display_width(character.encode_utf8(&mut [0; 4]));
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        kept.push(character);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column::new("name", 0).shrinking(),
        Column::new("note", 1).shrinking(),
        Column::new("left", 0).right(),
    ];

    fn table(width: usize) -> (String, Vec<&'static str>) {
        let row = |texts: [&str; 3]| Line::Cells(texts.map(Cell::new).to_vec());
        let lines = [
            row(["peer0.org1.example.com", "a longer note than that", "3 d"]),
            row(["ü", "", "364 d"]),
        ];
        let (text, dropped) = lay_out(&COLUMNS, &lines, width);
        (anstream::adapter::strip_str(&text).to_string(), dropped)
    }

    #[test]
    fn everything_where_there_is_room() {
        let (text, dropped) = table(80);
        assert!(
            text.contains("peer0.org1.example.com  a longer note than that    3 d\n"),
            "{text}"
        );
        assert!(dropped.is_empty());
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in 20..60 {
            let (text, _) = table(width);
            for line in text.lines() {
                assert!(display_width(line) <= width, "{width}: {line}");
                assert_eq!(line.trim_end(), line);
            }
        }
        let (_, dropped) = table(24);
        assert_eq!(dropped, ["note"]);
    }

    #[test]
    fn cuts_by_columns_not_bytes() {
        assert_eq!(cut("日本語", 6), "日本語");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("abc", 2), "a…");
    }
}
