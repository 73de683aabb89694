//! Tolerant looks into YAML and JSON text, for what only names something: a file's version line, the
//! key that a certificate stands under, an MSP ID. Nothing that decides a verdict is read this way.

/// The value of `key` in a YAML text: at top level, or one level below `section`.
pub(super) fn yaml_scalar<'a>(text: &'a [u8], section: Option<&str>, key: &str) -> Option<&'a str> {
    let mut inside = section.is_none();
    for line in text.split(|&byte| byte == b'\n') {
        let Ok(line) = std::str::from_utf8(line) else {
            continue;
        };
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        let Some((name, value)) = content.split_once(':') else {
            continue;
        };
        if let Some(section) = section {
            if !indented {
                inside = name == section;
                continue;
            }
        } else if indented {
            continue;
        }
        if inside && name == key {
            return plain(value);
        }
    }
    None
}

/// A scalar without its quotes and comment; empty is `None`.
fn plain(value: &str) -> Option<&str> {
    let value = value.trim();
    let quoted = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.split(quote).next());
    let value = match quoted {
        Some(inner) => inner,
        None if value.starts_with('#') => "",
        None => value.split(" #").next().unwrap_or(value).trim(),
    };
    (!value.is_empty()).then_some(value)
}

/// A mapping key in JSON or YAML text, also where the JSON stands escaped in a JSON string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key<'a> {
    /// Where its colon stands.
    pub(super) at: usize,
    pub(super) name: &'a str,
    /// The first word of its value; empty where it has none on that line.
    pub(super) value: &'a str,
}

/// Longest name that is taken for a key.
const LONGEST: usize = 253;

/// Every key, in order.
pub(super) fn keys(text: &[u8]) -> impl Iterator<Item = Key<'_>> {
    text.iter()
        .enumerate()
        .filter(|&(_, &byte)| byte == b':')
        .filter_map(move |(at, _)| {
            let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
            // `https://` and `localhost:7054` are no keys.
            if after
                .first()
                .is_some_and(|&it| it == b'/' || it.is_ascii_alphanumeric())
            {
                return None;
            }
            let name = word_at_end(trim_end(before, |it| is_blank(it) || is_quote(it)));
            let value = word_at_start(trim_start(after, |it| is_blank(it) || is_quote(it)));
            (!name.is_empty()).then_some(Key { at, name, value })
        })
}

/// The value behind a key's colon as far as a path may reach: to the end of the line, a quote, a
/// comma or a brace.
pub(super) fn path_after(text: &[u8], colon: usize) -> &str {
    let after = text.get(colon + 1..).unwrap_or_default();
    let value = trim_start(after, |it| is_blank(it) || is_quote(it));
    let end = value
        .iter()
        .position(|&it| matches!(it, b'\n' | b'\r' | b',' | b'}') || is_quote(it));
    let value = &value[..end.unwrap_or(value.len())];
    std::str::from_utf8(value).unwrap_or_default().trim()
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'\\')
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'@')
}

fn trim_end(text: &[u8], drop: impl Fn(u8) -> bool) -> &[u8] {
    let near = text.len().saturating_sub(LONGEST);
    let end = text[near..].iter().rposition(|&it| !drop(it));
    &text[..end.map_or(near, |end| near + end + 1)]
}

fn trim_start(text: &[u8], drop: impl Fn(u8) -> bool) -> &[u8] {
    let near = &text[..text.len().min(LONGEST)];
    let start = near.iter().position(|&it| !drop(it));
    &text[start.unwrap_or(near.len())..]
}

fn word_at_end(text: &[u8]) -> &str {
    let near = &text[text.len().saturating_sub(LONGEST)..];
    let start = near.iter().rposition(|&it| !is_word(it));
    std::str::from_utf8(&near[start.map_or(0, |it| it + 1)..]).unwrap_or_default()
}

fn word_at_start(text: &[u8]) -> &str {
    let near = &text[..text.len().min(LONGEST)];
    let end = near.iter().position(|&it| !is_word(it));
    std::str::from_utf8(&near[..end.unwrap_or(near.len())]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_scalars() {
        let text = b"# version: 9\nversion: 1.4.9\nca:\n  # c\n  name: ca-org1 # n\n  certfile: \"../in/ca.pem\"\n  keyfile:\ntls:\n  certfile: tls.pem\n";
        let cases = [
            (None, "version", Some("1.4.9")),
            (None, "certfile", None),
            (Some("ca"), "name", Some("ca-org1")),
            (Some("ca"), "certfile", Some("../in/ca.pem")),
            (Some("ca"), "keyfile", None),
            (Some("tls"), "certfile", Some("tls.pem")),
            (Some("csr"), "certfile", None),
        ];
        for (section, key, value) in cases {
            assert_eq!(yaml_scalar(text, section, key), value, "{section:?} {key}");
        }
    }

    #[test]
    fn keys_of_json_yaml_and_json_in_json() {
        let cases: [(&str, &[_]); 4] = [
            (
                r#"{"mspId":"Org1MSP","version":1}"#,
                &[("mspId", "Org1MSP")],
            ),
            (
                "url: grpcs://host:7051\n  mspid: Org1MSP\n  pem: |\n",
                &[("url", "grpcs"), ("mspid", "Org1MSP"), ("pem", "")],
            ),
            (r#""{\"mspid\":\"Org2MSP\"}""#, &[("mspid", "Org2MSP")]),
            (":", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = keys(text.as_bytes())
                .map(|key| (key.name, key.value))
                .collect();
            assert_eq!(found, expected);
        }
    }
}
