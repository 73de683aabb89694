//! The ends as a calendar (iCalendar, RFC 5545), for whoever renews.

use std::fmt::Write as _;

use fabcert_core::inventory::{Inventory, Row};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

/// RFC 5545 3.1: no line is longer than this many octets, its line break left out.
const LONGEST_LINE: usize = 75;
/// Days before the end at which a calendar reminds: leaves, CAs.
const REMINDERS: (u32, u32) = (30, 180);

/// An event at the end of each certificate. An event keeps its UID as long as the certificate is the
/// same, so that a calendar that is loaded again shows it once.
pub(crate) fn ics(inventory: &Inventory, rows: &[&Row]) -> String {
    let mut out = String::new();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        concat!(
            "PRODID:-//fabcert//fabcert ",
            env!("CARGO_PKG_VERSION"),
            "//EN"
        ),
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Fabric certificates",
    ] {
        push(&mut out, line);
    }
    for row in rows {
        event(&mut out, row, inventory.at);
    }
    push(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, row: &Row, now: Timestamp) {
    let certificate = &row.entry.certificate;
    let organisation = row.entry.organisation.as_deref().map(words::safe);
    let whose = match &organisation {
        Some(organisation) if !row.name().contains(organisation.as_str()) => {
            format!("{} of {organisation}", row.name())
        }
        _ => row.name(),
    };
    let summary = format!("{} certificate of {whose} expires", row.kind.name());
    let mut description = format!(
        "Subject: {}\nIssuer: {}\nNotAfter: {}\nSHA-256: {}",
        words::safe(&certificate.subject().to_string()),
        words::safe(&certificate.issuer().to_string()),
        words::instant(certificate.not_after()),
        certificate.fingerprint()
    );
    for place in row.entry.places.iter().take(5) {
        let _ = write!(description, "\nFile: {}", words::path(&place.path));
    }
    let end = utc(certificate.not_after().utc());
    let days = if row.kind.is_ca() {
        REMINDERS.1
    } else {
        REMINDERS.0
    };
    push(out, "BEGIN:VEVENT");
    push(out, &format!("UID:{}@fabcert", certificate.fingerprint()));
    push(out, &format!("DTSTAMP:{}", utc(now)));
    push(out, &format!("DTSTART:{end}"));
    push(out, &format!("DTEND:{end}"));
    push(out, &format!("SUMMARY:{}", escaped(&summary)));
    push(out, &format!("DESCRIPTION:{}", escaped(&description)));
    push(out, &format!("CATEGORIES:{}", escaped(row.kind.name())));
    push(out, "TRANSP:TRANSPARENT");
    push(out, "BEGIN:VALARM");
    push(out, "ACTION:DISPLAY");
    push(out, &format!("DESCRIPTION:{}", escaped(&summary)));
    push(out, &format!("TRIGGER:-P{days}D"));
    push(out, "END:VALARM");
    push(out, "END:VEVENT");
}

/// RFC 5545 3.3.5, form 2: `20271122T060300Z`. Years that it cannot write are cut to those it can.
fn utc(at: Timestamp) -> String {
    let at = at.to_offset_date_time();
    let year = at.year().clamp(0, 9999);
    let (month, day) = (u8::from(at.month()), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// RFC 5545 3.3.11.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

/// A content line, folded without cutting a character in two.
fn push(out: &mut String, line: &str) {
    let mut used = 0;
    for character in line.chars() {
        if used + character.len_utf8() > LONGEST_LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        used += character.len_utf8();
        out.push(character);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_at_75_octets_and_keeps_characters_whole() {
        let mut out = String::new();
        let line = format!("SUMMARY:{}", "ü".repeat(100));
        push(&mut out, &line);
        assert!(
            out.split("\r\n").all(|it| it.len() <= LONGEST_LINE),
            "{out}"
        );
        assert_eq!(out.replace("\r\n ", "").trim_end(), line);
    }

    #[test]
    fn escapes_what_has_a_meaning() {
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }

    #[test]
    fn instants_are_utc() {
        let at = Timestamp::parse("2026-11-22T07:03:19+01:00").expect("an instant");
        assert_eq!(utc(at.utc()), "20261122T060319Z");
    }
}
