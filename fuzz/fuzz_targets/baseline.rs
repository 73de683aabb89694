//! A baseline file: what is read is written and read again.
#![no_main]

use fabcert_core::baseline::Baseline;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(baseline) = Baseline::from_json(text) {
        assert_eq!(
            Baseline::from_json(&baseline.to_json()).expect("a baseline"),
            baseline
        );
    }
});
