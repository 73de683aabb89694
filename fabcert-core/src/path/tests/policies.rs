//! Certificate policies.

use fabcert_testdata::forge::{ExtendedKeyUsage, Extension, Forge};
use fabcert_testdata::{Key, der};

use super::*;

const ANY: &str = "2.5.29.32.0";

fn policies(oids: &[&str]) -> Extension {
    let policies: Vec<_> = oids
        .iter()
        .map(|oid| der::sequence(&[der::oid(oid)]))
        .collect();
    Extension::raw("2.5.29.32", false, der::sequence(&policies))
}

fn mappings(pairs: &[(&str, &str)]) -> Extension {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(issuer, subject)| der::sequence(&[der::oid(issuer), der::oid(subject)]))
        .collect();
    Extension::raw("2.5.29.33", true, der::sequence(&pairs))
}

/// requireExplicitPolicy `[0]`, inhibitPolicyMapping `[1]`.
fn constraint(number: u8, skip: u8) -> Extension {
    Extension::raw(
        "2.5.29.36",
        true,
        der::sequence(&[der::implicit(number, &[skip])]),
    )
}

fn inhibit_any(skip: u8) -> Extension {
    Extension::raw("2.5.29.54", true, der::unsigned(&[skip]))
}

#[test]
fn policies_of_a_chain() {
    let require = || constraint(0, 0);
    let cases = [
        ("nobody asks", vec![], vec![], true),
        ("required, nobody has one", vec![require()], vec![], false),
        (
            "required by the leaf itself",
            vec![],
            vec![require()],
            false,
        ),
        (
            "required and there",
            vec![require(), policies(&["1.2.3"])],
            vec![policies(&["1.2.3"])],
            true,
        ),
        (
            "required and another",
            vec![require(), policies(&["1.2.3"])],
            vec![policies(&["1.2.4"])],
            false,
        ),
        (
            "required and any above",
            vec![require(), policies(&[ANY])],
            vec![policies(&["1.2.4"])],
            true,
        ),
        (
            "required and any below",
            vec![require(), policies(&["1.2.3"])],
            vec![policies(&[ANY])],
            true,
        ),
        (
            "required, and any does not count",
            vec![require(), policies(&["1.2.3"]), inhibit_any(0)],
            vec![policies(&[ANY])],
            false,
        ),
        (
            "required after one more",
            vec![constraint(0, 1)],
            vec![],
            false,
        ),
        (
            "required after two more",
            vec![constraint(0, 2)],
            vec![],
            true,
        ),
        (
            "mapped",
            vec![
                require(),
                policies(&["1.2.3"]),
                mappings(&[("1.2.3", "1.2.4")]),
            ],
            vec![policies(&["1.2.4"])],
            true,
        ),
        (
            "mapped away",
            vec![
                require(),
                policies(&["1.2.3"]),
                mappings(&[("1.2.3", "1.2.4")]),
            ],
            vec![policies(&["1.2.3"])],
            false,
        ),
        (
            "mapped under any policy",
            vec![require(), policies(&[ANY]), mappings(&[("1.2.3", "1.2.4")])],
            vec![policies(&["1.2.4"])],
            true,
        ),
        (
            "mapped from a policy that is not there",
            vec![
                require(),
                policies(&["1.2.5"]),
                mappings(&[("1.2.3", "1.2.4")]),
            ],
            vec![policies(&["1.2.4"])],
            false,
        ),
        (
            "mapped from any policy",
            vec![policies(&["1.2.3"]), mappings(&[(ANY, "1.2.4")])],
            vec![policies(&["1.2.3"])],
            false,
        ),
        (
            "mapped to any policy, but without policies",
            vec![mappings(&[("1.2.3", ANY)])],
            vec![policies(&["1.2.3"])],
            true,
        ),
    ];
    let root = Forge::ca("root").self_signed();
    for (what, of_middle, of_leaf, good) in cases {
        let with = |forge: Forge, extensions: Vec<Extension>| {
            extensions.into_iter().fold(forge, Forge::with)
        };
        let middle = with(Forge::ca("middle"), of_middle).issued_by(&root);
        let leaf = with(Forge::leaf("peer0"), of_leaf).issued_by(&middle);
        let expected = if good {
            Ok(1)
        } else {
            Err("x509: no valid chains built: 1 candidate chains with invalid policies".to_owned())
        };
        assert_eq!(outcome(&leaf, &[&root], &[&middle]), expected, "{what}");
    }
}

#[test]
fn a_forbidden_mapping_takes_the_policy_away() {
    let root = Forge::ca("root").self_signed();
    let upper = Forge::ca("upper")
        .with(policies(&["1.2.3"]))
        .with(constraint(1, 0))
        .issued_by(&root);
    let lower = |mapped: bool| {
        let forge = Forge::ca("lower")
            .with(policies(&["1.2.3"]))
            .with(constraint(0, 0));
        let pair = [("1.2.3", "1.2.4")];
        let forge = if mapped {
            forge.with(mappings(&pair))
        } else {
            forge
        };
        forge.issued_by(&upper)
    };
    for (mapped, policy, good) in [
        (false, "1.2.3", true),
        (true, "1.2.3", false),
        (true, "1.2.4", false),
    ] {
        let lower = lower(mapped);
        let leaf = Forge::leaf("peer0")
            .with(policies(&[policy]))
            .issued_by(&lower);
        let outcome = outcome(&leaf, &[&root], &[&upper, &lower]);
        assert_eq!(outcome.is_ok(), good, "{outcome:?}");
    }
}

/// Two CAs below the root, the lower one under a name of its own or self-issued: under the upper
/// one's name, with a key of its own.
#[test]
fn self_issued_cas_are_passed_over() {
    const OWN: &str = "lower";
    const SELF_ISSUED: &str = "upper";
    let strict = || vec![constraint(0, 0), policies(&["1.2.3"]), inhibit_any(0)];
    let any = || vec![policies(&[ANY])];
    let one = || vec![policies(&["1.2.3"])];
    let cases = [
        ("nobody asks", vec![], OWN, one(), vec![], true),
        (
            "required in two",
            vec![constraint(0, 2)],
            OWN,
            vec![],
            vec![],
            false,
        ),
        (
            "required in three",
            vec![constraint(0, 3)],
            OWN,
            vec![],
            vec![],
            true,
        ),
        (
            "one does not count",
            vec![constraint(0, 2)],
            SELF_ISSUED,
            vec![],
            vec![],
            true,
        ),
        ("any is inhibited", strict(), OWN, any(), one(), false),
        (
            "any is not inhibited yet",
            strict(),
            SELF_ISSUED,
            any(),
            one(),
            true,
        ),
        (
            "never for the leaf",
            strict(),
            SELF_ISSUED,
            one(),
            any(),
            false,
        ),
        (
            "any above does not last",
            vec![constraint(0, 0), policies(&[ANY])],
            OWN,
            one(),
            vec![policies(&["1.2.4"])],
            false,
        ),
    ];
    let root = Forge::ca("root").self_signed();
    for (what, of_upper, lower, of_lower, of_leaf, good) in cases {
        let with = |forge: Forge, extensions: Vec<Extension>| {
            extensions.into_iter().fold(forge, Forge::with)
        };
        let upper = with(Forge::ca("upper"), of_upper).issued_by(&root);
        let forge = Forge::ca(lower).key(Key::named("lower"));
        let lower = with(forge, of_lower).issued_by(&upper);
        let leaf = with(Forge::leaf("peer0"), of_leaf).issued_by(&lower);
        let outcome = outcome(&leaf, &[&root], &[&upper, &lower]);
        assert_eq!(outcome.is_ok(), good, "{what}: {outcome:?}");
    }
}

#[test]
fn the_root_s_own_policies_do_not_count() {
    let root = Forge::ca("ca").with(constraint(0, 0)).self_signed();
    let leaf = Forge::leaf("peer0").issued_by(&root);
    assert_eq!(outcome(&leaf, &[&root], &[]), Ok(1));
}

#[test]
fn both_filters_are_counted() {
    let client_only = Extension::extended_key_usage(&[ExtendedKeyUsage::ClientAuth]);
    let root = Forge::ca("root").self_signed();
    let middle = |extension| Forge::ca("ca").with(extension).issued_by(&root);
    let (unfit, strict) = (middle(client_only), middle(constraint(0, 0)));
    let leaf = Forge::leaf("peer0").issued_by(&unfit);
    assert_eq!(
        outcome(&leaf, &[&root], &[&unfit, &strict]),
        Err("x509: no valid chains built: \
             1 candidate chains with incompatible key usage, \
             1 candidate chains with invalid policies"
            .to_owned())
    );
}
