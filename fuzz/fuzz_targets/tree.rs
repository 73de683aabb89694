//! A tree of any files: one report, whatever the order in which the files are handed in.
#![no_main]

use fabcert_core::baseline::Baseline;
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock, Report};
use fabcert_fuzz::files::{File, decode};
use fabcert_fuzz::read_out::read_out;
use libfuzzer_sys::fuzz_target;

fn check<'a>(files: impl Iterator<Item = &'a File>) -> Report {
    let mut snapshot = Snapshot::builder();
    for (path, bytes) in files {
        snapshot.add_file(path, bytes);
    }
    Checker::new(Clock::Fixed(fabcert_testdata::NOW.into())).check(snapshot.finish())
}

/// Of files with one path the first counts: in another order it would be another tree.
fn distinct(mut files: Vec<File>) -> Vec<File> {
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|(path, _)| seen.insert(path.clone()));
    files
}

fuzz_target!(|input: &[u8]| {
    let files = distinct(decode(input));
    let mut report = check(files.iter());
    let backwards = check(files.iter().rev());
    // A path that leads through a file, or is written in two ways, is taken by the first that comes.
    let plain = |path: &str| !path.split('/').any(|part| matches!(part, "" | "." | ".."));
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let through_file = paths.iter().any(|path| {
        paths
            .iter()
            .any(|other| other.starts_with(&format!("{path}/")))
    });
    if paths.iter().all(|path| plain(path)) && !through_file {
        assert_eq!(read_out(&report), read_out(&backwards));
    }
    let baseline = Baseline::of(&report, &[]);
    let again = Baseline::from_json(&baseline.to_json()).expect("a baseline");
    assert_eq!(baseline, again);
    again.hide(&mut report, &[]);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
});
