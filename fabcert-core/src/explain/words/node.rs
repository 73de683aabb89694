//! What running nodes say about expired and expiring certificates.

use super::super::diagnosis::{Diagnosis, Gate, RunningOut, WarnedCertificate};
use super::{Said, said};
use crate::words::duration;

pub(super) fn node(diagnosis: &Diagnosis) -> Said {
    match diagnosis {
        Diagnosis::OwnIdentityExpired { seconds_ago } => {
            let ago = seconds_ago.map_or(String::new(), |ago| format!(" {} ago", duration(ago)));
            said(
                format!(
                    "This node's (or CLI user's) own enrollment certificate in `signcerts` \
                     expired{ago}. A running node goes on half-way (gossip drops a peer, its \
                     deliver requests are refused); a restarted one does not come up."
                ),
                [
                    "Re-enroll with the same key while the CA still takes it: `fabric-ca-client \
                     reenroll --csr.keyrequest.reusekey`; an expired certificate needs a fresh \
                     `enroll`, or `ca.reenrollIgnoreCertExpiry` at the server (1.5.1+)."
                        .to_owned(),
                    "See what else ends soon: `fabcert list DIR`.".to_owned(),
                ],
            )
        }
        Diagnosis::ClientIdentityExpired { gate, seconds_ago } => client(*gate, *seconds_ago),
        Diagnosis::ExpiryWarning { certificate, when } => warning(*certificate, *when),
        Diagnosis::ConsenterExpiresSoon {
            node,
            endpoint,
            channel,
            within_seconds,
        } => {
            let within = within_seconds.map_or("soon".to_owned(), |left| {
                format!("in less than {}", duration(left))
            });
            said(
                format!(
                    "The cluster TLS certificate of {} ({}) on channel {} ends {within}. When it \
                     has ended the cluster loses that node.",
                    node.as_deref().unwrap_or("an orderer"),
                    endpoint.as_deref().unwrap_or("endpoint not named"),
                    channel.as_deref().unwrap_or("not named"),
                ),
                ["Renew it with the same key: then no config update is needed (1.4.9, 2.2.1, 2.3.0 \
                  and later)."
                    .to_owned()],
            )
        }
        _ => None,
    }
}

fn client(gate: Gate, seconds_ago: Option<i64>) -> Said {
    let (who, gate) = match gate {
        Gate::Endorser => ("The client that sent this proposal", "the endorsing peer"),
        Gate::Broadcast => ("Whoever signed this envelope", "the orderer"),
        Gate::Deliver => ("Whoever asked for blocks or events", "the deliver service"),
        Gate::Gossip => ("A peer", "gossip"),
        Gate::Snapshot => ("Whoever asked for a snapshot", "the peer"),
        Gate::Unnamed => ("A client or peer", "this node"),
    };
    let ago = seconds_ago.map_or(String::new(), |ago| format!(" ({} before)", duration(ago)));
    said(
        format!(
            "{who} has an enrollment certificate that is past its NotAfter{ago}, and {gate} looks \
             at the clock."
        ),
        [
            "Re-enroll that identity (`fabric-ca-client reenroll`, or `enroll`) and restart or \
             reload its client."
                .to_owned(),
            "To get an orderer's admins out of a lock-out: \
             `General.Authentication.NoExpirationChecks: true` until the new certificates are in \
             place."
                .to_owned(),
        ],
    )
}

fn warning(certificate: WarnedCertificate, when: RunningOut) -> Said {
    let certificate = match certificate {
        WarnedCertificate::Enrollment => "enrollment certificate",
        WarnedCertificate::ServerTls => "TLS server certificate",
        WarnedCertificate::ClientTls => "TLS client certificate",
    };
    let when = match when {
        RunningOut::On(Some(end)) => format!("ends at {end}. No failure: every start says so"),
        RunningOut::On(None) => "has an end. No failure: every start says so".to_owned(),
        RunningOut::Within { days, hours } => format!("ends within {days} d {hours} h"),
        RunningOut::WithinAWeek => "ends within a week".to_owned(),
        RunningOut::Expired => "has expired".to_owned(),
    };
    said(
        format!("The node's own {certificate} {when}."),
        ["See all ends at once: `fabcert list DIR`; renew what is due.".to_owned()],
    )
}
