//! Writing that stops at every step, and what undo and finish make of it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fabcert_testdata::forge::{Forge, Forged};
use fabcert_testdata::key::Key;
use time::OffsetDateTime;
use time::macros::utc_datetime;

use super::*;
use crate::certificate::Certificate;
use crate::check::Settings;
use crate::reissue::{CurrentFile, Order, Outcome, SerialNumber, SigningKey, WindowRequest, plan};
use crate::source::Snapshot;

/// Files in memory; after so many steps every other fails, as after a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
    links: BTreeMap<PathBuf, PathBuf>,
    steps_left: Option<usize>,
    /// Fails here alone and goes on afterwards, as a full disk does.
    refuses: Option<PathBuf>,
}

impl Memory {
    fn step(&mut self) -> io::Result<()> {
        match &mut self.steps_left {
            Some(0) => Err(io::Error::other("stopped")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Writer for Memory {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        self.step()?;
        Ok(self
            .links
            .get(path)
            .cloned()
            .unwrap_or_else(|| path.to_owned()))
    }

    fn read(&mut self, path: &Path) -> io::Result<CurrentFile> {
        self.step()?;
        let bytes = self
            .files
            .get(path)
            .cloned()
            .ok_or(io::ErrorKind::NotFound)?;
        Ok(CurrentFile { bytes, mode: None })
    }

    fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        if self.refuses.as_deref() == Some(path) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.files.insert(path.to_owned(), bytes.to_owned());
        Ok(())
    }

    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        self.files.insert(path.to_owned(), bytes.to_owned());
        Ok(())
    }

    fn tidy(&mut self, _: &Path) -> io::Result<()> {
        self.step()
    }
}

const JOURNAL: &str = "journal.json";

fn now() -> OffsetDateTime {
    fabcert_testdata::NOW.into()
}

fn key(of: &Key) -> SigningKey {
    SigningKey::from_file(of.pkcs8()).unwrap()
}

fn incident() -> (Forged, Memory) {
    let ca = Forge::ca("ca")
        .not_before(utc_datetime!(2026-11-22 06:03:19))
        .self_signed();
    let leaf = Forge::leaf("a")
        .not_before(utc_datetime!(2026-11-22 05:58:00))
        .issued_by(&ca);
    let mut memory = Memory::default();
    for (path, bytes) in [
        ("msp/cacerts/ca.pem", ca.pem()),
        ("msp/signcerts/cert.pem", leaf.pem()),
        (
            "ca/ca.pem",
            [b"text\n".to_vec(), ca.pem(), leaf.pem()].concat(),
        ),
        ("ca.der", ca.der().to_vec()),
    ] {
        memory.files.insert(path.into(), bytes);
    }
    (ca, memory)
}

fn planned(ca: &Forged, memory: &Memory) -> Plan {
    let mut builder = Snapshot::builder();
    for (path, bytes) in &memory.files {
        builder.add_file(path, bytes);
    }
    for (link, path) in &memory.links {
        builder.add_file(link, &memory.files[path]);
    }
    let signer = key(ca.key());
    let order = Order {
        ca: &Arc::new(Certificate::parse(ca.der()).unwrap()),
        issuer: None,
        signer: &signer,
        window: WindowRequest::default(),
        serial: SerialNumber::New,
    };
    match plan(&order, Some(builder.finish()), &Settings::default(), now()).unwrap() {
        Outcome::Plan(plan) => *plan,
        Outcome::NothingToDo(idle) => panic!("{idle:?}"),
    }
}

fn run(plan: &Plan, memory: &mut Memory) -> Result<Followed, ApplyFault> {
    apply(plan, Path::new(JOURNAL), now().into(), memory)
}

fn journal(memory: &Memory) -> Option<Journal> {
    Some(Journal::parse(memory.files.get(Path::new(JOURNAL))?).unwrap())
}

fn without_journal(memory: &Memory) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = memory.files.clone();
    files.remove(Path::new(JOURNAL));
    files
}

#[test]
fn stopped_at_any_step_each_file_is_whole_and_undo_and_finish_work() {
    let (ca, old) = incident();
    let plan = planned(&ca, &old);
    assert_eq!(plan.changes.len(), 3);
    let mut new = old.clone();
    assert_eq!(
        run(&plan, &mut new).unwrap(),
        Followed {
            replaced: 3,
            untouched: 0
        }
    );
    let new = without_journal(&new);

    let mut steps = 0;
    loop {
        let mut stopped = Memory {
            steps_left: Some(steps),
            ..old.clone()
        };
        let outcome = run(&plan, &mut stopped);
        stopped.steps_left = None;
        for (path, bytes) in &without_journal(&stopped) {
            assert!(
                *bytes == old.files[path] || *bytes == new[path],
                "step {steps}: {path:?}"
            );
        }
        let Some(journal) = journal(&stopped) else {
            assert_eq!(
                stopped.files, old.files,
                "before the journal nothing is touched"
            );
            steps += 1;
            continue;
        };
        for _ in 0..2 {
            let mut finished = stopped.clone();
            finish(&journal, &mut finished).unwrap();
            assert_eq!(without_journal(&finished), new, "step {steps}");
            undo(&journal, &mut finished).unwrap();
            undo(&journal, &mut stopped).unwrap();
            assert_eq!(without_journal(&stopped), old.files, "step {steps}");
            assert_eq!(without_journal(&finished), old.files, "step {steps}");
        }
        if outcome.is_ok() {
            break;
        }
        steps += 1;
    }
    assert!(steps > 20, "only {steps} steps");
}

#[test]
fn a_file_that_cannot_be_replaced_gives_the_others_their_bytes_back() {
    let (ca, old) = incident();
    let plan = planned(&ca, &old);
    for change in &plan.changes {
        let mut full = Memory {
            refuses: Some(change.path.clone()),
            ..old.clone()
        };
        let fault = run(&plan, &mut full).unwrap_err();
        let stopped = matches!(fault, ApplyFault::Stopped { undone: true, .. });
        assert!(
            stopped || matches!(fault, ApplyFault::Write { .. }),
            "{fault}"
        );
        assert!(
            fault.to_string().contains(&*change.path.to_string_lossy()),
            "{fault}"
        );
        assert_eq!(without_journal(&full), old.files);
        // The first was not replaced, so there was nothing to stop.
        assert_eq!(stopped, change.path != plan.changes[0].path, "{fault}");
    }
}

#[test]
fn a_file_that_somebody_else_changed_stops_it_before_anything_is_touched() {
    let (ca, old) = incident();
    let plan = planned(&ca, &old);
    let mut changed = old.clone();
    changed.files.get_mut(Path::new("ca.der")).unwrap().push(0);
    let before = changed.clone();
    let fault = run(&plan, &mut changed).unwrap_err();
    assert!(matches!(fault, ApplyFault::Changed { path } if path == Path::new("ca.der")));
    assert_eq!(changed, before);

    let mut done = old;
    run(&plan, &mut done).unwrap();
    done.files
        .get_mut(Path::new("ca/ca.pem"))
        .unwrap()
        .push(b'x');
    let before = done.clone();
    let fault = undo(&journal(&done).unwrap(), &mut done).unwrap_err();
    assert!(matches!(fault, ApplyFault::Changed { path } if path == Path::new("ca/ca.pem")));
    assert_eq!(done, before);
}

#[test]
fn a_file_with_two_paths_is_changed_once() {
    let (ca, mut memory) = incident();
    memory.links.insert("link.pem".into(), "ca/ca.pem".into());
    let plan = planned(&ca, &memory);
    assert_eq!(plan.changes.len(), 4);
    assert_eq!(
        run(&plan, &mut memory).unwrap(),
        Followed {
            replaced: 3,
            untouched: 0
        }
    );
}

#[test]
fn the_journal_holds_no_more_than_was_replaced() {
    let (ca, mut memory) = incident();
    let secret = b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    memory
        .files
        .insert("both.pem".into(), [&ca.pem()[..], secret].concat());
    let plan = planned(&ca, &memory);
    run(&plan, &mut memory).unwrap();
    let text = String::from_utf8(memory.files[Path::new(JOURNAL)].clone()).unwrap();
    assert!(text.contains("both.pem"));
    assert!(!text.contains("c2VjcmV0"));
    assert!(!text.contains(&fabcert_testdata::base64(secret)[8..40]));
}
