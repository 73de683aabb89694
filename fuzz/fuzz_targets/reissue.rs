//! A CA certificate replaced in a tree of any files: a second run changes nothing, and undoing
//! brings every byte back.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use fabcert_core::reissue::{self, Journal, Outcome};
use fabcert_fuzz::authority::{Authority, Files, JOURNAL};
use fabcert_fuzz::files::decode;
use libfuzzer_sys::fuzz_target;

static AUTHORITY: LazyLock<Authority> = LazyLock::new(Authority::new);

fuzz_target!(|input: &[u8]| {
    let before = tree(input);
    let Ok(Outcome::Plan(plan)) = AUTHORITY.plan(&before) else {
        return;
    };
    assert!(plan.certificate().go().is_ok());
    let mut files = before.clone();
    let now = time::OffsetDateTime::from(fabcert_testdata::NOW).into();
    reissue::apply(&plan, Path::new(JOURNAL), now, &mut files).expect("nothing is in the way");
    let journal = files.0.remove(Path::new(JOURNAL)).expect("the journal");
    // What cannot be replaced exactly is left, so that there may be a plan again, which changes nothing.
    if let Ok(Outcome::Plan(again)) = AUTHORITY.plan(&files) {
        assert!(again.changes.is_empty(), "{:?}", again.changes);
    }
    let journal = Journal::parse(&journal).expect("a journal");
    reissue::undo(&journal, &mut files).expect("undone");
    assert_eq!(files, before);
});

/// The files, but for paths that are written in two ways or lead through a file.
fn tree(input: &[u8]) -> Files {
    let mut files = Files::default();
    for (path, bytes) in decode(input) {
        let plain = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let path = PathBuf::from(path);
        let apart = |other: &PathBuf| !other.starts_with(&path) && !path.starts_with(other);
        if plain && files.0.keys().all(apart) {
            files.0.insert(path, bytes);
        }
    }
    files
}
