//! A reading in plain sentences: what it means, who says it, what to do next.

mod authority;
mod identity;
mod look_alike;
mod material;
mod node;
mod window;

use super::diagnosis::Diagnosis;
use super::reading::{Context, Reading};
use super::scene::{Concern, Scene, TlsSide};
use crate::words::shell_word;

/// A reading in plain sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What it means.
    pub what: String,
    /// Who says it, about whom.
    pub who: String,
    /// What to do next, in this order.
    pub next: Vec<String>,
}

/// Says in plain sentences what was recognised.
#[must_use]
pub fn explanation(reading: &Reading) -> Explanation {
    let (what, mut next) = what_and_next(reading);
    if let Some(rule) = reading.rule {
        next.push(format!("Read more: `fabcert explain {rule}`."));
    }
    Explanation {
        what,
        who: who(&reading.context),
        next,
    }
}

fn what_and_next(reading: &Reading) -> (String, Vec<String>) {
    let context = &reading.context;
    match &reading.diagnosis {
        Diagnosis::OutsideWindow(window) => window::outside_window(window, context),
        Diagnosis::LookAlike(look_alike) => look_alike::look_alike(*look_alike),
        diagnosis => identity::identity(diagnosis, context)
            .or_else(|| material::material(diagnosis, context))
            .or_else(|| node::node(diagnosis))
            .or_else(|| authority::authority(diagnosis))
            .unwrap_or_else(|| {
                let what = "Fabric refuses a certificate with a text that is not known in detail.";
                (what.to_owned(), vec![check(context)])
            }),
    }
}

/// What is said, and the next steps.
type Said = Option<(String, Vec<String>)>;

fn said<const N: usize>(what: impl Into<String>, next: [String; N]) -> Said {
    Some((what.into(), next.into()))
}

fn who(context: &Context) -> String {
    let speaker = match context.scene {
        Scene::PeerStart => "A peer, or the peer CLI, reading its own MSP at start.",
        Scene::OrdererStart => "An orderer reading its own MSP at start.",
        Scene::ChannelConfig => {
            "A node setting up the MSPs of a channel configuration (not its own MSP folder)."
        }
        Scene::Endorsement => "A peer asked to endorse a proposal, about the client that asked.",
        Scene::Broadcast => "An orderer handed a transaction, about whoever signed the envelope.",
        Scene::Deliver => "The deliver service, or a node pulling blocks through it.",
        Scene::Gossip => "A peer, about another peer that gossips with it.",
        Scene::Policy => "A node evaluating a policy, about one of the signers.",
        Scene::Consensus => "An orderer, about a node of the ordering cluster.",
        Scene::Snapshot => "A peer asked for a ledger snapshot.",
        Scene::TlsHandshake => "One side of a TLS handshake, about the other side's certificate.",
        Scene::FabricCa => "A fabric-ca server, or its client.",
        Scene::Unknown => "The line does not say who speaks.",
    };
    let mut text = speaker.to_owned();
    match &context.concern {
        Concern::CaCertificate {
            serial: Some(serial),
        } => {
            text.push_str(&format!(
                " It is about the MSP's CA certificate with serial number {serial}."
            ));
        }
        Concern::CaCertificate { serial: None } => {
            text.push_str(" It is about one of the MSP's CA certificates.");
        }
        Concern::Admin { index } => {
            text.push_str(&format!(
                " It is about number {index} (from 0, by file name) of the MSP's `admincerts`."
            ));
        }
        Concern::Consenter {
            endpoint,
            side,
            serial,
        } => {
            let side = match side {
                Some(TlsSide::Client) => "client ",
                Some(TlsSide::Server) => "server ",
                None => "",
            };
            let serial = serial
                .as_ref()
                .map(|serial| format!(" (serial number {serial})"));
            text.push_str(&format!(
                " It is about the TLS {side}certificate{} of consenter {endpoint}.",
                serial.unwrap_or_default()
            ));
        }
        Concern::Identity => {}
    }
    for (what, value) in [
        ("MSP", &context.msp_id),
        ("Directory", &context.msp_dir),
        ("Channel", &context.channel),
        ("Subject", &context.subject),
        ("Issuer", &context.issuer),
        ("Serial number", &context.serial),
        ("Other side", &context.remote),
    ] {
        if let Some(value) = value {
            text.push_str(&format!(" {what}: {value}."));
        }
    }
    text
}

/// The step that names the files.
fn check(context: &Context) -> String {
    match &context.msp_dir {
        Some(dir) => format!("See which file it is: `fabcert check {}`.", shell_word(dir)),
        None => {
            "See which file it is: `fabcert check` on the folder that holds the MSPs.".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::line;
    use super::*;

    fn explained(text: &str) -> Explanation {
        explanation(&line(text).unwrap_or_else(|| panic!("not recognised: {text}")))
    }

    #[test]
    fn the_incident_in_words() {
        let explained = explained(
            "the supplied identity is not valid: x509: certificate has expired or is not yet \
             valid: current time 2026-11-22T05:58:01Z is before 2026-11-22T06:03:19Z",
        );
        for part in [
            "no clock",
            "2026-11-22T05:58:00Z",
            "2026-11-22T06:03:19Z",
            "5 min 19 s",
        ] {
            assert!(explained.what.contains(part), "{part}: {}", explained.what);
        }
        assert!(
            explained
                .next
                .iter()
                .any(|step| step.contains("fabcert reissue"))
        );
    }

    #[test]
    fn every_known_text_has_its_own_words() {
        for text in include_str!("../testdata/texts.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let (rule, text) = text.split_once('\t').expect("a tab");
            let explained = explained(text);
            assert!(
                !explained.what.is_empty() && !explained.who.is_empty(),
                "{text}"
            );
            assert!(!explained.next.is_empty(), "{text}");
            let unknown = explained.what.contains("not known in detail");
            assert!(!unknown || rule == "FC999", "{text}");
        }
    }
}
