//! A certificate taken apart into slices and put together again. What is not replaced keeps its
//! bytes: repeated OUs, string types, the order of extensions, what nobody here understands.

use crate::der::reader::{Reader, tag};
use crate::der::writer::element;

/// The elements of a certificate, tag and length included (RFC 5280, 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pieces<'a> {
    /// `[0] version`; empty where there is none (version 1).
    pub(super) version: &'a [u8],
    pub(super) serial: &'a [u8],
    /// The AlgorithmIdentifier inside the signed part.
    pub(super) inner_algorithm: &'a [u8],
    pub(super) issuer: &'a [u8],
    pub(super) not_before: &'a [u8],
    pub(super) not_after: &'a [u8],
    /// From the subject to the last extension.
    pub(super) rest: &'a [u8],
    pub(super) outer_algorithm: &'a [u8],
    /// The BIT STRING.
    pub(super) signature: &'a [u8],
}

impl<'a> Pieces<'a> {
    /// Takes DER apart; `None` where it is not a certificate, or not in DER from end to end.
    pub(super) fn of(der: &'a [u8]) -> Option<Self> {
        let mut file = Reader::new(der);
        let mut certificate = file.inside(tag::SEQUENCE)?;
        let mut tbs = certificate.inside(tag::SEQUENCE)?;
        let version = match tbs.peek_tag()? {
            VERSION => tbs.any()?.whole,
            _ => &[],
        };
        let serial = tbs.element(tag::INTEGER)?.whole;
        let inner_algorithm = tbs.element(tag::SEQUENCE)?.whole;
        let issuer = tbs.element(tag::SEQUENCE)?.whole;
        let mut validity = tbs.inside(tag::SEQUENCE)?;
        let pieces = Self {
            version,
            serial,
            inner_algorithm,
            issuer,
            not_before: validity.any()?.whole,
            not_after: validity.any()?.whole,
            rest: tbs.rest(),
            outer_algorithm: certificate.element(tag::SEQUENCE)?.whole,
            signature: certificate.element(tag::BIT_STRING)?.whole,
        };
        let is_whole = file.is_empty() && certificate.is_empty() && validity.is_empty();
        is_whole.then_some(pieces)
    }

    /// The signed part (TBSCertificate).
    pub(super) fn tbs(&self) -> Vec<u8> {
        let validity = element(tag::SEQUENCE, &[self.not_before, self.not_after].concat());
        let fields = [
            self.version,
            self.serial,
            self.inner_algorithm,
            self.issuer,
            &validity,
            self.rest,
        ];
        element(tag::SEQUENCE, &fields.concat())
    }

    /// The certificate.
    pub(super) fn certificate(&self) -> Vec<u8> {
        let fields = [&self.tbs(), self.outer_algorithm, self.signature];
        element(tag::SEQUENCE, &fields.concat())
    }
}

const VERSION: u8 = tag::context_constructed(0);

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fabcert_testdata::forge::{Attribute, AttributeType, Extension, Forge, Name};
    use proptest::prelude::*;

    use super::*;

    fn same_again(der: &[u8]) -> bool {
        Pieces::of(der).is_some_and(|pieces| pieces.certificate() == der)
    }

    #[test]
    fn every_fixture_comes_together_as_it_was() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
        let mut count = 0;
        for folder in ["trees", "samples"] {
            let tree = fabcert_testdata::Tree::read_from(&root.join(folder)).unwrap();
            let blocks = tree
                .files()
                .flat_map(|(_, bytes)| crate::pem::blocks(bytes));
            for block in blocks.filter(|block| block.label == "CERTIFICATE") {
                let Ok(der) = block.der else { continue };
                match Pieces::of(&der) {
                    Some(pieces) => assert_eq!(pieces.certificate(), der),
                    // What cannot be taken apart Go does not read either.
                    None => assert!(
                        crate::certificate::Certificate::parse(&der)
                            .is_ok_and(|it| it.go().is_err())
                            || crate::certificate::Certificate::parse(&der).is_err()
                    ),
                }
                count += 1;
            }
        }
        assert!(count > 200, "only {count} certificates");
    }

    /// Nothing may stand behind the parts that are known: it would be lost.
    #[test]
    fn what_has_more_parts_is_left() {
        use crate::der::edit;
        let made = Forge::ca("ca").self_signed();
        assert!(same_again(made.der()));
        let dates = "261122060000Z".as_bytes();
        let dates = [0x17; 3].map(|tag| element(tag, dates)).concat();
        let longer_validity = edit::replace(made.der(), &[0, 4], &element(tag::SEQUENCE, &dates));
        let signature = [element(tag::BIT_STRING, &[0, 1]), vec![5, 0]].concat();
        let longer_certificate = edit::replace(made.der(), &[2], &signature);
        let longer_file = [made.der(), &[5, 0]].concat();
        for der in [longer_validity, longer_certificate, longer_file] {
            assert!(Pieces::of(&der).is_none());
        }
    }

    proptest! {
        #[test]
        fn any_certificate_comes_together_as_it_was(
            units in proptest::collection::vec("[a-z]{1,40}", 0..6),
            serial in proptest::collection::vec(any::<u8>(), 1..20),
            value in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            let unit = |it: &String| Attribute::new(AttributeType::OrganizationalUnit, it);
            let name = Name::common("ca").with_rdn(units.iter().map(unit).collect());
            let name = if units.is_empty() { Name::common("ca") } else { name };
            let forged = Forge::ca("ca")
                .subject(name)
                .serial(&serial)
                .with(Extension::raw("1.2.3.4", false, value))
                .self_signed();
            prop_assert!(same_again(forged.der()));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Pieces::of(&bytes);
        }
    }
}
