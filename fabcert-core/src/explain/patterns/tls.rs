//! Texts of TLS: Go's, and those of the SDKs' runtimes.

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::{Alert, Diagnosis, SdkTlsFault};
use crate::explain::extract::{keep, keep_some, word};

pub(super) static PATTERNS: &[Pattern] = &[
    pattern("remote error: ", Weight::Cause, alert),
    pattern("x509: certificate is valid for ", Weight::Cause, |found| {
        let (valid_for, wanted) = found.after.split_once(", not ")?;
        Some(Diagnosis::HostMismatch {
            valid_for: keep(valid_for),
            wanted: keep_some(word(wanted)),
        })
    }),
    pattern(
        "x509: cannot validate certificate for ",
        Weight::Cause,
        |found| {
            Some(Diagnosis::HostMismatch {
                valid_for: "no IP address".to_owned(),
                wanted: keep_some(word(found.after)),
            })
        },
    ),
    pattern(
        "certificate is not valid for any names, but wanted to match ",
        Weight::Cause,
        |found| {
            Some(Diagnosis::NoSan {
                wanted: keep_some(word(found.after)),
            })
        },
    ),
    pattern(
        "certificate relies on legacy Common Name field",
        Weight::Cause,
        |_| Some(Diagnosis::NoSan { wanted: None }),
    ),
    pattern(
        "private key does not match public key",
        Weight::Cause,
        |_| Some(Diagnosis::TlsKeyMismatch),
    ),
    pattern(
        "private key type does not match public key type",
        Weight::Cause,
        |_| Some(Diagnosis::TlsKeyMismatch),
    ),
    pattern("client didn't provide a certificate", Weight::Cause, |_| {
        Some(Diagnosis::NoClientCertificate)
    }),
    pattern(
        "failed to find any PEM data in certificate input",
        Weight::Cause,
        |_| Some(Diagnosis::NoPem { file: None }),
    ),
    pattern(
        "failed to find any PEM data in key input",
        Weight::Cause,
        |_| {
            Some(Diagnosis::KeyUnusable {
                reason: "no PEM block in the TLS key file".to_owned(),
            })
        },
    ),
    // Node.js (OpenSSL's words) and Java.
    pattern("CERT_HAS_EXPIRED", Weight::Detail, expired),
    pattern("CertificateExpiredException", Weight::Detail, expired),
    pattern("CERT_NOT_YET_VALID", Weight::Detail, not_yet_valid),
    pattern(
        "certificate is not yet valid",
        Weight::Detail,
        not_yet_valid,
    ),
    pattern(
        "CertificateNotYetValidException",
        Weight::Detail,
        not_yet_valid,
    ),
    pattern(
        "unable to get local issuer certificate",
        Weight::Detail,
        unknown_issuer,
    ),
    pattern(
        "unable to get issuer certificate",
        Weight::Detail,
        unknown_issuer,
    ),
    pattern(
        "unable to verify the first certificate",
        Weight::Detail,
        unknown_issuer,
    ),
    pattern(
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        Weight::Detail,
        unknown_issuer,
    ),
    pattern("self signed certificate", Weight::Detail, unknown_issuer),
    pattern("self-signed certificate", Weight::Detail, unknown_issuer),
    pattern(
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        Weight::Detail,
        unknown_issuer,
    ),
    pattern("PKIX path building failed", Weight::Detail, unknown_issuer),
    pattern(
        "ERR_TLS_CERT_ALTNAME_INVALID",
        Weight::Detail,
        host_mismatch,
    ),
    pattern(
        "does not match certificate's altnames",
        Weight::Detail,
        host_mismatch,
    ),
    pattern(
        "No subject alternative DNS name matching",
        Weight::Detail,
        host_mismatch,
    ),
];

/// `remote error: tls: bad certificate`; without `tls:` in old releases of Go.
fn alert(found: &Found<'_>) -> Option<Diagnosis> {
    let alerts = [
        ("bad certificate", Alert::BadCertificate),
        ("expired certificate", Alert::ExpiredCertificate),
        ("unknown certificate authority", Alert::UnknownCa),
        ("unknown certificate", Alert::UnknownCertificate),
        ("certificate required", Alert::CertificateRequired),
        ("unsupported certificate", Alert::UnsupportedCertificate),
        ("revoked certificate", Alert::RevokedCertificate),
    ];
    let text = found.after.strip_prefix("tls: ").unwrap_or(found.after);
    let (_, alert) = alerts
        .into_iter()
        .find(|(known, _)| text.starts_with(known))?;
    Some(Diagnosis::RefusedByRemote(alert))
}

fn expired(_: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::SdkTls(SdkTlsFault::Expired))
}

fn not_yet_valid(_: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::SdkTls(SdkTlsFault::NotYetValid))
}

fn unknown_issuer(_: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::SdkTls(SdkTlsFault::UnknownIssuer))
}

fn host_mismatch(_: &Found<'_>) -> Option<Diagnosis> {
    Some(Diagnosis::SdkTls(SdkTlsFault::HostMismatch))
}
