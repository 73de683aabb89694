//! The first PEM block that Go's `encoding/pem` finds in a text, which is the one that Fabric uses.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// Standard base64 with correct padding; spare low bits are not checked.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// A block as Go's `pem.Decode` gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoBlock {
    /// What stands behind `BEGIN` (Fabric looks at it only in CRLs). Bytes that are no UTF-8 are replaced.
    pub label: String,
    /// What the base64 says; may be empty.
    pub der: Vec<u8>,
    /// Whether there is a `DEK-Info` header, which makes a key an encrypted one.
    pub dek_info: bool,
    /// Offset of the BEGIN line.
    pub start: usize,
    /// Offset behind the END line and its line feed.
    pub end: usize,
}

/// The first good block; bad blocks before it are passed over in silence, as Go does.
///
/// Takes time linear in the text.
#[must_use]
pub fn go_decode(text: &[u8]) -> Option<GoBlock> {
    let mut headers_to_the_end = None;
    let mut start = 0;
    loop {
        let frame = Frame::find(text, start)?;
        match frame.read(text) {
            Attempt::Block(block) => return Some(block),
            Attempt::Bad => {}
            Attempt::HeadersPastEnd(line) => {
                // Go reads such headers on, and gives up for good where they reach the end of the text.
                let tail = *headers_to_the_end.get_or_insert_with(|| header_tail(text));
                if line >= tail {
                    return None;
                }
            }
        }
        start = frame.end_label;
    }
}

/// An END line, and the BEGIN that may belong to it.
struct Frame {
    /// Offset of `-----BEGIN `, where there is one in the right place.
    begin: Option<usize>,
    /// Offset of the line feed before `-----END `.
    end: usize,
    /// Offset behind `-----END `.
    end_label: usize,
}

enum Attempt {
    Block(GoBlock),
    Bad,
    /// The END line, and perhaps more, was taken for headers: the offset of the line behind it.
    HeadersPastEnd(usize),
}

impl Frame {
    /// The next `-----END ` directly behind a line feed, and the last `-----BEGIN ` before it.
    fn find(text: &[u8], start: usize) -> Option<Self> {
        let searched = text.get(start..)?;
        let end = searched
            .iter()
            .enumerate()
            .filter(|&(_, &byte)| byte == b'\n')
            .map(|(index, _)| index)
            .find(|index| {
                searched
                    .get(index + 1..)
                    .is_some_and(|line| line.starts_with(END))
            })?;
        let before = searched.get(..end)?;
        let begin = before
            .windows(BEGIN.len())
            .rposition(|window| window == BEGIN)
            .filter(|&begin| begin == 0 || before.get(begin - 1) == Some(&b'\n'));
        Some(Self {
            begin: begin.map(|begin| start + begin),
            end: start + end,
            end_label: start + end + 1 + END.len(),
        })
    }

    fn read(&self, text: &[u8]) -> Attempt {
        let Some(begin) = self.begin else {
            return Attempt::Bad;
        };
        let (type_line, mut body) = line(text, begin + BEGIN.len());
        let Some(label) = type_line.strip_suffix(DASHES) else {
            return Attempt::Bad;
        };

        let mut has_headers = false;
        let mut dek_info = false;
        loop {
            if has_headers && body > self.end {
                return Attempt::HeadersPastEnd(body);
            }
            let (header, next) = line(text, body);
            let Some(colon) = header.iter().position(|&byte| byte == b':') else {
                break;
            };
            dek_info |= header.get(..colon).is_some_and(is_dek_info);
            has_headers = true;
            body = next;
        }

        // Where END follows BEGIN at once, its line feed is BEGIN's.
        let body = text.get(body..self.end).unwrap_or_default();
        let (rest_of_end_line, end) = line(text, self.end_label);
        if rest_of_end_line
            .strip_prefix(label)
            .and_then(|rest| rest.strip_prefix(DASHES))
            .is_none_or(|rest| !rest.is_empty())
        {
            return Attempt::Bad;
        }
        // May be a private key: no copy is left behind.
        let mut digits = Zeroizing::new(Vec::with_capacity(body.len()));
        digits.extend(body.iter().filter(|&byte| !b" \t\r\n".contains(byte)));
        match BASE64.decode(&*digits) {
            Ok(der) => Attempt::Block(GoBlock {
                label: String::from_utf8_lossy(label).into_owned(),
                der,
                dek_info,
                start: begin,
                end,
            }),
            Err(_) => Attempt::Bad,
        }
    }
}

/// The line that starts at this offset, without its end (LF or CRLF) and the blanks and tabs before
/// that, and the offset of the next one.
fn line(text: &[u8], start: usize) -> (&[u8], usize) {
    let rest = text.get(start..).unwrap_or_default();
    let (line, next) = match rest.iter().position(|&byte| byte == b'\n') {
        Some(end) => {
            let line = rest.get(..end).unwrap_or_default();
            (line.strip_suffix(b"\r").unwrap_or(line), start + end + 1)
        }
        None => (rest, text.len()),
    };
    let blanks = line
        .iter()
        .rev()
        .take_while(|&&byte| byte == b' ' || byte == b'\t')
        .count();
    (line.get(..line.len() - blanks).unwrap_or_default(), next)
}

fn is_dek_info(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| name.trim() == "DEK-Info")
}

/// Offset from where every line to the end of the text looks like a header.
fn header_tail(text: &[u8]) -> usize {
    let mut tail = text.len();
    for line in text.split_inclusive(|&byte| byte == b'\n').rev() {
        if !line.contains(&b':') {
            break;
        }
        tail -= line.len();
    }
    tail
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "-----BEGIN X-----\nAQID\n-----END X-----\n";

    fn der(text: &str) -> Option<Vec<u8>> {
        go_decode(text.as_bytes()).map(|block| block.der)
    }

    #[test]
    fn finds_the_first_good_block() {
        for text in [
            GOOD.to_owned(),
            format!("text\n{GOOD}"),
            format!("\u{feff}\n{GOOD}"),
            format!("-----BEGIN X-----\n{GOOD}"),
            format!("-----BEGIN X-----\nA\n-----END X-----\n{GOOD}"),
            format!("-----BEGIN X-----\nAQID\n-----END Y-----\n{GOOD}"),
            format!("-----END X-----\n{GOOD}"),
            format!("{GOOD}-----BEGIN Y-----\nBBBB\n-----END Y-----\n"),
            GOOD.replace('\n', "\r\n"),
            GOOD.replace('\n', " \t\n"),
            GOOD.replace("AQID", " A\n\n\tQ ID"),
            GOOD.trim_end().to_owned(),
            GOOD.replace("AQID", "Proc-Type: 4\n\nAQID"),
            GOOD.replace("AQID", "Proc-Type: 4\nAQID"),
            GOOD.replace('X', "x y"),
            GOOD.replace('X', ""),
            GOOD.replace("X-", "X--"),
        ] {
            assert_eq!(der(&text), Some(vec![1, 2, 3]), "{text:?}");
        }
    }

    #[test]
    fn is_generous_with_padding() {
        for (digits, expected) in [
            ("AQ==", vec![1]),
            ("AQ=\n=", vec![1]),
            ("AQ\n==", vec![1]),
            ("AR==", vec![1]),
            ("", vec![]),
        ] {
            assert_eq!(
                der(&GOOD.replace("AQID", digits)),
                Some(expected),
                "{digits}"
            );
        }
        assert_eq!(der("-----BEGIN X-----\n-----END X-----"), Some(vec![]));
    }

    #[test]
    fn passes_over_what_is_no_block() {
        for text in [
            String::new(),
            format!("\u{feff}{GOOD}"),
            format!(" {GOOD}"),
            format!("text {GOOD}"),
            GOOD.replace('\n', "\r"),
            GOOD.replace('\n', "\\n"),
            GOOD.replace("-----END", " -----END"),
            GOOD.replace("\n-----END", "-----END"),
            GOOD.replace('\n', " "),
            GOOD.replace("END X-----\n", "END X-----text"),
            GOOD.replace("END X-----\n", "END X-----\r"),
            GOOD.replace("END X-----\n", "END X-----\u{c}\n"),
            GOOD.replace("END X", "END XY"),
            GOOD.replace("END X", "END "),
            GOOD.replace("BEGIN X", "BEGINX"),
            GOOD.replace("BEGIN", "begin"),
            GOOD.replace("-----BEGIN", "----BEGIN"),
            GOOD.replace("-----BEGIN", "------BEGIN"),
            GOOD.replace("-----END", "------END"),
            GOOD.replace("X-----\nA", "X------\nA"),
            GOOD.replace("AQID", "A_ID"),
            GOOD.replace("AQID", "AQ"),
            GOOD.replace("AQID", "AQ="),
            GOOD.replace("AQID", "AQ==AQID"),
            GOOD.replace("AQID", "AQID="),
            GOOD.replace("AQID", "# comment\nAQID"),
            GOOD.replace("AQID", "A: b\n c\nAQID"),
            GOOD.replace("AQID", "A: b"),
            GOOD.replace("AQID", "AQID\nA: b"),
            "-----BEGIN X-----\nAQID\n".to_owned(),
            "-----BEGIN X-----".to_owned(),
        ] {
            assert_eq!(der(&text), None, "{text:?}");
        }
    }

    #[test]
    fn tells_label_headers_and_place() {
        let text = "a\n-----BEGIN EC KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info : x\n\nAQID\n-----END EC KEY-----\nb";
        let block = go_decode(text.as_bytes()).expect("a block");
        assert_eq!(block.label, "EC KEY");
        assert!(block.dek_info);
        assert_eq!((block.start, block.end), (2, text.len() - 1));
        let other = text.replace("DEK-Info", "Dek-Info");
        assert!(go_decode(other.as_bytes()).is_some_and(|block| !block.dek_info));
    }

    #[test]
    fn headers_may_swallow_the_rest() {
        let swallowed = "-----BEGIN X-----\na: b\n-----END X-----:\nc: d\n";
        assert_eq!(der(swallowed), None);
        // The second block is found only because the first one's headers end somewhere.
        let second = "-----BEGIN a:-----\nAQID\n-----END a:-----\n";
        assert_eq!(der(&format!("{swallowed}{second}")), Some(vec![1, 2, 3]));
        let empty = "-----BEGIN a:-----\n-----END a:-----\n";
        assert_eq!(der(&format!("{swallowed}{empty}")), None);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for unit in [
            "-----BEGIN X-----\n",
            "\n-----END X-----",
            "-----BEGIN X-----\n-----END Y-----\n",
            "-----BEGIN a:-----\n-----END b:\n",
            "-----BEGIN X-----\nAAAA\nAAA\n-----END X-----\n",
        ] {
            let text = unit.repeat(200_000) + "end";
            assert_eq!(go_decode(text.as_bytes()), None);
        }
    }
}
