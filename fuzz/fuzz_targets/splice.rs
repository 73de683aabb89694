//! A certificate made again: what comes out is read by Go where the old one is, verifies, and differs
//! in nothing but serial number, window and signature; splicing nothing changes nothing.
#![no_main]

use std::sync::LazyLock;

use fabcert_core::certificate::{Certificate, SignatureAlgorithm};
use fabcert_core::reissue::{SerialNumber, SignFault, Window, sign, signed_part};
use fabcert_core::signature::Signatures;
use fabcert_fuzz::authority::Authority;
use libfuzzer_sys::fuzz_target;

static ISSUER: LazyLock<Authority> = LazyLock::new(Authority::new);
const DAY: i64 = 86_400;

fuzz_target!(|der: &[u8]| {
    let Ok(old) = Certificate::parse(der) else {
        return;
    };
    let issuer = &ISSUER.certificate;
    let same = Window {
        not_before: old.not_before(),
        not_after: old.not_after(),
    };
    if old.signature_algorithm() == SignatureAlgorithm::EcdsaSha256
        && let Ok(tbs) = signed_part(&old, &ISSUER.key, same, SerialNumber::Kept)
    {
        assert_eq!(tbs, old.tbs());
    }
    let earlier = Window {
        not_before: old.not_before().plus(-DAY),
        not_after: old.not_after(),
    };
    match sign(&old, issuer, &ISSUER.key, earlier, SerialNumber::New) {
        Ok(new) => {
            assert_eq!(new.not_before(), earlier.not_before);
            assert_eq!(new.not_after(), earlier.not_after);
            assert_eq!(new.subject().raw(), old.subject().raw());
            assert_eq!(new.spki(), old.spki());
            assert_eq!(new.extensions().len(), old.extensions().len());
            assert_eq!(new.go().is_ok(), old.go().is_ok());
            if new.go().is_ok() && new.issuer().raw() == issuer.subject().raw() {
                assert!(Signatures::new().check(&new, issuer).is_ok());
            }
        }
        Err(fault) if old.go().is_ok() => {
            // Go passes over what stands behind the signature; such a certificate is not taken apart.
            let expected = matches!(fault, SignFault::Window(_) | SignFault::NotDer);
            assert!(expected, "{fault:?}");
        }
        Err(_) => {}
    }
});
