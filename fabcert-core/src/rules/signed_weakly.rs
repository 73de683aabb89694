//! Signatures that Go's newer releases refuse for their algorithm (FC206, FC306).

use crate::certificate::{Certificate, SignatureAlgorithm};

/// Whether a certificate that looks like a root is signed so that Go does not look at its signature:
/// Fabric, asking whether an ECDSA root signed itself, is then told that it did not.
pub(super) fn root(certificate: &Certificate) -> bool {
    certificate.looks_self_signed()
        && matches!(
            certificate.signature_algorithm(),
            SignatureAlgorithm::RsaMd5
                | SignatureAlgorithm::RsaSha1
                | SignatureAlgorithm::DsaSha1
                | SignatureAlgorithm::EcdsaSha1
        )
}
