//! The value of an ECDSA signature: SEQUENCE { r INTEGER, s INTEGER } (RFC 3279, 2.2.3).

use der_parser::num_bigint::BigUint;

use super::reader::{Reader, tag};
use super::value::is_integer;
use super::writer;

/// An ECDSA signature's two numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EcdsaValue {
    pub(crate) r: BigUint,
    pub(crate) s: BigUint,
}

impl EcdsaValue {
    /// Reads as Go's `ecdsa.VerifyASN1` does: exactly two minimal INTEGERs, not negative, nothing
    /// else inside or behind.
    pub(crate) fn parse(der: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(der);
        let mut inner = outer.inside(tag::SEQUENCE)?;
        let r = unsigned(inner.content(tag::INTEGER)?)?;
        let s = unsigned(inner.content(tag::INTEGER)?)?;
        (inner.is_empty() && outer.is_empty()).then_some(Self { r, s })
    }

    /// The signature in DER.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        writer::sequence(&[
            writer::unsigned_integer(&self.r.to_bytes_be()),
            writer::unsigned_integer(&self.s.to_bytes_be()),
        ])
    }
}

/// The number behind an INTEGER's content where it is minimal and not negative.
fn unsigned(content: &[u8]) -> Option<BigUint> {
    let negative = content.first().is_some_and(|first| first & 0x80 != 0);
    (is_integer(content) && !negative).then(|| BigUint::from_bytes_be(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_strict_values() {
        assert_eq!(
            EcdsaValue::parse(&[0x30, 6, 2, 1, 5, 2, 1, 7]),
            Some(EcdsaValue {
                r: 5u8.into(),
                s: 7u8.into()
            })
        );
        for (what, bad) in [
            ("empty", &[][..]),
            ("raw", &[5, 7]),
            ("trailing outside", &[0x30, 6, 2, 1, 5, 2, 1, 7, 0]),
            ("third number", &[0x30, 9, 2, 1, 5, 2, 1, 7, 2, 1, 1]),
            ("leading zero", &[0x30, 7, 2, 2, 0, 5, 2, 1, 7]),
            ("negative", &[0x30, 6, 2, 1, 0x85, 2, 1, 7]),
            ("long-form length", &[0x30, 0x81, 6, 2, 1, 5, 2, 1, 7]),
            ("one number", &[0x30, 3, 2, 1, 5]),
            ("no content", &[0x30, 5, 2, 0, 2, 1, 7]),
        ] {
            assert_eq!(EcdsaValue::parse(bad), None, "{what}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        let der = [0x30, 7, 2, 2, 0, 0x85, 2, 1, 7];
        let value = EcdsaValue::parse(&der).expect("strict DER");
        assert_eq!(value.to_der(), der);
    }
}
