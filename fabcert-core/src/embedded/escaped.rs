//! PEM in strings with escapes: `\n`, `\r\n`, `\/`, `\u002b`, and YAML's escaped line ends.

use std::borrow::Cow;

use zeroize::Zeroize;

use super::{Dress, Piece};
use crate::pem::{Blocks, Found};

/// Strings in strings are followed this deep.
const DEEPEST: usize = 4;

/// A block in the midst of a line, where it has escapes in it; faulty ones where they are surely meant
/// to be blocks and not source code.
pub(super) fn piece<'a>(document: &[u8], raw: &[u8], found: &Found<'_>) -> Option<Piece<'a>> {
    let Ok(body) = found.body else {
        let block = is_cut_string(document, found).then(|| found.clone().decode())?;
        return Some(Piece {
            dress: Dress::JsonString,
            block,
            text: Cow::Owned(raw.to_vec()),
        });
    };
    if !body.contains(&b'\\') {
        return None;
    }
    let mut text = unescape(raw);
    let mut levels = 1;
    while levels < DEEPEST && text.contains(&b'\\') {
        let inner = unescape(&text);
        text.zeroize();
        text = inner;
        levels += 1;
    }
    let mut block = Blocks::new(&text).next()?.decode();
    if block.der.is_err() && !is_one_string(body) {
        text.zeroize();
        return None;
    }
    (block.start, block.end, block.line) = (found.start, found.end, found.line);
    Some(Piece {
        dress: if levels == 1 {
            Dress::JsonString
        } else {
            Dress::JsonInJson
        },
        block,
        text: Cow::Owned(text),
    })
}

/// Whether a block that does not end begins a string and goes on in it: `"-----BEGIN X-----\nMII`.
fn is_cut_string(document: &[u8], found: &Found<'_>) -> bool {
    let quoted = matches!(document[..found.start].last(), Some(b'"' | b'\''));
    let rest = document.get(found.end..).unwrap_or_default();
    let escapes = rest.iter().take(8).take_while(|byte| **byte == b'\\');
    let rest = &rest[escapes.count()..];
    let first = rest
        .strip_prefix(b"n")
        .or(rest.strip_prefix(b"r\\n"))
        .and_then(<[u8]>::first);
    quoted && rest.len() < document.len() && first.is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether no quote and no line end stands in it without an escape.
fn is_one_string(body: &[u8]) -> bool {
    let pairs = body.windows(2);
    pairs.into_iter().all(|pair| match pair {
        [before, b'"' | b'\n'] => *before == b'\\',
        _ => true,
    })
}

/// Takes one level of escapes away. What is no escape stays.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some((&kind, after)) = rest.split_first() else {
            out.push(byte);
            break;
        };
        rest = after;
        match kind {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'\\' | b'/' | b'"' => out.push(kind),
            // YAML: the line goes on, behind the indentation of the next.
            b'\n' => rest = rest.trim_ascii_start(),
            b'u' => match code_point(rest) {
                Some(code) => {
                    out.push(code);
                    rest = rest.get(4..).unwrap_or_default();
                }
                None => out.extend([byte, kind]),
            },
            _ => out.extend([byte, kind]),
        }
    }
    out
}

/// The ASCII character of four hexadecimal digits.
fn code_point(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..4)?).ok()?;
    let code = u8::from_str_radix(digits, 16).ok()?;
    code.is_ascii().then_some(code)
}
