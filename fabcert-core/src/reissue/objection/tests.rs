//! A CA certificate with another window, held against what it issued.

use fabcert_testdata::Tree as Files;
use fabcert_testdata::forge::{AuthorityKeyId, Extension, Forge, Forged};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::*;
use crate::signature::Signatures;
use crate::source::Snapshot;

const START: UtcDateTime = utc_datetime!(2026-01-01 00:00);
const END: UtcDateTime = utc_datetime!(2036-01-01 00:00);
const SECOND: Duration = Duration::SECOND;

fn read(forged: &Forged) -> Certificate {
    Certificate::parse(forged.der()).expect("a certificate")
}

fn stamp(at: UtcDateTime) -> Timestamp {
    Timestamp::from_unix(at.unix_timestamp())
}

fn tree(leaves: &[&Forged]) -> Tree {
    let mut files = Snapshot::builder();
    let files_of = leaves
        .iter()
        .enumerate()
        .fold(Files::new(), |files, (number, leaf)| {
            files.with(format!("{number}.pem"), leaf.pem())
        });
    for (path, bytes) in files_of.files() {
        files.add_file(path, bytes);
    }
    Tree::of(files.finish())
}

/// The CA, the same with another window, what it issued, and when it is asked.
struct Case {
    old: Forged,
    new: Forged,
    leaves: Vec<Forged>,
    now: UtcDateTime,
}

impl Case {
    fn new(start: UtcDateTime, end: UtcDateTime) -> Self {
        let old = Forge::ca("ca")
            .serial(&[7])
            .window(START, END)
            .self_signed();
        Self {
            new: Forge::ca("ca")
                .serial(&[7])
                .window(start, end)
                .self_signed(),
            old,
            leaves: Vec::new(),
            now: START + Duration::days(30),
        }
    }

    fn with_leaf(mut self, name: &str, start: UtcDateTime) -> Self {
        let leaf = Forge::leaf(name).window(start, END).issued_by(&self.old);
        self.leaves.push(leaf);
        self
    }

    fn objections(&self, parent: Option<&Forged>) -> Vec<Objection> {
        let (old, new, parent) = (read(&self.old), read(&self.new), parent.map(read));
        let tree = tree(&self.leaves.iter().collect::<Vec<_>>());
        let children = tree.children(&old, &Signatures::new());
        all(&Grounds {
            old: &old,
            new: &new,
            parent: parent.as_ref(),
            tree: Some(&tree),
            children: &children,
            proof: None,
            now: stamp(self.now),
        })
    }
}

fn names(children: &[Named]) -> Vec<&str> {
    children.iter().map(|it| it.subject.as_str()).collect()
}

#[test]
fn an_earlier_start_harms_nobody() {
    let case = Case::new(START - Duration::days(1), END).with_leaf("leaf", START);
    assert_eq!(case.objections(None), []);
    assert_eq!(Case::new(START, END).objections(None), []);
}

#[test]
fn a_later_start_names_those_that_would_die_of_it() {
    let later = START + Duration::days(10);
    let case = Case::new(later, END)
        .with_leaf("dead already", START - 2 * SECOND)
        .with_leaf("dying", later - 2 * SECOND)
        .with_leaf("covered", later - SECOND);
    let objections = case.objections(None);
    let [Objection::LaterStart { dying }] = &objections[..] else {
        panic!("{objections:?}");
    };
    assert_eq!(names(dying), ["CN=dying"]);
    assert_eq!(dying[0].not_before, stamp(later - 2 * SECOND));
    let place = dying[0].place.as_ref().expect("a place");
    assert_eq!(place.path, PathBuf::from("1.pem"));
    // A later start is told even where nobody dies.
    let objections = Case::new(START + SECOND, END).objections(None);
    assert_eq!(objections, [Objection::LaterStart { dying: Vec::new() }]);
}

#[test]
fn an_earlier_end_names_those_that_start_after_it() {
    let earlier = END - Duration::days(100);
    let case = Case::new(START, earlier)
        .with_leaf("covered", earlier - SECOND)
        .with_leaf("dying", earlier)
        .with_leaf("dead already", END);
    let objections = case.objections(None);
    let [Objection::EarlierEnd { dying }] = &objections[..] else {
        panic!("{objections:?}");
    };
    assert_eq!(names(dying), ["CN=dying"]);
    let harmless = Case::new(START, earlier).with_leaf("covered", START);
    assert_eq!(harmless.objections(None), []);
}

#[test]
fn an_intermediate_may_start_one_second_before_its_parent() {
    let parent = |start| Forge::ca("root").window(start, END).self_signed();
    let start = START - Duration::days(1);
    let case = Case::new(start, END);
    for (parent_start, objects) in [
        (start, false),
        (start + SECOND, false),
        (start + 2 * SECOND, true),
        (START + SECOND, true),
        // It did so before.
        (START + 2 * SECOND, false),
    ] {
        let expected = Objection::StartsBeforeParent {
            parent_not_before: stamp(parent_start),
        };
        let objections = case.objections(Some(&parent(parent_start)));
        assert_eq!(objections.contains(&expected), objects, "{parent_start}");
        assert_eq!(objections.len(), usize::from(objects));
    }
}

#[test]
fn a_certificate_is_valid_from_its_first_to_its_last_second() {
    for (now, objects) in [
        (START - SECOND, true),
        (START, false),
        (END, false),
        (END + SECOND, true),
    ] {
        let case = Case {
            now,
            ..Case::new(START, END)
        };
        let expected = Objection::NotValidNow { now: stamp(now) };
        let objections = case.objections(None);
        assert_eq!(objections.contains(&expected), objects, "{now}");
    }
}

#[test]
fn children_that_name_the_old_serial_number_are_told() {
    let naming = Extension::authority_key_id(AuthorityKeyId::KeyIdIssuerAndSerial);
    let with_serial = |serial: u8| {
        let mut case = Case::new(START, END).with_leaf("not naming", START);
        case.new = Forge::ca("ca")
            .serial(&[serial])
            .window(START, END)
            .self_signed();
        let leaf = Forge::leaf("naming")
            .window(START, END)
            .with(naming.clone());
        case.leaves.push(leaf.issued_by(&case.old));
        case
    };
    assert_eq!(with_serial(7).objections(None), []);
    let objections = with_serial(8).objections(None);
    let [Objection::SerialNamed { children }] = &objections[..] else {
        panic!("{objections:?}");
    };
    assert_eq!(names(children), ["CN=naming"]);
    // The CA may name itself.
    let mut case = Case::new(START, END);
    let own = |serial| {
        let forge = Forge::ca("ca").serial(&[serial]).window(START, END);
        let id = AuthorityKeyId::IssuerAndSerial;
        forge.with(Extension::authority_key_id(id)).self_signed()
    };
    (case.old, case.new) = (own(7), own(8));
    let objections = case.objections(None);
    assert!(
        matches!(&objections[..], [Objection::SerialNamed { children }] if names(children) == ["CN=ca"]),
        "{objections:?}"
    );
}
