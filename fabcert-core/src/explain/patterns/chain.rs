//! Texts of Go's `x509.Verify` and of Fabric's checks of the chain (FABRIC A.5–A.10, A.11.3–4).

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::{Diagnosis, SignatureHint};
use crate::explain::extract::{instant, keep, keep_some, number, quoted, until};
use crate::explain::instants::{Edge, OutsideWindow, TriedBy};

pub(super) static PATTERNS: &[Pattern] = &[
    pattern(
        "certificate has expired or is not yet valid",
        Weight::Cause,
        outside_window,
    ),
    pattern(
        "certificate signed by unknown authority",
        Weight::Cause,
        unknown_authority,
    ),
    pattern("x509: unhandled critical extension", Weight::Cause, |_| {
        Some(Diagnosis::UnhandledCriticalExtension)
    }),
    pattern(
        "certificate specifies an incompatible key usage",
        Weight::Cause,
        |_| Some(Diagnosis::IncompatibleKeyUsage),
    ),
    pattern(
        "too many intermediates for path length constraint",
        Weight::Cause,
        |_| Some(Diagnosis::PathTooLong),
    ),
    pattern(
        "certificate is not authorized to sign other certificates",
        Weight::Cause,
        |_| Some(Diagnosis::NotAuthorizedToSign),
    ),
    pattern(
        "a root or intermediate certificate is not authorized to sign for this name: ",
        Weight::Cause,
        |found| {
            Some(Diagnosis::NameConstraint {
                reason: keep(found.after),
            })
        },
    ),
    pattern(
        "issuer has name constraints but leaf doesn't have a SAN extension",
        Weight::Cause,
        |_| Some(Diagnosis::NoSanUnderConstraints),
    ),
    pattern("x509: no valid chains built: ", Weight::Cause, |found| {
        Some(Diagnosis::NoUsableChain {
            reason: keep(found.after),
        })
    }),
    pattern(
        "x509: signature check attempts limit reached",
        Weight::Cause,
        |_| Some(Diagnosis::ChainSearchLimit),
    ),
    pattern(
        "only supports a single validation chain, got",
        Weight::Cause,
        |found| {
            Some(Diagnosis::SeveralChains {
                found: number(found.after),
            })
        },
    ),
    pattern(
        "Parent certificate should be a leaf of the certification tree",
        Weight::Cause,
        |_| Some(Diagnosis::IssuedByInnerCa),
    ),
    pattern(
        "failed to traverse certificate verification chain",
        Weight::Cause,
        |found| {
            let subject = found
                .after
                .split_once("with subject ")
                .map(|(_, subject)| subject);
            Some(Diagnosis::NotASelfSignedCa {
                subject: subject.and_then(|subject| keep_some(until(subject, &['"']))),
            })
        },
    ),
    pattern(
        "index out of range [1] with length 1",
        Weight::Cause,
        |_| Some(Diagnosis::NotASelfSignedCa { subject: None }),
    ),
    pattern(
        "expected a chain of length at least 2, got",
        Weight::Cause,
        |found| {
            Some(Diagnosis::ChainTooShort {
                length: number(found.after),
            })
        },
    ),
    pattern(
        "Certificate Authority equals true cannot be used as an identity",
        Weight::Cause,
        |_| Some(Diagnosis::CaAsIdentity),
    ),
    pattern("The certificate has been revoked", Weight::Cause, |_| {
        Some(Diagnosis::Revoked)
    }),
    // Reasons inside the hint of "unknown authority", which also come alone.
    pattern("x509: ECDSA verification failure", Weight::Detail, |_| {
        bad_signature("x509: ECDSA verification failure")
    }),
    pattern("x509: Ed25519 verification failure", Weight::Detail, |_| {
        bad_signature("x509: Ed25519 verification failure")
    }),
    pattern("crypto/rsa: verification error", Weight::Detail, |_| {
        bad_signature("crypto/rsa: verification error")
    }),
    pattern(
        "parent certificate cannot sign this kind of certificate",
        Weight::Detail,
        |_| {
            bad_signature(
                "x509: invalid signature: parent certificate cannot sign this kind of certificate",
            )
        },
    ),
    pattern("x509: cannot verify signature: ", Weight::Detail, |found| {
        bad_signature(&format!(
            "x509: cannot verify signature: {}",
            until(found.after, &['"', '\\', ')'])
        ))
    }),
];

fn bad_signature(reason: &str) -> Option<Diagnosis> {
    Some(Diagnosis::BadSignature {
        reason: keep(reason),
    })
}

/// `[: current time X is before|after Y]`; Go before 1.14 says nothing more.
fn outside_window(found: &Found<'_>) -> Option<Diagnosis> {
    let mut window = OutsideWindow {
        tried_at: None,
        edge: None,
        tried_by: TriedBy::Unknown,
    };
    let printed = found
        .after
        .strip_prefix(": current time ")
        .and_then(instant);
    if let Some((tried_at, rest)) = printed {
        window.tried_at = Some(tried_at);
        let bound = |word| {
            rest.strip_prefix(word)
                .and_then(instant)
                .map(|(bound, _)| bound)
        };
        window.edge = bound(" is before ")
            .map(Edge::Before)
            .or_else(|| bound(" is after ").map(Edge::After));
    }
    Some(Diagnosis::OutsideWindow(window))
}

fn unknown_authority(found: &Found<'_>) -> Option<Diagnosis> {
    let hint = || {
        let rest = found.after.strip_prefix(" (possibly because of ")?;
        let (reason, rest) = quoted(rest)?;
        let rest = rest.strip_prefix(" while trying to verify candidate authority certificate ")?;
        let (candidate, _) = quoted(rest)?;
        Some(SignatureHint { reason, candidate })
    };
    Some(Diagnosis::UnknownAuthority { hint: hint() })
}
