//! The string types of names, as Go reads them (`crypto/x509` `parseASN1String`).

use std::borrow::Cow;
use std::fmt;

use crate::der::reader::tag;

/// Why Go refuses an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringFault {
    Printable,
    Utf8,
    Bmp,
    Ia5,
    Numeric,
    /// A type that is no string to Go: the whole tag byte.
    Unsupported(u8),
}

impl fmt::Display for StringFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Printable => f.write_str("invalid PrintableString"),
            Self::Utf8 => f.write_str("invalid UTF-8 string"),
            Self::Bmp => f.write_str("invalid BMPString"),
            Self::Ia5 => f.write_str("invalid IA5String"),
            Self::Numeric => f.write_str("invalid NumericString"),
            Self::Unsupported(tag) => write!(f, "unsupported string type: {tag}"),
        }
    }
}

/// The text of a string of this type.
pub(crate) fn decode(tag: u8, content: &[u8]) -> Result<Cow<'_, str>, StringFault> {
    let ascii = |allowed: fn(u8) -> bool, fault| {
        if content.iter().all(|&byte| allowed(byte)) {
            std::str::from_utf8(content)
                .map(Cow::Borrowed)
                .map_err(|_| fault)
        } else {
            Err(fault)
        }
    };
    match tag {
        tag::PRINTABLE_STRING => ascii(is_printable, StringFault::Printable),
        tag::UTF8_STRING => std::str::from_utf8(content)
            .map(Cow::Borrowed)
            .map_err(|_| StringFault::Utf8),
        tag::IA5_STRING => ascii(|byte| byte.is_ascii(), StringFault::Ia5),
        tag::NUMERIC_STRING => ascii(
            |byte| byte.is_ascii_digit() || byte == b' ',
            StringFault::Numeric,
        ),
        // Latin-1, whatever T.61 says.
        tag::T61_STRING => Ok(content.iter().map(|&byte| char::from(byte)).collect()),
        tag::BMP_STRING => bmp(content).map(Cow::Owned),
        other => Err(StringFault::Unsupported(other)),
    }
}

/// PrintableString's letters, and `*` and `&`, which Go lets pass.
const fn is_printable(byte: u8) -> bool {
    is_strictly_printable(byte) || matches!(byte, b'*' | b'&')
}

/// PrintableString's letters (X.680 41.4).
pub(crate) const fn is_strictly_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b' ' | b'\'' | b'(' | b')' | b'+'..=b'/' | b':' | b'=' | b'?'
        )
}

fn bmp(content: &[u8]) -> Result<String, StringFault> {
    let (units, []) = content.as_chunks::<2>() else {
        return Err(StringFault::Bmp);
    };
    let units = units.strip_suffix(&[[0, 0]]).unwrap_or(units);
    units
        .iter()
        .map(|&unit| match u16::from_be_bytes(unit) {
            0xfdd0..=0xfdef | 0xfffe | 0xffff => None,
            // Surrogates are no characters.
            unit => char::from_u32(u32::from(unit)),
        })
        .collect::<Option<String>>()
        .ok_or(StringFault::Bmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_string_type() {
        for (tag, content, expected) in [
            (0x13, &b"Org 1*&?"[..], Ok("Org 1*&?")),
            (0x13, b"a@b", Err(StringFault::Printable)),
            (0x13, b"a_b", Err(StringFault::Printable)),
            (0x0c, "é\0\u{feff}".as_bytes(), Ok("é\0\u{feff}")),
            (0x0c, b"\xed\xa0\x80", Err(StringFault::Utf8)),
            (0x0c, b"\xc0\x80", Err(StringFault::Utf8)),
            (0x16, b"a@b\x7f", Ok("a@b\x7f")),
            (0x16, b"\x80", Err(StringFault::Ia5)),
            (0x12, b"12 3", Ok("12 3")),
            (0x12, b"1a", Err(StringFault::Numeric)),
            (0x14, b"\xe9", Ok("é")),
            (0x1e, b"\0p\0e\0e\0r", Ok("peer")),
            (0x1e, b"\0p\0\0", Ok("p")),
            (0x1e, b"\0", Err(StringFault::Bmp)),
            (0x1e, b"\xd8\0", Err(StringFault::Bmp)),
            (0x1e, b"\xfd\xd0", Err(StringFault::Bmp)),
            (0x1e, b"\xff\xff", Err(StringFault::Bmp)),
            (0x1c, b"", Err(StringFault::Unsupported(28))),
            (0x03, b"\0", Err(StringFault::Unsupported(3))),
            (0x30, b"", Err(StringFault::Unsupported(48))),
        ] {
            assert_eq!(
                decode(tag, content).as_deref(),
                expected.as_ref().map(|s| *s),
                "{content:?}"
            );
        }
    }
}
