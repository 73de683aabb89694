//! Properties over generated chains and arbitrary bytes.

use fabcert_core::facts::{Facts, Ground};
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock, Report};
use fabcert_testdata::forge::{Forge, Forged};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime, UtcDateTime};

fn utc(unix: i64) -> UtcDateTime {
    UtcDateTime::from_unix_timestamp(unix).expect("a year in range")
}

fn checker(now: i64) -> Checker {
    Checker::new(Clock::Fixed(
        OffsetDateTime::from_unix_timestamp(now).expect("a year in range"),
    ))
}

/// An MSP of these CAs with this identity in signcerts.
fn check(now: i64, roots: &[&Forged], intermediates: &[&Forged], leaf: &Forged) -> Report {
    let mut files = Snapshot::builder();
    for (number, ca) in roots.iter().enumerate() {
        files.add_file(format!("msp/cacerts/{number}.pem"), ca.pem());
    }
    for (number, ca) in intermediates.iter().enumerate() {
        files.add_file(format!("msp/intermediatecerts/{number}.pem"), ca.pem());
    }
    files.add_file("msp/signcerts/cert.pem", leaf.pem());
    checker(now).check(files.finish())
}

fn refused_as_too_old(report: &Report) -> bool {
    report.findings.iter().any(|finding| {
        matches!(
            finding.facts,
            Facts::BeforeIssuer {
                ground: Ground::Msp,
                ..
            }
        )
    })
}

const START: i64 = 1_790_000_000;
const YEAR: i64 = 365 * 86_400;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// leaf.NotBefore + 1 s < NotBefore of some CA above it ⇔ FC101 or FC102 as an error.
    #[test]
    fn too_old_is_the_inequality(
        leaf_gap in -4_i64..5,
        inter_gap in -4_i64..5,
        three_levels: bool,
    ) {
        let root_start = START;
        let root = Forge::ca("root").window(utc(root_start), utc(root_start + 10 * YEAR)).self_signed();
        let inter_start = root_start - inter_gap;
        let inter = Forge::ca("inter")
            .window(utc(inter_start), utc(inter_start + 5 * YEAR))
            .issued_by(&root);
        let (issuer, above) = if three_levels { (&inter, inter_start) } else { (&root, root_start) };
        let leaf_start = above - leaf_gap;
        let leaf = Forge::leaf("leaf")
            .units(&["client"])
            .window(utc(leaf_start), utc(leaf_start + YEAR))
            .issued_by(issuer);
        let intermediates: &[&Forged] = if three_levels { &[&inter] } else { &[] };
        let report = check(START + 86_400, &[&root], intermediates, &leaf);
        let expected = if three_levels {
            leaf_gap >= 2 || leaf_start + 1 < root_start || inter_gap >= 2
        } else {
            leaf_gap >= 2
        };
        prop_assert_eq!(refused_as_too_old(&report), expected);
    }

    /// The order in which files are handed in changes nothing.
    #[test]
    fn order_of_input_changes_nothing(order in Just((0..FILES).collect::<Vec<_>>()).prop_shuffle()) {
        let files = files();
        let render = |indices: &[usize]| {
            let mut snapshot = Snapshot::builder();
            for &index in indices {
                let (path, bytes) = &files[index];
                snapshot.add_file(path, bytes);
            }
            let report = checker(START + 86_400).check(snapshot.finish());
            format!("{report:?}")
        };
        let sorted: Vec<usize> = (0..FILES).collect();
        prop_assert_eq!(render(&order), render(&sorted));
    }

    /// Whatever lies in an MSP folder, there is a report and no panic.
    #[test]
    fn arbitrary_bytes_give_a_report(
        ca in proptest::collection::vec(any::<u8>(), 0..200),
        config in "[ -~\\n\\t]{0,120}",
        cut in 0_usize..900,
        flip in any::<u8>(),
    ) {
        let root = Forge::ca("root").window(utc(START), utc(START + YEAR)).self_signed();
        let mut bent = root.pem();
        let at = cut % bent.len();
        bent[at] ^= flip;
        let mut files = Snapshot::builder();
        files.add_file("msp/cacerts/a.pem", &ca);
        files.add_file("msp/cacerts/b.pem", &bent);
        files.add_file("msp/signcerts/c.pem", &bent[..at]);
        files.add_file("msp/config.yaml", config.as_bytes());
        files.add_file("loose.bin", &ca);
        let report = checker(START).check(files.finish());
        prop_assert_eq!(report.msps.len(), 1);
    }
}

const FILES: usize = 6;

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let window = |start: i64, years: i64| (utc(start), utc(start + years * YEAR));
    let (from, to) = window(START, 10);
    let ca = Forge::ca("ca.org1.example.com")
        .window(from, to)
        .self_signed();
    let (from, to) = window(START - 300, 1);
    let old = Forge::leaf("old")
        .units(&["client"])
        .window(from, to)
        .issued_by(&ca);
    let (from, to) = window(START + Duration::HOUR.whole_seconds(), 1);
    let sound = Forge::leaf("sound")
        .units(&["client"])
        .window(from, to)
        .issued_by(&ca);
    vec![
        ("a/msp/cacerts/ca.pem", ca.pem()),
        ("a/msp/signcerts/cert.pem", old.pem()),
        ("b/msp/cacerts/ca.pem", ca.pem()),
        ("b/msp/signcerts/cert.pem", sound.pem()),
        ("bundle.pem", [ca.pem(), old.pem()].concat()),
        (
            "broken.pem",
            b"-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n".to_vec(),
        ),
    ]
}
