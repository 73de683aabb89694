//! Values on the command line: instants, lengths of time, sizes.

use clap::ValueEnum;
use time::{Duration, OffsetDateTime};

/// An instant, or a distance from now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// This instant.
    At(OffsetDateTime),
    /// This far from now (negative: ago).
    FromNow(Duration),
}

impl Moment {
    /// The instant, seen from `now`; `None` beyond the calendar.
    pub(crate) fn resolve(self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        match self {
            Self::At(instant) => Some(instant),
            Self::FromNow(distance) => now.checked_add(distance),
        }
    }
}

/// `2026-11-22T06:03:19Z`, `2026-11-22`, `+30d`, `-96h`.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    if let Some(rest) = text.strip_prefix('+') {
        return duration(rest).map(Moment::FromNow);
    }
    if let Some(rest) = text.strip_prefix('-') {
        return duration(rest).map(|it| Moment::FromNow(-it));
    }
    let full = if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.replacen(' ', "T", 1)
    };
    OffsetDateTime::parse(&full, &time::format_description::well_known::Rfc3339)
        .map(Moment::At)
        .map_err(|_| {
            "expected an RFC 3339 instant such as 2026-11-22T06:03:19Z, a date, or +30d, -96h"
                .to_owned()
        })
}

/// `5m`, `72h`, `30d`, `1h30m`; a bare number is refused, since nobody knows its unit.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let parsed =
        humantime::parse_duration(text).map_err(|error| format!("{error} (try 5m, 72h, 30d)"))?;
    Duration::try_from(parsed).map_err(|_| "too long".to_owned())
}

/// `1048576`, `64KiB`, `1MiB`, `2GB`.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number
        .parse()
        .map_err(|_| "expected a number such as 1MiB".to_owned())?;
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        _ => {
            return Err(format!(
                "unknown unit `{unit}` (B, KiB, MiB, GiB, kB, MB, GB)"
            ));
        }
    };
    number
        .checked_mul(factor)
        .ok_or_else(|| "too large".to_owned())
}

/// One of a few words.
pub(crate) fn choice<T: ValueEnum>(text: &str) -> Result<T, String> {
    T::from_str(text, false).map_err(|_| {
        let known: Vec<String> = T::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        format!("there is no {text} (there are {})", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_instants_and_distances() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let seconds = |text: &str| {
            moment(text)
                .ok()
                .and_then(|it| it.resolve(now))
                .map(OffsetDateTime::unix_timestamp)
        };
        assert_eq!(seconds("+1d"), Some(86_400));
        assert_eq!(seconds("-96h"), Some(-345_600));
        assert_eq!(seconds("1970-01-02"), Some(86_400));
        assert_eq!(seconds("1970-01-01 01:00:00+01:00"), Some(0));
        assert_eq!(seconds("+99999999y"), None);
        assert!(moment("tomorrow").is_err());
        assert!(moment("+90").is_err());
    }

    #[test]
    fn reads_sizes() {
        assert_eq!(size("1MiB"), Ok(1 << 20));
        assert_eq!(size("512"), Ok(512));
        assert!(size("1XB").is_err());
        assert!(size("99999999999GiB").is_err());
    }
}
