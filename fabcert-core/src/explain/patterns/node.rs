//! Texts of running nodes: whose certificate has expired, and whose will (FABRIC B).

use super::{Found, Pattern, Weight, pattern};
use crate::explain::diagnosis::{Diagnosis, Gate, RunningOut, SdkTlsFault, WarnedCertificate};
use crate::explain::extract::{between, duration, go_instant, keep_some, number};

pub(super) static PATTERNS: &[Pattern] = &[
    pattern("signing identity expired", Weight::Cause, |found| {
        Some(Diagnosis::OwnIdentityExpired {
            seconds_ago: duration(found.after),
        })
    }),
    pattern("proposal client identity expired", Weight::Cause, |found| {
        client(found, Gate::Endorser)
    }),
    pattern(
        "broadcast client identity expired",
        Weight::Cause,
        |found| client(found, Gate::Broadcast),
    ),
    pattern("deliver client identity expired", Weight::Cause, |found| {
        client(found, Gate::Deliver)
    }),
    pattern("gossipping peer identity expired", Weight::Cause, |found| {
        client(found, Gate::Gossip)
    }),
    pattern("client identity expired", Weight::Cause, |found| {
        // With a duration it is deliver's text of old releases, else the snapshot service's.
        let gate = match duration(found.after) {
            Some(_) => Gate::Deliver,
            None => Gate::Snapshot,
        };
        client(found, gate)
    }),
    pattern("identity expired", Weight::Cause, |found| {
        client(found, Gate::Unnamed)
    }),
    // The node's own warnings (TrackExpiration).
    pattern("certificate will expire on ", Weight::Cause, |found| {
        warning(found, RunningOut::On(go_instant(found.after)))
    }),
    pattern("certificate expires within ", Weight::Cause, |found| {
        let days = number(found.after)?;
        let hours = found
            .after
            .split_once("and ")
            .and_then(|(_, hours)| number(hours));
        warning(
            found,
            RunningOut::Within {
                days,
                hours: hours.unwrap_or(0),
            },
        )
    }),
    pattern(
        "certificate will expire within one week",
        Weight::Cause,
        |found| warning(found, RunningOut::WithinAWeek),
    ),
    pattern("certificate has expired", Weight::Cause, |found| {
        if found.after.starts_with(" or is not yet valid") {
            return None;
        }
        warning(found, RunningOut::Expired).or(Some(Diagnosis::SdkTls(SdkTlsFault::Expired)))
    }),
    pattern(" expires in less than ", Weight::Cause, |found| {
        let (_, who) = found.before.rsplit_once("Certificate of ")?;
        let (node, channel) = who.split_once(" for channel ")?;
        let (node, endpoint) = node.split_once(" from ")?;
        Some(Diagnosis::ConsenterExpiresSoon {
            node: keep_some(node),
            endpoint: keep_some(endpoint),
            channel: keep_some(channel),
            within_seconds: duration(found.after),
        })
    }),
];

fn client(found: &Found<'_>, gate: Gate) -> Option<Diagnosis> {
    Some(Diagnosis::ClientIdentityExpired {
        gate,
        seconds_ago: duration(found.after),
    })
}

/// `The ROLE certificate …`.
fn warning(found: &Found<'_>, when: RunningOut) -> Option<Diagnosis> {
    let role = between(
        found.before.get(found.before.rfind("The ")?..)?,
        "The ",
        " ",
    )?;
    let certificate = match role {
        "enrollment" => WarnedCertificate::Enrollment,
        "server" => WarnedCertificate::ServerTls,
        "client" => WarnedCertificate::ClientTls,
        _ => return None,
    };
    Some(Diagnosis::ExpiryWarning { certificate, when })
}
