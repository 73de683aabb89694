//! What each stage of a check costs, on trees of cryptogen's shape. What the judge and the rules cost
//! stands in the second table of the benchmark `whole`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use fabcert_benches::trees::Shape;
use fabcert_core::certificate::{Certificate, Fingerprint};
use fabcert_core::issuance::Issuance;
use fabcert_core::layout::Layout;
use fabcert_core::signature::Signatures;
use fabcert_core::source::{self, Limits, Snapshot};
use fabcert_core::store::Store;
use fabcert_core::{Checker, Clock, pem};
use time::macros::datetime;

fn main() {
    divan::main();
}

/// Organisations of each tree; 95 files each.
const SIZES: [usize; 2] = [
    Shape::THOUSAND.organisations,
    Shape::TWENTY_THOUSAND.organisations,
];

fn tree(organisations: usize) -> PathBuf {
    Shape::distinct(organisations)
        .tree(Path::new(env!("CARGO_TARGET_TMPDIR")))
        .expect("target/ can be written to")
}

fn snapshot(organisations: usize) -> Snapshot {
    source::read(&[tree(organisations)], &Limits::default()).expect("the tree is there")
}

fn certificates(organisations: usize) -> Vec<Arc<Certificate>> {
    let store = Store::read(&snapshot(organisations));
    let certificates = store.certificates().map(|(_, it)| Arc::clone(it));
    certificates.collect()
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn walk_and_read(bencher: Bencher<'_, '_>, organisations: usize) {
    let tree = tree(organisations);
    bencher.bench(|| source::read(&[&tree], &Limits::default()));
}

#[divan::bench(args = SIZES)]
fn split(bencher: Bencher<'_, '_>, organisations: usize) {
    let snapshot = snapshot(organisations);
    let contents: Vec<_> = snapshot.contents().map(|(_, it)| it.bytes()).collect();
    bencher.counter(ItemsCount::new(contents.len())).bench(|| {
        let blocks = contents.iter().map(|bytes| pem::blocks(bytes).len());
        blocks.sum::<usize>()
    });
}

#[divan::bench(args = SIZES)]
fn hash(bencher: Bencher<'_, '_>, organisations: usize) {
    let certificates = certificates(organisations);
    bencher
        .counter(ItemsCount::new(certificates.len()))
        .bench(|| {
            for certificate in &certificates {
                divan::black_box(Fingerprint::of(certificate.der()));
            }
        });
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher<'_, '_>, organisations: usize) {
    let certificates = certificates(organisations);
    bencher
        .counter(ItemsCount::new(certificates.len()))
        .bench(|| {
            for certificate in &certificates {
                divan::black_box(Certificate::parse(certificate.der()).is_ok());
            }
        });
}

/// Splitting, hashing and parsing together, on every core, each distinct thing once.
#[divan::bench(args = SIZES)]
fn store(bencher: Bencher<'_, '_>, organisations: usize) {
    let snapshot = snapshot(organisations);
    bencher.bench(|| Store::read(&snapshot));
}

#[divan::bench(args = SIZES)]
fn layout(bencher: Bencher<'_, '_>, organisations: usize) {
    let snapshot = snapshot(organisations);
    let store = Store::read(&snapshot);
    bencher.bench(|| Layout::of(&snapshot, &store));
}

/// Who issued whom: on every core, each distinct pair once.
#[divan::bench(args = SIZES, sample_count = 10)]
fn signatures(bencher: Bencher<'_, '_>, organisations: usize) {
    let store = Store::read(&snapshot(organisations));
    bencher
        .counter(ItemsCount::new(store.len()))
        .bench(|| Issuance::of(&store, &Signatures::new()));
}

/// Everything after reading.
#[divan::bench(args = SIZES, sample_count = 10)]
fn check(bencher: Bencher<'_, '_>, organisations: usize) {
    let snapshot = snapshot(organisations);
    let checker = Checker::new(Clock::Fixed(datetime!(2026-11-22 12:00:00 UTC)));
    bencher
        .with_inputs(|| snapshot.clone())
        .bench_values(|snapshot| checker.check(snapshot));
}
