//! Every rule on its fixtures: `fires…` and `quiet…`.

#![expect(clippy::print_stdout, reason = "tells what each fixture gives")]

use std::collections::BTreeSet;

use fabcert_core::check::Settings;
use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock};
use fabcert_testdata::fixtures::{self, Fixture};

/// Neighbours that are quiet for being no error: what the rule says of them is milder.
const MILDER: [(&str, Severity); 2] = [
    ("FC101/quiet-tls", Severity::Info),
    // The renewal starts after the leaf, so that no leaf is refused yet.
    ("FC204/quiet", Severity::Warning),
];

fn check(fixture: &Fixture) -> Report {
    let checker =
        Checker::new(Clock::Fixed(fabcert_testdata::NOW.into())).settings(Settings::default());
    if fixture.path.starts_with("FC901/") {
        // The size that a file may have counts where files are read.
        let directory = fixtures::directory().join(&fixture.path);
        return checker.check_paths(&[directory]).expect("a fixture");
    }
    let mut files = Snapshot::builder();
    for (path, bytes) in fixture.tree.files() {
        files.add_file(path, bytes);
        if fixture.path.starts_with("FC303/") {
            let mode = if fixture.path.contains("fires") {
                0o644
            } else {
                0o600
            };
            files.set_mode(path, mode);
        }
    }
    for path in fixture.tree.empty_directories() {
        files.add_dir(path);
    }
    checker.check(files.finish())
}

#[test]
fn rules_fire_and_keep_quiet() {
    let mut wrong = Vec::new();
    for fixture in fixtures::all() {
        let Some((rule, variant)) = fixture.path.split_once('/') else {
            continue;
        };
        let report = check(&fixture);
        let worst = report
            .findings
            .iter()
            .filter(|it| it.rule.id == rule)
            .map(|it| it.severity)
            .max();
        let allowed = MILDER
            .iter()
            .find(|(path, _)| *path == fixture.path)
            .map(|(_, it)| *it);
        let is_right = if variant.starts_with("fires") {
            worst.is_some()
        } else {
            worst.is_none() || worst == allowed
        };
        let all: BTreeSet<String> = report
            .findings
            .iter()
            .map(|it| format!("{} {}", it.rule.id, it.severity))
            .collect();
        println!(
            "{}: {}",
            fixture.path,
            all.into_iter().collect::<Vec<_>>().join(", ")
        );
        if !is_right {
            wrong.push(format!("{} ({}): {worst:?}", fixture.path, fixture.shows));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
