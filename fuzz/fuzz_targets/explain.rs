//! A log: the same digest however it is cut, and a sentence for everything that is recognised.
#![no_main]

use std::hint::black_box;

use fabcert_core::explain::{Digest, Recognizer, explanation, line};
use libfuzzer_sys::fuzz_target;

fn digest<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Digest {
    let mut recognizer = Recognizer::new();
    for piece in pieces {
        recognizer.push(piece);
    }
    recognizer.finish()
}

fuzz_target!(|log: &[u8]| {
    let whole = digest(std::iter::once(log));
    assert_eq!(whole, digest(log.chunks(7)));
    for known in whole.recognised.iter().chain(&whole.look_alikes) {
        black_box(explanation(&known.reading));
    }
    if let Some(reading) = line(&String::from_utf8_lossy(log)) {
        black_box(explanation(&reading));
    }
});
