//! Which rule explains a diagnosis.

use super::diagnosis::{
    Alert, CaFileFault, Diagnosis, RunningOut, SdkTlsFault, WarnedCertificate, WrongContent,
};
use super::instants::{Edge, OutsideWindow, TriedBy};
use super::scene::Concern;

/// The rule behind a diagnosis, in TLS's words or others; `None` where no rule deals with it.
pub(super) fn rule_id(diagnosis: &Diagnosis, concern: &Concern, tls: bool) -> Option<&'static str> {
    let id = match diagnosis {
        Diagnosis::OutsideWindow(window) => return outside_window(window, concern),
        Diagnosis::OwnIdentityExpired { .. } | Diagnosis::ClientIdentityExpired { .. } => "FC111",
        Diagnosis::UnknownAuthority { hint: Some(hint) } => match signature(&hint.reason) {
            "FC202" if tls => "FC501",
            id => id,
        },
        Diagnosis::UnknownAuthority { hint: None } if tls => "FC501",
        Diagnosis::UnknownAuthority { hint: None } => "FC201",
        Diagnosis::BadSignature { reason } => match signature(reason) {
            "FC202" => "FC210",
            id => id,
        },
        Diagnosis::SeveralChains { .. } | Diagnosis::ChainSearchLimit => "FC204",
        Diagnosis::UnhandledCriticalExtension
        | Diagnosis::PathTooLong
        | Diagnosis::NotAuthorizedToSign
        | Diagnosis::NameConstraint { .. }
        | Diagnosis::NoSanUnderConstraints
        | Diagnosis::CaWithoutCaFlag { .. }
        | Diagnosis::CaWithoutSki { .. } => "FC208",
        Diagnosis::IncompatibleKeyUsage | Diagnosis::NoUsableChain { .. } => "FC305",
        Diagnosis::RefusedByMsp { .. } => "FC999",
        Diagnosis::IssuedByInnerCa => "FC205",
        Diagnosis::NotASelfSignedCa { .. } | Diagnosis::ChainTooShort { .. } => "FC206",
        Diagnosis::CaAsIdentity => "FC406",
        Diagnosis::Revoked => "FC211",
        Diagnosis::CrlUnusable { .. } => "FC212",
        Diagnosis::UnsupportedKey { .. } => "FC302",
        Diagnosis::UnparsableCertificate { content, .. } => match content {
            Some(WrongContent::TrailingData) | None => "FC214",
            Some(_) => "FC407",
        },
        Diagnosis::NoPem { .. } => "FC407",
        Diagnosis::UnreadableFile { .. } => "FC901",
        Diagnosis::KeyNotFound { .. } | Diagnosis::KeyUnusable { .. } => "FC301",
        Diagnosis::MspFolder { .. } | Diagnosis::MspMissing { .. } => "FC409",
        Diagnosis::ConfigYaml { .. }
        | Diagnosis::OuCertificate { .. }
        | Diagnosis::NodeOuMissing { .. } => "FC401",
        Diagnosis::NoRoleOu { .. }
        | Diagnosis::SeveralRoleOus { .. }
        | Diagnosis::OuNotListed { .. } => "FC402",
        Diagnosis::OuCertifierMismatch { .. } => "FC403",
        Diagnosis::NoAdmins => "FC404",
        Diagnosis::AdminWithoutRole { .. } => "FC405",
        Diagnosis::CaFile { fault, .. } => ca_file(*fault),
        Diagnosis::ExpiryWarning { certificate, when } => match (when, certificate) {
            (RunningOut::On(_), _) => return None,
            (RunningOut::Within { .. } | RunningOut::WithinAWeek, _) => "FC114",
            (RunningOut::Expired, WarnedCertificate::Enrollment) => "FC111",
            (RunningOut::Expired, _) => "FC112",
        },
        Diagnosis::ConsenterExpiresSoon { .. } => "FC114",
        Diagnosis::RefusedByRemote(alert) => match alert {
            Alert::ExpiredCertificate => "FC112",
            Alert::BadCertificate | Alert::UnknownCa | Alert::UnknownCertificate => "FC501",
            Alert::CertificateRequired
            | Alert::UnsupportedCertificate
            | Alert::RevokedCertificate => return None,
        },
        Diagnosis::HostMismatch { .. } => "FC504",
        Diagnosis::NoSan { .. } => "FC503",
        Diagnosis::TlsKeyMismatch => "FC505",
        Diagnosis::SdkTls(fault) => match fault {
            SdkTlsFault::Expired => "FC112",
            SdkTlsFault::NotYetValid => "FC115",
            SdkTlsFault::UnknownIssuer => "FC501",
            SdkTlsFault::HostMismatch => "FC504",
        },
        Diagnosis::TwoVersionsOfMsp { .. }
        | Diagnosis::NotWellFormed { .. }
        | Diagnosis::ClippedToCa { .. }
        | Diagnosis::NoClientCertificate
        | Diagnosis::LookAlike(_) => return None,
    };
    Some(id)
}

fn outside_window(window: &OutsideWindow, concern: &Concern) -> Option<&'static str> {
    let ca = matches!(concern, Concern::CaCertificate { .. });
    let by_clock = matches!(
        window.tried_by,
        TriedBy::WallClock | TriedBy::ShiftedClock { .. }
    );
    match (window.edge, by_clock) {
        (Some(Edge::Before(_)), true) => Some("FC115"),
        (Some(Edge::After(_)), true) if ca => Some("FC113"),
        (Some(Edge::After(_)), true) => Some("FC112"),
        (Some(Edge::Before(_)), false) if ca => Some("FC102"),
        (Some(Edge::Before(_)), false) => Some("FC101"),
        // Without words or a log time, an expired TLS certificate is far more common.
        (Some(Edge::After(_)), false) if window.tried_by == TriedBy::Unknown => Some("FC112"),
        (Some(Edge::After(_)), false) => Some("FC103"),
        (None, true) => Some("FC112"),
        (None, false) if ca => Some("FC102"),
        (None, false) if window.tried_by == TriedBy::Unknown => None,
        (None, false) => Some("FC101"),
    }
}

/// The rule behind the reason why a signature was not taken.
fn signature(reason: &str) -> &'static str {
    if reason.contains("cannot sign this kind") {
        "FC208"
    } else if reason.contains("insecure algorithm") {
        "FC306"
    } else if reason.contains("verification failure") || reason.contains("verification error") {
        "FC202"
    } else {
        "FC210"
    }
}

fn ca_file(fault: CaFileFault) -> &'static str {
    match fault {
        CaFileFault::Expired => "FC113",
        CaFileFault::NotYetValid => "FC115",
        CaFileFault::NoUsage | CaFileFault::NoCertSign | CaFileFault::NotACa => "FC208",
        CaFileFault::WeakKey => "FC302",
        CaFileFault::KeyMismatch => "FC301",
    }
}
