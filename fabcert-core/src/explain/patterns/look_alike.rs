//! Texts that look like a certificate fault and are none, or only its echo.

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::Diagnosis;
use crate::explain::look_alike::LookAlike;

pub(super) static PATTERNS: &[Pattern] = &[
    pattern("handshake", Weight::LookAlike, |found| {
        let cuts = [
            "connection reset by peer",
            "EOF",
            "broken pipe",
            "i/o timeout",
            "timed out",
        ];
        let cut_off = cuts.iter().any(|cut| found.after.contains(cut));
        cut_off.then_some(Diagnosis::LookAlike(LookAlike::HandshakeCutOff))
    }),
    pattern(
        "first record does not look like a TLS handshake",
        Weight::LookAlike,
        |_| Some(Diagnosis::LookAlike(LookAlike::PlaintextToTls)),
    ),
    pattern(
        "server gave HTTP response to HTTPS client",
        Weight::LookAlike,
        |_| Some(Diagnosis::LookAlike(LookAlike::TlsToPlaintext)),
    ),
    pattern("creator is malformed", Weight::LookAlike, |_| {
        Some(Diagnosis::LookAlike(LookAlike::CreatorMalformed))
    }),
    pattern("access denied", Weight::LookAlike, |found| {
        if found.after.contains("creator is malformed") {
            return None;
        }
        let fabric = found.after.contains("creator org") || found.before.contains("iscover");
        fabric.then_some(Diagnosis::LookAlike(LookAlike::AccessDenied))
    }),
    pattern("invalid identity", Weight::LookAlike, |_| {
        Some(Diagnosis::LookAlike(LookAlike::InvalidIdentity))
    }),
    pattern("expected MSP ID ", Weight::LookAlike, |found| {
        let mismatch = found.after.contains(", received ");
        mismatch.then_some(Diagnosis::LookAlike(LookAlike::UnknownMspId))
    }),
    pattern(" is unknown", Weight::LookAlike, |found| {
        let (before, _) = found.before.rsplit_once(' ')?;
        before
            .ends_with("MSP")
            .then_some(Diagnosis::LookAlike(LookAlike::UnknownMspId))
    }),
    pattern("sub-policies were satisfied", Weight::LookAlike, policy),
    pattern(
        "signature set did not satisfy policy",
        Weight::LookAlike,
        policy,
    ),
    pattern("context deadline exceeded", Weight::LookAlike, |found| {
        let connecting = found.before.contains("connect");
        connecting.then_some(Diagnosis::LookAlike(LookAlike::ConnectTimeout))
    }),
    pattern("apart from current server time", Weight::LookAlike, |_| {
        Some(Diagnosis::LookAlike(LookAlike::MessageTimeWindow))
    }),
    pattern("Authentication failure", Weight::LookAlike, |found| {
        let before = found.before;
        let fabric_ca = before.contains("Error Code: 20") || before.contains("\"code\":20");
        fabric_ca.then_some(Diagnosis::LookAlike(LookAlike::CaAuthentication))
    }),
];

fn policy(_: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::LookAlike(LookAlike::PolicyNotMet))
}
