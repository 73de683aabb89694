//! An MSP folder of any files, put to the judge.
#![no_main]

use fabcert_fuzz::files::decode;
use fabcert_fuzz::judge::judge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| judge(&decode(input)));
