//! A small DER writer: enough to put certificates, keys and CRLs together by hand.

use time::UtcDateTime;

/// One element: tag, definite length, content.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        short @ 0..=0x7f => der.push(short as u8),
        long => {
            let bytes = long.to_be_bytes();
            let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
            der.push(0x80 | bytes.len() as u8);
            der.extend_from_slice(bytes);
        }
    }
    der.extend_from_slice(content);
    der
}

/// SEQUENCE of elements that are DER already.
pub fn sequence<T: AsRef<[u8]>>(elements: &[T]) -> Vec<u8> {
    element(0x30, &concat(elements))
}

/// SET OF, its elements in DER order, as Go's `encoding/asn1` writes a multi-valued RDN.
pub fn set_of(mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    element(0x31, &concat(&elements))
}

/// Constructed, context-specific `[number]`.
pub fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

/// Primitive, context-specific `[number]`.
pub fn implicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, content)
}

/// BOOLEAN TRUE.
pub fn boolean_true() -> Vec<u8> {
    element(0x01, &[0xff])
}

/// NULL.
pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// INTEGER from an unsigned big-endian number of any length.
pub fn unsigned(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let digits = &number[zeros..];
    match digits.first() {
        None => element(0x02, &[0]),
        Some(first) if first & 0x80 != 0 => element(0x02, &[&[0], digits].concat()),
        Some(_) => element(0x02, digits),
    }
}

/// OCTET STRING.
pub fn octets(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// BIT STRING without unused bits.
pub fn bits(content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], content].concat())
}

/// BIT STRING of named bits (KeyUsage): trailing zero bits are cut, as DER demands.
pub fn named_bits(set: &[u8]) -> Vec<u8> {
    let Some(highest) = set.iter().max() else {
        return element(0x03, &[0]);
    };
    let mut content = vec![0u8; usize::from(highest / 8) + 2];
    content[0] = 7 - highest % 8;
    for bit in set {
        content[usize::from(bit / 8) + 1] |= 0x80 >> (bit % 8);
    }
    element(0x03, &content)
}

/// OBJECT IDENTIFIER from dotted text.
///
/// # Panics
/// When the text is no object identifier.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u32> = dotted
        .split('.')
        .map(|arc| arc.parse().expect("an arc of an object identifier"))
        .collect();
    let [first, second, rest @ ..] = arcs.as_slice() else {
        panic!("{dotted} is no object identifier");
    };
    let mut content = Vec::new();
    for arc in std::iter::once(first * 40 + second).chain(rest.iter().copied()) {
        let septets = (32 - arc.leading_zeros()).div_ceil(7).max(1);
        for septet in (0..septets).rev() {
            let more = if septet == 0 { 0 } else { 0x80 };
            content.push((arc >> (7 * septet)) as u8 & 0x7f | more);
        }
    }
    element(0x06, &content)
}

/// UTCTime (`YYMMDDHHMMSSZ`).
pub fn utc_time(at: UtcDateTime) -> Vec<u8> {
    element(
        0x17,
        format!("{:02}{}", at.year().rem_euclid(100), after_year(at)).as_bytes(),
    )
}

/// GeneralizedTime (`YYYYMMDDHHMMSSZ`).
pub fn generalized_time(at: UtcDateTime) -> Vec<u8> {
    element(
        0x18,
        format!("{:04}{}", at.year(), after_year(at)).as_bytes(),
    )
}

/// The type that RFC 5280 4.1.2.5 demands: UTCTime from 1950 to 2049, GeneralizedTime otherwise.
pub fn time(at: UtcDateTime) -> Vec<u8> {
    if (1950..2050).contains(&at.year()) {
        utc_time(at)
    } else {
        generalized_time(at)
    }
}

fn after_year(at: UtcDateTime) -> String {
    let (hour, minute, second) = at.as_hms();
    format!(
        "{:02}{:02}{hour:02}{minute:02}{second:02}Z",
        u8::from(at.month()),
        at.day()
    )
}

fn concat<T: AsRef<[u8]>>(elements: &[T]) -> Vec<u8> {
    elements
        .iter()
        .flat_map(|element| element.as_ref().iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::utc_datetime;

    #[test]
    fn lengths_are_minimal() {
        assert_eq!(element(4, &[7; 127])[..2], [4, 0x7f]);
        assert_eq!(element(4, &[7; 128])[..3], [4, 0x81, 0x80]);
        assert_eq!(element(4, &[7; 300])[..4], [4, 0x82, 0x01, 0x2c]);
    }

    #[test]
    fn integers_are_minimal_and_positive() {
        assert_eq!(unsigned(&[]), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(unsigned(&[0x80]), [2, 2, 0, 0x80]);
    }

    #[test]
    fn object_identifiers() {
        assert_eq!(
            oid("1.2.840.10045.4.3.2"),
            [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]
        );
        assert_eq!(oid("2.5.29.15"), [6, 3, 0x55, 0x1d, 0x0f]);
    }

    #[test]
    fn named_bits_of_cryptogen() {
        assert_eq!(named_bits(&[0, 2, 5, 6]), [3, 2, 1, 0xa6]);
        assert_eq!(named_bits(&[0]), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(&[8]), [3, 3, 7, 0, 0x80]);
    }

    #[test]
    fn times_change_type_in_2050() {
        assert_eq!(
            &time(utc_datetime!(2049-12-31 23:59:59))[2..],
            b"491231235959Z"
        );
        assert_eq!(
            &time(utc_datetime!(2050-01-01 00:00:00))[2..],
            b"20500101000000Z"
        );
    }
}
