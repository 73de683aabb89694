//! Who is a candidate, and who is in the chain already.

use fabcert_testdata::Key;
use fabcert_testdata::forge::{Extension, Forge};

use super::*;

/// A CA is in a chain already where name, key and SAN are the same.
#[test]
fn one_name_or_one_key_alone_do_not_make_one_ca() {
    let key = || Key::named("one key");
    let root = Forge::ca("root").self_signed();
    for (name, upper_name, upper_key) in [
        ("one", "one", Key::named("another key")),
        ("one", "another", key()),
    ] {
        let upper = Forge::ca(upper_name).key(upper_key).issued_by(&root);
        let lower = Forge::ca(name).key(key()).issued_by(&upper);
        let leaf = Forge::leaf("peer0").issued_by(&lower);
        assert_eq!(outcome(&leaf, &[&root], &[&lower, &upper]), Ok(1));
    }
}

/// Go looks no further than to the first of one name and key where one of both has no SAN: so a CA
/// may follow itself.
#[test]
fn a_ca_without_san_hides_the_one_above_it() {
    let plain = Forge::ca("ca").self_signed();
    let with_san = Forge::ca("ca")
        .with(Extension::dns_names(&["ca"]))
        .self_signed();
    let leaf = Forge::leaf("peer0").issued_by(&plain);
    assert_eq!(
        outcome(&leaf, &[], &[&plain, &with_san]),
        Err(
            "x509: signature check attempts limit reached while verifying certificate chain"
                .to_owned()
        )
    );
    assert_eq!(outcome(&leaf, &[], &[&plain]), Err(UNKNOWN.to_owned()));
}

#[test]
fn candidates_whose_key_go_does_not_know_are_passed_over() {
    const EC_PUBLIC_KEY: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    let (ca, leaf) = pair();
    let mut der = ca.der().to_vec();
    let places = der.windows(7).position(|bytes| bytes == EC_PUBLIC_KEY);
    der[places.expect("the algorithm of the key") + 6] = 9;
    let unknown = Certificate::parse(&der).expect("a certificate");
    assert_eq!(unknown.go(), Ok(()));
    let roots = Pool::from_iter([Arc::new(unknown)]);
    let (leaf, none) = (read(&leaf), Pool::new());
    let options = Options::msp(&leaf, &roots, &none);
    let error = verify(&leaf, &options, &Signatures::new()).expect_err("no chain");
    assert_eq!(error.to_string(), UNKNOWN);
}

#[test]
fn a_pool_counts_equal_bytes_once() {
    let (ca, leaf) = pair();
    let none = Pool::new();
    assert!(none.is_empty());
    assert_eq!((none.len(), none.iter().count()), (0, 0));
    let two = pool(&[&ca, &leaf, &ca]);
    assert!(!two.is_empty());
    assert_eq!((two.len(), two.iter().count()), (2, 2));
}
