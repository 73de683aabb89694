//! A key: as DER under any label, and as a file of Fabric's keystore.
#![no_main]

use std::hint::black_box;

use fabcert_core::key::{PrivateKey, go_private_key, go_public_key, go_symmetric_key};
use fabcert_core::pem;
use fabcert_core::reissue::{Signer as _, SigningKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|der: &[u8]| {
    let read = PrivateKey::read("", der, false);
    black_box(PrivateKey::read("OPENSSH PRIVATE KEY", der, false));
    black_box(PrivateKey::read("RSA PRIVATE KEY", der, true));
    let file = pem::encode("PRIVATE KEY", der);
    assert!(go_symmetric_key(file.as_bytes()));
    black_box(go_public_key(file.as_bytes()));
    // What Fabric loads can be read, and has the same public half.
    if let Some(public) = go_private_key(file.as_bytes()) {
        let key = read.expect("a key that Fabric reads");
        assert!(key.public_key().is_none_or(|it| *it == public));
        if let Ok(signer) = SigningKey::from_file(file.as_bytes()) {
            assert_eq!(*signer.public_key(), public);
        }
    }
    black_box(go_private_key(der));
    black_box(SigningKey::from_file(der).is_ok());
});
