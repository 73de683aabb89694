//! The list as comma-separated values (RFC 4180), safe to open in a spreadsheet.

use fabcert_core::inventory::{Inventory, Row, Verdict};
use fabcert_core::words;

const HEADER: [&str; 15] = [
    "organisation",
    "name",
    "role",
    "kind",
    "subject",
    "issuer",
    "not_before",
    "not_after",
    "days_left",
    "verdict",
    "rule",
    "fabric_error",
    "copies",
    "path",
    "sha256",
];

/// A line a certificate under a line of titles; lines end in CR LF.
pub(crate) fn csv(inventory: &Inventory, rows: &[&Row]) -> String {
    let mut out = String::new();
    push(&mut out, HEADER.iter().map(ToString::to_string));
    for row in rows {
        let entry = &row.entry;
        let certificate = &entry.certificate;
        let error = match &row.verdict {
            Verdict::Refused { error, .. } => words::safe(error),
            _ => String::new(),
        };
        let place = entry.places.first().map(|it| words::path(&it.path));
        let days = row.not_after().since(inventory.at).div_euclid(86_400);
        push(
            &mut out,
            [
                entry
                    .organisation
                    .as_deref()
                    .map(words::safe)
                    .unwrap_or_default(),
                row.name(),
                words::roles(row),
                row.kind.name().to_owned(),
                words::safe(&certificate.subject().to_string()),
                words::safe(&certificate.issuer().to_string()),
                certificate.not_before().utc().to_string(),
                certificate.not_after().utc().to_string(),
                days.to_string(),
                words::verdict(row),
                row.worst
                    .map(|(_, rule)| rule.to_owned())
                    .unwrap_or_default(),
                error,
                entry.places.len().to_string(),
                place.unwrap_or_default(),
                certificate.fingerprint().to_string(),
            ],
        );
    }
    out
}

fn push(out: &mut String, fields: impl IntoIterator<Item = String>) {
    for (number, field) in fields.into_iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        out.push_str(&quoted(&harmless(&field)));
    }
    out.push_str("\r\n");
}

/// A spreadsheet takes what begins like this for a formula; an apostrophe makes it text. Numbers,
/// negative ones too, and a lone dash stay as they are.
fn harmless(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if formula && field != "-" && field.parse::<i64>().is_err() {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) || field.starts_with(' ') || field.ends_with(' ') {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text() {
        for (field, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("-12", "-12"),
            ("-", "-"),
            ("CN=a", "CN=a"),
        ] {
            assert_eq!(harmless(field), expected);
        }
    }

    #[test]
    fn quotes_what_needs_quotes() {
        assert_eq!(quoted("CN=a,O=b"), "\"CN=a,O=b\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }
}
