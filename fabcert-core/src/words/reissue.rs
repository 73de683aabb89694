//! What `reissue` says.

use super::{count, instant, path, safe, shell};
use crate::finding::Location;
use crate::reissue::{
    Change, ChannelUpdate, FollowUp, Idle, Named, NothingToDo, Objection, OrderFault, Plan,
    SignFault, StartReason,
};

/// So many names are told; the rest is counted.
const MOST_NAMED: usize = 5;

/// Why there is nothing to do.
#[must_use]
pub fn idle(idle: &NothingToDo) -> String {
    let reason = match idle.reason {
        Idle::AlreadyCovers => {
            "Fabric accepts every certificate that it issued in these trees as it is"
        }
        Idle::SameWindow => "it has the window that is asked for already",
        Idle::AlreadyReplaced => {
            "the trees hold the reissued certificate already, and the old one nowhere"
        }
    };
    format!("nothing to do: {reason}")
}

/// Why the new certificate starts when it does.
#[must_use]
pub fn start_reason(plan: &Plan) -> String {
    let issued = count(plan.children, "certificate");
    let kept = plan.new.not_before == plan.old.not_before;
    match plan.window.reason {
        StartReason::Asked => "as asked".to_owned(),
        StartReason::Kept => "kept: only the end moves".to_owned(),
        StartReason::AlreadyCovers => "kept: it covers every certificate that it issued".to_owned(),
        StartReason::OldestChild if kept => {
            format!("kept: it lies far enough before all of {issued} that it issued")
        }
        StartReason::OldestChild => {
            format!("the backdate before the oldest of {issued} that it issued in these trees")
        }
        StartReason::NoChildren => {
            "the backdate before the old NotBefore (no tree tells of certificates that it issued)"
                .to_owned()
        }
        StartReason::Parent => format!(
            "its issuer's own NotBefore, before which it must not start{}",
            if plan.window.heals_all {
                ""
            } else {
                "; not early enough for all that it issued"
            }
        ),
    }
}

/// What the new certificate does to an MSP or an identity.
#[must_use]
pub const fn change(change: Change) -> &'static str {
    match change {
        Change::Broken => "broken",
        Change::Healed => "healed",
        Change::Unchanged => "unchanged",
    }
}

/// What speaks against a plan.
#[must_use]
pub fn objection(objection: &Objection) -> String {
    match objection {
        Objection::LaterStart { dying } if dying.is_empty() => {
            "the new certificate starts later than the old one: whatever was issued before that, Fabric refuses for ever".to_owned()
        }
        Objection::LaterStart { dying } => {
            format!("the new certificate starts later than the old one, so that Fabric refuses for ever: {}", named(dying))
        }
        Objection::EarlierEnd { dying } => {
            format!("the new certificate ends before these start, so that Fabric refuses them: {}", named(dying))
        }
        Objection::StartsBeforeParent { parent_not_before } => format!(
            "it would start before its issuer ({}): Fabric refuses every MSP that holds both; reissue the issuer first",
            instant(*parent_not_before)
        ),
        Objection::NotValidNow { now } => format!(
            "the new certificate is not valid now ({}): TLS and CA servers go by the clock",
            instant(*now)
        ),
        Objection::SerialNamed { children } => format!(
            "the authority key identifier of these names the old serial number, so that OpenSSL (not Fabric) refuses them under another one; --keep-serial keeps it: {}",
            named(children)
        ),
        Objection::Broken { count: number } => {
            format!("of the MSPs and identities that are accepted now, {number} would be refused: see the proof")
        }
        Objection::Twins { msps } => {
            let msps: Vec<String> = msps.iter().map(|msp| path(msp)).collect();
            format!(
                "two certificates of this CA, with one key, would lie side by side in {}: Fabric \"only supports a single validation chain\" for what both cover; remove the other one first",
                listed(&msps)
            )
        }
    }
}

/// What is left to do, or to be known.
#[must_use]
pub fn follow_up(follow_up: &FollowUp) -> String {
    match follow_up {
        FollowUp::ReplaceByHand { place } => format!(
            "replace it by hand in {} (it cannot be replaced there exactly)",
            at(&place.location)
        ),
        FollowUp::UpdateChannels(update) => channels(update),
        FollowUp::RestartCaServer { home } => {
            format!(
                "restart the CA server of {}: it reads its certificate when it starts",
                path(home)
            )
        }
        FollowUp::RestartNodes { nodes } => {
            let nodes: Vec<String> = nodes.iter().map(|node| safe(node)).collect();
            format!(
                "restart {}: nodes read their MSP when they start",
                listed(&nodes)
            )
        }
        FollowUp::ReissueParentFirst { parent } => {
            format!(
                "reissue {} first, then this one again: it is held back by its issuer's start",
                safe(parent)
            )
        }
        FollowUp::CaAmongAdmins { place } => {
            format!(
                "{} lists a CA among the admins, who must be identities",
                at(&place.location)
            )
        }
        FollowUp::CertifiersChange { msps } => format!(
            "config.yaml of {} binds OUs to this certificate: policies that store the old certifiers identifier (ORGANIZATION_UNIT principals) stop matching",
            listed(&msps.iter().map(|msp| path(msp)).collect::<Vec<_>>())
        ),
        FollowUp::AlgorithmChanges { old, new } => {
            format!("the key does not sign with {old}: the new certificate is signed with {new}")
        }
        FollowUp::FollowsLink { path: file } => {
            format!(
                "{} is reached through a symbolic link: the file behind it is replaced",
                path(file)
            )
        }
    }
}

fn channels(update: &ChannelUpdate) -> String {
    let whose = match (&update.msp_id, &update.organisation) {
        (Some(id), _) => safe(id),
        (None, Some(name)) => safe(name),
        (None, None) => "the organisation".to_owned(),
    };
    format!(
        "put it into the configuration of every channel that {whose} is in, in one update for all fields and groups: {} of {}",
        listed(&update.fields),
        listed(&update.groups)
    )
}

/// What to type next where an order cannot be planned.
#[must_use]
pub fn order_hint(fault: &OrderFault) -> Option<&'static str> {
    match fault {
        OrderFault::NotACa { .. } => {
            Some("give the certificate of the CA itself; `fabcert tree` shows who issued whom")
        }
        OrderFault::IssuerNeeded { .. } => {
            Some("add --issuer-cert CERT --issuer-key KEY with the issuer's certificate and key")
        }
        OrderFault::NotTheIssuer { .. } => Some(
            "give the issuer's certificate with --issuer-cert, or leave --issuer-cert and --issuer-key out for a self-signed CA",
        ),
        OrderFault::Sign(SignFault::WrongKey { .. }) => Some(
            "give that CA's key: `ca/*_sk` of cryptogen, `msp/keystore/*_sk` of a fabric-ca server",
        ),
        OrderFault::Sign(SignFault::Window(_)) => Some("give another --not-before or --not-after"),
        OrderFault::Sign(_) => None,
    }
}

/// The commands that follow a journal.
#[must_use]
pub fn journal_commands(journal: &std::path::Path) -> [String; 2] {
    ["undo", "finish"].map(|way| format!("fabcert reissue --{way} {}", shell(journal)))
}

fn named(certificates: &[Named]) -> String {
    let names: Vec<String> = certificates
        .iter()
        .map(|it| match &it.place {
            Some(place) => format!("{} ({})", safe(&it.subject), at(place)),
            None => safe(&it.subject),
        })
        .collect();
    listed(&names)
}

fn listed(names: &[String]) -> String {
    let shown = names
        .iter()
        .take(MOST_NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().saturating_sub(MOST_NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn at(location: &Location) -> String {
    match location.line {
        Some(line) => format!("{}:{line}", path(&location.path)),
        None => path(&location.path),
    }
}
