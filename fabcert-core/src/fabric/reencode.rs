//! The same certificate with another signature: what `encoding/asn1` makes of it when Fabric reads
//! it into structs and writes it again (`msp/cert.go`).

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::der::asn1::{Asn1Fault, Fields, Kind};
use crate::der::reader::{Reader, tag};
use crate::der::writer;

use super::refusal::{Fault, Judged, Stop};

/// The certificate with this signature: the signed part as it is, of the algorithm its OID and first
/// parameter, nothing behind the signature.
pub(crate) fn with_signature(
    certificate: &Certificate,
    signature: &[u8],
) -> Judged<Arc<Certificate>> {
    let refuse = |text: String| Stop::refused(Fault::NotReencodable(text.clone()), text);
    read_again(certificate)
        .map_err(|fault| refuse(format!("unmarshalling of the certificate failed: {fault}")))?;
    let mut bits = Vec::with_capacity(signature.len() + 1);
    bits.push(0);
    bits.extend_from_slice(signature);
    let der = writer::sequence(&[
        certificate.tbs().to_vec(),
        algorithm(certificate.algorithm_identifier()),
        writer::element(tag::BIT_STRING, &bits),
    ]);
    let rewritten =
        Certificate::parse(&der).map_err(|unreadable| refuse(unreadable.go.to_string()))?;
    match rewritten.go() {
        Ok(()) => Ok(Arc::new(rewritten)),
        Err(go) => Err(refuse(go.to_string())),
    }
}

/// `pkix.AlgorithmIdentifier`: the OID and the first element behind it.
fn algorithm(identifier: &[u8]) -> Vec<u8> {
    let mut inside = Reader::new(identifier)
        .inside(tag::SEQUENCE)
        .unwrap_or(Reader::new(&[]));
    let parts: Vec<Vec<u8>> = [inside.any(), inside.any()]
        .into_iter()
        .flatten()
        .map(|element| element.whole.to_vec())
        .collect();
    writer::sequence(&parts)
}

/// What `encoding/asn1` refuses in a certificate that `crypto/x509` accepts: unique identifiers that
/// are no BIT STRING, and extensions of versions 1 and 2, which `crypto/x509` does not read.
fn read_again(certificate: &Certificate) -> Result<(), Asn1Fault> {
    let Some(mut tbs) = Reader::new(certificate.tbs()).inside(tag::SEQUENCE) else {
        return Ok(());
    };
    tbs.optional(tag::context_constructed(0));
    // Serial, algorithm, issuer, validity, subject, key: read by both alike.
    for _ in 0..6 {
        tbs.any();
    }
    let mut fields = Fields::new(tbs.rest());
    for n in [1, 2] {
        if let Some(unique_id) = fields.optional_tagged(n, false)? {
            unique_id.bit_string()?;
        }
    }
    if certificate.version() == 3 {
        return Ok(());
    }
    let Some(list) = fields.explicit(3, Kind::List(""))? else {
        return Ok(());
    };
    let mut list = Fields::list(list.content, Kind::Struct("Extension"))?;
    while !list.is_empty() {
        let mut extension = list.field(Kind::Struct("Extension"))?.fields();
        extension.field(Kind::Oid)?;
        if let Some(critical) = extension.optional(Kind::Boolean)? {
            critical.boolean()?;
        }
        extension.field(Kind::OctetString)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use fabcert_testdata::forge::Forge;

    use super::*;

    /// A certificate of this version field with other parts behind its key.
    fn certificate(version: &[u8], tail: &[u8]) -> Arc<Certificate> {
        let forged = Forge::leaf("peer0.org1").self_signed();
        let certificate = Certificate::parse(forged.der()).expect("a certificate");
        let mut tbs = Reader::new(certificate.tbs())
            .inside(tag::SEQUENCE)
            .expect("a sequence");
        tbs.optional(tag::context_constructed(0));
        let mut parts = version.to_vec();
        for _ in 0..6 {
            parts.extend_from_slice(tbs.any().expect("a part").whole);
        }
        parts.extend_from_slice(tail);
        let der = writer::sequence(&[
            writer::element(tag::SEQUENCE, &parts),
            certificate.algorithm_identifier().to_vec(),
            writer::element(tag::BIT_STRING, &[0, 1]),
        ]);
        Arc::new(Certificate::parse(&der).expect("a certificate"))
    }

    #[test]
    fn what_x509_passes_over_must_still_be_readable() {
        const V1: &[u8] = &[];
        const V2: &[u8] = &[0xa0, 3, 2, 1, 1];
        const V3: &[u8] = &[0xa0, 3, 2, 1, 2];
        const BITS: &str = "asn1: syntax error: invalid padding bits in BIT STRING";
        let with_boolean = |value| [0xa3, 12, 0x30, 10, 0x30, 8, 6, 1, 0x2a, 1, 1, value, 4, 0];
        for (version, tail, fault) in [
            (V3, &[][..], ""),
            // Unique identifiers: a BIT STRING of one byte, one with nine unused bits.
            (V3, &[0x81, 2, 0, 7], ""),
            (V3, &[0x81, 2, 9, 7], BITS),
            (V2, &[0x82, 2, 0, 7], ""),
            (V2, &[0x82, 2, 9, 7], BITS),
            // Extensions: an OID with an OCTET STRING, a BOOLEAN between them, nothing behind it.
            (V1, &[0xa3, 9, 0x30, 7, 0x30, 5, 6, 1, 0x2a, 4, 0], ""),
            (V1, &with_boolean(0xff), ""),
            (V1, &with_boolean(2), "asn1: syntax error: invalid boolean"),
            (
                V2,
                &[0xa3, 7, 0x30, 5, 0x30, 3, 6, 1, 0x2a],
                "asn1: syntax error: sequence truncated",
            ),
            (V2, &[0xa3, 2, 0x30, 0], ""),
        ] {
            let text = match with_signature(&certificate(version, tail), &[7]) {
                Ok(_) => String::new(),
                Err(Stop::Refused(trouble)) => trouble.text,
                Err(other) => panic!("{other:?}"),
            };
            let told = "unmarshalling of the certificate failed: ";
            assert_eq!(text.strip_prefix(told).unwrap_or(&text), fault, "{tail:x?}");
        }
    }
}
