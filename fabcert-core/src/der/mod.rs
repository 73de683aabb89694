//! DER: reading it with Go's rules, taking it apart into slices and putting it together again.

pub(crate) mod asn1;
pub(crate) mod ecdsa;
#[cfg(test)]
pub(crate) mod edit;
pub(crate) mod reader;
pub(crate) mod string;
pub(crate) mod time;
pub(crate) mod value;
pub(crate) mod writer;

use std::ops::Range;

/// Where `part`, a slice cut out of `whole`, stands in it; `None` where it was not cut out of it, or
/// lies beyond 4 GiB.
pub(crate) fn span_in(whole: &[u8], part: &[u8]) -> Option<Range<u32>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    if end > whole.len() {
        return None;
    }
    Some(u32::try_from(start).ok()?..u32::try_from(end).ok()?)
}

/// Appends a DER length.
pub(crate) fn push_length(der: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    match u8::try_from(length) {
        Ok(short @ 0..0x80) => der.push(short),
        _ => {
            let digits = value::without_leading_zeros(&bytes);
            // A length has at most eight bytes.
            der.push(0x80 | digits.len() as u8);
            der.extend_from_slice(digits);
        }
    }
}
