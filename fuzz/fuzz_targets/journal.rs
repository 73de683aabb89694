//! A journal of `reissue`: read, written and read again; followed where its files are not.
#![no_main]

use fabcert_core::reissue::{Journal, finish, undo};
use fabcert_fuzz::authority::Files;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &[u8]| {
    let Ok(journal) = Journal::parse(json) else {
        return;
    };
    let written = journal.to_json().expect("JSON");
    assert_eq!(Journal::parse(&written).expect("a journal"), journal);
    // Files that are neither the old nor the new ones are not touched.
    let files = journal.files.iter();
    let before = Files(
        files
            .map(|file| (file.path.clone(), b"other".to_vec()))
            .collect(),
    );
    for follow in [undo, finish] {
        let mut files = before.clone();
        if follow(&journal, &mut files).is_err() {
            assert_eq!(files, before);
        }
    }
});
