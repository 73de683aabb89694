//! Time against columns or pixels, and where to put ticks.

use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

/// Maps instants to positions `0..=size`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) size: usize,
}

/// A position with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) at: usize,
    pub(super) label: String,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Steps in seconds; above them come months and years.
const STEPS: [i64; 21] = [
    1,
    2,
    5,
    10,
    15,
    30,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    5 * DAY,
    10 * DAY,
];
/// Steps in months.
const MONTHS: [i64; 14] = [
    1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000,
];

impl Scale {
    /// The position of an instant, cut to the ends.
    pub(super) fn position(&self, at: Timestamp) -> usize {
        let span = i128::from(self.until.since(self.from).max(1));
        let away = i128::from(at.since(self.from)).clamp(0, span);
        // Within `size`, so it fits.
        usize::try_from(away * self.size as i128 / span).unwrap_or(self.size)
    }

    /// Ticks whose labels do not touch; a position is worth `1 / per_character` of a character.
    pub(super) fn ticks(&self, per_character: usize) -> Vec<Tick> {
        let span = self.until.since(self.from).max(1);
        let room = self.size / per_character.max(1);
        let most = |label: usize| i64::try_from(room / (label + 3)).unwrap_or(1).max(1);
        let unit = STEPS
            .into_iter()
            .find(|step| span / step < most(if *step < MINUTE { 9 } else { 5 }));
        match unit {
            Some(step) => self.every(step),
            None => {
                let months = span / (30 * DAY);
                let step = MONTHS.into_iter().find(|step| months / step < most(7));
                self.every_months(step.unwrap_or(24_000))
            }
        }
    }

    fn every(&self, step: i64) -> Vec<Tick> {
        let first = self.from.unix().saturating_add(step - 1).div_euclid(step) * step;
        (0..)
            .map(|number| Timestamp::from_unix(first + number * step))
            .take_while(|at| *at <= self.until)
            .map(|at| {
                let text = words::instant(at);
                let label = match step {
                    step if step < MINUTE => text.get(11..),
                    step if step < DAY => text.get(11..16),
                    _ => text.get(5..10),
                };
                Tick {
                    at: self.position(at),
                    label: label.unwrap_or(&text).to_owned(),
                }
            })
            .collect()
    }

    fn every_months(&self, step: i64) -> Vec<Tick> {
        let from = self.from.to_offset_date_time();
        let month = i64::from(from.year()) * 12 + i64::from(u8::from(from.month())) - 1;
        let first = (month + step).div_euclid(step) * step;
        (0..)
            .map_while(|number| {
                let month = first + number * step;
                let year = i32::try_from(month.div_euclid(12)).ok()?;
                let of_year = u8::try_from(month.rem_euclid(12) + 1).ok()?;
                let at = Timestamp::from_civil(year, of_year, 1, [0, 0, 0], 0)?;
                let label = if step % 12 == 0 {
                    format!("{year}")
                } else {
                    format!("{year}-{of_year:02}")
                };
                Some((at, label))
            })
            .take_while(|(at, _)| *at <= self.until)
            .map(|(at, label)| Tick {
                at: self.position(at),
                label,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(from: &str, until: &str, size: usize) -> Scale {
        let at = |text| Timestamp::parse(text).expect("an instant");
        Scale {
            from: at(from),
            until: at(until),
            size,
        }
    }

    fn labels(scale: Scale) -> Vec<String> {
        scale.ticks(1).into_iter().map(|it| it.label).collect()
    }

    #[test]
    fn positions_stay_inside() {
        let scale = scale("2026-01-01", "2026-01-11", 100);
        let at = |text| scale.position(Timestamp::parse(text).expect("an instant"));
        assert_eq!(at("2026-01-02"), 10);
        assert_eq!((at("1999-01-01"), at("2999-01-01")), (0, 100));
    }

    #[test]
    fn ticks_fit_the_span() {
        assert_eq!(
            labels(scale("2026-11-22T05:57:30Z", "2026-11-22T06:04:10Z", 40)),
            ["05:58", "06:00", "06:02", "06:04"]
        );
        assert_eq!(
            labels(scale("2026-11-22", "2036-11-19", 40)),
            ["2030", "2035"]
        );
        assert_eq!(
            labels(scale("2026-11-22T05:58:00Z", "2026-11-22T05:58:04Z", 40)),
            ["05:58:00Z", "05:58:02Z", "05:58:04Z"]
        );
    }

    #[test]
    fn an_empty_or_endless_span_is_no_harm() {
        assert_eq!(scale("2026-01-01", "2026-01-01", 10).ticks(1).len(), 1);
        assert!(scale("0001-01-01", "9999-12-31", 80).ticks(1).len() < 20);
    }
}
