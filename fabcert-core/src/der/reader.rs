//! A reader of DER elements with the rules of Go's `cryptobyte`, which `crypto/x509` is built on:
//! one tag byte, a definite and minimal length of at most four length bytes, content that fits.

/// Tag bytes that certificates use, whole (class and constructed bit included).
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const NUMERIC_STRING: u8 = 0x12;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const T61_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// A primitive context-specific tag (`[n]` IMPLICIT over a primitive type).
    pub(crate) const fn context(n: u8) -> u8 {
        0x80 | n
    }

    /// A constructed context-specific tag.
    pub(crate) const fn context_constructed(n: u8) -> u8 {
        0xa0 | n
    }
}

/// One element: its tag byte, its content, and itself whole (tag and length included).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) whole: &'a [u8],
}

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag byte of the next element, if there is one.
    pub(crate) fn peek_tag(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever its tag; `None` where it is no element (`ReadAnyASN1Element`).
    pub(crate) fn any(&mut self) -> Option<Element<'a>> {
        let (&tag, after_tag) = self.rest.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (&first, after_length) = after_tag.split_first()?;
        let (header, length) = if first < 0x80 {
            (2, usize::from(first))
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return None;
            }
            let digits = after_length.get(..count)?;
            let length = digits
                .iter()
                .fold(0u64, |sum, &digit| sum << 8 | u64::from(digit));
            // A length is minimal: no long form below 128, no leading zero.
            if length < 0x80 || digits.first() == Some(&0) {
                return None;
            }
            (2 + count, usize::try_from(length).ok()?)
        };
        let end = header.checked_add(length)?;
        let whole = self.rest.get(..end)?;
        self.rest = self.rest.get(end..)?;
        Some(Element {
            tag,
            content: whole.get(header..)?,
            whole,
        })
    }

    /// The next element where its tag is `tag`; otherwise nothing is consumed.
    pub(crate) fn element(&mut self, tag: u8) -> Option<Element<'a>> {
        let mut ahead = *self;
        let element = ahead.any().filter(|element| element.tag == tag)?;
        *self = ahead;
        Some(element)
    }

    /// The content of the next element where its tag is `tag` (`ReadASN1`).
    pub(crate) fn content(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.element(tag).map(|element| element.content)
    }

    /// A reader over the content of the next element where its tag is `tag`.
    pub(crate) fn inside(&mut self, tag: u8) -> Option<Self> {
        self.content(tag).map(Self::new)
    }

    /// `Some(None)` where the next element is not a `tag`; `None` where it is one and is broken
    /// (`ReadOptionalASN1`).
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Option<&'a [u8]>> {
        if self.peek_tag() == Some(tag) {
            self.content(tag).map(Some)
        } else {
            Some(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_elements_and_refuses_other_encodings() {
        let mut reader = Reader::new(&[0x02, 0x01, 0x05, 0x30, 0x00]);
        assert_eq!(reader.content(tag::INTEGER), Some(&[5u8][..]));
        assert_eq!(reader.element(tag::SET), None);
        assert!(
            reader
                .inside(tag::SEQUENCE)
                .is_some_and(|inside| inside.is_empty())
        );
        assert!(reader.is_empty());
        for bad in [
            &[0x1f, 0x01, 0x00][..],
            &[0x04, 0x80],
            &[0x04, 0x81, 0x01, 0x00],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x04, 0x85, 0, 0, 0, 0, 1],
            &[0x04, 0x02, 0x00],
            &[0x04],
        ] {
            assert_eq!(Reader::new(bad).any(), None, "{bad:?}");
        }
    }
}
