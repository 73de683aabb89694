//! One finding for one cause, and its consequences under it.

use fabcert_core::facts::Facts;
use fabcert_core::finding::Finding;
use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock, words};
use fabcert_testdata::shapes::Msp;
use fabcert_testdata::{Forge, Forged, Key, NOW, Tree};
use time::{Duration, UtcDateTime};

const ORG: &str = "peerOrganizations/org1.example.com";

/// When the CA was made, and made again.
fn born() -> UtcDateTime {
    NOW - Duration::days(30)
}

fn ca() -> Forge {
    let name = Forge::ca("ca.org1.example.com").organization("org1.example.com");
    name.window(born(), born() + Duration::days(3650))
}

fn peers(
    count: usize,
    leaf: impl Fn(Forge, usize) -> Forged,
    msp: impl Fn(&Forged) -> Msp,
) -> Tree {
    (0..count).fold(Tree::new(), |tree, number| {
        let name = format!("peer{number}.org1.example.com");
        let forge = Forge::leaf(&name)
            .units(&["peer"])
            .key(Key::named(&name))
            .window(born(), born() + Duration::days(365));
        let leaf = leaf(forge, number);
        tree.with_tree(format!("{ORG}/peers/{name}/msp"), msp(&leaf).tree())
    })
}

fn check(tree: &Tree) -> Report {
    let mut files = Snapshot::builder();
    for (path, bytes) in tree.files() {
        files.add_file(path, bytes);
    }
    Checker::new(Clock::Fixed(NOW.into())).check(files.finish())
}

fn errors(report: &Report) -> Vec<&Finding> {
    let findings = report.findings.iter();
    findings
        .filter(|it| it.severity == Severity::Error)
        .collect()
}

#[test]
fn cas_that_sign_each_other_in_a_circle_have_no_end_and_the_check_has() {
    let named = |name: &str| Forge::ca(name).key(Key::named(name));
    let [a, b, c] = ["a", "b", "c"].map(|name| named(name).self_signed());
    let circle = [
        named("a").issued_by(&b),
        named("b").issued_by(&c),
        named("c").issued_by(&a),
    ];
    let leaf = Forge::leaf("peer0").units(&["peer"]).issued_by(&a);
    let mut msp = Msp::new().root("root", &ca().self_signed()).signer(&leaf);
    for (number, ca) in circle.iter().enumerate() {
        msp = msp.intermediate(&number.to_string(), ca);
    }
    let report = check(&Tree::new().with_tree("msp", msp.tree()));
    let unknown = |it: &&&Finding| matches!(it.facts, Facts::UnknownIssuer { .. });
    let errors = errors(&report);
    assert!(errors.iter().any(|it| unknown(&it)), "{errors:?}");
}

#[test]
fn a_regenerated_ca_with_forty_old_leaves_is_one_finding_with_forty_places() {
    let old = ca().self_signed();
    let new = ca().key(Key::named("made again")).self_signed();
    let issue = |leaf: Forge, _| leaf.issued_by(&old);
    let report = check(&peers(40, issue, |leaf| {
        Msp::new().root("ca", &new).signer_without_key(leaf)
    }));
    let [finding] = errors(&report)[..] else {
        panic!("one error, not {:?}", errors(&report));
    };
    assert_eq!(finding.rule.id, "FC202");
    assert_eq!((finding.places.len(), finding.msps.len()), (40, 40));
    assert_eq!(finding.alike.len(), 39);
    assert!(words::title(finding).starts_with("40 certificates were signed by an older"));
    let cause = words::cause(finding).unwrap_or_default();
    assert!(cause.contains("peer39.org1.example.com"), "{cause}");
}

#[test]
fn three_leaves_stand_each_for_itself() {
    let old = ca().self_signed();
    let new = ca().key(Key::named("made again")).self_signed();
    let issue = |leaf: Forge, _| leaf.issued_by(&old);
    let msp = |leaf: &Forged| Msp::new().root("ca", &new).signer_without_key(leaf);
    assert_eq!(errors(&check(&peers(3, issue, msp))).len(), 3);
    assert_eq!(errors(&check(&peers(4, issue, msp))).len(), 1);
}

#[test]
fn gaps_of_many_are_told_from_the_smallest_to_the_largest() {
    let ca = ca().self_signed();
    let issue = |leaf: Forge, number: usize| {
        let gap = Duration::seconds(60 + 10 * i64::try_from(number).expect("few"));
        leaf.not_before(born() - gap).issued_by(&ca)
    };
    let report = check(&peers(5, issue, |leaf| {
        Msp::new().root("ca", &ca).signer_without_key(leaf)
    }));
    let [finding] = errors(&report)[..] else {
        panic!("one error, not {:?}", errors(&report));
    };
    assert_eq!(
        (finding.rule.id, finding.gaps()),
        ("FC101", Some((60, 100)))
    );
    // What heals the oldest leaf heals them all, so that one speaks.
    assert_eq!(finding.facts.gap(), Some(100));
    let title = words::title(finding);
    assert!(
        title.contains("5 certificates") && title.contains("1 min to 1 min 40 s"),
        "{title}"
    );
}

#[test]
fn one_more_leaf_makes_it_another_finding() {
    let old = ca().self_signed();
    let new = ca().key(Key::named("made again")).self_signed();
    let issue = |leaf: Forge, _| leaf.issued_by(&old);
    let key = |count| {
        let report = check(&peers(count, issue, |leaf| {
            Msp::new().root("ca", &new).signer_without_key(leaf)
        }));
        errors(&report).first().map(|it| it.key())
    };
    assert_eq!(key(5), key(5));
    assert_ne!(key(5), key(6));
}

#[test]
fn leaves_follow_from_the_fault_of_their_intermediate() {
    let root = ca().self_signed();
    let intermediate = Forge::ca("ica.org1.example.com")
        .window(born() - Duration::minutes(5), born() + Duration::days(1825))
        .issued_by(&root);
    // Older than the root too, so that each is refused for the same reason as the intermediate.
    let issue = |leaf: Forge, _| {
        let start = born() - Duration::minutes(2);
        leaf.not_before(start).issued_by(&intermediate)
    };
    let report = check(&peers(6, issue, |leaf| {
        let msp = Msp::new()
            .root("ca", &root)
            .intermediate("ica", &intermediate);
        msp.signer_without_key(leaf)
    }));
    let [finding] = errors(&report)[..] else {
        panic!("one error, not {:?}", errors(&report));
    };
    assert_eq!((finding.rule.id, finding.folded), ("FC102", 6));
    assert_eq!(finding.msps.len(), 6);
    assert!(matches!(finding.facts, Facts::BeforeIssuer { .. }));
}

#[test]
fn an_intermediate_that_is_missing_everywhere_is_missed_once() {
    let root = ca().self_signed();
    let intermediate = Forge::ca("ica.org1.example.com")
        .window(born(), born() + Duration::days(1825))
        .issued_by(&root);
    let issue = |leaf: Forge, _| leaf.issued_by(&intermediate);
    let tree = peers(2, issue, |leaf| {
        Msp::new().root("ca", &root).signer_without_key(leaf)
    });
    let report = check(&tree.with(format!("{ORG}/ca/ica-cert.pem"), intermediate.pem()));
    let [finding] = errors(&report)[..] else {
        panic!("one error, not {:?}", errors(&report));
    };
    assert_eq!((finding.rule.id, finding.msps.len()), ("FC203", 2));
    assert_eq!(finding.remedies.len(), 2, "a copy for each MSP");
}
