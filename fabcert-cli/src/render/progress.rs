//! A countdown on stderr: a bar on a terminal, one line elsewhere.

use std::time::Duration;

use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use crate::terminal::Terminal;

/// How many columns the bar has.
const BAR: i64 = 24;
/// Pause between two looks at the clock, so that a clock that is set is noticed.
const PAUSE: Duration = Duration::from_millis(250);

/// A countdown from one instant to another.
pub(crate) struct Countdown<'a> {
    terminal: Terminal,
    ca: &'a str,
    from: Timestamp,
    until: Timestamp,
    /// Whether stderr can take a line that is drawn again and again.
    live: bool,
    announced: bool,
}

impl<'a> Countdown<'a> {
    pub(crate) fn new(terminal: Terminal, ca: &'a str, from: Timestamp, until: Timestamp) -> Self {
        let live = Terminal::takes_progress();
        Self {
            terminal,
            ca,
            from,
            until,
            live,
            announced: false,
        }
    }

    /// Shows how far it is.
    pub(crate) fn show(&mut self, now: Timestamp) {
        let left = words::duration(self.until.since(now));
        let until = words::instant(self.until);
        if self.live {
            let bar = bar(now.since(self.from), self.until.since(self.from));
            self.terminal
                .redraw(&format!("{bar} {left} left, safe from {until} on"));
        } else if !self.announced {
            self.announced = true;
            self.terminal.note(&format!(
                "waiting {left}: an enrollment under {} is safe from {until} on",
                self.ca
            ));
        }
    }

    /// How long to look away.
    pub(crate) fn pause(&self) -> Duration {
        PAUSE
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if self.live {
            self.terminal.redraw("");
        }
    }
}

/// `done` of `total` as blocks.
fn bar(done: i64, total: i64) -> String {
    let full = done
        .max(0)
        .saturating_mul(BAR)
        .checked_div(total.max(1))
        .unwrap_or(0)
        .min(BAR);
    (0..BAR)
        .map(|at| if at < full { '█' } else { '░' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_up() {
        assert_eq!(bar(0, 300).matches('█').count(), 0);
        assert_eq!(bar(150, 300).matches('█').count(), 12);
        assert_eq!(bar(400, 300).matches('█').count(), 24);
        assert_eq!(bar(-5, 0).chars().count(), 24);
    }
}
