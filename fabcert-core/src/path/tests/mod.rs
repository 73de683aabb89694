//! Whole verifications with forged certificates: FABRIC's tables of what Go says when.

mod candidates;
mod names;
mod policies;
mod search;
mod usage;

use std::sync::Arc;

use fabcert_testdata::forge::{Forge, Forged};

use super::{Chain, Options, PathError, Pool, verify};
use crate::certificate::Certificate;
use crate::signature::Signatures;

const UNKNOWN: &str = "x509: certificate signed by unknown authority";

fn read(forged: &Forged) -> Arc<Certificate> {
    let certificate = Certificate::parse(forged.der()).expect("a certificate");
    assert_eq!(certificate.go(), Ok(()));
    Arc::new(certificate)
}

fn pool(forged: &[&Forged]) -> Pool {
    forged.iter().map(|forged| read(forged)).collect()
}

/// As an MSP with these CAs verifies `leaf`.
fn msp(
    leaf: &Forged,
    roots: &[&Forged],
    intermediates: &[&Forged],
) -> Result<Vec<Chain>, PathError> {
    let leaf = read(leaf);
    let (roots, intermediates) = (pool(roots), pool(intermediates));
    let options = Options::msp(&leaf, &roots, &intermediates);
    verify(&leaf, &options, &Signatures::new())
}

/// How many chains there are, or what Go says.
fn outcome(leaf: &Forged, roots: &[&Forged], intermediates: &[&Forged]) -> Result<usize, String> {
    msp(leaf, roots, intermediates)
        .map(|chains| chains.len())
        .map_err(|error| error.to_string())
}

fn hint(reason: &str, name: &str) -> String {
    format!(
        "{UNKNOWN} (possibly because of \"{reason}\" \
         while trying to verify candidate authority certificate \"{name}\")"
    )
}

/// A CA and a leaf under it.
fn pair() -> (Forged, Forged) {
    let ca = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("peer0").issued_by(&ca);
    (ca, leaf)
}
