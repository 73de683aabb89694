//! Takes parameters out of a text. Every function is linear in what it reads and gives up
//! quietly where the text is not of the expected form.

use super::diagnosis::Ou;
use crate::timestamp::Timestamp;

/// A parameter is cut to so many characters.
const LONGEST: usize = 256;

/// An owned, trimmed copy, cut to a sensible length.
pub(super) fn keep(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// As [`keep`]; `None` where nothing is left.
pub(super) fn keep_some(text: &str) -> Option<String> {
    let kept = keep(text);
    (!kept.is_empty()).then_some(kept)
}

/// What stands before the first of `stops`, or everything.
pub(super) fn until<'a>(text: &'a str, stops: &[char]) -> &'a str {
    text.split(stops).next().unwrap_or_default()
}

/// What stands between `open` and the next `close`.
pub(super) fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(inside, _)| inside)
}

/// A word: what stands before the next blank, quote, comma, bracket or parenthesis.
pub(super) fn word(text: &str) -> &str {
    until(text.trim_start(), &[' ', '"', '\'', ',', ']', ')', '\\'])
}

/// A path at the start of a text, without what follows it.
pub(super) fn path(text: &str) -> Option<String> {
    let text = text.trim_start();
    let end = [": ", "\"", "\\"]
        .iter()
        .filter_map(|stop| text.find(stop))
        .min()
        .unwrap_or(text.len());
    keep_some(text.get(..end)?.trim_end_matches(['.', ',']))
}

/// The decimal number at the start of a text.
pub(super) fn number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// The serial number in `(SN: …)`.
pub(super) fn serial(text: &str) -> Option<String> {
    keep_some(between(text, "(SN: ", ")")?)
}

/// The instant at the start of a text: RFC 3339 as Go prints it, and what follows it.
pub(super) fn instant(text: &str) -> Option<(Timestamp, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|character: char| !matches!(character, '0'..='9' | 'T' | ':' | 'Z' | '+' | '-' | '.'))
        .unwrap_or(text.len());
    let (printed, rest) = text.split_at_checked(end)?;
    let printed = printed.trim_end_matches(['.', ':', '-']);
    let instant = Timestamp::parse(printed).or_else(|| after_year_9999(printed))?;
    Some((instant, rest))
}

/// Go prints the second after 9999-12-31T23:59:59Z as year 10000.
fn after_year_9999(printed: &str) -> Option<Timestamp> {
    let last = Timestamp::from_civil(9999, 12, 31, [23, 59, 59], 0)?;
    (printed == last.plus(1).to_string()).then(|| last.plus(1))
}

/// An instant as Go's `time.Time` prints itself: `2031-01-02 03:04:05[.6] +0000 UTC`.
pub(super) fn go_instant(text: &str) -> Option<Timestamp> {
    let text = text.trim_start().trim_start_matches(['\'', '"', '\\']);
    let mut parts = text.split_whitespace();
    let date = parts.next()?;
    if date.contains('T') {
        return instant(date).map(|(instant, _)| instant);
    }
    let time = until(parts.next()?, &['.']);
    let zone = parts.next()?;
    let (hours, minutes) = (zone.get(..3)?, zone.get(3..5)?);
    Timestamp::parse(&format!("{date}T{time}{hours}:{minutes}"))
}

/// The Go duration at the start of a text (`89890h42m6.5s`), in whole seconds.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = word(text);
    let (text, sign) = match text.strip_prefix('-') {
        Some(rest) => (rest, -1),
        None => (text, 1),
    };
    if !text.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let (mut total, mut rest) = (0_i64, text);
    while !rest.is_empty() {
        let digits =
            rest.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let (amount, tail) = rest.split_at_checked(digits)?;
        let amount: i64 = until(amount, &['.']).parse().ok()?;
        let letters = tail
            .find(|character: char| !character.is_alphabetic())
            .unwrap_or(tail.len());
        let (unit, next) = tail.split_at_checked(letters)?;
        let seconds = match unit {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" | "µs" | "us" | "ns" => 0,
            _ => return None,
        };
        total = total.checked_add(amount.checked_mul(seconds)?)?;
        rest = next;
    }
    Some(sign * total)
}

/// A text in double quotes, also where it was quoted again by a log format (`\"…\"`).
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let backslashes = text.len() - text.trim_start_matches('\\').len();
    let delimiter = text.get(..=backslashes)?;
    if !delimiter.ends_with('"') {
        return None;
    }
    let inside = text.get(delimiter.len()..)?;
    let mut from = 0;
    loop {
        let end = from + inside.get(from..)?.find(delimiter)?;
        if inside.get(..end)?.ends_with('\\') {
            from = end + delimiter.len();
            continue;
        }
        let rest = inside.get(end + delimiter.len()..)?;
        return Some((keep(&inside.get(..end)?.replace("\\\"", "\"")), rest));
    }
}

/// OUs as Fabric prints them behind `from`: `[admin(F3FCF84F99A7EC57) peer(…)]`.
pub(super) fn ous(text: &str, from: &str) -> Vec<Ou> {
    let Some(list) = between(text, from, "]") else {
        return Vec::new();
    };
    let mut ous = Vec::new();
    let mut rest = list.trim();
    // Names may hold blanks, so an OU ends at its certifier in parentheses.
    while let Some((name, tail)) = rest.split_once('(') {
        let (certifier, next) = tail.split_once(')').unwrap_or((tail, ""));
        ous.push(Ou {
            name: keep(name),
            certifier: keep_some(certifier),
        });
        rest = next;
    }
    ous
}

/// The MSP id in `MSP: [M]`, `msp: [M]` or `under this MSP [M]`.
pub(super) fn msp_id(text: &str) -> Option<String> {
    ["MSP: [", "this MSP [", "msp: ["]
        .iter()
        .find_map(|open| between(text, open, "]"))
        .and_then(keep_some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_durations() {
        assert_eq!(
            duration("89890h42m6s ago"),
            Some(89_890 * 3600 + 42 * 60 + 6)
        );
        assert_eq!(duration("0s ago"), Some(0));
        assert_eq!(duration("1m1.25s"), Some(61));
        assert_eq!(duration("1.5µs"), Some(0));
        assert_eq!(duration("3d"), None);
        assert_eq!(
            duration("2562047h47m16.854775807s ago"),
            Some(9_223_372_036)
        );
        assert_eq!(duration("h"), None);
    }

    #[test]
    fn quotes_of_any_depth() {
        let (inside, rest) = quoted(r#""x509: \"a\" b" while"#).expect("quoted");
        assert_eq!((inside.as_str(), rest), (r#"x509: "a" b"#, " while"));
        let (inside, rest) = quoted(r#"\"ca.org1\")" error"#).expect("quoted");
        assert_eq!((inside.as_str(), rest), ("ca.org1", r#")" error"#));
        assert_eq!(quoted("no"), None);
        assert_eq!(quoted(r#""open"#), None);
    }

    #[test]
    fn instants_of_go() {
        let (x, rest) = instant("2026-11-22T05:58:01Z is before").expect("an instant");
        assert_eq!(
            (x.to_string().as_str(), rest),
            ("2026-11-22T05:58:01Z", " is before")
        );
        let (x, _) = instant("10000-01-01T00:00:00Z").expect("an instant");
        assert_eq!(x.to_string(), "10000-01-01T00:00:00Z");
        let x = go_instant("2031-01-02 03:04:05.6 +0100 CET").expect("an instant");
        assert_eq!(x.utc().to_string(), "2031-01-02T02:04:05Z");
    }

    #[test]
    fn organizational_units() {
        let found = ous("OUs: [a b(00FF) peer(11)], MSP: [M]", "OUs: [");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, "a b");
        assert_eq!(found[1].certifier.as_deref(), Some("11"));
    }
}
