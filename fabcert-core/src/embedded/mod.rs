//! PEM in other dress: escaped in JSON strings (wallets, connection profiles), indented in YAML,
//! base64 in Kubernetes Secrets and configtxlator JSON, and one inside the other.
//!
//! Nothing is parsed as JSON or YAML: PEM boundaries and runs of base64 are looked for in the bytes,
//! in linear time, so that broken, huge or deeply nested documents make no difference.

mod base64;
mod escaped;
mod pointer;

use std::borrow::Cow;

use zeroize::Zeroize;

use self::base64::Tokens;
use crate::pem::{Block, Blocks, Found, Position};

/// How a block of PEM, or a DER file, is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Dress {
    /// As PEM is meant to be: the boundary begins its line.
    Plain,
    /// A whole file of DER.
    Der,
    /// With escapes, as in a JSON or a double-quoted YAML string.
    JsonString,
    /// Escaped more than once: a JSON document inside a JSON string.
    JsonInJson,
    /// Indented, as in a YAML block.
    YamlIndented,
    /// Behind other text on its line, as in a protobuf message.
    Inline,
    /// In base64, whatever dress it has inside.
    Base64,
}

/// A block of PEM in other dress.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Embedded {
    /// Its dress.
    pub dress: Dress,
    /// Offset of its first byte in the document; of base64 the first byte of the base64.
    pub start: usize,
    /// Offset behind its last byte.
    pub end: usize,
    /// The line that `start` is on, counted from 1.
    pub line: u32,
    /// The block as plain PEM.
    pub pem: Vec<u8>,
    /// The key that it is the value of, in JSON or YAML.
    pub pointer: Option<String>,
}

/// Every block of PEM in other dress than [`Dress::Plain`], in document order. Blocks that share one
/// run of base64 share its offsets.
#[must_use]
pub fn find(document: &[u8]) -> Vec<Embedded> {
    pieces(document, usize::MAX)
        .into_iter()
        .filter(|piece| piece.dress != Dress::Plain)
        .map(|mut piece| Embedded {
            dress: piece.dress,
            start: piece.block.start,
            end: piece.block.end,
            line: piece.block.line,
            pointer: piece.pointer(document),
            pem: std::mem::take(&mut piece.text).into_owned(),
        })
        .collect()
}

/// A block in whatever dress; its offsets and its line are the document's.
pub(crate) struct Piece<'a> {
    pub(crate) dress: Dress,
    pub(crate) block: Block,
    /// The block as plain PEM.
    pub(crate) text: Cow<'a, [u8]>,
}

impl Piece<'_> {
    /// The key that it is the value of, in JSON or YAML.
    pub(crate) fn pointer(&self, document: &[u8]) -> Option<String> {
        pointer::key_before(document.get(..self.block.start)?)
    }
}

/// May be a private key: no copy is left behind.
impl Drop for Piece<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(text) = &mut self.text {
            text.zeroize();
        }
        if let Ok(der) = &mut self.block.der {
            der.zeroize();
        }
    }
}

/// The first blocks of a document in whatever dress, up to `most`, in document order.
pub(crate) fn pieces(document: &[u8], most: usize) -> Vec<Piece<'_>> {
    pieces_within(document, most, 0)
}

/// Base64 inside base64 is followed this deep.
const DEEPEST: u8 = 3;

fn pieces_within(document: &[u8], most: usize, depth: u8) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Blocks::new(document)
        .filter_map(|found| dressed(document, found))
        .take(most)
        .collect();
    if depth < DEEPEST {
        let plain = pieces.len();
        for token in Tokens::new(document) {
            let inner = pieces_within(&token.decoded, most, depth + 1);
            pieces.extend(inner.into_iter().map(|mut piece| {
                let mut block = std::mem::replace(&mut piece.block, Block::none());
                (block.start, block.end, block.line) = (token.start, token.end, token.line);
                Piece {
                    dress: Dress::Base64,
                    block,
                    text: Cow::Owned(std::mem::take(&mut piece.text).into_owned()),
                }
            }));
            if pieces.len() - plain >= most {
                break;
            }
        }
        // Stable: blocks of one run of base64 stay in their order.
        pieces.sort_by_key(|piece| piece.block.start);
        pieces.truncate(most);
    }
    pieces
}

/// A block with its dress; `None` where it is no block at all but a boundary mentioned in some text.
fn dressed<'a>(document: &'a [u8], found: Found<'a>) -> Option<Piece<'a>> {
    let raw = document.get(found.start..found.end)?;
    match found.position {
        Position::LineStart => Some(Piece {
            dress: Dress::Plain,
            block: found.decode(),
            text: Cow::Borrowed(raw),
        }),
        Position::Indented => Some(Piece {
            dress: Dress::YamlIndented,
            block: found.decode(),
            text: Cow::Owned(without_indent(raw)),
        }),
        Position::Midline => escaped::piece(document, raw, &found).or_else(|| {
            // In the midst of text only what is whole counts.
            let block = found.decode();
            block.der.is_ok().then_some(Piece {
                dress: Dress::Inline,
                block,
                text: Cow::Borrowed(raw),
            })
        }),
    }
}

fn without_indent(raw: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = raw
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .collect();
    lines.join(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::Engine;
    use ::base64::engine::general_purpose::STANDARD;

    const PEM: &str = "-----BEGIN CERTIFICATE-----\nAQ+/\nAQID\n-----END CERTIFICATE-----\n";
    const DER: &[u8] = &[1, 0x0f, 0xbf, 1, 2, 3];

    /// Finds the one block of a document, and checks that it is whole.
    fn found(document: &str) -> Embedded {
        let mut all = find(document.as_bytes());
        assert_eq!(all.len(), 1, "{document}");
        let one = all.remove(0);
        let inner = crate::pem::blocks(&one.pem);
        assert_eq!(inner.len(), 1, "{document}");
        assert_eq!(inner[0].der.as_deref(), Ok(DER), "{document}");
        one
    }

    fn escape(text: &str) -> String {
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    }

    #[test]
    fn json_strings() {
        let escaped = escape(PEM);
        let wallet = format!(
            "{{\"name\":\"u\",\n\"identity\": {{\"certificate\" : \"{escaped}\"}},\"x\":1}}"
        );
        let one = found(&wallet);
        assert_eq!(one.dress, Dress::JsonString);
        assert_eq!((one.line, one.pointer.as_deref()), (2, Some("certificate")));
        // The span is the escaped block, without the newline behind it.
        let span = &wallet[one.start..one.end];
        assert_eq!(format!("{span}\\n"), escaped);

        let crlf = wallet.replace("\\n", "\\r\\n");
        assert_eq!(found(&crlf).dress, Dress::JsonString);
        let odd = wallet.replace('+', "\\u002b").replace("/\\n", "\\/\\n");
        assert_eq!(found(&odd).dress, Dress::JsonString);
        let folded = wallet.replace("\\nAQID", "\\n\\\n    AQID");
        assert_eq!(found(&folded).dress, Dress::JsonString);
    }

    #[test]
    fn json_in_json_strings() {
        let inner = format!("{{\"certificate\":\"{}\"}}", escape(PEM));
        let outer = format!("{{\"value\":\"{}\"}}", escape(&inner));
        let one = found(&outer);
        assert_eq!(one.dress, Dress::JsonInJson);
        assert_eq!(one.pointer.as_deref(), Some("certificate"));
        let third = format!("\"{}\"", escape(&outer));
        assert_eq!(found(&third).dress, Dress::JsonInJson);
    }

    #[test]
    fn yaml_blocks() {
        let indented = PEM.replace('\n', "\n    ");
        let yaml = format!("tls:\n  pem: |-\n    {indented}\nnext: 1\n");
        let one = found(&yaml);
        assert_eq!(one.dress, Dress::YamlIndented);
        assert_eq!((one.line, one.pointer.as_deref()), (3, Some("pem")));
    }

    #[test]
    fn base64_in_any_text() {
        let text = STANDARD.encode(PEM);
        for (document, line, pointer) in [
            (format!("data:\n  ca.crt: {text}\n"), 2, Some("ca.crt")),
            (format!("{{\"cert\": \"{text}\"}}"), 1, Some("cert")),
            (text.clone(), 1, None),
        ] {
            let one = found(&document);
            assert_eq!(one.dress, Dress::Base64);
            assert_eq!((one.line, one.pointer.as_deref()), (line, pointer));
            assert_eq!(&document[one.start..one.end], text);
        }
        // Whatever stands before the block shifts the alphabet.
        for before in ["", "a", "ab", "abc", "subject=/CN=x\n"] {
            let text = STANDARD.encode(format!("{before}{PEM}"));
            assert_eq!(
                found(&format!("x: {text}")).dress,
                Dress::Base64,
                "{before}"
            );
        }
    }

    #[test]
    fn base64_over_several_lines() {
        let text = STANDARD.encode(format!("Certificate: with some text before it\n{PEM}"));
        let lines: Vec<&str> = (0..text.len())
            .step_by(20)
            .map(|at| &text[at..text.len().min(at + 20)])
            .collect();
        let document = format!(
            "data:\n  tls.crt: |\n    {}\n  b: c\n",
            lines.join("\n    ")
        );
        let one = found(&document);
        assert_eq!((one.line, one.pointer.as_deref()), (3, Some("tls.crt")));
        assert!(document[one.start..one.end].starts_with(lines[0]));
        assert!(document[..one.end].ends_with(lines[lines.len() - 1]));
        let escaped = format!("{{\"c\":\"{}\\n\"}}", lines.join("\\n"));
        assert_eq!(found(&escaped).dress, Dress::Base64);
    }

    #[test]
    fn a_wallet_in_a_secret() {
        let wallet = format!(
            "{{\"credentials\":{{\"certificate\":\"{}\"}}}}",
            escape(PEM)
        );
        let secret = format!("data:\n  user1.id: {}\n", STANDARD.encode(wallet));
        let one = found(&secret);
        assert_eq!((one.dress, one.line), (Dress::Base64, 2));
    }

    #[test]
    fn a_bundle_in_base64_keeps_its_order() {
        let other = PEM.replace("CERTIFICATE", "X509 CRL");
        let document = format!("x: {}", STANDARD.encode(format!("{PEM}{other}")));
        let labels: Vec<_> = pieces(document.as_bytes(), 10)
            .iter()
            .map(|piece| piece.block.label.clone())
            .collect();
        assert_eq!(labels, ["CERTIFICATE", "X509 CRL"]);
    }

    #[test]
    fn protobuf_and_other_text_on_the_line() {
        let document = format!("\u{a}\u{7}Org1MSP\u{12}\u{5}{PEM}\u{1a}");
        assert_eq!(found(&document).dress, Dress::Inline);
        let line = PEM.replace('\n', " ");
        assert_eq!(found(&format!("CERT='{line}'")).dress, Dress::Inline);
    }

    #[test]
    fn mere_mentions_are_no_blocks_and_broken_strings_are() {
        for text in [
            "a header such as -----BEGIN CERTIFICATE----- is wanted",
            "s := \"-----BEGIN CERTIFICATE-----\\n\" +\n \"AQID\\n\" +\n\"-----END CERTIFICATE-----\\n\"",
            "\"-----BEGIN CERTIFICATE-----\"",
            "grep -e '-----END CERTIFICATE-----'",
        ] {
            assert_eq!(find(text.as_bytes()), [], "{text}");
        }
        for text in [
            "{\"c\":\"-----BEGIN CERTIFICATE-----\\nAQ?D\\n-----END CERTIFICATE-----\"}",
            "{\"c\":\"-----BEGIN CERTIFICATE-----\\nAQID\"}",
        ] {
            let pieces = pieces(text.as_bytes(), 10);
            assert_eq!(pieces.len(), 1, "{text}");
            assert!(pieces[0].block.der.is_err(), "{text}");
        }
    }

    #[test]
    fn bombs_take_linear_time() {
        let count = 200_000;
        for text in [
            "{\"a\":[".repeat(count),
            "\\".repeat(count * 10),
            format!("{}-----BEGIN A-----{}", "\"", "\\".repeat(count * 10)),
            "LS0t ".repeat(count),
            "LS0t\n".repeat(count),
            "LS0tQUJD".repeat(count),
            "\"-----BEGIN A-----\\n".repeat(count),
            "-----BEGIN A-----\\nAQID-----END A-----".repeat(count / 4),
        ] {
            let _ = find(text.as_bytes());
        }
    }

    #[test]
    fn certificates_of_a_channel_configuration() {
        let org = STANDARD.encode(PEM);
        let certs = format!("\"root_certs\": [\n \"{org}\",\n \"{org}\"\n]");
        let all = find(certs.as_bytes());
        let lines: Vec<_> = all.iter().map(|it| it.line).collect();
        assert_eq!(lines, [2, 3]);
    }
}
