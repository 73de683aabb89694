//! Hostile material: real fixtures, mutated. There is always a report, and it does not depend on the
//! order of the files.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use fabcert_core::check::{Keys, Settings};
use fabcert_core::fabric::{Mode, Release};
use fabcert_core::report::Report;
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock, certificate::Certificate, words};
use fabcert_testdata::{NOW, Tree, fixtures, parity};
use proptest::prelude::*;
use proptest::sample::Index;

/// Every fixture, and a part of the conformance corpus.
static TREES: LazyLock<Vec<Tree>> = LazyLock::new(|| {
    let fixtures = fixtures::all().into_iter().map(|fixture| fixture.tree);
    let cases = parity::cases().into_iter().step_by(7).map(|case| case.tree);
    fixtures.chain(cases).collect()
});

/// What is done to a file.
#[derive(Clone, Debug)]
enum Mutation {
    /// One byte is another.
    Flip(Index, u8),
    /// The file ends early.
    Cut(Index),
    /// A piece stands there twice.
    Repeat(Index, Index),
    /// Another file's bytes stand there.
    Swap(Index),
    /// The file is gone.
    Remove,
    /// The file has the bytes of another behind its own.
    Append(Index),
    /// A byte inside the DER of its first PEM block is another.
    FlipDer(Index, u8),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        1 => (any::<Index>(), 1..=u8::MAX).prop_map(|(at, mask)| Mutation::Flip(at, mask)),
        1 => any::<Index>().prop_map(Mutation::Cut),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
        1 => any::<Index>().prop_map(Mutation::Swap),
        1 => Just(Mutation::Remove),
        1 => any::<Index>().prop_map(Mutation::Append),
        4 => (any::<Index>(), 1..=u8::MAX).prop_map(|(at, mask)| Mutation::FlipDer(at, mask)),
    ]
}

type Files = Vec<(PathBuf, Vec<u8>)>;

fn mutate(files: &mut Files, which: Index, mutation: &Mutation) {
    if files.is_empty() {
        return;
    }
    let chosen = which.index(files.len());
    let other = |index: &Index| files[index.index(files.len())].1.clone();
    match mutation {
        Mutation::Remove => {
            files.remove(chosen);
            return;
        }
        Mutation::Swap(from) => files[chosen].1 = other(from),
        Mutation::Append(from) => {
            let more = other(from);
            files[chosen].1.extend(more);
        }
        _ => {}
    }
    let bytes = &mut files[chosen].1;
    if bytes.is_empty() {
        return;
    }
    let at = |index: &Index| index.index(bytes.len());
    match mutation {
        Mutation::Flip(index, mask) => {
            let at = at(index);
            bytes[at] ^= mask;
        }
        Mutation::Cut(index) => bytes.truncate(index.index(bytes.len())),
        Mutation::Repeat(from, to) => {
            let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
            let piece = bytes[from..to].to_vec();
            bytes.extend(piece);
        }
        Mutation::FlipDer(index, mask) => {
            if let Some(block) = fabcert_core::pem::blocks(bytes).into_iter().next()
                && let Ok(mut der) = block.der
                && !der.is_empty()
            {
                let at = index.index(der.len());
                der[at] ^= mask;
                *bytes = fabcert_core::pem::encode(&block.label, &der).into_bytes();
            }
        }
        Mutation::Remove | Mutation::Swap(_) | Mutation::Append(_) => {}
    }
}

fn check<'a>(files: impl Iterator<Item = &'a (PathBuf, Vec<u8>)>, settings: &Settings) -> Report {
    let mut snapshot = Snapshot::builder();
    for (path, bytes) in files {
        snapshot.add_file(path, bytes);
    }
    Checker::new(Clock::Fixed(NOW.into()))
        .settings(settings.clone())
        .check(snapshot.finish())
}

/// Everything that a report says, in facts and in words.
fn read_out(report: &Report) -> String {
    let said = report.findings.iter().map(|finding| {
        let ways: Vec<_> = finding.remedies.iter().map(words::way).collect();
        format!(
            "{} {:?} {ways:?}\n",
            words::title(finding),
            words::cause(finding)
        )
    });
    format!("{report:?}\n{}", said.collect::<String>())
}

fn settings() -> impl Strategy<Value = Settings> {
    let releases = ["1.0", "1.4.2", "2.2", "2.5", "3.1"].map(|it| it.parse().expect("a release"));
    (
        proptest::sample::select(releases.to_vec()),
        proptest::option::of(proptest::sample::select(vec![Mode::Local, Mode::Verifying])),
        proptest::sample::select(vec![Keys::Auto, Keys::Here, Keys::Elsewhere]),
    )
        .prop_map(|(release, mode, keys): (Release, _, _)| Settings {
            release,
            mode,
            keys,
            ..Settings::default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn mutated_trees_give_one_report_in_any_order(
        tree in any::<Index>(),
        graft in any::<Index>(),
        mutations in proptest::collection::vec((any::<Index>(), mutation()), 0..6),
        order in any::<u64>(),
        settings in settings(),
    ) {
        let mut files: Files = TREES[tree.index(TREES.len())].clone().into_files();
        // Half of a second tree beside it, so that trees meet certificates that are not theirs.
        let beside = TREES[graft.index(TREES.len())].clone().into_files();
        files.extend(beside.into_iter().step_by(2).map(|(path, bytes)| (PathBuf::from("beside").join(path), bytes)));
        for (which, mutation) in &mutations {
            mutate(&mut files, *which, mutation);
        }
        let mut shuffled: BTreeMap<u64, &(PathBuf, Vec<u8>)> = BTreeMap::new();
        let mut state = order | 1;
        for file in &files {
            // Knuth's linear congruential generator: any order will do.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.insert(state, file);
        }
        let one = read_out(&check(files.iter(), &settings));
        let other = read_out(&check(shuffled.into_values(), &settings));
        prop_assert_eq!(one, other);
    }
}

/// The wide path through threads (more than a batch of files) gives what the narrow one gives.
#[test]
fn many_files_give_the_same_report_every_time() {
    let mut files: Files = Vec::new();
    for (number, tree) in TREES.iter().enumerate().take(60) {
        files.extend(tree.files().map(|(path, bytes)| {
            (
                PathBuf::from(format!("{number:03}")).join(path),
                bytes.to_vec(),
            )
        }));
    }
    let settings = Settings::default();
    let first = read_out(&check(files.iter(), &settings));
    for _ in 0..3 {
        assert!(first == read_out(&check(files.iter().rev(), &settings)));
    }
}

/// Every byte of a certificate in turn is another: each is read or refused, and never half read.
#[test]
fn a_certificate_with_any_one_byte_changed_is_read_or_refused() {
    let tree = &TREES[0];
    let der = tree
        .files()
        .flat_map(|(_, bytes)| fabcert_core::pem::blocks(bytes))
        .find_map(|block| {
            (block.label == "CERTIFICATE")
                .then_some(block.der.ok())
                .flatten()
        })
        .expect("a certificate");
    for at in 0..der.len() {
        for mask in [0x01, 0x20, 0x80, 0xff] {
            let mut bent = der.clone();
            bent[at] ^= mask;
            if let Ok(certificate) = Certificate::parse(&bent) {
                assert_eq!(&certificate.der()[..], &bent[..]);
                let _ = (
                    certificate.subject().to_string(),
                    certificate.serial_decimal(),
                );
            }
        }
    }
}
