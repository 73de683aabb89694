//! The law: Fabric refuses an MSP or an identity in it if and only if `check` reports an error that
//! bites there. Held over the whole parity corpus.

#![expect(
    clippy::print_stdout,
    reason = "tells which rules the corpus exercises"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fabcert_core::check::{Keys, Settings};
use fabcert_core::fabric::Stage;
use fabcert_core::fabric::{Mode, Release};
use fabcert_core::finding::Finding;
use fabcert_core::report::{MspVerdict, Report};
use fabcert_core::rule::{Bite, Severity};
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock};
use fabcert_testdata::parity::{self, Case};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Fabric as the corpus has it.
fn as_in_the_corpus(case: &Case) -> Settings {
    Settings {
        release: Release::NEWEST,
        msp_version: Some(case.version.parse().expect("an MSP version")),
        ..by_release(case, Release::NEWEST)
    }
}

fn by_release(case: &Case, release: Release) -> Settings {
    Settings {
        release,
        mode: Some(match case.mode {
            parity::Mode::Local => Mode::Local,
            parity::Mode::Verifying => Mode::Verifying,
        }),
        keys: Keys::Here,
        ..Settings::default()
    }
}

/// What `fabcert check --keys here msp ids` says of a case.
fn check(case: &Case, settings: Settings) -> Report {
    let directory = case.directory();
    let mut files = Snapshot::builder();
    files.name_folder(format!("{directory}/msp"));
    for (path, bytes) in case.tree.files() {
        files.add_file(Path::new(&directory).join(path), bytes);
    }
    for path in case.tree.empty_directories() {
        files.add_dir(Path::new(&directory).join(path));
    }
    let now = OffsetDateTime::parse(&case.now, &Rfc3339).expect("an instant");
    Checker::new(Clock::Fixed(now))
        .settings(settings)
        .check(files.finish())
}

fn is_refusal(finding: &Finding) -> bool {
    finding.severity == Severity::Error
        && finding
            .bites
            .iter()
            .any(|bite| matches!(bite, Bite::Msp | Bite::NodeStart))
}

/// The paths that this file's certificate goes by.
fn paths_of(report: &Report, path: &Path) -> BTreeSet<PathBuf> {
    report
        .certificates
        .iter()
        .map(|entry| {
            entry
                .places
                .iter()
                .map(|place| place.path.clone())
                .collect()
        })
        .find(|places: &BTreeSet<PathBuf>| places.contains(path))
        .unwrap_or_default()
}

fn verdict<'r>(case: &Case, report: &'r Report) -> &'r MspVerdict {
    let dir = PathBuf::from(format!("{}/msp", case.directory()));
    let msp = report.msps.iter().find(|it| it.path == dir);
    msp.expect("the MSP is judged")
}

/// Where the check says something else than Fabric itself.
fn disagreements(case: &Case, report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let msp = verdict(case, report);
    let stage = format!("{:?}", case.expected.stage).to_lowercase();
    if msp.stage.as_str() != stage {
        wrong.push(format!("stage {:?}, Fabric's is {stage}", msp.stage));
    }
    for identity in &case.expected.identities {
        let paths = paths_of(report, &Path::new(&case.directory()).join(&identity.path));
        // An identity of another CA's name is not put to this MSP.
        let verdict = msp.identities.iter().find(|it| paths.contains(&it.path));
        if let Some(verdict) = verdict
            && verdict.accepted != Some(identity.error.is_none())
        {
            wrong.push(format!("{}: {:?}", identity.path, verdict.accepted));
        }
    }
    wrong
}

/// Where the law is broken.
fn breaches(case: &Case, report: &Report) -> Vec<String> {
    let mut breaches = Vec::new();
    let msp = verdict(case, report);
    let refusals: Vec<&Finding> = report.findings.iter().filter(|it| is_refusal(it)).collect();
    // Refused ⇒ an error bites there.
    let there = |finding: &&&Finding| finding.msps.contains(&msp.path);
    if msp.stage != Stage::Ok && !refusals.iter().any(|it| there(&it)) {
        breaches.push("the MSP is refused and no error says so".to_owned());
    }
    if msp.stage == Stage::Ok {
        for identity in msp
            .identities
            .iter()
            .filter(|it| it.accepted == Some(false))
        {
            let paths = paths_of(report, &identity.path);
            // By its own places, or by a CA whose fault it is.
            let named = refusals.iter().filter(there).any(|finding| {
                let names_ca = finding.certificate.as_ref().is_some_and(|it| it.is_ca());
                names_ca
                    || finding
                        .places
                        .iter()
                        .any(|place| paths.contains(&place.path))
            });
            if !named {
                breaches.push(format!(
                    "{} is refused and no error names it",
                    identity.path.display()
                ));
            }
        }
    }
    // An error bites ⇒ refused, there.
    let refusing: BTreeSet<&PathBuf> = report
        .msps
        .iter()
        .filter(|it| {
            it.error.is_some() || it.identities.iter().any(|it| it.accepted == Some(false))
        })
        .map(|it| &it.path)
        .collect();
    for finding in &refusals {
        if !finding.msps.iter().any(|msp| refusing.contains(msp)) {
            let (rule, facts) = (finding.rule.id, &finding.facts);
            breaches.push(format!("nothing is refused, but {rule} {facts:?}"));
        }
    }
    breaches.extend(
        report
            .findings
            .iter()
            .filter(|finding| finding.rule.id == "FC999")
            .map(|finding| format!("no rule for {:?}", finding.fabric_error)),
    );
    breaches
}

#[test]
fn fabric_refuses_if_and_only_if_an_error_bites() {
    let mut wrong = Vec::new();
    let mut exercised: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for case in parity::cases() {
        let report = check(&case, as_in_the_corpus(&case));
        let rules: BTreeSet<&str> = report.findings.iter().map(|it| it.rule.id).collect();
        for rule in rules {
            exercised.entry(rule).or_default().push(case.id.clone());
        }
        let all = [disagreements(&case, &report), breaches(&case, &report)].concat();
        wrong.extend(
            all.iter()
                .map(|it| format!("{} {:?}: {it}", case.id, case.tags)),
        );
    }
    for (rule, cases) in exercised {
        println!("{rule}: {} cases: {}", cases.len(), cases.join(" "));
    }
    assert!(
        wrong.is_empty(),
        "{} breaches:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Other releases judge otherwise; the law is the same.
#[test]
fn the_law_holds_for_every_release() {
    let cases = parity::cases();
    let wrong_in = |release: &str| -> Vec<String> {
        let release: Release = release.parse().expect("a release");
        let breaches = cases.iter().flat_map(|case| {
            let report = check(case, by_release(case, release));
            let breaches = breaches(case, &report).into_iter();
            breaches.map(move |it| format!("{release} {}: {it}", case.id))
        });
        breaches.collect()
    };
    let wrong = std::thread::scope(|scope| {
        let threads = ["1.0.6", "2.2.1", "2.4.2", "2.5"].map(|release| {
            let wrong_in = &wrong_in;
            scope.spawn(move || wrong_in(release))
        });
        threads.map(|it| it.join().expect("no panic")).concat()
    });
    assert!(
        wrong.is_empty(),
        "{} breaches:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
