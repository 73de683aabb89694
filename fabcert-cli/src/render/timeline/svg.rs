//! The timeline as SVG: a picture of its own, light and dark.

use fabcert_core::words::{self, Grade};
use maud::{Markup, PreEscaped, html};

use super::scale::Scale;
use super::{Picture, Span, Zoom};
use crate::render::columns::cut;

const WIDTH: usize = 1000;
/// Where the plot begins and ends.
const LEFT: usize = 290;
const RIGHT: usize = 850;
/// A row of bars.
const ROW: usize = 22;
const BAR: usize = 12;
/// How wide a character of a tick's label is taken to be.
const CHARACTER: usize = 8;
/// Characters that fit left of the plot.
const LABEL: usize = 36;

/// Colours that are told apart without red and green, light and dark.
pub(super) const STYLE: &str = "
.picture { --text: #1c2430; --dim: #66717f; --line: #d5dbe3; --paper: #ffffff; --good: #2b7a5b; \
--bad: #c0352b; --warn: #b07400; --note: #3a6ea5; font: 13px system-ui, sans-serif; fill: var(--text); \
background: var(--paper); }
@media (prefers-color-scheme: dark) { .picture { --text: #e3e8ef; --dim: #93a0b0; --line: #38414d; \
--paper: #161b22; --good: #56c08f; --bad: #ff7b6e; --warn: #e0a63c; --note: #7ab2ec; } }
.picture .title { font-weight: 600; } .picture .dim { fill: var(--dim); } .picture .tick { fill: var(--dim); font-size: 11px; }
.picture line { stroke: var(--line); } .picture .now { stroke: var(--text); stroke-dasharray: 3 3; }
.picture .here { stroke: var(--bad); stroke-width: 2; }
.picture rect { rx: 2px; } .picture rect.paper { fill: var(--paper); rx: 0; }
.picture .good { fill: var(--good); } .picture .bad { fill: var(--bad); } .picture .warn { fill: var(--warn); } \
.picture .note { fill: var(--note); }";

/// The picture as a file of its own.
pub(crate) fn svg(picture: &Picture) -> String {
    let mut text = draw(picture, true).into_string();
    text.push('\n');
    text
}

/// The picture; with its style where it stands alone.
pub(super) fn draw(picture: &Picture, alone: bool) -> Markup {
    let mut page = Page {
        y: 8,
        parts: Vec::new(),
    };
    page.whole(picture);
    for zoom in &picture.zooms {
        page.zoom(zoom);
    }
    page.text(8, "dim", &footer(picture));
    let height = page.y + 12;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img"
            aria-label="Validity windows of certificates over time"
            viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) {
            @if alone {
                style { (PreEscaped(STYLE)) }
            }
            rect.paper width=(WIDTH) height=(height) {}
            @for part in &page.parts { (part) }
        }
    }
}

fn footer(picture: &Picture) -> String {
    let mut text = format!("Dashed: {}.", words::instant(picture.at));
    if picture.hidden_bars > 0 {
        text.push_str(&format!(
            " {} sound and not drawn.",
            words::count(picture.hidden_bars, "window")
        ));
    }
    if picture.hidden_zooms > 0 {
        text.push_str(&format!(
            " {} not drawn.",
            words::count(picture.hidden_zooms, "conflict")
        ));
    }
    text
}

/// What was drawn so far, and how far down it goes.
struct Page {
    y: usize,
    parts: Vec<Markup>,
}

impl Page {
    fn text(&mut self, x: usize, class: &str, text: &str) {
        self.y += ROW;
        self.parts
            .push(html! { text x=(x) y=(self.y - 7) class=(class) { (text) } });
    }

    fn whole(&mut self, picture: &Picture) {
        let scale = Scale {
            from: picture.from,
            until: picture.until,
            size: RIGHT - LEFT,
        };
        let axis = self.begin_axis();
        for section in &picture.sections {
            self.text(8, "title", &cut(&section.title, LABEL * 2));
            for bar in &section.bars {
                let class = match bar.grade {
                    Grade::Bad => "bad",
                    Grade::Open | Grade::Warned => "warn",
                    Grade::Good => "good",
                    Grade::Silent => "note",
                };
                let depth = bar.depth.min(4);
                let span = (bar.from, bar.until);
                let tip = format!(
                    "{}: {} to {}, {}",
                    bar.label,
                    words::instant(bar.from),
                    words::instant(bar.until),
                    bar.verdict
                );
                self.bar(&scale, &bar.label, depth, span, class, &tip);
                let note = if bar.grade == Grade::Bad {
                    &bar.verdict
                } else {
                    &bar.left
                };
                self.parts.push(html! {
                    text.dim x=(RIGHT + 8) y=(self.y - 7) { (note) }
                });
            }
        }
        self.end_axis(axis, &scale);
        if picture.from <= picture.at && picture.at <= picture.until {
            let x = LEFT + scale.position(picture.at);
            self.parts
                .push(html! { line.now x1=(x) x2=(x) y1=(axis.1) y2=(self.y) {} });
        }
    }

    fn zoom(&mut self, zoom: &Zoom) {
        self.y += ROW / 2;
        self.text(8, "title", &cut(&format!("Zoom: {}", zoom.title), 120));
        let scale = Scale {
            from: zoom.from,
            until: zoom.until,
            size: RIGHT - LEFT,
        };
        let axis = self.begin_axis();
        let row = |page: &mut Self, span: &Span, class| {
            let tip = format!(
                "{}: from {} to {}",
                span.label,
                words::instant(span.from),
                words::instant(span.until)
            );
            page.bar(&scale, &span.label, 0, (span.from, span.until), class, &tip);
        };
        row(self, &zoom.ca, "note");
        for victim in &zoom.victims {
            row(self, victim, "bad");
        }
        self.end_axis(axis, &scale);
        let x = LEFT + scale.position(zoom.verified_at);
        self.parts
            .push(html! { line.here x1=(x) x2=(x) y1=(axis.1) y2=(self.y) {} });
        if zoom.hidden_victims > 0 {
            self.text(8, "dim", &format!("and {} more", zoom.hidden_victims));
        }
        self.text(
            8,
            "",
            &format!(
                "Fabric verifies at {} (red line): its own NotBefore + 1 s. {}.",
                words::instant(zoom.verified_at),
                zoom.miss
            ),
        );
    }

    /// Leaves room for an axis: where its lines go among the parts, and its height.
    fn begin_axis(&mut self) -> (usize, usize) {
        self.y += ROW;
        (self.parts.len(), self.y)
    }

    /// Draws the axis under the bars that were drawn since.
    fn end_axis(&mut self, (at, top): (usize, usize), scale: &Scale) {
        let bottom = self.y;
        let ticks = scale.ticks(CHARACTER);
        let axis = html! {
            @for tick in &ticks {
                @let x = LEFT + tick.at;
                line x1=(x) x2=(x) y1=(top) y2=(bottom) {}
                text.tick x=(x) y=(top - 5) text-anchor="middle" { (tick.label) }
            }
        };
        self.parts.insert(at, axis);
    }

    fn bar(
        &mut self,
        scale: &Scale,
        label: &str,
        depth: usize,
        (from, until): (
            fabcert_core::timestamp::Timestamp,
            fabcert_core::timestamp::Timestamp,
        ),
        class: &str,
        tip: &str,
    ) {
        self.y += ROW;
        let y = self.y - ROW;
        let (first, last) = (scale.position(from), scale.position(until));
        let is_visible = scale.from <= until && from <= scale.until;
        self.parts.push(html! {
            text x=(8 + 14 * depth) y=(y + 15) { (cut(label, LABEL - 2 * depth)) }
            @if is_visible {
                rect class=(class) x=(LEFT + first) y=(y + (ROW - BAR) / 2)
                    width=((last - first).max(2)) height=(BAR) {
                    title { (tip) }
                }
            }
        });
    }
}
