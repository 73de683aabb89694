//! Instants, lengths of time and counts in words.

use crate::timestamp::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `2026-11-22 05:58:00Z`.
#[must_use]
pub fn instant(at: Timestamp) -> String {
    at.utc().to_string().replacen('T', " ", 1)
}

/// `05:58:00Z`.
#[must_use]
pub fn time_of_day(at: Timestamp) -> String {
    let text = at.utc().to_string();
    text.split_once('T')
        .map_or_else(|| text.clone(), |(_, time)| time.to_owned())
}

/// `5 min 19 s`, `12 d`, `3 y 40 d`: the two largest units, cut.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let units = [
        (365 * DAY as u64, "y"),
        (DAY as u64, "d"),
        (HOUR as u64, "h"),
        (MINUTE as u64, "min"),
        (1, "s"),
    ];
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() {
        return "0 s".to_owned();
    }
    parts.join(" ")
}

/// `in 12 d`, `3 d ago`, `now`.
#[must_use]
pub fn relative(at: Timestamp, now: Timestamp) -> String {
    let away = at.since(now);
    match away {
        0 => "now".to_owned(),
        1.. => format!("in {}", coarse(away)),
        _ => format!("{} ago", coarse(away)),
    }
}

/// A length of time in its largest unit, two where the first is small.
fn coarse(seconds: i64) -> String {
    let seconds = seconds.saturating_abs();
    if seconds >= 10 * DAY {
        let days = seconds / DAY;
        return if days >= 730 {
            format!("{} y", days / 365)
        } else {
            format!("{days} d")
        };
    }
    duration(seconds)
}

/// `1 certificate`, `3 certificates`.
#[must_use]
pub fn count(number: usize, thing: &str) -> String {
    let plural = match thing {
        "identity" => "identities".to_owned(),
        "is" => "are".to_owned(),
        _ => format!("{thing}s"),
    };
    format!("{number} {}", if number == 1 { thing } else { &plural })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_lengths_in_two_units() {
        assert_eq!(duration(319), "5 min 19 s");
        assert_eq!(duration(300), "5 min");
        assert_eq!(duration(0), "0 s");
        assert_eq!(duration(3600 * 24 * 400 + 5), "1 y 35 d");
        assert_eq!(duration(-61), "1 min 1 s");
        assert_eq!(duration(86_400 + 1), "1 d");
    }

    #[test]
    fn says_how_far_away() {
        let now = Timestamp::from_unix(1_000_000);
        assert_eq!(relative(now.plus(12 * DAY), now), "in 12 d");
        assert_eq!(relative(now.plus(-DAY * 3), now), "3 d ago");
        assert_eq!(relative(now, now), "now");
    }
}
