//! Candidates, their order, and what is told of those that fail.

use fabcert_testdata::Key;
use fabcert_testdata::forge::{
    AttributeType, Extension, Forge, Forged, KeyId, KeyUsage, Name, oid,
};
use time::UtcDateTime;
use time::macros::utc_datetime;

use super::*;
use crate::path::{GoTexts, Usage};
use crate::timestamp::Timestamp;

const START: UtcDateTime = utc_datetime!(2026-06-01 00:00:00);
const ECDSA_FAILURE: &str = "x509: ECDSA verification failure";
const CANNOT_SIGN: &str =
    "x509: invalid signature: parent certificate cannot sign this kind of certificate";
const UNHANDLED: &str = "x509: unhandled critical extension";
const BEFORE: &str = "x509: certificate has expired or is not yet valid: \
     current time 2026-06-01T00:00:01Z is before 2026-07-01T00:00:00Z";
const AFTER: &str = "x509: certificate has expired or is not yet valid: \
     current time 2026-06-01T00:00:01Z is after 2026-05-01T00:00:00Z";

/// CAs of one name and key, but for what is said; no key identifier orders them.
struct Cas {
    good: Forged,
    late: Forged,
    old: Forged,
    critical: Forged,
    wrong_key: Forged,
    not_a_ca: Forged,
}

fn ca() -> Forge {
    Forge::ca("ca").without(oid::SUBJECT_KEY_ID)
}

impl Cas {
    fn new() -> Self {
        let critical = Extension::raw("1.2.3.4", true, [5, 0]);
        Self {
            good: ca().self_signed(),
            late: ca()
                .not_before(utc_datetime!(2026-07-01 00:00:00))
                .self_signed(),
            old: ca()
                .not_after(utc_datetime!(2026-05-01 00:00:00))
                .self_signed(),
            critical: ca().with(critical).self_signed(),
            wrong_key: ca().key(Key::named("another")).self_signed(),
            not_a_ca: ca().with(Extension::not_ca()).self_signed(),
        }
    }

    fn leaf(&self) -> Forged {
        Forge::leaf("peer0").issued_by(&self.good)
    }
}

#[test]
fn the_last_that_signed_speaks_else_the_first_that_did_not() {
    let cas = Cas::new();
    let leaf = cas.leaf();
    let Cas {
        good,
        late,
        old,
        critical,
        wrong_key,
        not_a_ca,
    } = &cas;
    let unknown = Err(UNKNOWN.to_owned());
    for (what, roots, expected) in [
        ("nobody", &[][..], unknown),
        (
            "wrong key first",
            &[wrong_key, not_a_ca],
            Err(hint(ECDSA_FAILURE, "ca")),
        ),
        (
            "not a CA first",
            &[not_a_ca, wrong_key],
            Err(hint(CANNOT_SIGN, "ca")),
        ),
        (
            "late, wrong key",
            &[late, wrong_key],
            Err(BEFORE.to_owned()),
        ),
        (
            "wrong key, late",
            &[wrong_key, late],
            Err(BEFORE.to_owned()),
        ),
        ("late, old", &[late, old], Err(AFTER.to_owned())),
        ("old, late", &[old, late], Err(BEFORE.to_owned())),
        ("critical, late", &[critical, late], Err(BEFORE.to_owned())),
        (
            "late, critical",
            &[late, critical],
            Err(UNHANDLED.to_owned()),
        ),
        ("good, late", &[good, late], Ok(1)),
        ("late, good", &[late, wrong_key, good], Ok(1)),
    ] {
        assert_eq!(outcome(&leaf, roots, &[]), expected, "{what}");
    }
}

#[test]
fn intermediates_answer_for_what_is_above_them() {
    let root = Forge::ca("root").self_signed();
    let other_root = Forge::ca("root").key(Key::named("another")).self_signed();
    let under = |forge: Forge| forge.issued_by(&root);
    let fits = under(ca());
    let late = under(ca().not_before(utc_datetime!(2026-07-01 00:00:00)));
    let wrong_key = under(ca().key(Key::named("another")));
    let leaf = Forge::leaf("peer0").issued_by(&fits);
    let unknown = Err(UNKNOWN.to_owned());
    for (what, roots, intermediates, expected) in [
        ("whole", &[&root][..], &[&fits][..], Ok(1)),
        ("no root", &[], &[&fits], unknown.clone()),
        (
            "root of another key",
            &[&other_root],
            &[&fits],
            Err(hint(ECDSA_FAILURE, "root")),
        ),
        (
            "root among the intermediates",
            &[],
            &[&fits, &root],
            unknown.clone(),
        ),
        (
            "then a wrong key",
            &[],
            &[&fits, &wrong_key],
            unknown.clone(),
        ),
        (
            "a wrong key only",
            &[],
            &[&wrong_key],
            Err(hint(ECDSA_FAILURE, "ca")),
        ),
        (
            "then one too late",
            &[],
            &[&fits, &late],
            Err(BEFORE.to_owned()),
        ),
        ("first one too late", &[], &[&late, &fits], unknown),
    ] {
        assert_eq!(outcome(&leaf, roots, intermediates), expected, "{what}");
    }
}

#[test]
fn key_identifiers_order_candidates_and_exclude_none() {
    let good = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("peer0").issued_by(&good);
    let wrong_key = |id: KeyId| {
        Forge::ca("ca")
            .key(Key::named("another"))
            .with(Extension::subject_key_id(id))
            .self_signed()
    };
    let not_a_ca = |id: KeyId| {
        Forge::ca("ca")
            .with(Extension::not_ca())
            .with(Extension::subject_key_id(id))
            .self_signed()
    };
    let same = KeyId::Bytes(good.key_id().expect("a key identifier").to_vec());
    let (other, empty) = (KeyId::Bytes(vec![1]), KeyId::Bytes(Vec::new()));
    for (first, second) in [(&other, &same), (&empty, &same), (&other, &empty)] {
        let roots = [&not_a_ca(first.clone()), &wrong_key(second.clone())];
        assert_eq!(outcome(&leaf, &roots, &[]), Err(hint(ECDSA_FAILURE, "ca")));
    }
    let roots = [&not_a_ca(other.clone())];
    let intermediates = [&wrong_key(same)];
    assert_eq!(
        outcome(&leaf, &roots, &intermediates),
        Err(hint(CANNOT_SIGN, "ca")),
        "roots come before intermediates"
    );
    let re_keyed = Forge::ca("ca")
        .with(Extension::subject_key_id(other))
        .self_signed();
    assert_eq!(outcome(&leaf, &[&re_keyed], &[]), Ok(1));
}

#[test]
fn every_chain_counts_and_equal_bytes_count_once() {
    let cas = Cas::new();
    let leaf = cas.leaf();
    let renewed = ca().serial(&[2]).self_signed();
    assert_eq!(outcome(&leaf, &[&cas.good, &cas.good], &[]), Ok(1));
    assert_eq!(outcome(&leaf, &[&cas.good, &renewed], &[]), Ok(2));
    let chains = msp(&leaf, &[&cas.good, &renewed], &[]).expect("two chains");
    assert_eq!(
        chains,
        [
            [read(&leaf), read(&cas.good)],
            [read(&leaf), read(&renewed)]
        ]
    );
    // A root stands for itself, and nobody looks at its signature.
    let broken = ca().self_signed().with_broken_signature();
    assert_eq!(
        msp(&broken, &[&broken, &cas.good], &[]),
        Ok(vec![vec![read(&broken)]])
    );
}

#[test]
fn one_second_is_forgiven() {
    let ca_from = |start| Forge::ca("ca").not_before(start).self_signed();
    let ca = ca_from(START);
    for (not_before, expected) in [
        (utc_datetime!(2026-06-01 00:00:00), true),
        (utc_datetime!(2026-05-31 23:59:59), true),
        (utc_datetime!(2026-05-31 23:59:58), false),
    ] {
        let leaf = Forge::leaf("peer0").not_before(not_before).issued_by(&ca);
        assert_eq!(
            outcome(&leaf, &[&ca], &[]).is_ok(),
            expected,
            "{not_before}"
        );
    }
    let end = utc_datetime!(2026-06-02 00:00:00);
    let ca = Forge::ca("ca").not_after(end).self_signed();
    for (not_before, expected) in [
        (utc_datetime!(2026-06-01 23:59:59), true),
        (utc_datetime!(2026-06-02 00:00:00), false),
    ] {
        let leaf = Forge::leaf("peer0").not_before(not_before).issued_by(&ca);
        assert_eq!(
            outcome(&leaf, &[&ca], &[]).is_ok(),
            expected,
            "{not_before}"
        );
    }
}

#[test]
fn the_leaf_itself_comes_first() {
    let ca = Forge::ca("ca").self_signed();
    let point = Forge::leaf("peer0").window(START, START).issued_by(&ca);
    assert_eq!(
        outcome(&point, &[&ca], &[]),
        Err("x509: certificate has expired or is not yet valid: \
             current time 2026-06-01T00:00:01Z is after 2026-06-01T00:00:00Z"
            .to_owned())
    );
    let critical = Forge::leaf("peer0")
        .window(START, START)
        .with(Extension::raw("1.2.3.4", true, [5, 0]))
        .issued_by(&ca);
    assert_eq!(outcome(&critical, &[], &[]), Err(UNHANDLED.to_owned()));
}

#[test]
fn old_go_names_no_instants() {
    let cas = Cas::new();
    let error = msp(&cas.leaf(), &[&cas.late], &[]).unwrap_err();
    assert_eq!(
        error.text(GoTexts::UpTo1_13),
        "x509: certificate has expired or is not yet valid"
    );
    assert_eq!(error.text(GoTexts::Newest), BEFORE);
    assert_eq!(
        error,
        PathError::NotYetValid {
            certificate: read(&cas.late),
            at: Timestamp::from(time::OffsetDateTime::from(START)).plus(1),
        }
    );
}

#[test]
fn tls_uses_the_clock() {
    let (ca, leaf) = super::pair();
    let (roots, none) = (pool(&[&ca]), Pool::new());
    let leaf = read(&leaf);
    let at = |now: &str| {
        let now = Timestamp::parse(now).expect("an instant");
        let options = Options::tls(Usage::ServerAuth, now, &roots, &none);
        verify(&leaf, &options, &Signatures::new()).map_err(|error| error.to_string())
    };
    assert!(at("2026-12-01").is_ok());
    assert_eq!(
        at("2030-01-01"),
        Err("x509: certificate has expired or is not yet valid: \
             current time 2030-01-01T00:00:00Z is after 2027-06-01T00:00:00Z"
            .to_owned())
    );
}

#[test]
fn a_candidate_is_called_by_its_name_quoted() {
    let cases = [
        (
            Name::new().with(AttributeType::CommonName, "a\"ca\"\n"),
            r#"a\"ca\"\n"#,
        ),
        (
            Name::new().with(AttributeType::Organization, "Org1"),
            "Org1",
        ),
        (
            Name::new().with(AttributeType::Country, "DE"),
            "serial:4660",
        ),
    ];
    for (name, shown) in cases {
        let ca = |key| {
            Forge::ca("ca")
                .subject(name.clone())
                .serial(&[0x12, 0x34])
                .key(Key::named(key))
                .self_signed()
        };
        let leaf = Forge::leaf("peer0").issued_by(&ca("one"));
        assert_eq!(
            outcome(&leaf, &[&ca("two")], &[]),
            Err(hint(ECDSA_FAILURE, shown))
        );
    }
}

#[test]
fn path_lengths_count_the_cas_between() {
    let root = |length| Forge::ca("root").with(Extension::ca(length)).self_signed();
    let middle = Forge::ca("middle").issued_by(&root(None));
    let leaf = Forge::leaf("peer0").issued_by(&middle);
    let too_many = "x509: too many intermediates for path length constraint";
    assert_eq!(outcome(&leaf, &[&root(Some(1))], &[&middle]), Ok(1));
    assert_eq!(
        outcome(&leaf, &[&root(Some(0))], &[&middle]),
        Err(too_many.to_owned())
    );
    let direct = Forge::leaf("peer0").issued_by(&root(None));
    assert_eq!(outcome(&direct, &[&root(Some(0))], &[]), Ok(1));
}

#[test]
fn version_1_parents_may_sign_and_must_be_roots() {
    let old = Forge::ca("ca")
        .version(None)
        .extensions(Vec::new())
        .self_signed();
    let leaf = Forge::leaf("peer0").issued_by(&old);
    assert_eq!(outcome(&leaf, &[&old], &[]), Ok(1));
    assert_eq!(
        outcome(&leaf, &[], &[&old]),
        Err("x509: certificate is not authorized to sign other certificates".to_owned())
    );
}

#[test]
fn key_usage_without_cert_sign_forbids_signing_and_an_empty_one_does_not() {
    let ca = |usages: &[KeyUsage]| {
        Forge::ca("ca")
            .with(Extension::key_usage(usages))
            .self_signed()
    };
    let leaf = Forge::leaf("peer0").issued_by(&ca(&[]));
    assert_eq!(outcome(&leaf, &[&ca(&[])], &[]), Ok(1));
    assert_eq!(
        outcome(&leaf, &[&ca(&[KeyUsage::CrlSign])], &[]),
        Err(hint(CANNOT_SIGN, "ca"))
    );
}

#[test]
fn cross_signed_cas_do_not_go_round_in_circles() {
    let root = Forge::ca("root").self_signed();
    let (a, b) = (
        Forge::ca("a").issued_by(&root),
        Forge::ca("b").issued_by(&root),
    );
    let (a_by_b, b_by_a) = (Forge::ca("a").issued_by(&b), Forge::ca("b").issued_by(&a));
    let leaf = Forge::leaf("peer0").issued_by(&a);
    // leaf, a, root and leaf, a by b, b, root.
    assert_eq!(outcome(&leaf, &[&root], &[&a, &b, &a_by_b, &b_by_a]), Ok(2));
    // With a SAN it counts as another CA: leaf, it, b by a, a, root is a third way.
    let with_san = Forge::ca("a")
        .with(Extension::dns_names(&["a"]))
        .issued_by(&b);
    assert_eq!(
        outcome(&leaf, &[&root], &[&a, &b_by_a, &b, &with_san]),
        Ok(3)
    );
}

#[test]
fn a_hundred_candidates_are_looked_at() {
    let (good, leaf) = super::pair();
    let others: Vec<_> = (0..100u8)
        .map(|number| {
            let key = Key::named(&format!("another {number}"));
            Forge::ca("ca")
                .key(key)
                .without(oid::SUBJECT_KEY_ID)
                .self_signed()
        })
        .collect();
    let others: Vec<&Forged> = others.iter().collect();
    let too_many = "x509: signature check attempts limit reached while verifying certificate chain";
    assert_eq!(outcome(&leaf, &others, &[]), Err(hint(ECDSA_FAILURE, "ca")));
    assert_eq!(
        outcome(&leaf, &[&others[..], &others[..1]].concat(), &[]),
        Err(hint(ECDSA_FAILURE, "ca")),
        "equal bytes count once"
    );
    let late = Forge::ca("ca")
        .without(oid::SUBJECT_KEY_ID)
        .serial(&[1])
        .not_before(utc_datetime!(2026-07-01 00:00:00))
        .self_signed();
    assert_eq!(
        outcome(&leaf, &[&others[..], &[&late]].concat(), &[]),
        Err(too_many.to_owned())
    );
    // Its key identifier puts it first.
    assert_eq!(
        outcome(&leaf, &[&others[..], &[&good]].concat(), &[]),
        Ok(1)
    );
}

#[test]
fn a_mesh_of_cas_is_bounded() {
    let root = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("peer0").issued_by(&root);
    // Same name and key, different SANs: each signs each.
    let mesh: Vec<_> = (0..150u32)
        .map(|number| {
            let san = Extension::dns_names(&[&format!("ca{number}")]);
            Forge::ca("ca").with(san).issued_by(&root)
        })
        .collect();
    let mesh: Vec<&Forged> = mesh.iter().collect();
    let signatures = Signatures::new();
    let (roots, intermediates) = (Pool::new(), pool(&mesh));
    let leaf = read(&leaf);
    let options = Options::msp(&leaf, &roots, &intermediates);
    assert_eq!(
        verify(&leaf, &options, &signatures),
        Err(PathError::TooManyAttempts)
    );
    assert!(signatures.checked() <= 100);
    let roots = pool(&[&root]);
    let options = Options::msp(&leaf, &roots, &intermediates);
    let chains = verify(&leaf, &options, &signatures)
        .expect("some chains")
        .len();
    assert!(chains <= 100, "{chains}");
}

#[test]
fn a_pair_is_checked_once() {
    let cas = Cas::new();
    let leaf = read(&cas.leaf());
    let signatures = Signatures::new();
    let (roots, none) = (pool(&[&cas.good, &cas.late, &cas.wrong_key]), Pool::new());
    let options = Options::msp(&leaf, &roots, &none);
    for _ in 0..3 {
        assert!(verify(&leaf, &options, &signatures).is_ok());
    }
    // Two of the three have one key.
    assert_eq!(signatures.checked(), 2);
}
