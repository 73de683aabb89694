//! Splits a file into its PEM blocks and keeps every fault.

use super::block::{Block, BlockFault, decode, label_text};
use super::boundary::{Boundaries, Boundary, Kind};

pub(crate) use super::boundary::Position;

/// Every block of a file whose boundary begins a line, in file order, the faulty ones too. Byte order
/// marks, indentation, any line ends and text between blocks do not matter.
#[must_use]
pub fn blocks(data: &[u8]) -> Vec<Block> {
    Blocks::new(data)
        .filter(|block| block.position != Position::Midline)
        .map(Found::decode)
        .collect()
}

/// A block that is not decoded yet.
#[derive(Clone, Debug)]
pub(crate) struct Found<'a> {
    /// Where its first boundary stands.
    pub(crate) position: Position,
    pub(crate) label: &'a [u8],
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) line: u32,
    /// What stands between the boundaries.
    pub(crate) body: Result<&'a [u8], BlockFault>,
}

impl Found<'_> {
    pub(crate) fn decode(self) -> Block {
        let (encrypted, der) = match self.body {
            Ok(body) => decode(body, self.line),
            Err(fault) => (false, Err(fault)),
        };
        Block {
            label: label_text(self.label),
            start: self.start,
            end: self.end,
            line: self.line,
            indented: self.position == Position::Indented,
            encrypted,
            der,
        }
    }
}

/// Pairs boundaries, in one pass: a block ends at the next boundary, whatever that is.
pub(crate) struct Blocks<'a> {
    data: &'a [u8],
    boundaries: Boundaries<'a>,
    open: Option<Boundary<'a>>,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            boundaries: Boundaries::new(data),
            open: None,
        }
    }

    fn broken(boundary: &Boundary<'a>, end: usize, fault: BlockFault) -> Found<'a> {
        Found {
            position: boundary.position,
            label: boundary.label.unwrap_or_default(),
            start: boundary.start,
            end,
            line: boundary.line,
            // A boundary that does not even close says nothing else of interest.
            body: Err(match boundary.label {
                Some(_) => fault,
                None => BlockFault::BadBoundary,
            }),
        }
    }

    fn closed(&self, begin: &Boundary<'a>, end: &Boundary<'a>) -> Found<'a> {
        let fault = match (begin.label, end.label) {
            (Some(label), Some(other)) if label == other => {
                return Found {
                    position: begin.position,
                    label,
                    start: begin.start,
                    end: end.end,
                    line: begin.line,
                    body: Ok(self.data.get(begin.end..end.start).unwrap_or_default()),
                };
            }
            (_, Some(other)) => BlockFault::LabelMismatch {
                end: String::from_utf8_lossy(other).into_owned(),
            },
            (_, None) => BlockFault::BadBoundary,
        };
        Self::broken(begin, end.end, fault)
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            let Some(boundary) = self.boundaries.next() else {
                let begin = self.open.take()?;
                return Some(Self::broken(&begin, begin.end, BlockFault::Unterminated));
            };
            match (boundary.kind, self.open.take()) {
                (Kind::Begin, None) => self.open = Some(boundary),
                (Kind::Begin, Some(begin)) => {
                    self.open = Some(boundary);
                    return Some(Self::broken(&begin, begin.end, BlockFault::Unterminated));
                }
                (Kind::End, Some(begin)) => return Some(self.closed(&begin, &boundary)),
                (Kind::End, None) => {
                    return Some(Self::broken(&boundary, boundary.end, BlockFault::NoBegin));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";

    /// Line, label and outcome of every block.
    fn split(text: impl AsRef<[u8]>) -> Vec<(u32, String, Result<Vec<u8>, BlockFault>)> {
        let blocks = blocks(text.as_ref()).into_iter();
        blocks
            .map(|block| (block.line, block.label.into_owned(), block.der))
            .collect()
    }

    fn good(line: u32) -> (u32, String, Result<Vec<u8>, BlockFault>) {
        (line, "CERTIFICATE".into(), Ok(vec![1, 2, 3]))
    }

    #[test]
    fn reads_what_surrounds_and_what_disguises_a_block() {
        let crlf = GOOD.replace('\n', "\r\n");
        let cr = GOOD.replace('\n', "\r");
        let indented = GOOD.replace("\n", "\n\t ").replacen("---", " ---", 1);
        for (text, blocks) in [
            (String::new(), vec![]),
            (GOOD.into(), vec![good(1)]),
            (GOOD.trim_end().into(), vec![good(1)]),
            (
                format!("text\nmore\n{GOOD}and\n{GOOD}"),
                vec![good(3), good(7)],
            ),
            (crlf, vec![good(1)]),
            (cr, vec![good(1)]),
            (format!("\u{feff}{GOOD}"), vec![good(1)]),
            (format!("{GOOD}\u{feff}{GOOD}"), vec![good(1), good(4)]),
            (indented, vec![good(1)]),
            (GOOD.replace("AQID", "A Q\t\n\nID "), vec![good(1)]),
            (GOOD.replace("AQID", "Key: value\n\nAQID"), vec![good(1)]),
            (
                format!("see -----BEGIN CERTIFICATE----- there\n{GOOD}"),
                vec![good(2)],
            ),
            (format!("{}\n{GOOD}", "-".repeat(40)), vec![good(2)]),
        ] {
            assert_eq!(split(&text), blocks, "{text:?}");
        }
    }

    #[test]
    fn a_faulty_block_is_named_and_its_neighbours_live() {
        let faulty = |text: &str, fault: BlockFault| {
            let label = if text.contains("BEGIN TRUSTED") {
                "TRUSTED"
            } else {
                "CERTIFICATE"
            };
            let text = text.trim_end();
            let found = split(format!("{GOOD}{text}\n{GOOD}"));
            assert_eq!(found.first(), Some(&good(1)), "{text:?}");
            let expected_label = if fault == BlockFault::BadBoundary {
                ""
            } else {
                label
            };
            assert_eq!(found.get(1), Some(&(4, expected_label.into(), Err(fault))));
            let last = text.lines().count() as u32 + 4;
            assert_eq!(found.get(2..), Some(&[good(last)][..]), "{text:?}");
        };
        faulty(
            "-----BEGIN CERTIFICATE-----\nAQID",
            BlockFault::Unterminated,
        );
        faulty("-----END CERTIFICATE-----", BlockFault::NoBegin);
        faulty(
            "-----BEGIN CERTIFICATE\nAQID\n-----END CERTIFICATE-----",
            BlockFault::BadBoundary,
        );
        faulty(
            &GOOD.replace("AQID", "AQ?D"),
            BlockFault::BadBase64 { line: 5 },
        );
        faulty(
            &GOOD.replace("AQID", "AQID\nAQI\u{fc}"),
            BlockFault::BadBase64 { line: 6 },
        );
        faulty(
            &GOOD.replace("AQID", "AQIDA"),
            BlockFault::BadBase64 { line: 5 },
        );
        faulty(
            &GOOD.replace("AQID", "AQ=ID"),
            BlockFault::BadBase64 { line: 5 },
        );
        faulty(&GOOD.replace("AQID\n", ""), BlockFault::Empty);
        let mismatch = BlockFault::LabelMismatch {
            end: "CERTIFICATE".into(),
        };
        faulty(
            &GOOD.replace("BEGIN CERTIFICATE", "BEGIN TRUSTED"),
            mismatch,
        );
    }

    #[test]
    fn offsets_cut_the_block_out() {
        let text = format!("  text\n  {GOOD}");
        let blocks = blocks(text.as_bytes());
        let [block] = &blocks[..] else {
            panic!("one block")
        };
        assert_eq!(&text[block.start..block.end], GOOD.trim_end());
        assert!(block.indented);
    }

    #[test]
    fn headers_tell_of_encryption() {
        for (header, encrypted) in [
            ("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00", true),
            ("DEK-Info: AES-128-CBC,00", true),
            ("Proc-Type: 4,MIC-ONLY", false),
        ] {
            let text = GOOD.replace("AQID", &format!("{header}\n\nAQID"));
            let found = blocks(text.as_bytes());
            assert_eq!(found.first().map(|it| it.encrypted), Some(encrypted));
        }
    }

    #[test]
    fn bombs_take_linear_time() {
        let count = 200_000;
        assert_eq!(blocks(&b"-----BEGIN A-----\n".repeat(count)).len(), count);
        assert_eq!(blocks(&b"-----BEGIN \n".repeat(count)).len(), count);
        assert_eq!(blocks(&b"-----END A-----\n".repeat(count)).len(), count);
        assert!(blocks(&b"-".repeat(count * 10)).is_empty());
        assert!(blocks(&b" ".repeat(count * 10)).is_empty());
        let long = [&b"-----BEGIN A-----\n"[..], &b"AAAA:\n".repeat(count)].concat();
        assert_eq!(blocks(&long).len(), 1);
    }
}
