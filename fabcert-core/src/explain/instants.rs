//! Instants in logs, and which clock an x509 error's "current time" comes from.

use std::fmt;

use super::scene::Concern;
use crate::timestamp::Timestamp;

/// `x509: certificate has expired or is not yet valid[: current time X is before|after Y]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OutsideWindow {
    /// X: the instant that the chain was tried at. Missing from texts of Go before 1.14.
    pub tried_at: Option<Timestamp>,
    /// Y, and on which side of it X lies.
    pub edge: Option<Edge>,
    /// Where X comes from.
    pub tried_by: TriedBy,
}

/// The end of a certificate's window that X lies beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    /// X is before this NotBefore.
    Before(Timestamp),
    /// X is after this NotAfter.
    After(Timestamp),
}

/// Where the "current time" of an x509 error comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TriedBy {
    /// An MSP: X is the leaf's NotBefore + 1 s (`getValidityOptsForCert`).
    Msp,
    /// fabric-ca, re-enrollment with `reenrollIgnoreCertExpiry`: X is the leaf's NotBefore + 30 s.
    FabricCaReenroll,
    /// X is the wall clock: TLS, fabric-ca's tokens, or the TLS CA check of old releases.
    WallClock,
    /// A TLS handshake clock that is shifted by so many seconds (`TLSHandshakeTimeShift`).
    ShiftedClock {
        /// Log time − X.
        seconds: i64,
    },
    /// The text alone does not tell.
    Unknown,
}

impl OutsideWindow {
    /// The leaf's NotBefore, where X tells it.
    #[must_use]
    pub fn leaf_not_before(&self) -> Option<Timestamp> {
        let shift = match self.tried_by {
            TriedBy::Msp => 1,
            TriedBy::FabricCaReenroll => 30,
            TriedBy::WallClock | TriedBy::ShiftedClock { .. } | TriedBy::Unknown => return None,
        };
        self.tried_at.map(|tried_at| tried_at.plus(-shift))
    }

    /// Issuer's NotBefore − leaf's NotBefore in seconds, where both are known.
    #[must_use]
    pub fn gap_seconds(&self) -> Option<i64> {
        match self.edge {
            Some(Edge::Before(issuer)) => Some(issuer.since(self.leaf_not_before()?)),
            Some(Edge::After(_)) | None => None,
        }
    }
}

/// When a log line was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LogTime {
    /// An instant.
    Instant(Timestamp),
    /// A civil time whose zone the line does not tell (read as if it were UTC).
    Local(Timestamp),
    /// A form without a year.
    Text(String),
}

impl fmt::Display for LogTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(instant) => instant.fmt(f),
            Self::Local(civil) => {
                let text = civil.utc().to_string();
                f.write_str(text.trim_end_matches('Z'))
            }
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// What a line says about the clock behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wording {
    /// It has an MSP's words (`the supplied identity is not valid`).
    pub(super) msp: bool,
    /// It has TLS's words (`tls:`, `handshake`).
    pub(super) tls: bool,
    /// It has fabric-ca's words (`Untrusted certificate: Failed to verify certificate`).
    pub(super) fabric_ca: bool,
}

/// A line is written within so many seconds of the check that it reports.
const LOG_DELAY: i64 = 2;
/// No zone is further from UTC.
const WIDEST_ZONE: i64 = 14 * 3600;
/// All zones differ from UTC by a multiple of this.
const ZONE_STEP: i64 = 15 * 60;

/// Decides where X comes from.
pub(super) fn tried_by(
    window: &OutsideWindow,
    wording: Wording,
    concern: &Concern,
    logged_at: Option<&LogTime>,
) -> TriedBy {
    let is_log_time = window.tried_at.and_then(|x| same_time(x, logged_at?));
    let ca_at_setup = matches!(concern, Concern::CaCertificate { .. });
    if wording.msp || ca_at_setup {
        // Before 2.2.6 and 2.4.3 the TLS CAs of an MSP were tried at the wall clock (setupTLSCAs).
        return if ca_at_setup && is_log_time == Some(true) {
            TriedBy::WallClock
        } else {
            TriedBy::Msp
        };
    }
    if wording.tls {
        return match (window.tried_at, logged_at) {
            (Some(x), Some(LogTime::Instant(logged))) if is_log_time == Some(false) => {
                TriedBy::ShiftedClock {
                    seconds: logged.since(x),
                }
            }
            _ => TriedBy::WallClock,
        };
    }
    match is_log_time {
        Some(true) => TriedBy::WallClock,
        Some(false) if wording.fabric_ca => TriedBy::FabricCaReenroll,
        Some(false) => TriedBy::Msp,
        None => TriedBy::Unknown,
    }
}

/// Whether X is the time at which the line was written; `None` where that cannot be told.
fn same_time(x: Timestamp, logged_at: &LogTime) -> Option<bool> {
    match logged_at {
        LogTime::Instant(logged) => Some(logged.since(x).abs() <= LOG_DELAY),
        LogTime::Local(logged) => {
            let apart = logged.since(x);
            let off_step = (apart + ZONE_STEP / 2).rem_euclid(ZONE_STEP) - ZONE_STEP / 2;
            Some(apart.abs() <= WIDEST_ZONE && off_step.abs() <= LOG_DELAY)
        }
        LogTime::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: i64 = 1_795_327_081;

    fn decide(wording: Wording, concern: &Concern, logged_at: Option<&LogTime>) -> TriedBy {
        let window = OutsideWindow {
            tried_at: Some(Timestamp::from_unix(X)),
            edge: None,
            tried_by: TriedBy::Unknown,
        };
        tried_by(&window, wording, concern, logged_at)
    }

    #[test]
    fn words_and_log_time_tell_the_clock() {
        let at = |seconds| Some(LogTime::Instant(Timestamp::from_unix(X + seconds)));
        let local = |seconds| Some(LogTime::Local(Timestamp::from_unix(X + seconds)));
        let bare = Wording::default();
        let msp = Wording { msp: true, ..bare };
        let tls = Wording { tls: true, ..bare };
        let fabric_ca = Wording {
            fabric_ca: true,
            ..bare
        };
        let identity = Concern::Identity;
        let ca = Concern::CaCertificate { serial: None };
        for (wording, concern, logged_at, expected) in [
            (bare, &identity, None, TriedBy::Unknown),
            (bare, &identity, at(1), TriedBy::WallClock),
            (bare, &identity, at(3), TriedBy::Msp),
            (bare, &identity, local(8 * 3600 + 1), TriedBy::WallClock),
            (bare, &identity, local(8 * 3600 + 60), TriedBy::Msp),
            (
                bare,
                &identity,
                Some(LogTime::Text("Nov 22".into())),
                TriedBy::Unknown,
            ),
            (msp, &identity, at(0), TriedBy::Msp),
            (msp, &ca, at(0), TriedBy::WallClock),
            (msp, &ca, at(300), TriedBy::Msp),
            (tls, &identity, None, TriedBy::WallClock),
            (tls, &identity, at(0), TriedBy::WallClock),
            (
                tls,
                &identity,
                at(3600),
                TriedBy::ShiftedClock { seconds: 3600 },
            ),
            (fabric_ca, &identity, at(0), TriedBy::WallClock),
            (fabric_ca, &identity, at(900), TriedBy::FabricCaReenroll),
            (fabric_ca, &identity, None, TriedBy::Unknown),
        ] {
            assert_eq!(
                decide(wording, concern, logged_at.as_ref()),
                expected,
                "{wording:?} {concern:?} {logged_at:?}"
            );
        }
    }
}
