//! A DER certificate: every accessor, and x509-parser's reading of the same bytes.
#![no_main]

use std::hint::black_box;

use fabcert_core::certificate::Certificate;
use fabcert_core::signature::Signatures;
use fabcert_core::words;
use libfuzzer_sys::fuzz_target;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

fuzz_target!(|der: &[u8]| {
    let Ok(certificate) = Certificate::parse(der) else {
        return;
    };
    read_all(&certificate);
    if certificate.go().is_ok() {
        compare(&certificate, der);
    }
});

/// Everything that may be asked of a certificate.
fn read_all(certificate: &Certificate) {
    for name in [certificate.subject(), certificate.issuer()] {
        black_box((
            name.attributes(),
            name.common_name(),
            name.organizational_units(),
        ));
        black_box((name.to_string(), words::short_subject(name)));
    }
    for extension in certificate.extensions() {
        let oid = certificate.extension_oid(extension);
        assert!(certificate.extension_value(oid).is_some());
    }
    black_box((certificate.serial_hex(), certificate.serial_decimal()));
    black_box((
        certificate.fabric_attributes(),
        certificate.subject_alt_names(),
    ));
    black_box((certificate.name_constraints(), certificate.policies()));
    black_box((
        certificate.public_key().ski(),
        certificate.public_key().algorithm_name(),
    ));
    black_box((
        certificate.is_ca(),
        certificate.spki(),
        certificate.algorithm_identifier(),
    ));
    black_box((
        certificate.not_before().to_string(),
        certificate.not_after().to_string(),
    ));
    black_box(Signatures::new().check(certificate, certificate).is_ok());
}

/// Where both readers take a certificate, they read the same in it.
fn compare(certificate: &Certificate, der: &[u8]) {
    let Ok((rest, other)) = X509Certificate::from_der(der) else {
        return;
    };
    assert!(rest.is_empty());
    assert_eq!(certificate.tbs(), other.tbs_certificate.as_ref());
    assert_eq!(certificate.subject().raw(), other.subject().as_raw());
    assert_eq!(certificate.issuer().raw(), other.issuer().as_raw());
    assert_eq!(certificate.serial(), other.raw_serial());
    // x509-parser stops behind the key, Go takes the whole element.
    assert!(certificate.spki().starts_with(other.public_key().raw));
    // Go shifts a signature of an odd number of bits to the right.
    if other.signature_value.unused_bits == 0 {
        assert_eq!(certificate.signature(), other.signature_value.as_ref());
    }
    assert_eq!(
        certificate.not_before().unix(),
        other.validity().not_before.timestamp()
    );
    assert_eq!(
        certificate.not_after().unix(),
        other.validity().not_after.timestamp()
    );
    // x509-parser takes [3] of any class for the extensions; Go passes over all but the one it wants.
    if !certificate.extensions().is_empty() {
        assert_eq!(certificate.extensions().len(), other.extensions().len());
    }
}
