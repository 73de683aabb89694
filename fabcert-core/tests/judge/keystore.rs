//! Which key files Fabric finds.

use std::fmt::Write as _;

use fabcert_core::fabric::KeyPolicy;
use fabcert_testdata::Key;

use crate::{NEWEST, Trial, ca, peer, sound};

#[test]
fn keystore() {
    let ca = ca();
    let signer = peer(&ca);
    let (right, other) = (signer.key().pem(), Key::named("other").pem());
    let name = signer.key().keystore_name();
    let h = name.trim_end_matches("_sk").to_owned();
    let big = |size: usize| {
        let mut file = right.clone();
        file.resize(size, b'\n');
        file
    };
    let sk = |suffix: &str| format!("{h}{suffix}");
    let not_found = "KeyMaterial not found in SigningIdentityInfo";
    type Files = Vec<(String, Vec<u8>)>;
    let cases: Vec<(Files, &str)> = vec![
        (vec![], not_found),
        (vec![("priv_sk".into(), right.clone())], ""),
        (vec![("any".into(), other.clone())], not_found),
        (vec![(sk("_sk"), other)], ""),
        (
            vec![
                (sk("_sk"), b"junk".to_vec()),
                ("priv".into(), right.clone()),
            ],
            not_found,
        ),
        (vec![(sk(".sk"), right.clone())], not_found),
        (vec![(sk("-x-sk"), right.clone())], not_found),
        (vec![(sk(".pem"), right.clone())], ""),
        (vec![(sk("_sk.bak"), right.clone())], ""),
        (vec![(h.to_uppercase() + "_sk", right.clone())], ""),
        (
            vec![(sk(".bak"), b"junk".to_vec()), (sk("_sk"), right.clone())],
            "",
        ),
        (vec![(sk("_pk"), signer.key().public_pem())], ""),
        (
            vec![(sk("_pk"), right.clone()), (sk("_sk"), right.clone())],
            not_found,
        ),
        (
            vec![(sk("_key"), right.clone())],
            "getIdentityFromBytes error: Failed initializing bccspCryptoSigner: key must be asymmetric.",
        ),
        (vec![("a".into(), big(65_536))], ""),
        (vec![("a".into(), big(65_537))], not_found),
        (vec![(name, big(65_537))], ""),
        (vec![("below/a".into(), right.clone())], not_found),
    ];
    for (files, expected) in cases {
        let mut msp = sound(&ca).without("keystore");
        let mut names = String::new();
        for (name, bytes) in files {
            let _ = write!(names, "{name} ");
            msp = msp.file(&format!("keystore/{name}"), bytes);
        }
        assert_eq!(NEWEST.text(&msp.tree()), expected, "{names}");
    }
    let elsewhere = Trial {
        keys: KeyPolicy::Elsewhere,
        ..NEWEST
    };
    assert_eq!(elsewhere.text(&sound(&ca).without("keystore").tree()), "");
}
