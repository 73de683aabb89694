//! Go's double-quoted text (`%q`, `strconv.Quote`).

use std::fmt::Write as _;

/// These bytes as Go quotes them: `"`, `\` and what cannot be printed are escaped, bytes that are no
/// UTF-8 as `\x80`.
pub(crate) fn go_quote(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            push(&mut quoted, character);
        }
        for byte in chunk.invalid() {
            let _ = write!(quoted, "\\x{byte:02x}");
        }
    }
    quoted.push('"');
    quoted
}

fn push(quoted: &mut String, character: char) {
    match character {
        '"' => quoted.push_str("\\\""),
        '\\' => quoted.push_str("\\\\"),
        '\x07' => quoted.push_str("\\a"),
        '\x08' => quoted.push_str("\\b"),
        '\x0c' => quoted.push_str("\\f"),
        '\n' => quoted.push_str("\\n"),
        '\r' => quoted.push_str("\\r"),
        '\t' => quoted.push_str("\\t"),
        '\x0b' => quoted.push_str("\\v"),
        _ if is_printable(character) => quoted.push(character),
        _ => {
            let code = u32::from(character);
            let _ = match code {
                0..0x80 => write!(quoted, "\\x{code:02x}"),
                0x80..0x1_0000 => write!(quoted, "\\u{code:04x}"),
                _ => write!(quoted, "\\U{code:08x}"),
            };
        }
    }
}

/// Go's `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols, and the ASCII blank.
///
/// The standard library knows the same set, but shows it only in how it escapes text for debugging;
/// combining marks are escaped there only where they come first.
fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control();
    }
    let mut buffer = [b'a', 0, 0, 0, 0];
    let Some((_, rest)) = buffer.split_first_mut() else {
        return false;
    };
    let length = 1 + character.encode_utf8(rest).len();
    let text = std::str::from_utf8(buffer.get(..length).unwrap_or_default()).unwrap_or_default();
    text.escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        for (bytes, expected) in [
            (&b"ca.example.com"[..], r#""ca.example.com""#),
            (b"a\"b\\c\n\t\x7f", r#""a\"b\\c\n\t\x7f""#),
            (b"\xff", r#""\xff""#),
            (
                "é\u{a0}\u{200b}\u{feff}".as_bytes(),
                r#""é\u00a0\u200b\ufeff""#,
            ),
            ("\u{301}漢\u{10ffff}".as_bytes(), "\"\u{301}漢\\U0010ffff\""),
            ("\u{fffd}".as_bytes(), "\"\u{fffd}\""),
        ] {
            assert_eq!(go_quote(bytes), expected);
        }
    }
}
