//! UTCTime and GeneralizedTime as Go reads them: whatever `time.Parse` reads and prints back as it was;
//! and as RFC 5280 has them written.

#[cfg(feature = "reissue")]
use super::{reader::tag, writer};
use crate::timestamp::Timestamp;

/// An instant as certificates must write it: UTCTime through 2049, GeneralizedTime from 2050 on, in UTC
/// (RFC 5280, 4.1.2.5); `None` before 1950 and after 9999.
#[cfg(feature = "reissue")]
pub(crate) fn write(at: Timestamp) -> Option<Vec<u8>> {
    let instant = at.utc().to_offset_date_time();
    // Beyond the calendar the nearest day comes back.
    if instant.unix_timestamp() != at.unix() {
        return None;
    }
    let digits = format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}Z",
        instant.year(),
        u8::from(instant.month()),
        instant.day(),
        instant.hour(),
        instant.minute(),
        instant.second()
    );
    match instant.year() {
        1950..=2049 => Some(writer::element(tag::UTC_TIME, digits.get(2..)?.as_bytes())),
        2050..=9999 => Some(writer::element(tag::GENERALIZED_TIME, digits.as_bytes())),
        _ => None,
    }
}

/// UTCTime: `YYMMDDhhmm[ss]` and a zone; the years are 1950 to 2049.
pub(crate) fn utc_time(content: &[u8]) -> Option<Timestamp> {
    let (digits, zone) = split_zone(content)?;
    let (year, rest) = digits.split_at_checked(2)?;
    let year = i32::from(two_digits(year)?);
    let century = if year < 50 { 2000 } else { 1900 };
    match rest.len() {
        8 => civil(century + year, rest, 0, zone),
        10 => {
            let (rest, second) = rest.split_at_checked(8)?;
            civil(century + year, rest, two_digits(second)?, zone)
        }
        _ => None,
    }
}

/// GeneralizedTime: `YYYYMMDDhhmmss` and a zone.
pub(crate) fn generalized_time(content: &[u8]) -> Option<Timestamp> {
    let (digits, zone) = split_zone(content)?;
    let (year, rest) = digits.split_at_checked(4)?;
    let (century, year) = year.split_at_checked(2)?;
    let year = i32::from(two_digits(century)?) * 100 + i32::from(two_digits(year)?);
    let (rest, second) = rest.split_at_checked(8)?;
    civil(year, rest, two_digits(second)?, zone)
}

/// GeneralizedTime as `encoding/asn1` reads it: also with a fraction of a second (which is cut here),
/// one to nine digits, the last one not 0.
pub(crate) fn generalized_time_with_fraction(content: &[u8]) -> Option<Timestamp> {
    let Some(dot) = content.iter().position(|&byte| byte == b'.') else {
        return generalized_time(content);
    };
    let (seconds, fraction) = content.split_at_checked(dot)?;
    let fraction = fraction.strip_prefix(b".")?;
    let length = fraction
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, zone) = fraction.split_at_checked(length)?;
    if !(1..=9).contains(&length) || digits.last() == Some(&b'0') {
        return None;
    }
    generalized_time(&[seconds, zone].concat())
}

/// `MMDDhhmm` of a year.
fn civil(year: i32, digits: &[u8], second: u8, zone: i32) -> Option<Timestamp> {
    let [a, b, c, d, e, f, g, h] = digits else {
        return None;
    };
    let month = two_digits(&[*a, *b])?;
    let day = two_digits(&[*c, *d])?;
    let hms = [two_digits(&[*e, *f])?, two_digits(&[*g, *h])?, second];
    Timestamp::from_civil(year, month, day, hms, zone)
}

/// The digits before the zone, and the zone in seconds east of UTC: `Z`, or `±hhmm` other than zero
/// (which Go prints back as `Z`).
fn split_zone(content: &[u8]) -> Option<(&[u8], i32)> {
    if let Some(digits) = content.strip_suffix(b"Z") {
        return Some((digits, 0));
    }
    let (digits, zone) = content.split_at_checked(content.len().checked_sub(5)?)?;
    let (sign, zone) = zone.split_first()?;
    let (hours, minutes) = zone.split_at_checked(2)?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let seconds = (i32::from(hours) * 60 + i32::from(minutes)) * 60;
    if hours > 24 || minutes > 59 || seconds == 0 {
        return None;
    }
    match sign {
        b'+' => Some((digits, seconds)),
        b'-' => Some((digits, -seconds)),
        _ => None,
    }
}

fn two_digits(digits: &[u8]) -> Option<u8> {
    match digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "reissue")]
    #[test]
    fn writes_as_rfc_5280_has_it() {
        for (text, expected) in [
            ("1950-01-01T00:00:00Z", Some("\x17\x0d500101000000Z")),
            ("2049-12-31T23:59:59Z", Some("\x17\x0d491231235959Z")),
            ("2050-01-01T00:00:00Z", Some("\x18\x0f20500101000000Z")),
            ("9999-12-31T23:59:59Z", Some("\x18\x0f99991231235959Z")),
            ("2026-11-22T07:03:19+01:00", Some("\x17\x0d261122060319Z")),
            ("1949-12-31T23:59:59Z", None),
        ] {
            let at = Timestamp::parse(text).expect("an instant");
            assert_eq!(
                write(at),
                expected.map(|it| it.as_bytes().to_vec()),
                "{text}"
            );
        }
        assert_eq!(write(Timestamp::from_unix(253_402_300_800)), None);
        assert_eq!(write(Timestamp::from_unix(i64::MIN)), None);
    }

    #[test]
    fn reads_utc_times() {
        for (text, expected) in [
            ("260102030405Z", Some("2026-01-02T03:04:05Z")),
            ("2601020304Z", Some("2026-01-02T03:04:00Z")),
            ("2601020304+0130", Some("2026-01-02T03:04:00+01:30")),
            ("260102030405-2459", Some("2026-01-02T03:04:05-24:59")),
            ("491231235959Z", Some("2049-12-31T23:59:59Z")),
            ("500101000000Z", Some("1950-01-01T00:00:00Z")),
            ("240229000000Z", Some("2024-02-29T00:00:00Z")),
            ("260229000000Z", None),
            ("260230000000Z", None),
            ("260002000000Z", None),
            ("260100000000Z", None),
            ("260102240000Z", None),
            ("260102030460Z", None),
            ("260102030405", None),
            ("260102030405z", None),
            ("260102030405+0000", None),
            ("260102030405-0000", None),
            ("260102030405+2500", None),
            ("260102030405+0160", None),
            ("260102030405.5Z", None),
            (" 260102030405Z", None),
            ("26010203Z", None),
            ("Z", None),
            ("", None),
        ] {
            let read = utc_time(text.as_bytes()).map(|time| time.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn reads_generalized_times() {
        for (text, expected) in [
            ("20260102030405Z", Some("2026-01-02T03:04:05Z")),
            ("00000101000000Z", Some("0000-01-01T00:00:00Z")),
            ("99991231235959Z", Some("9999-12-31T23:59:59Z")),
            ("20260102030405+0100", Some("2026-01-02T03:04:05+01:00")),
            ("202601020304Z", None),
            ("20260102030405.5Z", None),
            ("20260102030405", None),
            ("260102030405Z", None),
        ] {
            let read = generalized_time(text.as_bytes()).map(|time| time.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn reads_fractions_in_crls() {
        for (text, good) in [
            ("20260102030405.5Z", true),
            ("20260102030405.123456789+0100", true),
            ("20260102030405Z", true),
            ("20260102030405.50Z", false),
            ("20260102030405.1234567891Z", false),
            ("20260102030405.Z", false),
            ("20260102030405,5Z", false),
            ("202601020304.5Z", false),
        ] {
            let read = generalized_time_with_fraction(text.as_bytes());
            assert_eq!(read.is_some(), good, "{text}");
        }
    }
}
