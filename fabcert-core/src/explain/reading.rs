//! One text: what it says, where, about whom, and which rule explains it.

use super::diagnosis::Diagnosis;
use super::extract::{between, keep_some, msp_id, number, path, word};
use super::instants::{LogTime, tried_by};
use super::line::{self, LogLine};
use super::rule_id::rule_id;
use super::scan::{self, Scan};
use super::scene::{Concern, Scene, TlsSide};

/// What was recognised in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub diagnosis: Diagnosis,
    /// The rule that explains it (`FC101`).
    pub rule: Option<&'static str>,
    /// Where, and about whom.
    pub context: Context,
    /// When the line was written, where it says so.
    pub logged_at: Option<LogTime>,
}

/// What else a line tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Where it happened.
    pub scene: Scene,
    /// Whose certificate it is about.
    pub concern: Concern,
    /// The line uses TLS's words.
    pub tls: bool,
    /// The MSP directory.
    pub msp_dir: Option<String>,
    /// The MSP.
    pub msp_id: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The subject of the refused identity.
    pub subject: Option<String>,
    /// Its issuer.
    pub issuer: Option<String>,
    /// Its serial number, decimal.
    pub serial: Option<String>,
    /// The address of the other side.
    pub remote: Option<String>,
}

/// Reads one pasted text; line breaks inside count as blanks. `None` where nothing in it is known.
///
/// Only the first 64 KiB are read; a longer text is for a [`Recognizer`](super::Recognizer).
#[must_use]
pub fn line(text: &str) -> Option<Reading> {
    let bytes = text.as_bytes();
    let head = bytes
        .get(..super::recognizer::LONGEST_LINE)
        .unwrap_or(bytes);
    let line = line::read(head);
    let scan = scan::scan(&line.text);
    reading(line, scan)
}

/// Puts together what was found in a line.
pub(super) fn reading(line: LogLine, scan: Scan) -> Option<Reading> {
    let mut diagnosis = scan.diagnosis?;
    let context = context(&line.text, scan.scene, scan.wording.tls);
    if let Diagnosis::OutsideWindow(window) = &mut diagnosis {
        let logged_at = line.at.as_ref();
        window.tried_by = tried_by(window, scan.wording, &context.concern, logged_at);
    }
    Some(Reading {
        rule: rule_id(&diagnosis, &context.concern, context.tls),
        diagnosis,
        context,
        logged_at: line.at,
    })
}

fn context(text: &str, scene: Scene, tls: bool) -> Context {
    let behind = |start: &str| text.split_once(start).map(|(_, rest)| rest);
    // `(mspid=M subject=S issuer=I serialnumber=N)`
    let identity = behind("(mspid=").unwrap_or_default();
    Context {
        scene,
        concern: concern(text),
        tls,
        msp_dir: behind("of type bccsp from directory ").and_then(path),
        msp_id: msp_id(text)
            .or_else(|| behind("mspid=").and_then(|rest| keep_some(word(rest))))
            .or_else(|| between(text, "creator org [", "]").and_then(keep_some))
            .or_else(|| between(text, "(MSP ", " is unknown)").and_then(keep_some))
            .or_else(|| between(text, "are in MSP ", " ").and_then(keep_some)),
        channel: between(text, "channel [", "]")
            .or_else(|| between(text, "[channel: ", "]"))
            .or_else(|| behind("channel=").map(word))
            .and_then(keep_some),
        subject: between(identity, " subject=", " issuer=").and_then(keep_some),
        issuer: between(identity, " issuer=", " serialnumber=").and_then(keep_some),
        serial: between(identity, " serialnumber=", ")").and_then(keep_some),
        remote: [
            "remoteaddress=",
            "remote address=",
            "security handshake from \"",
        ]
        .iter()
        .find_map(|start| behind(start))
        .and_then(|rest| keep_some(word(rest))),
    }
}

fn concern(text: &str) -> Concern {
    if let Some((_, rest)) = text.split_once("CA Certificate ")
        && let Some(serial) = between(rest, "(SN: ", ")")
    {
        return Concern::CaCertificate {
            serial: keep_some(serial),
        };
    }
    if let Some((before, rest)) = text.split_once(" has invalid certificate")
        && let Some((_, endpoint)) = before.rsplit_once("consenter ")
    {
        let side = |side, word| rest.contains(word).then_some(side);
        return Concern::Consenter {
            endpoint: super::extract::keep(endpoint),
            side: side(TlsSide::Client, "tls client cert")
                .or_else(|| side(TlsSide::Server, "tls server cert")),
            serial: rest
                .split_once("with serial number ")
                .and_then(|(_, serial)| keep_some(super::extract::until(serial, &[':', ' ']))),
        };
    }
    if let Some((_, rest)) = text.split_once("admin ")
        && rest.contains(" is invalid")
        && let Some(index) = number(rest)
    {
        return Concern::Admin { index };
    }
    Concern::Identity
}
