//! Texts of fabric-ca (FABRIC D.1, D.4).

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::{CaFileFault, Diagnosis};
use crate::explain::extract::{between, go_instant, keep_some};

pub(super) static PATTERNS: &[Pattern] = &[
    pattern("Certificate provided has expired", Weight::Cause, |found| {
        file(found, CaFileFault::Expired)
    }),
    pattern(
        "Certificate provided not valid until later date",
        Weight::Cause,
        |found| file(found, CaFileFault::NotYetValid),
    ),
    pattern(
        "No usage specified for certificate",
        Weight::Cause,
        |found| file(found, CaFileFault::NoUsage),
    ),
    pattern(
        "The 'cert sign' key usage is required",
        Weight::Cause,
        |found| file(found, CaFileFault::NoCertSign),
    ),
    pattern(
        "Certificate not configured to be used for CA",
        Weight::Cause,
        |found| file(found, CaFileFault::NotACa),
    ),
    pattern("Unsupported key type: ", Weight::Detail, |found| {
        file(found, CaFileFault::WeakKey)
    }),
    pattern("Key size is less than 2048 bits", Weight::Cause, |found| {
        file(found, CaFileFault::WeakKey)
    }),
    pattern(
        "Public key and private key do not match",
        Weight::Cause,
        |found| file(found, CaFileFault::KeyMismatch),
    ),
    pattern(
        "is after the CA certificate NotAfter expiry '",
        Weight::Cause,
        |found| {
            Some(Diagnosis::ClippedToCa {
                ca_not_after: go_instant(found.after),
            })
        },
    ),
];

/// The file is named before: `Invalid certificate in file 'F'`, `… in files 'C' and 'K'`.
fn file(found: &Found<'_>, fault: CaFileFault) -> Option<Diagnosis> {
    let file = ["in file '", "in files '"]
        .iter()
        .find_map(|open| between(found.before, open, "'"))
        .and_then(keep_some);
    Some(Diagnosis::CaFile { file, fault })
}
