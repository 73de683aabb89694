//! What elements say.

use super::header::{Header, UNIVERSAL, number};
use super::{Asn1Fault, Fields};
use crate::der::string::{StringFault, decode};
use crate::der::time;
use crate::der::value::{self, BitString};
use crate::quote::go_quote;
use crate::timestamp::Timestamp;

/// One element that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value<'a> {
    pub(super) header: Header,
    /// Its content.
    pub(crate) content: &'a [u8],
    /// Itself, tag and length included.
    pub(crate) whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// The struct's fields.
    pub(crate) const fn fields(&self) -> Fields<'a> {
        Fields::new(self.content)
    }

    /// An INTEGER of any size: its content.
    pub(crate) fn big_int(&self) -> Result<&'a [u8], Asn1Fault> {
        if self.content.is_empty() {
            return Err(Asn1Fault::new("asn1: structure error: empty integer"));
        }
        if !value::is_integer(self.content) {
            return Err(Asn1Fault::new(
                "asn1: structure error: integer not minimally-encoded",
            ));
        }
        Ok(self.content)
    }

    /// An INTEGER of at most eight bytes.
    pub(crate) fn int(&self) -> Result<i64, Asn1Fault> {
        value::int64(self.big_int()?)
            .ok_or(Asn1Fault::new("asn1: structure error: integer too large"))
    }

    pub(crate) fn boolean(&self) -> Result<bool, Asn1Fault> {
        match self.content {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(Asn1Fault::new("asn1: syntax error: invalid boolean")),
        }
    }

    pub(crate) fn bit_string(&self) -> Result<BitString<'a>, Asn1Fault> {
        BitString::new(self.content).ok_or(if self.content.is_empty() {
            Asn1Fault::new("asn1: syntax error: zero length BIT STRING")
        } else {
            Asn1Fault::new("asn1: syntax error: invalid padding bits in BIT STRING")
        })
    }

    /// An OBJECT IDENTIFIER's content.
    pub(crate) fn oid(&self) -> Result<&'a [u8], Asn1Fault> {
        if value::is_oid(self.content) {
            return Ok(self.content);
        }
        Err(Asn1Fault::new(if self.content.is_empty() {
            "asn1: syntax error: zero length OBJECT IDENTIFIER"
        } else if self.content.last().is_some_and(|last| last & 0x80 != 0) {
            "asn1: syntax error: truncated base 128 integer"
        } else if value::is_unbounded_oid(self.content) {
            "asn1: structure error: base 128 integer too large"
        } else {
            "asn1: syntax error: integer is not minimally encoded"
        }))
    }

    /// A UTCTime or GeneralizedTime.
    pub(crate) fn time(&self) -> Result<Timestamp, Asn1Fault> {
        let read = if self.header.number == number::GENERALIZED_TIME {
            time::generalized_time_with_fraction(self.content)
        } else {
            time::utc_time(self.content)
        };
        // Go tells here what it expected where; the first words are enough to know it by.
        read.ok_or_else(|| {
            let text = go_quote(self.content);
            Asn1Fault::telling(format!("parsing time {text}"))
        })
    }

    /// The value of a name's attribute, which Go reads into an `any`: what it knows must be
    /// well-formed, the rest is let pass.
    pub(crate) fn check_any(&self) -> Result<(), Asn1Fault> {
        if self.header.class != UNIVERSAL || self.header.compound {
            return Ok(());
        }
        match self.header.number {
            number::BOOLEAN => self.boolean().map(drop),
            number::INTEGER => self.int().map(drop),
            number::BIT_STRING => self.bit_string().map(drop),
            number::OID => self.oid().map(drop),
            number::UTC_TIME | number::GENERALIZED_TIME => self.time().map(drop),
            other => {
                let tag = u8::try_from(other).unwrap_or_default();
                match decode(tag, self.content) {
                    Ok(_) | Err(StringFault::Unsupported(_)) => Ok(()),
                    Err(fault) => Err(Asn1Fault::new(match fault {
                        StringFault::Printable => {
                            "asn1: syntax error: PrintableString contains invalid character"
                        }
                        StringFault::Numeric => {
                            "asn1: syntax error: NumericString contains invalid character"
                        }
                        StringFault::Ia5 => {
                            "asn1: syntax error: IA5String contains invalid character"
                        }
                        StringFault::Bmp => "invalid BMPString",
                        StringFault::Utf8 | StringFault::Unsupported(_) => {
                            "asn1: invalid UTF-8 string"
                        }
                    })),
                }
            }
        }
    }
}
