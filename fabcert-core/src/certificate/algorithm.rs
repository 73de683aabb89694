//! AlgorithmIdentifiers, and what Go takes them for.

use super::fault::GoFault;
use super::public_key::SignatureAlgorithm;
use crate::der::asn1::{Asn1Fault, Fields, Kind, Value};
use crate::der::reader::{Reader, tag};

/// Content bytes of algorithm OIDs.
pub(crate) mod oid {
    // Keys.
    pub(crate) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    pub(crate) const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
    pub(crate) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    pub(crate) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
    // What RSA-PSS parameters name.
    pub(crate) const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
    pub(crate) const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    pub(crate) const SHA384: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02];
    pub(crate) const SHA512: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03];
}

/// An AlgorithmIdentifier (RFC 5280 4.1.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmIdentifier<'a> {
    /// The OID's content.
    pub(crate) oid: &'a [u8],
    /// The parameters, tag and length included; absent is empty.
    pub(crate) parameters: &'a [u8],
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the content of an AlgorithmIdentifier.
    ///
    /// # Errors
    /// Go's refusal.
    pub(crate) fn read(content: &'a [u8]) -> Result<Self, GoFault> {
        let mut reader = Reader::new(content);
        let oid = reader.oid().ok_or(GoFault::new("x509: malformed OID"))?;
        let parameters = if reader.is_empty() {
            &[]
        } else {
            let parameters = reader
                .any()
                .ok_or(GoFault::new("x509: malformed parameters"))?;
            parameters.whole
        };
        Ok(Self { oid, parameters })
    }

    /// Reads an AlgorithmIdentifier as `encoding/asn1` does.
    ///
    /// # Errors
    /// Go's refusal.
    pub(crate) fn unmarshal(value: Value<'a>) -> Result<Self, Asn1Fault> {
        let mut fields = value.fields();
        let oid = fields.field(Kind::Oid)?.oid()?;
        let parameters = if fields.is_empty() {
            &[]
        } else {
            fields.any()?.whole
        };
        Ok(Self { oid, parameters })
    }

    /// What Go verifies it as (`getSignatureAlgorithmFromAI`): known by the OID alone, but for
    /// Ed25519, whose parameters must be absent, and RSA-PSS.
    pub(crate) fn signature_algorithm(&self) -> SignatureAlgorithm {
        use SignatureAlgorithm as Algorithm;

        match self.oid {
            // 1.2.840.113549.1.1
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last] => match last {
                4 => Algorithm::RsaMd5,
                5 => Algorithm::RsaSha1,
                10 => rsa_pss(self.parameters).unwrap_or(Algorithm::Unknown),
                11 => Algorithm::RsaSha256,
                12 => Algorithm::RsaSha384,
                13 => Algorithm::RsaSha512,
                _ => Algorithm::Unknown,
            },
            // 1.3.14.3.2.29: Oiw's name for SHA-1 with RSA
            [0x2b, 0x0e, 0x03, 0x02, 0x1d] => Algorithm::RsaSha1,
            // 1.2.840.10045.4
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 1] => Algorithm::EcdsaSha1,
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 3, 2] => Algorithm::EcdsaSha256,
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 3, 3] => Algorithm::EcdsaSha384,
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 3, 4] => Algorithm::EcdsaSha512,
            // 1.2.840.10040.4.3
            [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 3] => Algorithm::DsaSha1,
            // 2.16.840.1.101.3.4.3.2
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 3, 2] => Algorithm::DsaSha256,
            oid::ED25519 if self.parameters.is_empty() => Algorithm::Ed25519,
            _ => Algorithm::Unknown,
        }
    }
}

/// RSA-PSS as Go takes it: one hash for message and mask, a salt of its length, trailer 1.
fn rsa_pss(parameters: &[u8]) -> Option<SignatureAlgorithm> {
    const IDENTIFIER: Kind = Kind::Struct("AlgorithmIdentifier");

    let parameters = Fields::new(parameters)
        .field(Kind::Struct("pssParameters"))
        .ok()?;
    let mut fields = parameters.fields();
    let mut explicit = |n, kind| fields.explicit(n, kind);
    let hash = AlgorithmIdentifier::unmarshal(explicit(0, IDENTIFIER).ok()??).ok()?;
    let mask = AlgorithmIdentifier::unmarshal(explicit(1, IDENTIFIER).ok()??).ok()?;
    let salt_length = explicit(2, Kind::Int).ok()??.int().ok()?;
    let trailer = match explicit(3, Kind::Int).ok()? {
        Some(trailer) => trailer.int().ok()?,
        None => 1,
    };
    let mask_hash = Fields::new(mask.parameters).field(IDENTIFIER).ok()?;
    let mask_hash = AlgorithmIdentifier::unmarshal(mask_hash).ok()?;

    let has_no_parameters =
        |it: AlgorithmIdentifier<'_>| matches!(it.parameters, [] | [tag::NULL, 0]);
    let fits = has_no_parameters(hash)
        && has_no_parameters(mask_hash)
        && mask.oid == oid::MGF1
        && mask_hash.oid == hash.oid
        && trailer == 1;
    match (hash.oid, salt_length) {
        (oid::SHA256, 32) if fits => Some(SignatureAlgorithm::RsaPssSha256),
        (oid::SHA384, 48) if fits => Some(SignatureAlgorithm::RsaPssSha384),
        (oid::SHA512, 64) if fits => Some(SignatureAlgorithm::RsaPssSha512),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::writer::element;

    fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        element(tag, &parts.concat())
    }

    /// Parameters of RSA-PSS: hash, its parameters, the mask's hash, salt length, trailer field.
    fn pss(hash: &[u8], null: &[u8], mask_hash: &[u8], salt: u8, trailer: &[u8]) -> Vec<u8> {
        let identifier = |oid: &[u8], rest: &[u8]| wrap(0x30, &[&wrap(0x06, &[oid]), rest]);
        wrap(
            0x30,
            &[
                &wrap(0xa0, &[&identifier(hash, null)]),
                &wrap(
                    0xa1,
                    &[&identifier(oid::MGF1, &identifier(mask_hash, null))],
                ),
                &wrap(0xa2, &[&[2, 1, salt]]),
                trailer,
            ],
        )
    }

    #[test]
    fn knows_three_kinds_of_rsa_pss() {
        use SignatureAlgorithm::{RsaPssSha256, RsaPssSha384, RsaPssSha512};

        let null = &[tag::NULL, 0];
        let one = &[0xa3, 3, 2, 1, 1];
        for (parameters, expected) in [
            (
                pss(oid::SHA256, null, oid::SHA256, 32, &[]),
                Some(RsaPssSha256),
            ),
            (
                pss(oid::SHA384, &[], oid::SHA384, 48, one),
                Some(RsaPssSha384),
            ),
            (
                pss(oid::SHA512, null, oid::SHA512, 64, one),
                Some(RsaPssSha512),
            ),
            (pss(oid::SHA256, null, oid::SHA384, 32, &[]), None),
            (pss(oid::SHA256, null, oid::SHA256, 20, &[]), None),
            (pss(oid::SHA256, &[4, 0], oid::SHA256, 32, &[]), None),
            (
                pss(oid::SHA256, null, oid::SHA256, 32, &[0xa3, 3, 2, 1, 2]),
                None,
            ),
            (vec![0x30, 0], None),
            (vec![], None),
        ] {
            assert_eq!(rsa_pss(&parameters), expected);
        }
    }

    #[test]
    fn ed25519_has_no_parameters() {
        let algorithm = |parameters| {
            AlgorithmIdentifier {
                oid: oid::ED25519,
                parameters,
            }
            .signature_algorithm()
        };
        assert_eq!(algorithm(&[]), SignatureAlgorithm::Ed25519);
        assert_eq!(algorithm(&[tag::NULL, 0]), SignatureAlgorithm::Unknown);
    }
}
