//! The timeline in the terminal.

use std::fmt::Write as _;

use anstyle::Style;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words::{self, Grade};
use textwrap::core::display_width;

use super::scale::Scale;
use super::{Bar, Picture, Span, Zoom};
use crate::render::columns::cut;
use crate::render::style::{self, BOLD, DIM, paint};

/// The characters that bars are drawn with.
struct Pen {
    bar: char,
    start: char,
    end: char,
    /// The bar goes on beyond the picture.
    beyond: char,
    now: char,
    now_on_bar: char,
    tick: char,
    here: char,
    single: char,
}

const UNICODE: Pen = Pen {
    bar: '━',
    start: '┣',
    end: '┫',
    beyond: '━',
    now: '┆',
    now_on_bar: '╋',
    tick: '╵',
    here: '▲',
    single: '┃',
};
const ASCII: Pen = Pen {
    bar: '=',
    start: '[',
    end: ']',
    beyond: '=',
    now: ':',
    now_on_bar: '+',
    tick: '\'',
    here: '^',
    single: '|',
};

/// A label, a plot, and a note at the right.
struct Layout {
    label: usize,
    plot: usize,
    width: usize,
    /// There is no room for long notes.
    is_narrow: bool,
}

/// The whole window, then each conflict on a scale of its own.
pub(crate) fn text(picture: &Picture, width: usize, ascii: bool) -> String {
    let pen = if ascii { ASCII } else { UNICODE };
    let bars = picture.sections.iter().flat_map(|section| &section.bars);
    let spans = picture
        .zooms
        .iter()
        .flat_map(|zoom| zoom.victims.iter().chain([&zoom.ca]));
    let label = bars
        .clone()
        .map(|bar| display_width(&bar.label) + 2 * bar.depth.min(4))
        .chain(spans.map(|span| display_width(&span.label)))
        .max()
        .unwrap_or(0)
        .clamp(8, (width / 3).max(8));
    let is_narrow = width < 72;
    let note = bars
        .map(|bar| display_width(&note(bar, is_narrow)))
        .max()
        .unwrap_or(0);
    let layout = Layout {
        is_narrow,
        label,
        plot: width.saturating_sub(label + 1 + note + 1).max(10),
        width,
    };
    let mut out = String::new();
    whole(&mut out, picture, &layout, &pen);
    for zoom in &picture.zooms {
        zoomed(&mut out, zoom, &layout, &pen);
    }
    legend(&mut out, picture, &layout, &pen);
    out
}

fn whole(out: &mut String, picture: &Picture, layout: &Layout, pen: &Pen) {
    let scale = Scale {
        from: picture.from,
        until: picture.until,
        size: layout.plot - 1,
    };
    let now = (picture.from <= picture.at && picture.at <= picture.until)
        .then(|| scale.position(picture.at));
    axis(out, &scale, layout, pen, now);
    for section in &picture.sections {
        let _ = writeln!(out, "{}", paint(BOLD, cut(&section.title, layout.width)));
        for bar in &section.bars {
            let style = match bar.grade {
                Grade::Bad => style::BAD,
                Grade::Open | Grade::Warned => style::WARN,
                Grade::Good => style::GOOD,
                Grade::Silent => style::NOTE,
            };
            let indent = "  ".repeat(bar.depth.min(4));
            let mut cells = vec![' '; layout.plot];
            draw(&mut cells, &scale, (bar.from, bar.until), pen);
            mark(&mut cells, now, pen);
            push_row(
                out,
                &format!("{indent}{}", bar.label),
                &cells,
                style,
                &note(bar, layout.is_narrow),
                layout,
            );
        }
    }
}

/// Time left; for what is refused the verdict too, or where there is no room its rule alone.
fn note(bar: &Bar, is_narrow: bool) -> String {
    match (bar.grade, is_narrow) {
        (Grade::Bad, false) => format!("{}  {}", bar.left, bar.verdict),
        (Grade::Bad, true) => bar
            .verdict
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        _ => bar.left.clone(),
    }
}

fn zoomed(out: &mut String, zoom: &Zoom, layout: &Layout, pen: &Pen) {
    let title = format!("Zoom: {}", zoom.title);
    out.push('\n');
    for line in textwrap::wrap(&title, layout.width) {
        let _ = writeln!(out, "{}", paint(BOLD, line));
    }
    let layout = Layout {
        plot: layout.width.saturating_sub(layout.label + 1).max(10),
        ..*layout
    };
    let scale = Scale {
        from: zoom.from,
        until: zoom.until,
        size: layout.plot - 1,
    };
    axis(out, &scale, &layout, pen, None);
    let mut row = |span: &Span, style: Style| {
        let mut cells = vec![' '; layout.plot];
        draw(&mut cells, &scale, (span.from, span.until), pen);
        push_row(out, &span.label, &cells, style, "", &layout);
    };
    row(&zoom.ca, style::NOTE);
    for victim in &zoom.victims {
        row(victim, style::BAD);
    }
    if zoom.hidden_victims > 0 {
        let _ = writeln!(
            out,
            "{}",
            paint(DIM, format!("… and {} more", zoom.hidden_victims))
        );
    }
    let here = scale.position(zoom.verified_at);
    let blanks = " ".repeat(layout.label + 1 + here);
    let _ = writeln!(out, "{blanks}{}", paint(style::BAD, pen.here));
    let says = format!(
        "Fabric verifies at {}: its own NotBefore + 1 s. {}.",
        words::instant(zoom.verified_at),
        zoom.miss
    );
    for line in textwrap::wrap(&says, layout.width.saturating_sub(2).max(20)) {
        let _ = writeln!(out, "  {line}");
    }
}

/// Ticks with their labels over the bars.
fn axis(out: &mut String, scale: &Scale, layout: &Layout, pen: &Pen, now: Option<usize>) {
    let mut labels = vec![' '; layout.plot];
    let mut ticks = vec![' '; layout.plot];
    let put = |labels: &mut Vec<char>, at: usize, text: &str| {
        let width = text.chars().count();
        let start = at.min(layout.plot.saturating_sub(width));
        let Some(room) = labels.get_mut(start..start + width) else {
            return false;
        };
        if !room.iter().all(|it| *it == ' ') {
            return false;
        }
        for (slot, character) in room.iter_mut().zip(text.chars()) {
            *slot = character;
        }
        // A blank behind keeps labels apart.
        if let Some(slot) = labels.get_mut(start + width).filter(|slot| **slot == ' ') {
            *slot = '\u{a0}';
        }
        true
    };
    if let Some(now) = now {
        put(&mut labels, now, "now");
    }
    for tick in scale.ticks(1) {
        if put(&mut labels, tick.at, &tick.label)
            && let Some(slot) = ticks.get_mut(tick.at)
        {
            *slot = pen.tick;
        }
    }
    mark(&mut ticks, now, pen);
    let blanks = " ".repeat(layout.label + 1);
    for cells in [labels, ticks] {
        let line: String = cells
            .into_iter()
            .map(|it| if it == '\u{a0}' { ' ' } else { it })
            .collect();
        let _ = writeln!(out, "{blanks}{}", paint(DIM, line.trim_end()));
    }
}

/// Draws a window into a row of cells.
fn draw(cells: &mut [char], scale: &Scale, (from, until): (Timestamp, Timestamp), pen: &Pen) {
    if until < scale.from || scale.until < from {
        return;
    }
    let (first, last) = (scale.position(from), scale.position(until));
    if let Some(room) = cells.get_mut(first..=last) {
        room.fill(pen.bar);
    }
    let mut put = |at: usize, character| {
        if let Some(slot) = cells.get_mut(at) {
            *slot = character;
        }
    };
    put(
        first,
        if from < scale.from {
            pen.beyond
        } else {
            pen.start
        },
    );
    put(
        last,
        if scale.until < until {
            pen.beyond
        } else {
            pen.end
        },
    );
    if first == last && scale.from <= from && until <= scale.until {
        put(first, pen.single);
    }
}

fn mark(cells: &mut [char], now: Option<usize>, pen: &Pen) {
    if let Some(slot) = now.and_then(|now| cells.get_mut(now)) {
        *slot = if *slot == pen.bar {
            pen.now_on_bar
        } else if *slot == ' ' {
            pen.now
        } else {
            *slot
        };
    }
}

fn push_row(
    out: &mut String,
    label: &str,
    cells: &[char],
    style: Style,
    note: &str,
    layout: &Layout,
) {
    let label = cut(label, layout.label);
    let blanks = " ".repeat(layout.label.saturating_sub(display_width(&label)));
    let plot: String = cells.iter().collect();
    let room = layout
        .width
        .saturating_sub(layout.label + 1 + layout.plot + 1);
    let note = cut(note, room);
    let plot = if note.is_empty() {
        plot.trim_end()
    } else {
        plot.as_str()
    };
    let mut line = format!("{label}{blanks} {}", paint(style, plot));
    if !note.is_empty() {
        let _ = write!(
            line,
            " {}",
            if style == style::BAD {
                paint(style, note)
            } else {
                paint(DIM, note)
            }
        );
    }
    let _ = writeln!(out, "{line}");
}

fn legend(out: &mut String, picture: &Picture, layout: &Layout, pen: &Pen) {
    let mut text = format!("{} now: {}", pen.now, words::instant(picture.at));
    if picture.at < picture.from || picture.until < picture.at {
        text.push_str(" (outside the picture)");
    }
    if picture.hidden_bars > 0 {
        let _ = write!(
            text,
            ". {} sound and not drawn (--all draws them)",
            words::count(picture.hidden_bars, "window")
        );
    }
    if picture.hidden_zooms > 0 {
        let _ = write!(
            text,
            ". {} more (--all)",
            words::count(picture.hidden_zooms, "conflict")
        );
    }
    out.push('\n');
    for line in textwrap::wrap(&text, layout.width) {
        let _ = writeln!(out, "{}", paint(DIM, line));
    }
}
