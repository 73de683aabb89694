//! Base64 as it stands in a document, lines and escapes included, written again for other bytes in
//! exactly the same manner.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The text that stands for `new` where `raw` stands for `old`: same lines, same escapes, same blanks
/// around. `None` where `raw` is written in a way that cannot be told exactly, that is where this very
/// function would not write `old` as `raw`.
pub(super) fn refold(raw: &[u8], old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let fold = Fold::of(raw)?;
    (fold.write(old) == raw).then(|| fold.write(new))
}

/// The bytes that the text stands for; `None` where something else than padded base64 and blanks
/// stands in it.
pub(super) fn read(raw: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(Vec::with_capacity(raw.len()));
    let mut at = 0;
    while at < raw.len() {
        let rest = raw.get(at..)?;
        let blank = blank_length(rest);
        at += blank;
        if blank == 0 {
            let (character, written) = digit(rest)?;
            text.push(character);
            at += written.len();
        }
    }
    STANDARD.decode(&*text).ok().map(Zeroizing::new)
}

/// How base64 is written down.
#[derive(Debug)]
struct Fold<'a> {
    /// Blanks, line ends and the like before and behind it.
    lead: &'a [u8],
    tail: &'a [u8],
    /// Characters of base64 in a line; `None` where there is only one line.
    width: Option<usize>,
    /// What stands between two lines.
    separator: &'a [u8],
    slash: &'a [u8],
    plus: &'a [u8],
    equals: &'a [u8],
}

impl<'a> Fold<'a> {
    /// Learns it from a text; `None` where something else than base64 and blanks stands in it.
    fn of(raw: &'a [u8]) -> Option<Self> {
        let mut fold = Self {
            lead: &[],
            tail: &[],
            width: None,
            separator: &[],
            slash: b"/",
            plus: b"+",
            equals: b"=",
        };
        let mut at = blank_length(raw);
        fold.lead = raw.get(..at)?;
        let mut length = 0;
        while at < raw.len() {
            let rest = raw.get(at..)?;
            let blank = blank_length(rest);
            if blank == rest.len() {
                fold.tail = rest;
            } else if blank > 0 && fold.width.is_none() {
                (fold.width, fold.separator) = (Some(length), rest.get(..blank)?);
            }
            at += blank;
            if blank == 0 {
                let (character, written) = digit(rest)?;
                match character {
                    b'/' => fold.slash = written,
                    b'+' => fold.plus = written,
                    b'=' => fold.equals = written,
                    _ => {}
                }
                length += 1;
                at += written.len();
            }
        }
        (fold.width != Some(0)).then_some(fold)
    }

    fn write(&self, bytes: &[u8]) -> Vec<u8> {
        let text = STANDARD.encode(bytes);
        let mut out = Vec::with_capacity(text.len() + text.len() / 16 + self.lead.len());
        out.extend_from_slice(self.lead);
        for (index, character) in text.bytes().enumerate() {
            if self
                .width
                .is_some_and(|width| index > 0 && index % width == 0)
            {
                out.extend_from_slice(self.separator);
            }
            match character {
                b'/' => out.extend_from_slice(self.slash),
                b'+' => out.extend_from_slice(self.plus),
                b'=' => out.extend_from_slice(self.equals),
                other => out.push(other),
            }
        }
        out.extend_from_slice(self.tail);
        out
    }
}

/// How many blanks and line ends, escaped ones included (`\n`, `\\r\\n`, YAML's `\` at a line's end),
/// stand at the start.
fn blank_length(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let escapes = rest.iter().take_while(|byte| **byte == b'\\').count();
        length += match rest.get(escapes) {
            Some(b' ' | b'\t' | b'\r' | b'\n') => escapes + 1,
            Some(b'n' | b'r' | b't') if escapes > 0 => escapes + 1,
            _ => return length,
        };
    }
}

/// The character of base64 at the start, and how it is written (`/`, `\/`, `\u002b`).
fn digit(text: &[u8]) -> Option<(u8, &[u8])> {
    let escapes = text.iter().take_while(|byte| **byte == b'\\').count();
    let rest = text.get(escapes..)?;
    let (character, length) = match (escapes, rest) {
        (0, [byte, ..]) if byte.is_ascii_alphanumeric() || b"+/=".contains(byte) => (*byte, 1),
        (1.., [b'/', ..]) => (b'/', 1),
        (1.., [b'u', b'0', b'0', b'2', b'f' | b'F', ..]) => (b'/', 5),
        (1.., [b'u', b'0', b'0', b'2', b'b' | b'B', ..]) => (b'+', 5),
        (1.., [b'u', b'0', b'0', b'3', b'd' | b'D', ..]) => (b'=', 5),
        _ => return None,
    };
    Some((character, text.get(..escapes + length)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `bytes` in lines of `width` with `separator` between, `lead` before and `tail` behind.
    fn folded(bytes: &[u8], width: usize, separator: &str, escape: bool) -> String {
        let text = STANDARD.encode(bytes);
        let lines: Vec<&str> = (0..text.len())
            .step_by(width)
            .map(|at| &text[at..text.len().min(at + width)])
            .collect();
        let text = lines.join("\u{0}");
        let text = if escape {
            text.replace('+', "\\u002b").replace('/', "\\/")
        } else {
            text
        };
        format!("{separator}{}{separator}", text.replace('\u{0}', separator))
    }

    proptest! {
        #[test]
        fn other_bytes_are_written_in_the_same_manner(
            old in proptest::collection::vec(any::<u8>(), 120..400),
            new in proptest::collection::vec(any::<u8>(), 120..400),
            width in 16usize..80,
            separator in prop_oneof![
                Just("\n"), Just("\r\n"), Just("\n    "), Just("\\n"), Just("\\r\\n"), Just("\\\\n"),
                Just(" "), Just("\\n\\\n  "),
            ],
            escape in any::<bool>(),
        ) {
            let raw = folded(&old, width, separator, escape);
            let made = refold(raw.as_bytes(), &old, &new).expect("told exactly");
            // An escape that the old text had no need of cannot be known.
            let made = String::from_utf8(made).unwrap().replace("\\/", "/").replace("\\u002b", "+");
            prop_assert_eq!(made, folded(&new, width, separator, false));
        }

        #[test]
        fn nothing_makes_it_panic(raw in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = refold(&raw, &raw, b"new");
        }
    }

    #[test]
    fn a_single_line_stays_one() {
        let old = [7; 100];
        let raw = STANDARD.encode(old);
        let made = refold(raw.as_bytes(), &old, &[9; 300]).unwrap();
        assert_eq!(made, STANDARD.encode([9; 300]).into_bytes());
    }

    #[test]
    fn what_cannot_be_told_exactly_is_left() {
        let old = [7; 100];
        let text = STANDARD.encode(old);
        let uneven = format!("{}\n{}\n{}", &text[..20], &text[20..70], &text[70..]);
        for raw in [
            uneven,
            text.replace('B', "%"),
            format!("{text}="),
            format!("x: {text}"),
        ] {
            assert_eq!(refold(raw.as_bytes(), &old, &old), None, "{raw}");
        }
    }

    /// JSON may write any character as an escape, in either case; the new text is written so too.
    #[test]
    fn escapes_are_read_and_kept() {
        for (raw, bytes) in [
            (&br"+/+/"[..], &[0xfb, 0xff, 0xbf][..]),
            (br"\u002b\/\u002B\/", &[0xfb, 0xff, 0xbf]),
            (br"\u002b\u002f\u002b\u002F", &[0xfb, 0xff, 0xbf]),
            (br"\\u002b\\/\\u002b\\/", &[0xfb, 0xff, 0xbf]),
            (br"YQ\u003d\u003D", b"a"),
            (br"YQ==", b"a"),
            (b"\n YW\n Jj\n", b"abc"),
            (br"\nYW\r\nJj\\n", b"abc"),
        ] {
            let read = read(raw).expect("base64");
            assert_eq!(*read, bytes, "{}", String::from_utf8_lossy(raw));
        }
        for raw in [&br"YQ="[..], br"Y\Q==", br"YQ\u002d=", b"YQ-_", b"Y%Q="] {
            assert!(read(raw).is_none(), "{}", String::from_utf8_lossy(raw));
        }
        let again = refold(br"YQ\u003d\u003d", b"a", b"b").expect("told exactly");
        assert_eq!(again, br"Yg\u003d\u003d");
    }
}
