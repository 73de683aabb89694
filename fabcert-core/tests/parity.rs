//! The conformance corpus: 600 MSPs with the verdicts that Fabric's own code gave.

use std::path::PathBuf;

use fabcert_core::fabric::{Acceptance, Mode, Release, Stage};
use fabcert_core::source::Snapshot;
use fabcert_core::verify::{Answer, Question, answer};
use fabcert_core::{Settings, check::Keys};
use fabcert_testdata::parity::{self, Case};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How many of the 600 must agree in every word too. The rest differ where the corpus keeps a
/// placeholder for bytes that a text prints.
const WORDS: usize = 596;

fn ask(case: &Case) -> Answer {
    let dir = case.directory();
    let msp = case.tree.subtree("msp");
    let mut snapshot = Snapshot::builder();
    snapshot.add_dir(format!("{dir}/msp"));
    for (path, bytes) in msp.files() {
        snapshot.add_file(PathBuf::from(&dir).join("msp").join(path), bytes);
    }
    for path in msp.empty_directories() {
        snapshot.add_dir(PathBuf::from(&dir).join("msp").join(path));
    }
    let snapshot = snapshot.finish();
    let identities: Vec<Snapshot> = case
        .validate
        .iter()
        .map(|path| {
            let mut one = Snapshot::builder();
            one.add_file("id.pem", case.tree.get(path).expect("a file of the case"));
            one.finish()
        })
        .collect();
    let question = Question {
        msp: PathBuf::from(format!("{dir}/msp")),
        msp_id: case.msp_id.clone(),
        mode: Some(match case.mode {
            parity::Mode::Local => Mode::Local,
            parity::Mode::Verifying => Mode::Verifying,
        }),
        certificates: case.validate.iter().map(PathBuf::from).collect(),
        now: OffsetDateTime::parse(&case.now, &Rfc3339).expect("an instant"),
        settings: Settings {
            release: Release::NEWEST,
            msp_version: Some(case.version.parse().expect("a version")),
            keys: Keys::Here,
            ..Settings::default()
        },
    };
    answer(&question, &snapshot, &identities)
}

/// Cuts what no two runs share: dumps of bytes and certificates, and the words of Go's own parsers,
/// of which only the place counts.
fn normal(text: Option<&str>) -> Option<String> {
    let mut text = text?.to_owned();
    for opaque in [
        "failed unmarshalling configuration file at [",
        "failed to parse x509 cert",
        "parseCertificate failed",
        "could not parse RevocationList",
        "failed to unmarshal AKI",
    ] {
        if let Some(at) = text.find(opaque) {
            let keep = text[at..].find(']').filter(|_| opaque.ends_with('['));
            text.truncate(at + keep.map_or(opaque.len(), |end| end + 1));
        }
    }
    if let (Some(start), Some(end)) = (text.find("[&{"), text.find("}] not in root")) {
        text.replace_range(start..=end + 1, "[..]");
    }
    Some(text)
}

#[test]
fn verdicts_are_fabrics_own() {
    let cases = parity::cases();
    let mut wrong = Vec::new();
    let mut words = 0;
    for case in &cases {
        let answer = ask(case);
        let stage = match answer.stage {
            Stage::Load => Some(parity::Stage::Load),
            Stage::SetUp => Some(parity::Stage::Setup),
            Stage::Ok => Some(parity::Stage::Ok),
            Stage::Undecided => None,
        };
        let mut same = stage == Some(case.expected.stage);
        let mut same_words =
            normal(answer.error.as_deref()) == normal(case.expected.error.as_deref());
        if case.expected.stage == parity::Stage::Ok {
            for (identity, expected) in answer.identities.iter().zip(&case.expected.identities) {
                let accepted = identity.verdict.acceptance() == Acceptance::Accepted;
                same &= accepted == expected.error.is_none();
                same_words &= normal(identity.verdict.error()) == normal(expected.error.as_deref());
            }
        }
        if !same {
            wrong.push((case.id.clone(), case.tags.clone(), answer.error));
        }
        words += usize::from(same && same_words);
    }
    assert_eq!(cases.len(), 600);
    assert!(wrong.is_empty(), "verdicts that differ: {wrong:#?}");
    assert!(words >= WORDS, "only {words} of 600 agree in every word");
}
