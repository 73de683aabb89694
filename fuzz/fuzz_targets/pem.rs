//! Any file: PEM blocks, PEM in other dress, and Go's `pem.Decode`.
#![no_main]

use std::hint::black_box;

use fabcert_core::{embedded, pem};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let mut end = 0;
    for block in pem::blocks(text) {
        assert!(end <= block.start && block.start < block.end && block.end <= text.len());
        assert!(block.line >= 1);
        end = block.end;
    }
    let mut start = 0;
    for found in embedded::find(text) {
        assert!(start <= found.start && found.start < found.end && found.end <= text.len());
        // Of a broken block hardly anything may be left.
        black_box(pem::blocks(&found.pem));
        start = found.start;
    }
    if let Some(block) = pem::go_decode(text) {
        assert!(block.start < block.end && block.end <= text.len());
        // What was passed over before the block makes no difference.
        let alone = pem::go_decode(&text[block.start..block.end]).expect("the same block");
        assert_eq!((alone.label, alone.der), (block.label, block.der));
    }
    let written = pem::encode("CERTIFICATE", text);
    assert_eq!(
        pem::go_decode(written.as_bytes()).map(|it| it.der),
        Some(text.to_vec())
    );
});
