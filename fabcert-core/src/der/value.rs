//! What stands inside elements: numbers, OIDs and bits, with the rules of Go's `cryptobyte`.

use std::borrow::Cow;
use std::fmt::Write as _;

use der_parser::num_bigint::BigUint;

use super::reader::{Reader, tag};

/// Whether these are the content bytes of an INTEGER: at least one, two's complement, minimal.
pub(crate) const fn is_integer(content: &[u8]) -> bool {
    match content {
        [] => false,
        [_] => true,
        [0x00, second, ..] => *second & 0x80 != 0,
        [0xff, second, ..] => *second & 0x80 == 0,
        _ => true,
    }
}

/// The number behind an INTEGER's content bytes, where they are well-formed and it fits.
pub(crate) fn int64(content: &[u8]) -> Option<i64> {
    if !is_integer(content) || content.len() > 8 {
        return None;
    }
    let negative = content.first().is_some_and(|first| first & 0x80 != 0);
    let start = if negative { -1 } else { 0 };
    Some(
        content
            .iter()
            .fold(start, |sum: i64, &byte| sum << 8 | i64::from(byte)),
    )
}

/// Whether a well-formed INTEGER is above zero.
pub(crate) fn is_positive(content: &[u8]) -> bool {
    content != [0] && content.first().is_some_and(|first| first & 0x80 == 0)
}

/// The bytes of a number without leading zeros.
pub(crate) fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// Whether these are the content bytes of an OBJECT IDENTIFIER that `cryptobyte` reads: at least one
/// arc, each minimal and below 2^31.
pub(crate) fn is_oid(content: &[u8]) -> bool {
    let mut arc = None;
    for &byte in content {
        let so_far: u32 = match arc {
            None if byte == 0x80 => return false,
            None => 0,
            // Seven more bits would pass 2^31.
            Some(value) if value >= 1 << 24 => return false,
            Some(value) => value,
        };
        let value = so_far << 7 | u32::from(byte & 0x7f);
        arc = (byte & 0x80 != 0).then_some(value);
    }
    !content.is_empty() && arc.is_none()
}

/// Whether these are the content bytes of an OID with arcs of any size (Go's `x509.OID`).
pub(crate) fn is_unbounded_oid(content: &[u8]) -> bool {
    let mut at_arc_start = true;
    for &byte in content {
        if at_arc_start && byte == 0x80 {
            return false;
        }
        at_arc_start = byte & 0x80 == 0;
    }
    !content.is_empty() && at_arc_start
}

/// An OID as text: dotted, or `#` and hexadecimal where the content is no OID.
pub(crate) fn dotted(content: &[u8]) -> String {
    let mut text = String::new();
    if !is_unbounded_oid(content) {
        text.push('#');
        for byte in content {
            let _ = write!(text, "{byte:02x}");
        }
        return text;
    }
    for (index, arc) in content.split_inclusive(|byte| byte & 0x80 == 0).enumerate() {
        let digits: Vec<u8> = arc.iter().map(|byte| byte & 0x7f).collect();
        let value = BigUint::from_radix_be(&digits, 128).unwrap_or_default();
        if index > 0 {
            let _ = write!(text, ".{value}");
            continue;
        }
        // The first two arcs share a number.
        let first = if value < BigUint::from(40u8) {
            0u8
        } else if value < BigUint::from(80u8) {
            1
        } else {
            2
        };
        let _ = write!(text, "{first}.{}", value - first * 40);
    }
    text
}

/// A BIT STRING's bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BitString<'a> {
    bytes: &'a [u8],
    unused: u8,
}

impl<'a> BitString<'a> {
    /// Reads a BIT STRING's content: the unused bits are 0 to 7, and zero.
    pub(crate) fn new(content: &'a [u8]) -> Option<Self> {
        let (&unused, bytes) = content.split_first()?;
        let last = bytes.last().copied();
        if unused > 7 || last.is_none() && unused != 0 {
            return None;
        }
        if last.is_some_and(|last| last & ((1 << unused) - 1) != 0) {
            return None;
        }
        Some(Self { bytes, unused })
    }

    /// Bit `n`, counted from the first one; false beyond the end.
    pub(crate) fn bit(&self, n: usize) -> bool {
        self.bytes
            .get(n / 8)
            .is_some_and(|byte| byte >> (7 - n % 8) & 1 == 1)
    }

    /// The bytes, shifted right by the unused bits (Go's `RightAlign`).
    pub(crate) fn right_aligned(&self) -> Cow<'a, [u8]> {
        if self.unused == 0 {
            return Cow::Borrowed(self.bytes);
        }
        let mut carried = 0;
        Cow::Owned(
            self.bytes
                .iter()
                .map(|&byte| {
                    let shifted = carried | byte >> self.unused;
                    carried = byte << (8 - self.unused);
                    shifted
                })
                .collect(),
        )
    }
}

impl<'a> Reader<'a> {
    /// The content of the next element where it is a well-formed INTEGER of any size.
    pub(crate) fn integer(&mut self) -> Option<&'a [u8]> {
        self.content(tag::INTEGER).filter(|it| is_integer(it))
    }

    /// The next element's number where it is a well-formed INTEGER that fits.
    pub(crate) fn int64(&mut self) -> Option<i64> {
        self.content(tag::INTEGER).and_then(int64)
    }

    /// The content of the next element where it is a well-formed OBJECT IDENTIFIER.
    pub(crate) fn oid(&mut self) -> Option<&'a [u8]> {
        self.content(tag::OID).filter(|it| is_oid(it))
    }

    /// The next element's value where it is a well-formed BOOLEAN: one byte, 00 or FF.
    pub(crate) fn boolean(&mut self) -> Option<bool> {
        match self.content(tag::BOOLEAN)? {
            [0x00] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// The next element's bits where it is a well-formed BIT STRING.
    pub(crate) fn bit_string(&mut self) -> Option<BitString<'a>> {
        self.content(tag::BIT_STRING).and_then(BitString::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_minimal() {
        for (content, value) in [
            (&[0x00][..], Some(0)),
            (&[0x7f], Some(127)),
            (&[0x00, 0x80], Some(128)),
            (&[0xff], Some(-1)),
            (&[0x80], Some(-128)),
            (&[0xff, 0x7f], Some(-129)),
            (
                &[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
                Some(i64::MAX),
            ),
            (&[0x00, 0x80, 0, 0, 0, 0, 0, 0, 0], None),
            (&[], None),
            (&[0x00, 0x7f], None),
            (&[0xff, 0x80], None),
        ] {
            assert_eq!(int64(content), value, "{content:02x?}");
        }
    }

    #[test]
    fn oids_have_small_minimal_arcs() {
        assert!(is_oid(&[0x55, 0x1d, 0x0e]));
        assert!(is_oid(&[0x2a, 0x87, 0xff, 0xff, 0xff, 0x7f]));
        for bad in [
            &[][..],
            &[0x55, 0x80, 0x01],
            &[0x55, 0x81],
            &[0x2a, 0x88, 0x80, 0x80, 0x80, 0x00],
        ] {
            assert!(!is_oid(bad), "{bad:02x?}");
        }
        assert!(is_unbounded_oid(&[0x2a, 0x88, 0x80, 0x80, 0x80, 0x00]));
    }

    #[test]
    fn prints_oids() {
        assert_eq!(dotted(&[0x55, 0x1d, 0x0e]), "2.5.29.14");
        assert_eq!(
            dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01]),
            "1.2.840.113549.1.9.1"
        );
        assert_eq!(dotted(&[0x88, 0x37, 0x03]), "2.999.3");
        assert_eq!(dotted(&[0x00]), "0.0");
        assert_eq!(dotted(&[0x80]), "#80");
    }

    #[test]
    fn bits_align_right() {
        let bits = BitString::new(&[0x05, 0xab, 0x60]).expect("bits");
        assert_eq!(*bits.right_aligned(), [0x05, 0x5b]);
        assert!(bits.bit(0) && !bits.bit(1) && !bits.bit(99));
        assert!(BitString::new(&[0x00]).is_some());
        for bad in [&[][..], &[0x01], &[0x08, 0x00], &[0x01, 0x01]] {
            assert_eq!(BitString::new(bad), None, "{bad:02x?}");
        }
    }
}
