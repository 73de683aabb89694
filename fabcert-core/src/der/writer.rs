//! Writes DER elements.

use super::push_length;
use super::reader::tag;
use super::value::without_leading_zeros;

/// An element with this tag byte and content.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = Vec::with_capacity(content.len() + 6);
    der.push(tag);
    push_length(&mut der, content.len());
    der.extend_from_slice(content);
    der
}

/// A SEQUENCE of these elements.
pub(crate) fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    element(tag::SEQUENCE, &elements.concat())
}

/// The INTEGER of a non-negative big-endian number.
pub(crate) fn unsigned_integer(number: &[u8]) -> Vec<u8> {
    let digits = without_leading_zeros(number);
    // Zero needs a digit, and a first bit would be a sign.
    let lead = match digits.first() {
        Some(0..=0x7f) => &[][..],
        _ => &[0],
    };
    element(tag::INTEGER, &[lead, digits].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal() {
        assert_eq!(element(tag::OCTET_STRING, &[7]), [4, 1, 7]);
        assert_eq!(element(tag::OCTET_STRING, &[0; 127])[..2], [4, 127]);
        assert_eq!(element(tag::OCTET_STRING, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(element(tag::OCTET_STRING, &[0; 256])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn integers_are_minimal_and_positive() {
        assert_eq!(unsigned_integer(&[]), [2, 1, 0]);
        assert_eq!(unsigned_integer(&[0, 0, 5]), [2, 1, 5]);
        assert_eq!(unsigned_integer(&[0x80]), [2, 2, 0, 0x80]);
    }
}
