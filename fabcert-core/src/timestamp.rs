//! An instant as certificates carry it: whole seconds and the zone it was written in.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// An instant in whole seconds since 1970-01-01T00:00:00Z, and the zone that it was written in.
///
/// Two timestamps are equal where they are the same instant; the zone only shows in print, since
/// Go prints a certificate's instants in the certificate's own zone.
#[derive(Clone, Copy)]
pub struct Timestamp {
    unix: i64,
    zone: i32,
}

const DAY: i64 = 86_400;

impl Timestamp {
    /// The instant `unix` seconds after 1970-01-01T00:00:00Z, in UTC.
    #[must_use]
    pub const fn from_unix(unix: i64) -> Self {
        Self { unix, zone: 0 }
    }

    /// The instant that a clock in a zone `zone` seconds east of UTC shows as this civil time;
    /// `None` where there is no such day or second.
    #[must_use]
    pub fn from_civil(year: i32, month: u8, day: u8, hms: [u8; 3], zone: i32) -> Option<Self> {
        let [hour, minute, second] = hms;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let month = time::Month::try_from(month).ok()?;
        let date = Date::from_calendar_date(year, month, day).ok()?;
        let days = i64::from(date.to_julian_day()) - i64::from(EPOCH_JULIAN);
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        Some(Self {
            unix: days * DAY + seconds - i64::from(zone),
            zone,
        })
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.unix
    }

    /// The same instant in UTC.
    #[must_use]
    pub const fn utc(self) -> Self {
        Self::from_unix(self.unix)
    }

    /// This instant `seconds` later (earlier where negative), in the same zone.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self {
            unix: self.unix.saturating_add(seconds),
            zone: self.zone,
        }
    }

    /// Seconds from `earlier` to this instant; negative where `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.unix.saturating_sub(earlier.unix)
    }

    /// The second of the minute, 0–59, in UTC.
    #[must_use]
    pub const fn second(self) -> i64 {
        self.unix.rem_euclid(60)
    }

    /// The same instant as a [`time::OffsetDateTime`]; instants outside the years −9999 to 9999
    /// come back as the nearest one inside.
    #[must_use]
    pub fn to_offset_date_time(self) -> OffsetDateTime {
        let utc = OffsetDateTime::from_unix_timestamp(self.unix).unwrap_or(if self.unix < 0 {
            Date::MIN.midnight().assume_utc()
        } else {
            Date::MAX.midnight().assume_utc()
        });
        UtcOffset::from_whole_seconds(self.zone)
            .map_or(utc, |zone| utc.checked_to_offset(zone).unwrap_or(utc))
    }

    /// Reads an RFC 3339 instant (`2026-11-22T06:03:19Z`), also with a blank for the `T`, or a bare
    /// date (midnight UTC). Fractions of a second are cut.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let full = match text.len() {
            10 => format!("{text}T00:00:00Z"),
            _ => text.replacen(' ', "T", 1),
        };
        OffsetDateTime::parse(&full, &Rfc3339).ok().map(Self::from)
    }

    /// Year, month, day, hour, minute and second in the instant's own zone.
    fn civil(self) -> (i64, u8, u8, i64, i64, i64) {
        let local = self.unix.saturating_add(i64::from(self.zone));
        let (days, seconds) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        // Days to civil by eras of 400 years (Howard Hinnant's algorithm), since `time` ends at year 9999
        // and Go prints one second after it.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        } as u8;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            year,
            month,
            day,
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
        )
    }
}

/// The Julian day of 1970-01-01.
const EPOCH_JULIAN: i32 = 2_440_588;

/// Go's `time.RFC3339`: `2026-01-02T12:00:01Z`, or `…+01:00` where the certificate has an offset.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.civil();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        if self.zone == 0 {
            return f.write_str("Z");
        }
        let sign = if self.zone < 0 { '-' } else { '+' };
        let minutes = self.zone.abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.unix == other.unix
    }
}

impl Eq for Timestamp {}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.unix.hash(state);
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        self.unix.cmp(&other.unix)
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// RFC 3339, in UTC.
impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.utc())
    }
}

/// Cuts fractions of a second (towards the past).
impl From<OffsetDateTime> for Timestamp {
    fn from(instant: OffsetDateTime) -> Self {
        Self {
            unix: instant.unix_timestamp(),
            zone: instant.offset().whole_seconds(),
        }
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        self.plus(duration.whole_seconds())
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        self.plus(duration.whole_seconds().saturating_neg())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_go_does() {
        let instant = Timestamp::from_civil(2026, 11, 22, [6, 3, 19], 0).expect("a real instant");
        assert_eq!(instant.to_string(), "2026-11-22T06:03:19Z");
        let east = Timestamp::from_civil(2026, 1, 2, [12, 0, 1], 3600).expect("a real instant");
        assert_eq!(east.to_string(), "2026-01-02T12:00:01+01:00");
        assert_eq!(east.utc().to_string(), "2026-01-02T11:00:01Z");
        let last = Timestamp::from_civil(9999, 12, 31, [23, 59, 59], 0).expect("a real instant");
        assert_eq!(last.plus(1).to_string(), "10000-01-01T00:00:00Z");
        let first = Timestamp::from_civil(0, 1, 1, [0, 0, 0], 0).expect("a real instant");
        assert_eq!(first.to_string(), "0000-01-01T00:00:00Z");
    }

    #[test]
    fn reads_instants_and_dates() {
        let expected = Timestamp::from_unix(1_795_327_399);
        assert_eq!(Timestamp::parse("2026-11-22T06:03:19Z"), Some(expected));
        assert_eq!(
            Timestamp::parse("2026-11-22 07:03:19+01:00"),
            Some(expected)
        );
        assert_eq!(
            Timestamp::parse("2026-11-22"),
            Timestamp::from_civil(2026, 11, 22, [0, 0, 0], 0)
        );
        assert_eq!(Timestamp::parse("yesterday"), None);
    }

    #[test]
    fn refuses_days_that_are_not() {
        assert_eq!(Timestamp::from_civil(2026, 2, 29, [0, 0, 0], 0), None);
        assert_eq!(Timestamp::from_civil(2026, 1, 1, [24, 0, 0], 0), None);
        assert_eq!(Timestamp::from_civil(2026, 1, 1, [0, 0, 60], 0), None);
    }
}
