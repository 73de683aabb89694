//! One certificate for another in a document, whatever dress it stands in; everything around it
//! keeps its bytes.

use memchr::memmem;

use super::edit::{self, Edit};
use super::folded;
use crate::embedded::{self, Dress, Piece};
use crate::pem::is_private;

/// Base64 inside base64 is followed as deep as it is read.
const DEEPEST: u8 = 3;

/// What is put in place of what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange<'a> {
    /// DER of the old certificate.
    pub(super) old: &'a [u8],
    /// DER of the new one.
    pub(super) new: &'a [u8],
}

impl Exchange<'_> {
    /// The edits for a document, in its order. Not replaced is what stands in the midst of other text
    /// (a protobuf message counts its bytes), what cannot be written in exactly the manner of the
    /// old, and what is wrapped up together with a private key, which nobody shall copy.
    pub(super) fn edits(self, document: &[u8]) -> Vec<Edit> {
        self.edits_within(document, 0)
    }

    fn edits_within(self, document: &[u8], depth: u8) -> Vec<Edit> {
        if document == self.old {
            return vec![Edit {
                start: 0,
                old: self.old.to_vec(),
                new: self.new.to_vec(),
            }];
        }
        let pieces = embedded::pieces(document, usize::MAX);
        let mut edits: Vec<Edit> = Vec::new();
        // Blocks that share one run of base64 share its span.
        for group in pieces.chunk_by(|a, b| a.block.start == b.block.start) {
            let Some(first) = group.first() else { continue };
            let (start, end) = (first.block.start, first.block.end);
            // A run of base64 inside a block was met already, as that block.
            let done = edits.last().map_or(0, |last| last.start + last.old.len());
            let Some(raw) = document.get(start..end).filter(|_| start >= done) else {
                continue;
            };
            let new = match first.dress {
                Dress::Base64 => self.wrapped(raw, group, depth),
                _ => self.block(raw, first),
            };
            if let Some(new) = new {
                edits.push(Edit {
                    start,
                    old: raw.to_vec(),
                    new,
                });
            }
        }
        edits
    }

    /// A run of base64 with PEM in it.
    fn wrapped(self, raw: &[u8], pieces: &[Piece<'_>], depth: u8) -> Option<Vec<u8>> {
        let holds_old = pieces
            .iter()
            .any(|piece| piece.block.der.as_deref() == Ok(self.old));
        let holds_key = pieces.iter().any(|piece| is_private(&piece.block.label));
        if !holds_old || holds_key || depth >= DEEPEST {
            return None;
        }
        let inner = folded::read(raw)?;
        let edits = self.edits_within(&inner, depth + 1);
        if edits.is_empty() {
            return None;
        }
        folded::refold(raw, &inner, &edit::redo(&inner, &edits)?)
    }

    /// A block of PEM.
    fn block(self, raw: &[u8], piece: &Piece<'_>) -> Option<Vec<u8>> {
        if piece.block.der.as_deref() != Ok(self.old) || piece.dress == Dress::Inline {
            return None;
        }
        let dashes = b"-----";
        let begin = dashes.len() + memmem::find(raw.get(dashes.len()..)?, dashes)? + dashes.len();
        let end = memmem::rfind(raw, b"-----END ")?;
        let body = raw.get(begin..end)?;
        let body = match folded::refold(body, self.old, self.new) {
            Some(body) => body,
            // However oddly its lines were broken: PEM is PEM, and its line ends can be kept.
            None if piece.dress == Dress::Plain => in_lines(self.new, line_end(body)),
            None => return None,
        };
        Some([raw.get(..begin)?, &body, raw.get(end..)?].concat())
    }
}

fn line_end(body: &[u8]) -> &'static [u8] {
    if memmem::find(body, b"\r\n").is_some() {
        b"\r\n"
    } else if body.contains(&b'\n') {
        b"\n"
    } else {
        b"\r"
    }
}

/// Base64 in lines of 64, as OpenSSL and Go write it, with a line end before and behind each.
fn in_lines(der: &[u8], line_end: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let mut out = line_end.to_vec();
    for line in text.as_bytes().chunks(64) {
        out.extend_from_slice(line);
        out.extend_from_slice(line_end);
    }
    out
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use fabcert_testdata::forge::Forge;

    use super::*;

    /// Two certificates of different length.
    fn exchange<R>(test: impl FnOnce(Exchange<'_>, &str, &str) -> R) -> R {
        let old = Forge::ca("ca.org1.example.com").self_signed();
        let new = Forge::ca("ca.org1.example.com.and.more").self_signed();
        let text = |it: &fabcert_testdata::Forged| String::from_utf8(it.pem()).unwrap();
        test(
            Exchange {
                old: old.der(),
                new: new.der(),
            },
            &text(&old),
            &text(&new),
        )
    }

    /// Every document of the left column becomes that of the right.
    fn replaces(dress: impl Fn(&str) -> String) {
        exchange(|exchange, old, new| {
            let (document, expected) = (dress(old), dress(new));
            let edits = exchange.edits(document.as_bytes());
            let made = edit::redo(document.as_bytes(), &edits).unwrap();
            assert_eq!(String::from_utf8_lossy(&made), expected);
            assert_eq!(edit::undo(&made, &edits).unwrap(), document.as_bytes());
        });
    }

    fn leaves(dress: impl Fn(&str) -> String) {
        exchange(|exchange, old, _| {
            let document = dress(old);
            assert_eq!(exchange.edits(document.as_bytes()), [], "{document}");
        });
    }

    fn escape(text: &str) -> String {
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    }

    #[test]
    fn plain_pem_keeps_its_lines_and_what_is_around() {
        let other = String::from_utf8(Forge::ca("other").self_signed().pem()).unwrap();
        replaces(str::to_owned);
        replaces(|pem| pem.trim_end().to_owned());
        replaces(|pem| pem.replace('\n', "\r\n"));
        replaces(|pem| format!("subject=/CN=ca\n{pem}\nsome text\n{other}{pem}"));
        replaces(|pem| {
            let mut lines: Vec<&str> = pem.lines().collect();
            let (first, last) = (lines.remove(0), lines.pop().unwrap());
            let body = lines.concat();
            let lines: Vec<_> = body
                .as_bytes()
                .chunks(76)
                .map(String::from_utf8_lossy)
                .collect();
            format!("{first}\n{}\n{last}\n", lines.join("\n"))
        });
    }

    #[test]
    fn odd_lines_of_plain_pem_become_even() {
        exchange(|exchange, old, new| {
            let odd = old.replacen("MII", "M\nII", 1);
            let made = edit::redo(odd.as_bytes(), &exchange.edits(odd.as_bytes())).unwrap();
            assert_eq!(String::from_utf8_lossy(&made), new);
        });
    }

    #[test]
    fn embedded_pem_is_written_in_the_same_dress() {
        replaces(|pem| format!("{{\"caCerts\":\"{}\",\"x\":1}}", escape(pem)));
        replaces(|pem| {
            format!(
                "{{\"a\":\"{}\"}}",
                escape(&format!("{{\"b\":\"{}\"}}", escape(pem)))
            )
        });
        replaces(|pem| {
            let pem = pem.trim_end().replace('\n', "\n    ");
            format!("tlsCACerts:\n  pem: |-\n    {pem}\nnext: 1\n")
        });
        replaces(|pem| format!("data:\n  ca.crt: {}\n", STANDARD.encode(pem)));
        replaces(|pem| format!("{{\"root_certs\": [\n \"{}\"\n]}}", STANDARD.encode(pem)));
        replaces(|pem| {
            let inner = format!("{{\"ca\":\"{}\"}}", escape(pem));
            format!("data:\n  profile: {}\n", STANDARD.encode(inner))
        });
    }

    #[test]
    fn der_is_replaced_whole() {
        exchange(|exchange, _, _| {
            let edits = exchange.edits(exchange.old);
            assert_eq!(edit::redo(exchange.old, &edits).unwrap(), exchange.new);
        });
    }

    #[test]
    fn what_cannot_be_replaced_exactly_is_left() {
        leaves(|pem| format!("\u{a}\u{7}Org1MSP\u{12}\u{5}{pem}\u{1a}"));
        leaves(|pem| format!("{{\"c\":\"{}\"}}", escape(&pem.replacen("MII", "M\nII", 1))));
        let key = "-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n";
        leaves(|pem| {
            format!(
                "data:\n  both: {}\n",
                STANDARD.encode(format!("{pem}{key}"))
            )
        });
        leaves(|_| String::from("nothing here"));
    }
}
