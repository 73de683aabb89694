//! DER as Go's `encoding/asn1` unmarshals it: another reader than [`super::reader`], with other rules
//! and other words. Fabric reads CRLs, private keys and ECDSA signature values with it.

mod header;
mod value;

use std::borrow::Cow;
use std::fmt;

pub(crate) use value::Value;

use header::{CONTEXT, Header, number};

/// What `asn1.Unmarshal` says when it refuses, to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asn1Fault(Cow<'static, str>);

impl Asn1Fault {
    /// A refusal whose text never varies.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// A refusal that tells what it found.
    pub(crate) const fn telling(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl fmt::Display for Asn1Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The Go type that a field is read into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A struct of this name.
    Struct(&'static str),
    /// A slice of structs, with the name of its type; most have none.
    List(&'static str),
    /// A slice whose type's name ends in `SET`.
    Set(&'static str),
    Boolean,
    Int,
    BigInt,
    BitString,
    OctetString,
    Oid,
    Time,
}

impl Kind {
    const fn number(self) -> u32 {
        match self {
            Self::Struct(_) | Self::List(_) => number::SEQUENCE,
            Self::Set(_) => number::SET,
            Self::Boolean => number::BOOLEAN,
            Self::Int | Self::BigInt => number::INTEGER,
            Self::BitString => number::BIT_STRING,
            Self::OctetString => number::OCTET_STRING,
            Self::Oid => number::OID,
            Self::Time => number::UTC_TIME,
        }
    }

    const fn is_compound(self) -> bool {
        matches!(self, Self::Struct(_) | Self::List(_) | Self::Set(_))
    }

    /// The Go type's name, empty where it has none.
    const fn name(self) -> &'static str {
        match self {
            Self::Struct(name) | Self::List(name) | Self::Set(name) => name,
            Self::Boolean => "bool",
            Self::Int => "int",
            Self::BitString => "BitString",
            Self::Oid => "ObjectIdentifier",
            Self::Time => "Time",
            Self::BigInt | Self::OctetString => "",
        }
    }
}

/// The fields of a struct, read one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Fields<'a> {
    /// A struct's content, or the bytes that are unmarshalled.
    pub(crate) const fn new(content: &'a [u8]) -> Self {
        Self {
            bytes: content,
            offset: 0,
        }
    }

    /// The content of a slice, every element of which must be of this kind.
    pub(crate) fn list(content: &'a [u8], kind: Kind) -> Result<Self, Asn1Fault> {
        let mut offset = 0;
        while offset < content.len() {
            let (header, start) = Header::read(content, offset)?;
            if !header.fits(kind) {
                return Err(Asn1Fault::new(
                    "asn1: structure error: sequence tag mismatch",
                ));
            }
            offset = start + header.length;
            if offset > content.len() {
                return Err(Asn1Fault::new("asn1: syntax error: truncated sequence"));
            }
        }
        Ok(Self::new(content))
    }

    /// Whether nothing is left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.offset >= self.bytes.len()
    }

    /// A field that must be there.
    pub(crate) fn field(&mut self, kind: Kind) -> Result<Value<'a>, Asn1Fault> {
        if self.is_empty() {
            return Err(Asn1Fault::new("asn1: syntax error: sequence truncated"));
        }
        let (header, start) = Header::read(self.bytes, self.offset)?;
        if !header.fits(kind) {
            return Err(mismatch(kind, header, start));
        }
        self.take(header, start)
    }

    /// An optional field; another element in its place is left for the next field.
    pub(crate) fn optional(&mut self, kind: Kind) -> Result<Option<Value<'a>>, Asn1Fault> {
        self.optional_if(|header| header.fits(kind))
    }

    /// An optional field with an implicit tag `[n]`.
    pub(crate) fn optional_tagged(
        &mut self,
        n: u32,
        compound: bool,
    ) -> Result<Option<Value<'a>>, Asn1Fault> {
        self.optional_if(|header| header.is(CONTEXT, n, compound))
    }

    fn optional_if(
        &mut self,
        fits: impl Fn(&Header) -> bool,
    ) -> Result<Option<Value<'a>>, Asn1Fault> {
        if self.is_empty() {
            return Ok(None);
        }
        let (header, start) = Header::read(self.bytes, self.offset)?;
        if !fits(&header) {
            return Ok(None);
        }
        self.take(header, start).map(Some)
    }

    /// An optional field with an explicit tag `[n]`, whose own length Go does not compare with its
    /// child's.
    pub(crate) fn explicit(&mut self, n: u32, kind: Kind) -> Result<Option<Value<'a>>, Asn1Fault> {
        if self.is_empty() {
            return Ok(None);
        }
        let (outer, start) = Header::read(self.bytes, self.offset)?;
        if start == self.bytes.len() {
            return Err(Asn1Fault::new(
                "asn1: structure error: explicit tag has no child",
            ));
        }
        if outer.length == 0 && outer.class == CONTEXT && outer.number == n {
            return Err(Asn1Fault::new(
                "asn1: structure error: zero length explicit tag was not an asn1.Flag",
            ));
        }
        if !outer.is(CONTEXT, n, true) {
            return Ok(None);
        }
        let (inner, content) = Header::read(self.bytes, start)?;
        if !inner.fits(kind) {
            return Ok(None);
        }
        self.offset = start;
        self.take(inner, content).map(Some)
    }

    /// An element of any kind.
    pub(crate) fn any(&mut self) -> Result<Value<'a>, Asn1Fault> {
        if self.is_empty() {
            return Err(Asn1Fault::new("asn1: syntax error: sequence truncated"));
        }
        let (header, start) = Header::read(self.bytes, self.offset)?;
        self.take(header, start)
    }

    fn take(&mut self, header: Header, start: usize) -> Result<Value<'a>, Asn1Fault> {
        const TRUNCATED: Asn1Fault = Asn1Fault::new("asn1: syntax error: data truncated");

        let end = start + header.length;
        let content = self.bytes.get(start..end).ok_or(TRUNCATED)?;
        let whole = self.bytes.get(self.offset..end).ok_or(TRUNCATED)?;
        self.offset = end;
        Ok(Value {
            header,
            content,
            whole,
        })
    }
}

/// What Go says where a field must be there and is something else.
fn mismatch(kind: Kind, found: Header, offset: usize) -> Asn1Fault {
    Asn1Fault::telling(format!(
        "asn1: structure error: tags don't match ({} vs {{class:{} tag:{} length:{} isCompound:{}}}) \
         {{optional:false explicit:false application:false private:false defaultValue:<nil> \
         tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false}} {} @{offset}",
        kind.number(),
        found.class,
        found.number,
        found.length,
        found.compound,
        kind.name(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8], kind: Kind) -> String {
        Fields::new(bytes).field(kind).unwrap_err().to_string()
    }

    #[test]
    fn refuses_headers_as_go_does() {
        for (bytes, text) in [
            (&[][..], "asn1: syntax error: sequence truncated"),
            (&[0x30], "asn1: syntax error: truncated tag or length"),
            (
                &[0x30, 0x80],
                "asn1: syntax error: indefinite length found (not DER)",
            ),
            (&[0x30, 0x81], "asn1: syntax error: truncated tag or length"),
            (
                &[0x30, 0x81, 0x05],
                "asn1: structure error: non-minimal length",
            ),
            (
                &[0x30, 0x82, 0x00, 0x80],
                "asn1: structure error: superfluous leading zeros in length",
            ),
            (
                &[0x30, 0x84, 1, 0, 0, 0],
                "asn1: syntax error: data truncated",
            ),
            (
                &[0x30, 0x84, 0x80, 0, 0, 0],
                "asn1: structure error: length too large",
            ),
            (&[0x30, 0x01], "asn1: syntax error: data truncated"),
            (&[0x3f, 0x1e, 0x00], "asn1: syntax error: non-minimal tag"),
            (
                &[0x3f, 0x80, 0x00],
                "asn1: syntax error: integer is not minimally encoded",
            ),
            (
                &[0x3f, 0x81],
                "asn1: syntax error: truncated base 128 integer",
            ),
            (
                &[0x3f, 0x88, 0x80, 0x80, 0x80, 0x00, 0x00],
                "asn1: structure error: base 128 integer too large",
            ),
            (
                "\u{feff}-----BEGIN".as_bytes(),
                "asn1: structure error: length too large",
            ),
        ] {
            assert_eq!(fault(bytes, Kind::Struct("X")), text, "{bytes:02x?}");
        }
        assert_eq!(
            fault(b"-----BEGIN", Kind::Struct("CertificateList")),
            "asn1: structure error: tags don't match (16 vs {class:0 tag:13 length:45 \
             isCompound:true}) {optional:false explicit:false application:false private:false \
             defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} \
             CertificateList @2"
        );
    }

    #[test]
    fn skips_optional_fields_that_do_not_match() {
        let bytes = [0x02, 0x01, 0x07, 0x04, 0x00];
        let mut fields = Fields::new(&bytes);
        assert_eq!(fields.optional(Kind::Oid), Ok(None));
        assert_eq!(fields.field(Kind::Int).and_then(|it| it.int()), Ok(7));
        assert_eq!(fields.optional_tagged(0, false), Ok(None));
        assert!(
            fields
                .optional(Kind::OctetString)
                .is_ok_and(|it| it.is_some())
        );
        assert_eq!(fields.optional(Kind::OctetString), Ok(None));
    }

    #[test]
    fn reads_explicit_fields() {
        let explicit = |bytes: &[u8]| {
            Fields::new(bytes)
                .explicit(0, Kind::Int)
                .map(|it| it.map(|it| it.content.to_vec()))
                .map_err(|fault| fault.to_string())
        };
        assert_eq!(explicit(&[0xa0, 0x03, 0x02, 0x01, 0x05]), Ok(Some(vec![5])));
        assert_eq!(explicit(&[0xa1, 0x03, 0x02, 0x01, 0x05]), Ok(None));
        assert_eq!(explicit(&[0xa0, 0x02, 0x04, 0x00]), Ok(None));
        // The outer length is not compared.
        assert_eq!(explicit(&[0xa0, 0x01, 0x02, 0x01, 0x05]), Ok(Some(vec![5])));
        assert_eq!(
            explicit(&[0xa0, 0x00]),
            Err("asn1: structure error: explicit tag has no child".to_owned())
        );
        assert_eq!(
            explicit(&[0xa0, 0x00, 0x05, 0x00]),
            Err("asn1: structure error: zero length explicit tag was not an asn1.Flag".to_owned())
        );
    }
}
