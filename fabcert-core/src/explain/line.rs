//! One log line without its dress: prefixes of containers, timestamps, levels, colours, JSON.

use std::borrow::Cow;

use super::instants::LogTime;
use super::json;
use crate::timestamp::Timestamp;
use crate::words::is_hostile;

/// A log line without its dress.
#[derive(Debug, Default)]
pub(super) struct LogLine {
    /// When it was written.
    pub(super) at: Option<LogTime>,
    /// How grave its writer thinks it is.
    pub(super) level: Option<Level>,
    /// What it says, with the logger's name in brackets where there is one.
    pub(super) text: String,
}

/// A log level, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Debug, info and trace.
    Quiet,
    /// Warning and above.
    Loud,
}

/// Prefixes are taken off at most so many times.
const MOST_PREFIXES: usize = 8;

/// Reads one line. Control characters and bytes that are no UTF-8 are replaced, so that nothing
/// taken from the line can act on a terminal.
pub(super) fn read(raw: &[u8]) -> LogLine {
    let raw = String::from_utf8_lossy(raw);
    let mut line = LogLine::default();
    let mut text: Cow<'_, str> = Cow::Owned(clean(&raw));
    for _ in 0..MOST_PREFIXES {
        let trimmed = text.trim();
        if let Some((at, rest)) = log_time(trimmed) {
            // An outer time is the better one, unless only the inner one has a zone.
            if !matches!(line.at, Some(LogTime::Instant(_))) {
                line.at = Some(at);
            }
            text = Cow::Owned(rest.to_owned());
        } else if let Some(rest) = container_prefix(trimmed) {
            text = Cow::Owned(rest.to_owned());
        } else if let Some(unwrapped) = unwrap_json(trimmed, &mut line) {
            text = Cow::Owned(clean(&unwrapped));
        } else {
            break;
        }
    }
    line.level = line.level.or_else(|| level_in(&text));
    line.text = text.trim().to_owned();
    line
}

/// Without colour codes; what could act on a terminal becomes U+FFFD, tabs and line
/// ends blanks.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some(after) = colour_code(rest) {
            rest = after;
            continue;
        }
        match character {
            '\t' | '\n' | '\r' => cleaned.push(' '),
            _ if is_hostile(character) => cleaned.push('\u{fffd}'),
            _ => cleaned.push(character),
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    cleaned
}

/// What follows the terminal sequence at the start of `text`: `ESC [ … letter`, or a colour whose
/// escape character was lost when it was copied (`[36m`).
fn colour_code(text: &str) -> Option<&str> {
    let (escaped, body) = match text.strip_prefix("\u{1b}[") {
        Some(body) => (true, body),
        None => (false, text.strip_prefix('[')?),
    };
    let parameters = body
        .bytes()
        .take(16)
        .take_while(|byte| byte.is_ascii_digit() || *byte == b';')
        .count();
    let last = *body.as_bytes().get(parameters)?;
    let is_code = if escaped {
        last.is_ascii_alphabetic()
    } else {
        parameters > 0 && last == b'm'
    };
    if is_code {
        body.get(parameters + 1..)
    } else {
        None
    }
}

/// The time at the start of a line and what follows it.
fn log_time(text: &str) -> Option<(LogTime, &str)> {
    let openings = ["time=\"", "time=", "ts=", "[", "\""];
    let text = openings
        .iter()
        .find_map(|opening| text.strip_prefix(opening))
        .unwrap_or(text);
    if let Some(found) = syslog_time(text) {
        return Some(found);
    }
    let year: i32 = digits(text, 0, 4)?;
    let (month, day) = (digits(text, 5, 2)?, digits(text, 8, 2)?);
    let hms = [
        digits(text, 11, 2)?,
        digits(text, 14, 2)?,
        digits(text, 17, 2)?,
    ];
    let bytes = text.as_bytes();
    let separators = [4, 7, 10, 13, 16].map(|at| bytes.get(at).copied().unwrap_or_default());
    let ([b'-', b'-', b' ' | b'T', b':', b':'] | [b'/', b'/', b' ', b':', b':']) = separators
    else {
        return None;
    };
    let mut rest = text.get(19..)?;
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    let (offset, rest) = match zone(rest) {
        Some((offset, rest)) => (Some(offset), rest),
        None => (None, rest),
    };
    let civil = Timestamp::from_civil(year, month, day, hms, offset.unwrap_or(0))?;
    let at = match offset {
        Some(_) => LogTime::Instant(civil.utc()),
        None => LogTime::Local(civil),
    };
    Some((at, rest.trim_start_matches(['"', ']'])))
}

/// Decimal digits at a fixed place.
fn digits<N: std::str::FromStr>(text: &str, at: usize, count: usize) -> Option<N> {
    let digits = text.get(at..at + count)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        digits.parse().ok()
    } else {
        None
    }
}

/// Zone names that mean one offset wherever they are used.
const ZONES: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("JST", 9),
    ("KST", 9),
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("PST", -8),
    ("PDT", -7),
];

/// Seconds east of UTC, from the zone at the start of a text, and what follows it.
fn zone(text: &str) -> Option<(i32, &str)> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some((0, rest));
    }
    let text = text.strip_prefix(' ').unwrap_or(text);
    if let Some(unsigned) = text.strip_prefix(['+', '-']) {
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let hours: i32 = digits(unsigned, 0, 2)?;
        let rest = unsigned.get(2..)?;
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let (minutes, rest) = match digits::<i32>(rest, 0, 2) {
            Some(minutes) => (minutes, rest.get(2..)?),
            None => (0, rest),
        };
        return Some((sign * (hours * 3600 + minutes * 60), rest));
    }
    let name_end = text
        .find(|character: char| !character.is_ascii_uppercase())
        .unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(name_end)?;
    let (_, hours) = ZONES.iter().find(|(known, _)| *known == name)?;
    Some((hours * 3600, rest))
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `Nov 22 06:03:20 host program[12]: `.
fn syslog_time(text: &str) -> Option<(LogTime, &str)> {
    let month = text.get(..3)?;
    if !MONTHS.contains(&month) {
        return None;
    }
    digits::<u8>(text, 7, 2)?;
    digits::<u8>(text, 13, 2)?;
    let (time, rest) = text.split_at_checked(15)?;
    let head: String = rest.chars().take(100).collect();
    let colon = head.find("]: ")? + 3;
    Some((LogTime::Text(time.to_owned()), rest.get(colon..)?))
}

/// What follows the prefix of docker compose, kubectl or a container runtime.
fn container_prefix(text: &str) -> Option<&str> {
    for stream in ["stderr F ", "stdout F ", "stderr P ", "stdout P "] {
        if let Some(rest) = text.strip_prefix(stream) {
            return Some(rest);
        }
    }
    if text.starts_with("[pod/") {
        return text.split_once("] ").map(|(_, rest)| rest);
    }
    let name_end = text
        .bytes()
        .take(100)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
        .count();
    let rest = text.get(name_end..)?;
    if name_end == 0 {
        return None;
    }
    rest.trim_start().strip_prefix("| ")
}

/// Takes time, level and text out of a JSON log line; the other members follow the message as
/// `name=value`. `None` where the line is no JSON log.
fn unwrap_json(text: &str, line: &mut LogLine) -> Option<String> {
    if !text.starts_with('{') {
        return None;
    }
    let mut message = String::new();
    let mut logger = String::new();
    let mut others = String::new();
    for member in json::members(text)? {
        let value = member.value;
        match member.name.as_str() {
            "msg" | "message" | "log" | "MESSAGE" => message = value,
            "ts" | "time" | "timestamp" | "@timestamp" | "T" => {
                line.at = line.at.take().or_else(|| json_time(&value));
            }
            "level" | "lvl" | "severity" | "L" => line.level = level(&value),
            "name" | "logger" => logger = format!("[{value}] "),
            "stream" | "caller" => {}
            name => others.push_str(&format!(" {name}={value}")),
        }
    }
    if message.is_empty() && others.is_empty() {
        return None;
    }
    Some(format!("{logger}{message}{others}"))
}

/// RFC 3339, or seconds (milliseconds, where it is too large for those) since 1970.
fn json_time(value: &str) -> Option<LogTime> {
    if let Some((at, _)) = log_time(value) {
        return Some(at);
    }
    let seconds: f64 = value.parse().ok()?;
    let seconds = if seconds.abs() > 1e11 {
        seconds / 1000.0
    } else {
        seconds
    };
    if seconds.abs() > 1e11 || seconds.is_nan() {
        return None;
    }
    Some(LogTime::Instant(Timestamp::from_unix(
        seconds.floor() as i64
    )))
}

fn level(text: &str) -> Option<Level> {
    let text = text.to_ascii_uppercase();
    match text.as_str() {
        "DEBU" | "DEBUG" | "INFO" | "TRACE" | "NOTI" | "NOTICE" => Some(Level::Quiet),
        "WARN" | "WARNING" | "ERRO" | "ERROR" | "CRIT" | "CRITICAL" | "FATA" | "FATAL" | "PANI"
        | "PANIC" | "DPANIC" => Some(Level::Loud),
        _ => None,
    }
}

/// The level among the first words of a console line.
fn level_in(text: &str) -> Option<Level> {
    let head: String = text.chars().take(100).collect();
    head.split([' ', '[', ']', ':', '='])
        .filter(|word| !word.is_empty())
        .take(8)
        .find_map(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every format that is known, with the instant, whether it is loud, and the text left.
    #[test]
    fn known_log_formats() {
        let instant = "2026-11-22T06:03:20Z";
        for (raw, at, text) in [
            (
                "2026-11-22 06:03:20.123 UTC 0001 ERRO [comm.tls] f -> it",
                instant,
                "0001 ERRO [comm.tls] f -> it",
            ),
            (
                "\u{1b}[31m2026-11-22 06:03:20.123 UTC 0001 ERRO\u{1b}[0m [m] \u{1b}[1mf\u{1b}[0m -> it",
                instant,
                "0001 ERRO [m] f -> it",
            ),
            (
                "[31m2026-11-22 06:03:20.123 UTC [m] f -> ERRO 001[0m it",
                instant,
                "[m] f -> ERRO 001 it",
            ),
            (
                "2026/11/22 06:03:20 [ERROR] it",
                "2026-11-22T06:03:20",
                "[ERROR] it",
            ),
            (
                "peer0.org1.example.com    | 2026-11-22 07:03:20.123 CET 0001 ERRO it",
                instant,
                "0001 ERRO it",
            ),
            (
                "2026-11-22T06:03:20.123456789Z stderr F 2026-11-22 06:03:20.123 UTC 0001 ERRO it",
                instant,
                "0001 ERRO it",
            ),
            (
                "[pod/peer-0/peer] 2026-11-22 06:03:20.123 UTC 0001 ERRO it",
                instant,
                "0001 ERRO it",
            ),
            (
                "2026-11-22T08:03:20.123+02:00 - error: [Channel.js]: it",
                instant,
                "- error: [Channel.js]: it",
            ),
            (
                r#"{"level":"error","ts":1795327400.25,"name":"comm.tls","caller":"x.go:1","msg":"it","remoteaddress":"h:1"}"#,
                instant,
                "[comm.tls] it remoteaddress=h:1",
            ),
            (
                r#"{"level":"error","ts":"2026-11-22T06:03:20.123Z","msg":"it"}"#,
                instant,
                "it",
            ),
            (
                r#"{"log":"2026-11-22 06:03:20.123 UTC 0001 ERRO it\n","stream":"stderr","time":"2026-11-22T06:03:20.2Z"}"#,
                instant,
                "0001 ERRO it",
            ),
            (
                r#"time="2026-11-22T06:03:20Z" level=error msg="it""#,
                instant,
                r#"level=error msg="it""#,
            ),
            (
                "Nov 22 06:03:20 host peer[12]: 0001 ERRO it",
                "Nov 22 06:03:20",
                "0001 ERRO it",
            ),
        ] {
            let line = read(raw.as_bytes());
            assert_eq!(
                line.at.map(|at| at.to_string()).as_deref(),
                Some(at),
                "{raw}"
            );
            assert_eq!(line.level, Some(Level::Loud), "{raw}");
            assert_eq!(line.text, text, "{raw}");
        }
    }

    #[test]
    fn a_bare_text_has_no_time() {
        let line = read(b"x509: current time 2026-11-22T05:58:01Z is before 2026-11-22T06:03:19Z");
        assert_eq!(line.at, None);
        assert_eq!(line.level, None);
    }

    #[test]
    fn nothing_acts_on_a_terminal() {
        let line = read(b"a\x1b]0;title\x07\xff\x00\xe2\x80\xaeb");
        assert!(!line.text.chars().any(char::is_control), "{:?}", line.text);
        assert!(!line.text.contains('\u{202e}'));
    }
}
