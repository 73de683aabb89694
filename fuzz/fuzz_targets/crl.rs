//! A CRL file, as PEM or as DER.
#![no_main]

use std::hint::black_box;

use fabcert_core::crl::RevocationList;
use fabcert_core::pem;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let Ok(list) = RevocationList::from_file(file) else {
        return;
    };
    assert_eq!(list.is_empty(), list.len() == 0);
    assert!(!list.is_empty() || !list.revokes(&[1]));
    black_box((
        list.issuer().to_string(),
        list.this_update(),
        list.next_update(),
    ));
    black_box(list.signature().is_ok() && list.authority_key_id().is_ok());
    // In PEM it says the same.
    let text = pem::encode("X509 CRL", list.der());
    let again = RevocationList::from_file(text.as_bytes()).expect("the same list");
    assert_eq!((again.len(), again.tbs()), (list.len(), list.tbs()));
});
