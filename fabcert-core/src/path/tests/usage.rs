//! Extended key usage.

use fabcert_testdata::forge::{ExtendedKeyUsage, Extension, Forge};

use super::*;
use crate::path::Usage;

#[test]
fn every_certificate_that_lists_usages_must_list_this_one() {
    use ExtendedKeyUsage::{Any, ClientAuth, CodeSigning, ServerAuth};
    let incompatible = Err("x509: certificate specifies an incompatible key usage".to_owned());
    for (of_leaf, of_ca, server, client) in [
        (&[][..], &[][..], true, true),
        (&[ClientAuth], &[], false, true),
        (&[ServerAuth], &[], true, false),
        (&[Any], &[], true, true),
        (&[], &[ClientAuth], false, true),
        (&[ServerAuth, ClientAuth], &[ServerAuth], true, false),
        (&[CodeSigning], &[Any], false, false),
    ] {
        let with = |forge: Forge, usages: &[ExtendedKeyUsage]| match usages {
            [] => forge,
            usages => forge.with(Extension::extended_key_usage(usages)),
        };
        let ca = with(Forge::ca("ca"), of_ca).self_signed();
        let leaf = read(&with(Forge::leaf("peer0"), of_leaf).issued_by(&ca));
        let (roots, none) = (pool(&[&ca]), Pool::new());
        for (usage, good) in [
            (Usage::ServerAuth, server),
            (Usage::ClientAuth, client),
            (Usage::Any, true),
        ] {
            let options = Options {
                usage,
                ..Options::msp(&leaf, &roots, &none)
            };
            let outcome = verify(&leaf, &options, &Signatures::new())
                .map(|chains| chains.len())
                .map_err(|error| error.to_string());
            let expected = if good { Ok(1) } else { incompatible.clone() };
            assert_eq!(outcome, expected, "{of_leaf:?} {of_ca:?} {usage:?}");
        }
    }
}

#[test]
fn a_chain_that_fails_is_dropped_and_the_others_count() {
    let client_only = Extension::extended_key_usage(&[ExtendedKeyUsage::ClientAuth]);
    let (good, leaf) = pair();
    let unfit = Forge::ca("ca").with(client_only).self_signed();
    assert_eq!(outcome(&leaf, &[&unfit, &good], &[]), Ok(1));
    assert_eq!(
        msp(&leaf, &[&unfit], &[]),
        Err(PathError::IncompatibleUsage {
            certificate: read(&unfit)
        })
    );
}
