//! Name constraints.

use fabcert_testdata::der;
use fabcert_testdata::forge::{Extension, Forge, Forged};

use super::*;
use crate::path::legacy_name_constraints;

const PREFIX: &str =
    "x509: a root or intermediate certificate is not authorized to sign for this name: ";

/// A name or a subtree.
#[derive(Clone, Copy)]
enum N {
    Email(&'static str),
    Dns(&'static str),
    Uri(&'static str),
    Ip(&'static [u8]),
}

impl N {
    fn der(self) -> Vec<u8> {
        match self {
            Self::Email(text) => der::implicit(1, text.as_bytes()),
            Self::Dns(text) => der::implicit(2, text.as_bytes()),
            Self::Uri(text) => der::implicit(6, text.as_bytes()),
            Self::Ip(bytes) => der::implicit(7, bytes),
        }
    }
}

fn san(names: &[N]) -> Extension {
    let names: Vec<_> = names.iter().map(|name| name.der()).collect();
    Extension::raw("2.5.29.17", false, der::sequence(&names))
}

fn constraints(permitted: &[N], excluded: &[N]) -> Extension {
    let list = |number, subtrees: &[N]| {
        let subtrees: Vec<_> = subtrees
            .iter()
            .map(|base| der::sequence(&[base.der()]))
            .collect();
        match subtrees.is_empty() {
            true => Vec::new(),
            false => der::explicit(number, &subtrees.concat()),
        }
    };
    let value = der::sequence(&[list(0, permitted), list(1, excluded)]);
    Extension::raw("2.5.29.30", true, value)
}

const TEN: N = N::Ip(&[10, 0, 0, 0, 255, 0, 0, 0]);

#[test]
fn names_against_constraints() {
    use N::{Dns, Email, Ip, Uri};
    let not_permitted =
        |what: &str| Err(format!("{PREFIX}{what} is not permitted by any constraint"));
    let excluded =
        |what: &str, by: &str| Err(format!("{PREFIX}{what} is excluded by constraint \"{by}\""));
    let other = |text: &str| Err(format!("{PREFIX}{text}"));
    let example = &[Dns("example.com")][..];
    let cases = [
        (&[Dns("a.example.com")][..], example, &[][..], Ok(1)),
        (&[Dns("Example.COM")], example, &[], Ok(1)),
        (
            &[Dns("a.org")],
            example,
            &[],
            not_permitted("DNS name \"a.org\""),
        ),
        (
            &[Dns("example.com")],
            &[Dns(".example.com")],
            &[],
            not_permitted("DNS name \"example.com\""),
        ),
        (&[Dns("x")], &[Dns("")], &[], Ok(1)),
        (&[Dns("x")], &[], &[Dns("")], excluded("DNS name \"x\"", "")),
        (
            &[Dns("a.b.c")],
            &[],
            &[Dns("b.c")],
            excluded("DNS name \"a.b.c\"", "b.c"),
        ),
        (
            &[Dns("*.c")],
            &[],
            &[Dns("b.c")],
            excluded("DNS name \"*.c\"", "b.c"),
        ),
        (
            &[Dns("a.b")],
            &[Dns("b")],
            &[Dns("a.b")],
            excluded("DNS name \"a.b\"", "a.b"),
        ),
        // A type without permitted subtrees is free.
        (&[Ip(&[1, 2, 3, 4]), Email("a@b")], example, &[], Ok(1)),
        (&[Ip(&[10, 2, 3, 4])], &[TEN], &[], Ok(1)),
        (
            &[Ip(&[11, 2, 3, 4])],
            &[TEN],
            &[],
            not_permitted("IP address \"11.2.3.4\""),
        ),
        (
            &[Ip(&[10, 2, 3, 4])],
            &[],
            &[TEN],
            excluded("IP address \"10.2.3.4\"", "10.0.0.0/8"),
        ),
        (
            &[Ip(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
            &[TEN],
            &[],
            not_permitted("IP address \"::1\""),
        ),
        // IP addresses are looked at first.
        (
            &[Dns("a.org"), Ip(&[11, 2, 3, 4])],
            &[Dns("x"), TEN],
            &[],
            not_permitted("IP address \"11.2.3.4\""),
        ),
        (&[Email("a@b.c")], &[Email("a@B.c")], &[], Ok(1)),
        (&[Email("a@B.c")], &[Email("a@b.c")], &[], Ok(1)),
        (&[Email("a@X.B")], &[Email("b")], &[], Ok(1)),
        (
            &[Email("A@b.c")],
            &[Email("a@b.c")],
            &[],
            not_permitted("email address \"A@b.c\""),
        ),
        (&[Email("a@x.b")], &[Email("b")], &[], Ok(1)),
        (
            &[Email("a@b")],
            &[],
            &[Email("a@b")],
            excluded("email address \"a@b\"", "a@b"),
        ),
        (&[Uri("http://a.b/x")], &[Uri("b")], &[], Ok(1)),
        (
            &[Uri("http://a.b/x")],
            &[Uri("c")],
            &[],
            not_permitted("URI \"http://a.b/x\""),
        ),
        (
            &[Uri("http://a.b/x")],
            &[],
            &[Uri("b")],
            excluded("URI \"http://a.b/x\"", "b"),
        ),
        // What cannot be matched is refused whatever the constraints are about.
        (
            &[Dns("a b")],
            &[TEN],
            &[],
            other("x509: cannot parse dnsName \"a b\""),
        ),
        (
            &[Dns("a.")],
            &[TEN],
            &[],
            other("x509: cannot parse dnsName \"a.\""),
        ),
        (
            &[Email("junk")],
            example,
            &[],
            other("cannot parse rfc822Name \"junk\""),
        ),
        (
            &[Email("junk"), Uri("urn:x")],
            example,
            &[],
            other("URI with empty host (\"urn:x\") cannot be matched against constraints"),
        ),
        (
            &[Uri("http://127.0.0.1/")],
            example,
            &[],
            other("URI with IP (\"http://127.0.0.1/\") cannot be matched against constraints"),
        ),
    ];
    for (names, permitted, excluded, expected) in cases {
        let ca = Forge::ca("ca")
            .with(constraints(permitted, excluded))
            .self_signed();
        let leaf = Forge::leaf("peer0").with(san(names)).issued_by(&ca);
        assert_eq!(outcome(&leaf, &[&ca], &[]), expected);
    }
}

#[test]
fn constraints_hold_for_everything_below() {
    let only_b = || constraints(&[N::Dns("b")], &[]);
    let root = Forge::ca("root").with(only_b()).self_signed();
    let leaf_under = |middle: &Forged, name| {
        Forge::leaf("peer0")
            .with(san(&[N::Dns(name)]))
            .issued_by(middle)
    };
    let plain = Forge::ca("middle").issued_by(&root);
    assert_eq!(
        outcome(&leaf_under(&plain, "a.b"), &[&root], &[&plain]),
        Ok(1)
    );
    let refused = outcome(&leaf_under(&plain, "c"), &[&root], &[&plain]);
    assert_eq!(
        refused,
        Err(format!(
            "{PREFIX}DNS name \"c\" is not permitted by any constraint"
        ))
    );
    // An intermediate's own name counts too, but not against its own constraints.
    let named = Forge::ca("middle")
        .with(san(&[N::Dns("c")]))
        .issued_by(&root);
    assert!(outcome(&leaf_under(&named, "a.b"), &[&root], &[&named]).is_err());
    let free_root = Forge::ca("root").self_signed();
    let itself = Forge::ca("middle").with(san(&[N::Dns("c")])).with(only_b());
    let itself = itself.issued_by(&free_root);
    assert_eq!(
        outcome(&leaf_under(&itself, "a.b"), &[&free_root], &[&itself]),
        Ok(1)
    );
}

#[test]
fn the_nearest_constraints_speak_first() {
    let root = Forge::ca("root")
        .with(constraints(&[], &[N::Dns("x")]))
        .self_signed();
    let middle = Forge::ca("middle").with(constraints(&[], &[N::Dns("a.x")]));
    let middle = middle.issued_by(&root);
    let leaf = Forge::leaf("peer0")
        .with(san(&[N::Dns("a.x")]))
        .issued_by(&middle);
    let error = msp(&leaf, &[&root], &[&middle]).unwrap_err();
    let PathError::NameConstraint(fault) = error else {
        panic!("{error}");
    };
    assert_eq!(fault.issuer, read(&middle));
    assert_eq!(fault.certificate, read(&leaf));
}

#[test]
fn fabric_wants_a_san_under_name_constraints() {
    let constrained = || constraints(&[N::Dns("example.com")], &[]);
    let ca = Forge::ca("ca").with(constrained()).self_signed();
    let free = Forge::ca("ca").self_signed();
    let check = |leaf: Forge, ca: &Forged| {
        let chains = msp(&leaf.issued_by(ca), &[ca], &[]).expect("a chain");
        legacy_name_constraints(&chains[0]).map_err(|error| error.to_string())
    };
    assert_eq!(
        check(Forge::leaf("peer0"), &ca),
        Err("x509: issuer has name constraints but leaf doesn't have a SAN extension".to_owned())
    );
    assert_eq!(check(Forge::leaf("peer0"), &free), Ok(()));
    assert_eq!(check(Forge::leaf("Admin@org1"), &ca), Ok(()));
    let san = san(&[N::Dns("example.com")]);
    assert_eq!(check(Forge::leaf("peer0").with(san), &ca), Ok(()));
    assert_eq!(legacy_name_constraints(&[read(&ca)]), Ok(()));
}
