//! One PEM block.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::{memchr, memchr_iter};
use zeroize::Zeroizing;

/// Padding and spare bits are not what makes a certificate unreadable here; Go's rules are stricter.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A block of PEM, or what is left of one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// What stands between `BEGIN` and the dashes.
    pub label: Cow<'static, str>,
    /// Offset of the first dash of its first boundary.
    pub start: usize,
    /// Offset behind the last dash of its last boundary.
    pub end: usize,
    /// The line that `start` is on, counted from 1.
    pub line: u32,
    /// Whether spaces or tabs stand before it on its line.
    pub indented: bool,
    /// Whether its headers say that the content is encrypted (`Proc-Type`, `DEK-Info`).
    pub encrypted: bool,
    /// What it holds.
    pub der: Result<Vec<u8>, BlockFault>,
}

/// What is wrong with a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlockFault {
    /// `BEGIN` without `END`.
    #[error("the block does not end: there is no END line")]
    Unterminated,
    /// `END` without `BEGIN`.
    #[error("an END line without a BEGIN line")]
    NoBegin,
    /// A boundary line without its closing dashes.
    #[error("the BEGIN or END line does not end in five dashes")]
    BadBoundary,
    /// `BEGIN` says one thing and `END` another.
    #[error("the END line says \"{end}\"")]
    LabelMismatch {
        /// What `END` says.
        end: String,
    },
    /// The body is no base64.
    #[error("line {line} is not base64")]
    BadBase64 {
        /// The line of the first bad byte, counted from 1; the body's first line where the fault
        /// is the body's length.
        line: u32,
    },
    /// There is no body.
    #[error("the block is empty")]
    Empty,
}

impl Block {
    /// What is left of a block that was taken.
    pub(crate) const fn none() -> Self {
        Self {
            label: Cow::Borrowed(""),
            start: 0,
            end: 0,
            line: 0,
            indented: false,
            encrypted: false,
            der: Err(BlockFault::Empty),
        }
    }
}

/// Labels that need no memory of their own.
pub(super) const LABELS: [&str; 11] = [
    "CERTIFICATE",
    "PRIVATE KEY",
    "EC PRIVATE KEY",
    "RSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PUBLIC KEY",
    "X509 CRL",
    "EC PARAMETERS",
    "CERTIFICATE REQUEST",
    "NEW CERTIFICATE REQUEST",
    "TRUSTED CERTIFICATE",
];

pub(super) fn label_text(label: &[u8]) -> Cow<'static, str> {
    let known = LABELS.into_iter().find(|it| it.as_bytes() == label);
    known.map_or_else(
        || Cow::Owned(String::from_utf8_lossy(label).into_owned()),
        Cow::Borrowed,
    )
}

/// Whether what stands under this label is secret.
pub(crate) fn is_private(label: &str) -> bool {
    label.ends_with("PRIVATE KEY")
}

/// Decodes what stands between two boundaries and tells whether its headers say that it is encrypted;
/// `line` is the line that it begins on.
pub(super) fn decode(text: &[u8], line: u32) -> (bool, Result<Vec<u8>, BlockFault>) {
    let (headers, base64) = split_headers(text);
    let encrypted = headers
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .any(|it| it.starts_with(b"DEK-Info:") || it == b"Proc-Type: 4,ENCRYPTED");
    let line_at = |offset: usize| {
        let before = &text[..text.len().min(headers.len() + offset)];
        line.saturating_add(memchr_iter(b'\n', before).count() as u32)
    };
    let der = decode_base64(base64).map_err(|fault| match fault {
        None => BlockFault::Empty,
        Some(offset) => BlockFault::BadBase64 {
            line: line_at(offset),
        },
    });
    (encrypted, der)
}

/// Lines with a colon, after the rest of the BEGIN line, are headers.
fn split_headers(text: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    if let Some(first) = memchr(b'\n', text).filter(|it| text[..*it].trim_ascii().is_empty()) {
        let mut next = first + 1;
        while let Some(length) = memchr(b'\n', &text[next..]) {
            if memchr(b':', &text[next..next + length]).is_none() {
                break;
            }
            next += length + 1;
            end = next;
        }
    }
    text.split_at(end)
}

/// `Err(None)` where there is nothing to decode, else the offset of the fault.
fn decode_base64(text: &[u8]) -> Result<Vec<u8>, Option<usize>> {
    // May be a private key: no copy is left behind.
    let mut compact = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut first = None;
    for (offset, byte) in text.iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => {
                first.get_or_insert(offset);
                compact.push(*byte);
            }
            b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => return Err(Some(offset)),
        }
    }
    let first = first.ok_or(None)?;
    BASE64.decode(&*compact).map_err(|_| Some(first))
}
