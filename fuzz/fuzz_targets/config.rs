//! `config.yaml` of an MSP that is sound without it.
#![no_main]

use std::sync::LazyLock;

use fabcert_fuzz::files::File;
use fabcert_fuzz::judge::judge;
use fabcert_testdata::Forge;
use libfuzzer_sys::fuzz_target;

static SOUND: LazyLock<Vec<File>> = LazyLock::new(|| {
    let ca = Forge::ca("ca.org1.example.com").self_signed();
    let admin = Forge::leaf("admin").units(&["admin"]).issued_by(&ca);
    vec![
        ("cacerts/ca.org1.example.com-cert.pem".to_owned(), ca.pem()),
        ("signcerts/admin.pem".to_owned(), admin.pem()),
        ("admincerts/admin.pem".to_owned(), admin.pem()),
    ]
});

fuzz_target!(|config: &[u8]| {
    let mut files = SOUND.clone();
    files.push(("config.yaml".to_owned(), config.to_vec()));
    judge(&files);
});
