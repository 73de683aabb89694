//! Tags and lengths.

use super::{Asn1Fault, Kind};

/// Universal tag numbers.
pub(super) mod number {
    pub(in crate::der::asn1) const BOOLEAN: u32 = 1;
    pub(in crate::der::asn1) const INTEGER: u32 = 2;
    pub(in crate::der::asn1) const BIT_STRING: u32 = 3;
    pub(in crate::der::asn1) const OCTET_STRING: u32 = 4;
    pub(in crate::der::asn1) const OID: u32 = 6;
    pub(in crate::der::asn1) const SEQUENCE: u32 = 16;
    pub(in crate::der::asn1) const SET: u32 = 17;
    pub(in crate::der::asn1) const UTC_TIME: u32 = 23;
    pub(in crate::der::asn1) const GENERALIZED_TIME: u32 = 24;
}

pub(super) const UNIVERSAL: u8 = 0;
pub(super) const CONTEXT: u8 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) class: u8,
    pub(super) number: u32,
    pub(super) compound: bool,
    pub(super) length: usize,
}

impl Header {
    /// The header at `offset`, and the offset behind it.
    pub(super) fn read(bytes: &[u8], mut offset: usize) -> Result<(Self, usize), Asn1Fault> {
        const TRUNCATED: Asn1Fault = Asn1Fault::new("asn1: syntax error: truncated tag or length");

        let mut next = || {
            let byte = bytes.get(offset).copied().ok_or(TRUNCATED);
            offset += 1;
            byte
        };
        let tag = next()?;
        let mut number = u32::from(tag & 0x1f);
        if number == 0x1f {
            number = high_tag_number(&mut next)?;
        }
        let first = next()?;
        let mut length = usize::from(first & 0x7f);
        if first & 0x80 != 0 {
            let digits = length;
            if digits == 0 {
                return Err(Asn1Fault::new(
                    "asn1: syntax error: indefinite length found (not DER)",
                ));
            }
            length = 0;
            for _ in 0..digits {
                let digit = next()?;
                if length >= 1 << 23 {
                    return Err(Asn1Fault::new("asn1: structure error: length too large"));
                }
                length = length << 8 | usize::from(digit);
                if length == 0 {
                    return Err(Asn1Fault::new(
                        "asn1: structure error: superfluous leading zeros in length",
                    ));
                }
            }
            if length < 0x80 {
                return Err(Asn1Fault::new("asn1: structure error: non-minimal length"));
            }
        }
        let header = Self {
            class: tag >> 6,
            number,
            compound: tag & 0x20 != 0,
            length,
        };
        Ok((header, offset))
    }

    pub(super) fn is(&self, class: u8, number: u32, compound: bool) -> bool {
        (self.class, self.number, self.compound) == (class, number, compound)
    }

    /// Whether a field of this kind is read from it.
    pub(super) fn fits(&self, kind: Kind) -> bool {
        let is_other_time =
            kind == Kind::Time && self.is(UNIVERSAL, number::GENERALIZED_TIME, false);
        is_other_time || self.is(UNIVERSAL, kind.number(), kind.is_compound())
    }
}

/// A tag number of several bytes: minimal, below 2^31.
fn high_tag_number(next: &mut impl FnMut() -> Result<u8, Asn1Fault>) -> Result<u32, Asn1Fault> {
    const TOO_LARGE: Asn1Fault =
        Asn1Fault::new("asn1: structure error: base 128 integer too large");

    let mut number: u64 = 0;
    for index in 0..5 {
        let byte =
            next().map_err(|_| Asn1Fault::new("asn1: syntax error: truncated base 128 integer"))?;
        if index == 0 && byte == 0x80 {
            return Err(Asn1Fault::new(
                "asn1: syntax error: integer is not minimally encoded",
            ));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        return match u32::try_from(number) {
            Ok(0..0x1f) => Err(Asn1Fault::new("asn1: syntax error: non-minimal tag")),
            Ok(number @ 0x1f..=0x7fff_ffff) => Ok(number),
            _ => Err(TOO_LARGE),
        };
    }
    Err(TOO_LARGE)
}
