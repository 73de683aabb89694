//! Why it is so, as far as it can be told.

use super::origin::{range, sure};
use super::{duration, instant, path, safe};
use crate::backdate::{Cause, Conflict, Maker};
use crate::facts::{ConfigFault, Facts, Ground};
use crate::finding::Finding;
use crate::layout::Purpose;

/// The cause of a finding in a sentence or two; `None` where the title says it all.
#[must_use]
pub fn cause(finding: &Finding) -> Option<String> {
    match (single(finding), super::group::names(finding)) {
        (Some(cause), Some(names)) => Some(format!("{cause}; all of them: {names}")),
        (cause, names) => cause.or(names),
    }
}

fn single(finding: &Finding) -> Option<String> {
    Some(match &finding.facts {
        Facts::BeforeIssuer { ground: Ground::Tls, conflict, .. } => format!(
            "{}; TLS looks at the wall clock only",
            conflict_cause(conflict)
        ),
        Facts::BeforeIssuer { conflict, .. } => conflict_cause(conflict),
        Facts::AfterIssuerExpiry { ground, .. } => match ground {
            Ground::Tls => return None,
            _ => "issued after its CA's end; no renewal of the leaf's end changes that".to_owned(),
        },
        Facts::EnrollmentWindowOpen { backdate, backdating_ca_seen, .. } => {
            let who = if *backdating_ca_seen {
                "this CA backdates"
            } else {
                "fabric-ca ≤ 1.4 and cfssl backdate"
            };
            format!(
                "{who} what it issues by {} (rounded to the minute), so it would start before the CA",
                duration(*backdate)
            )
        }
        Facts::Expired { purpose, tls, .. } => match (purpose, tls) {
            (Purpose::Ca, false) => {
                "MSPs go on accepting what it issued before; it can issue nothing useful any more".to_owned()
            }
            (Purpose::Identity, _) => {
                "the node or client does not start again, and others refuse its requests; blocks it signed stay valid".to_owned()
            }
            _ => "every new TLS handshake under it fails".to_owned(),
        },
        Facts::NotYetValid { purpose, .. } => match purpose {
            Purpose::TlsLeaf | Purpose::TlsCa => {
                "TLS looks at the wall clock: made by a machine whose clock is ahead, or for later".to_owned()
            }
            _ => "no MSP looks at the wall clock here; a clock that is ahead made it, or it is for later".to_owned(),
        },
        Facts::UnknownIssuer { issuer, present } => format!(
            "its issuer is {}; the CAs here are {}",
            safe(issuer),
            if present.is_empty() {
                "none".to_owned()
            } else {
                present.iter().map(|name| safe(name)).collect::<Vec<_>>().join(", ")
            }
        ),
        Facts::IssuerRegenerated { signer_found, regenerated_at, .. } => match signer_found.first() {
            Some(found) => format!("the CA certificate that signed it still lies in {}", path(found)),
            None => format!(
                "the CA was made again on {} with a new key, and this leaf is from before",
                instant(*regenerated_at)
            ),
        },
        Facts::MissingIntermediate { found, .. } => {
            format!("it lies in {}", found.first().map(|it| path(it))?)
        }
        Facts::AmbiguousChain { same_issuer: true, .. } => {
            "a renewed CA certificate with the same key must replace the old one, never stand beside it".to_owned()
        }
        Facts::BundleTail { subjects, .. } => format!(
            "not seen: {}",
            subjects.iter().map(|name| safe(name)).collect::<Vec<_>>().join("; ")
        ),
        Facts::KeyMissing { expected_name, unloadable, found, .. } => {
            if let Some(found) = found.first() {
                format!("the key lies in {}", path(found))
            } else if let Some(file) = unloadable.first() {
                format!(
                    "Fabric cannot load {}: it reads only the first PEM block of a key file, unencrypted",
                    path(file)
                )
            } else {
                format!("Fabric looks for {} and then through every file of the keystore", safe(expected_name))
            }
        }
        Facts::KeysElsewhere { .. } => "`--keys here` judges the keystores as they are".to_owned(),
        Facts::UnsupportedKey { since: Some(since), .. } => format!("accepted since MSP version {}", safe(since)),
        Facts::UnreadableByGo { go } => safe(go),
        Facts::NodeOuConfig { reason: ConfigFault::Unreadable { reason } } => safe(reason),
        Facts::NodeOuRole { units, configured, .. } => format!(
            "its OUs: {}; config.yaml knows {}",
            list(units),
            list(configured)
        ),
        Facts::AdminWithoutRole { units, .. } => format!("its OUs: {}", list(units)),
        Facts::SanMismatch { present, .. } => format!("it names {}", list(present)),
        Facts::IncompatibleEku { purposes } => format!("it lists {}", list(purposes)),
        Facts::SharedKey { subjects } => list(subjects),
        _ => return None,
    })
}

/// How many things a sentence names before it counts the rest.
const MOST_NAMED: usize = 8;

fn list(items: &[String]) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    let mut shown: Vec<String> = items
        .iter()
        .take(MOST_NAMED)
        .map(|item| safe(item))
        .collect();
    if items.len() > MOST_NAMED {
        shown.push(format!("and {} more", items.len() - MOST_NAMED));
    }
    shown.join(", ")
}

fn conflict_cause(conflict: &Conflict) -> String {
    let sure = sure(conflict.certainty);
    match conflict.cause {
        Cause::Backdated { backdate } => {
            let maker = match conflict.origin.maker {
                Maker::FabricCa11To14 => "fabric-ca 1.1–1.4",
                Maker::FabricCa10OrCfssl => "fabric-ca 1.0 or cfssl",
                _ => "fabric-ca ≤ 1.4 or cfssl",
            };
            let mut text = format!(
                "{sure}backdated by {maker} ({}, rounded to the minute)",
                duration(backdate)
            );
            if let Some(issued) = conflict.issued {
                text.push_str(": issued ");
                text.push_str(&range(issued));
                if let Some(age) = conflict.issuer_age_at_most {
                    text.push_str(&format!(
                        ", when the CA certificate was at most {} old",
                        duration(age)
                    ));
                }
            }
            text
        }
        Cause::Renewed { older } => {
            let mut text = format!(
                "{sure}the CA certificate was renewed with the same key and a later NotBefore, after this one was issued"
            );
            if let Some(issued) = conflict.issued {
                text.push_str(&format!(" ({})", range(issued)));
            }
            if older.is_some() {
                text.push_str("; the older CA certificate is still in this tree");
            }
            text
        }
        Cause::CrossSigned { .. } => {
            format!(
                "{sure}the CA is cross-signed: another certificate of its key covers this one, this one does not"
            )
        }
        Cause::Unknown => "the dates fit neither a backdate nor a renewal that is known".to_owned(),
    }
}
