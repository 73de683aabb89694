//! An ECDSA signature over P-256: the same answer as RustCrypto's p256 gives.
//!
//! The input is a certificate, whose own key its signature is held against: a changed signature, key
//! or signed part.
#![no_main]

use fabcert_core::certificate::{Certificate, Curve, PublicKey, SignatureAlgorithm};
use fabcert_core::signature::{Sha1, SignatureFault, verify};
use libfuzzer_sys::fuzz_target;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{DerSignature, VerifyingKey};

fuzz_target!(|der: &[u8]| {
    let Ok(certificate) = Certificate::parse(der) else {
        return;
    };
    let PublicKey::Ecdsa(Curve::P256, point) = certificate.public_key() else {
        return;
    };
    let ours = verify(
        SignatureAlgorithm::EcdsaSha256,
        certificate.public_key(),
        certificate.tbs(),
        certificate.signature(),
        Sha1::Refused,
    );
    if matches!(ours, Err(SignatureFault::Undecided(_))) {
        return;
    }
    let theirs = VerifyingKey::from_sec1_bytes(point).is_ok_and(|key| {
        DerSignature::from_bytes(certificate.signature())
            .is_ok_and(|signature| key.verify(certificate.tbs(), &signature).is_ok())
    });
    assert_eq!(ours.is_ok(), theirs, "{ours:?}");
});
