//! A finding's instants, drawn.

use fabcert_core::facts::{Facts, Ground};
use fabcert_core::finding::Finding;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use maud::{Markup, html};

/// The drawing's own units: the plot between `LEFT` and `RIGHT`, text 26 high.
const WIDTH: i64 = 720;
const LEFT: i64 = 92;
const RIGHT: i64 = 712;
const LINE: usize = 38;
const BAR: i64 = 34;
const STEP: usize = 52;
/// How wide a character is taken to be.
const CHARACTER: usize = 14;

const DAY: i64 = 86_400;

/// A span of a row.
struct Bar {
    class: &'static str,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    text: String,
}

/// A line of the drawing with a name at its left.
struct Row {
    label: &'static str,
    bars: Vec<Bar>,
}

/// An instant across all rows.
struct Mark {
    class: &'static str,
    at: Timestamp,
    text: &'static str,
}

/// What is drawn, between two instants.
struct Timeline {
    from: Timestamp,
    until: Timestamp,
    rows: Vec<Row>,
    marks: Vec<Mark>,
    /// An instant at which a row has no bar and should have one.
    miss: Option<(usize, Timestamp)>,
    caption: String,
}

/// The drawing, where the finding is about instants.
pub(super) fn of(finding: &Finding, now: Timestamp) -> Option<Markup> {
    let timeline = match &finding.facts {
        Facts::BeforeIssuer {
            ground: Ground::Msp | Ground::RollOut,
            ..
        } => before_issuer(finding)?,
        Facts::AfterIssuerExpiry {
            ground: Ground::Msp | Ground::RollOut,
            ..
        } => after_issuer(finding)?,
        Facts::EnrollmentWindowOpen { safe_from, .. } => enrollment(finding, *safe_from, now)?,
        Facts::Expired { .. } | Facts::ExpiresSoon { .. } | Facts::NotYetValid { .. } => {
            window(finding, now)?
        }
        Facts::OutlivesIssuer { .. } => outlives(finding)?,
        _ => return None,
    };
    Some(timeline.draw())
}

fn before_issuer(finding: &Finding) -> Option<Timeline> {
    let Facts::BeforeIssuer {
        verified_at,
        conflict,
        safe_from,
        ..
    } = &finding.facts
    else {
        return None;
    };
    let (leaf, issuer) = (finding.certificate.as_ref()?, finding.issuer.as_ref()?);
    let (start, ca_start) = (leaf.not_before(), issuer.not_before());
    let mut marks = vec![
        Mark {
            class: "error",
            at: *verified_at,
            text: "Fabric looks here",
        },
        Mark {
            class: "issuer",
            at: ca_start,
            text: "CA starts",
        },
    ];
    // Far away instants would press the gap into nothing.
    let near = |at: Timestamp| at > ca_start && at.since(start) <= conflict.gap.saturating_mul(4);
    if near(*safe_from) {
        marks.push(Mark {
            class: "good",
            at: *safe_from,
            text: "safe to enroll",
        });
    }
    let last = marks.iter().map(|mark| mark.at).max()?;
    let span = last.since(start).max(2);
    Some(Timeline {
        from: start.plus(-span / 10),
        until: last.plus(span / 3),
        rows: vec![
            Row {
                label: "leaf",
                bars: vec![valid(leaf.not_before(), leaf.not_after())],
            },
            Row {
                label: "CA",
                bars: vec![
                    Bar {
                        class: "absent",
                        from: None,
                        until: Some(ca_start),
                        text: "not in force".to_owned(),
                    },
                    valid(ca_start, issuer.not_after()),
                ],
            },
        ],
        marks,
        miss: Some((1, *verified_at)),
        caption: format!(
            "The leaf starts {} before its CA. Fabric verifies the chain at the leaf's first second, when the CA is not in force yet.",
            words::duration(conflict.gap)
        ),
    })
}

fn after_issuer(finding: &Finding) -> Option<Timeline> {
    let Facts::AfterIssuerExpiry { verified_at, .. } = &finding.facts else {
        return None;
    };
    let (leaf, issuer) = (finding.certificate.as_ref()?, finding.issuer.as_ref()?);
    let end = issuer.not_after();
    let span = verified_at.since(end).max(2);
    Some(Timeline {
        from: end.plus(-span / 2),
        until: verified_at.plus(span / 2),
        rows: vec![
            Row {
                label: "leaf",
                bars: vec![valid(leaf.not_before(), leaf.not_after())],
            },
            Row {
                label: "CA",
                bars: vec![
                    valid(issuer.not_before(), end),
                    Bar {
                        class: "absent",
                        from: Some(end),
                        until: None,
                        text: "over".to_owned(),
                    },
                ],
            },
        ],
        marks: vec![
            Mark {
                class: "issuer",
                at: end,
                text: "CA ends",
            },
            Mark {
                class: "error",
                at: *verified_at,
                text: "Fabric looks here",
            },
        ],
        miss: Some((1, *verified_at)),
        caption: "Fabric verifies the chain at the leaf's first second, when the CA is over."
            .to_owned(),
    })
}

fn enrollment(finding: &Finding, safe_from: Timestamp, now: Timestamp) -> Option<Timeline> {
    let ca = finding.certificate.as_ref()?;
    let start = ca.not_before();
    let span = safe_from.since(start.min(now)).max(2);
    Some(Timeline {
        from: start.min(now).plus(-span / 10),
        until: safe_from.plus(span / 2),
        rows: vec![
            Row {
                label: "CA",
                bars: vec![valid(start, ca.not_after())],
            },
            Row {
                label: "enroll",
                bars: vec![
                    Bar {
                        class: "refused",
                        from: Some(start),
                        until: Some(safe_from),
                        text: "refused for ever".to_owned(),
                    },
                    Bar {
                        class: "accepted",
                        from: Some(safe_from),
                        until: None,
                        text: "accepted".to_owned(),
                    },
                ],
            },
        ],
        marks: vec![
            Mark {
                class: "issuer",
                at: start,
                text: "CA starts",
            },
            Mark {
                class: "now",
                at: now,
                text: "now",
            },
            Mark {
                class: "good",
                at: safe_from,
                text: "safe to enroll",
            },
        ],
        miss: None,
        caption: "What a backdating CA issues before the safe instant starts before the CA itself."
            .to_owned(),
    })
}

fn window(finding: &Finding, now: Timestamp) -> Option<Timeline> {
    let certificate = finding.certificate.as_ref()?;
    let (start, end) = (certificate.not_before(), certificate.not_after());
    let (from, until) = (start.min(now), end.max(now));
    let span = until.since(from).max(2);
    let decisive = if now < start {
        Mark {
            class: "issuer",
            at: start,
            text: "starts",
        }
    } else {
        Mark {
            class: "issuer",
            at: end,
            text: "ends",
        }
    };
    Some(Timeline {
        from: from.plus(-span / 20),
        until: until.plus(span / 20),
        rows: vec![Row {
            label: "cert",
            bars: vec![Bar {
                text: String::new(),
                ..valid(start, end)
            }],
        }],
        marks: vec![
            decisive,
            Mark {
                class: "now",
                at: now,
                text: "now",
            },
        ],
        miss: None,
        caption: format!(
            "{}: {} to {}.",
            words::short_name(certificate),
            words::instant(start),
            words::instant(end)
        ),
    })
}

fn outlives(finding: &Finding) -> Option<Timeline> {
    let (leaf, issuer) = (finding.certificate.as_ref()?, finding.issuer.as_ref()?);
    let from = leaf.not_before().min(issuer.not_before());
    let until = leaf.not_after().max(issuer.not_after());
    let span = until.since(from).max(2);
    Some(Timeline {
        from: from.plus(-span / 20),
        until: until.plus(span / 20),
        rows: vec![
            Row {
                label: "cert",
                bars: vec![valid(leaf.not_before(), leaf.not_after())],
            },
            Row {
                label: "issuer",
                bars: vec![valid(issuer.not_before(), issuer.not_after())],
            },
        ],
        marks: vec![
            Mark {
                class: "issuer",
                at: issuer.not_after(),
                text: "issuer ends",
            },
            Mark {
                class: "now",
                at: leaf.not_after(),
                text: "ends",
            },
        ],
        miss: None,
        caption: "The certificate ends after its issuer.".to_owned(),
    })
}

fn valid(from: Timestamp, until: Timestamp) -> Bar {
    let date = words::instant(until).chars().take(10).collect::<String>();
    Bar {
        class: "valid",
        from: Some(from),
        until: Some(until),
        text: format!("until {date}"),
    }
}

impl Timeline {
    fn draw(mut self) -> Markup {
        // Labels reach to the right, so a mark that lies further right begins further down.
        self.marks.sort_by_key(|mark| mark.at);
        let top = units(LINE * self.marks.len()) + 10;
        let height = top + units(STEP * self.rows.len());
        html! {
            figure {
                svg.timeline viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label=(self.spoken()) {
                    // Text comes last, so that no line runs through it.
                    @for (row, y) in self.rows.iter().zip((top..).step_by(STEP)) {
                        @for (bar, from, until) in self.spans(row) {
                            rect.(bar.class) x=(from) y=(y) width=(until - from) height=(BAR) {}
                        }
                    }
                    @for (mark, y) in self.marks.iter().zip((10..).step_by(LINE)) {
                        @let x = self.x(mark.at);
                        line.mark.(mark.class) x1=(x) y1=(y) x2=(x) y2=(height) {}
                    }
                    @for (row, y) in self.rows.iter().zip((top + 26..).step_by(STEP)) {
                        (self.row_text(row, y))
                    }
                    @for (mark, y) in self.marks.iter().zip((30..).step_by(LINE)) {
                        (self.mark_text(mark, y))
                    }
                    @if let Some((row, at)) = self.miss {
                        @let y = top + units(STEP * row) + BAR / 2;
                        @let x = self.x(at);
                        path.miss d={ "M" (x - 11) " " (y - 11) "l22 22m0-22l-22 22" } {}
                    }
                }
                figcaption { (self.caption) }
            }
        }
    }

    /// The bars of a row that can be seen, with their edges.
    fn spans<'a>(&self, row: &'a Row) -> impl Iterator<Item = (&'a Bar, i64, i64)> {
        row.bars
            .iter()
            .map(|bar| {
                let from = bar.from.map_or(LEFT, |at| self.x(at));
                (bar, from, bar.until.map_or(RIGHT, |at| self.x(at)))
            })
            .filter(|(_, from, until)| until > from)
    }

    fn row_text(&self, row: &Row, y: i64) -> Markup {
        html! {
            text.label x="0" y=(y) { (row.label) }
            @for (bar, from, until) in self.spans(row) {
                @let text = self.inside(bar);
                @if until - from > width(&text) + 24 {
                    text.inside.(bar.class) x=(until - 12) y=(y) text-anchor="end" { (text) }
                }
            }
        }
    }

    fn mark_text(&self, mark: &Mark, y: i64) -> Markup {
        let text = format!("{} {}", mark.text, self.time(mark.at));
        let x = self.x(mark.at);
        let needed = width(&text) + 10;
        let (anchor, text_x) = if x + needed <= WIDTH {
            ("start", x + 10)
        } else if x >= needed {
            ("end", x - 10)
        } else {
            ("start", (WIDTH - needed).max(0))
        };
        html! {
            text.mark.(mark.class) x=(text_x) y=(y) text-anchor=(anchor) { (text) }
        }
    }

    /// What stands in a bar; an arrow where it goes on beyond the drawing.
    fn inside(&self, bar: &Bar) -> String {
        let goes_on = bar.until.is_some_and(|until| until > self.until);
        format!("{}{}", bar.text, if goes_on { " →" } else { "" })
    }

    /// Where an instant lies; those outside lie on the edge.
    fn x(&self, at: Timestamp) -> i64 {
        let span = i128::from(self.until.since(self.from).max(1));
        let away = i128::from(at.since(self.from)).clamp(0, span);
        // Between 0 and RIGHT − LEFT.
        LEFT + i64::try_from(away * i128::from(RIGHT - LEFT) / span).unwrap_or(0)
    }

    /// An instant as finely as the drawing shows it.
    fn time(&self, at: Timestamp) -> String {
        let instant = words::instant(at);
        match self.until.since(self.from) {
            span if span > 60 * DAY => instant.chars().take(10).collect(),
            span if span < DAY => words::time_of_day(at),
            _ => instant,
        }
    }

    fn spoken(&self) -> String {
        let marks: Vec<String> = self
            .marks
            .iter()
            .map(|mark| format!("{} {}", mark.text, words::instant(mark.at)))
            .collect();
        format!("Timeline: {}", marks.join(", "))
    }
}

fn width(text: &str) -> i64 {
    units(text.chars().count() * CHARACTER)
}

/// Lengths are small; one that is not would lie outside the drawing anyway.
fn units(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(WIDTH)
}
