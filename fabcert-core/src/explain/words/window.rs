//! `x509: certificate has expired or is not yet valid`, by the clock behind it.

use super::super::instants::{Edge, OutsideWindow, TriedBy};
use super::super::reading::Context;
use super::super::scene::Concern;
use super::check;
use crate::words::duration;

pub(super) fn outside_window(window: &OutsideWindow, context: &Context) -> (String, Vec<String>) {
    match (window.tried_by, window.edge) {
        (TriedBy::Msp | TriedBy::FabricCaReenroll, Some(Edge::Before(_))) => {
            leaf_before_issuer(window, context)
        }
        (TriedBy::Msp | TriedBy::FabricCaReenroll, Some(Edge::After(issuer_end))) => {
            let start = instant(window.leaf_not_before());
            let what = format!(
                "The \"current time\" is no clock: it comes from the certificate's own NotBefore, \
                 {start}. A CA above it (or the certificate itself) ended before that, at \
                 {issuer_end}. It was issued by a CA that had expired, and Fabric will refuse it \
                 for ever."
            );
            let next = vec![
                check(context),
                "Renew the CA certificate with the same key and a NotBefore that is not later than \
                 the old one: `fabcert reissue CA --key KEY --not-after +10y`, then put it in place \
                 of the old one everywhere; or enroll anew under a valid CA."
                    .to_owned(),
            ];
            (what, next)
        }
        (TriedBy::Msp | TriedBy::FabricCaReenroll, None) => {
            let what = "An MSP refuses a chain by its dates. It tries the chain at the \
                        certificate's own NotBefore + 1 s, not at the clock: either the \
                        certificate is older than its CA, or it was issued after its CA had ended. \
                        This old release prints no instants.";
            (what.to_owned(), vec![check(context)])
        }
        (TriedBy::WallClock, edge) => by_the_clock(edge, context),
        (TriedBy::ShiftedClock { seconds }, edge) => {
            let (what, mut next) = by_the_clock(edge, context);
            let direction = if seconds < 0 { "ahead of" } else { "behind" };
            let shift = duration(seconds);
            next.insert(
                0,
                "Take the TLSHandshakeTimeShift setting (or --tlsHandshakeTimeShift) away, or \
                 choose it so that every certificate of the chain is valid at the shifted time."
                    .to_owned(),
            );
            let what = format!(
                "{what} The handshake's clock is {shift} {direction} the log's: a TLS handshake \
                 time shift is set (or this node's clock is wrong)."
            );
            (what, next)
        }
        (TriedBy::Unknown, edge) => undecided(window, edge, context),
    }
}

fn leaf_before_issuer(window: &OutsideWindow, context: &Context) -> (String, Vec<String>) {
    let shift = if window.tried_by == TriedBy::FabricCaReenroll {
        "30 s (fabric-ca, at re-enrollment, tries the chain then)"
    } else {
        "1 s (an MSP tries the chain then)"
    };
    let child = match context.concern {
        Concern::CaCertificate { .. } => "an intermediate CA",
        _ => "the certificate",
    };
    let start = instant(window.leaf_not_before());
    let issuer = match window.edge {
        Some(Edge::Before(issuer)) => instant(Some(issuer)),
        _ => "later".to_owned(),
    };
    let gap = window
        .gap_seconds()
        .map_or(String::new(), |gap| format!(" ({})", duration(gap)));
    let what = format!(
        "The \"current time\" is no clock: it is the NotBefore of {child}, {start}, plus {shift}. \
         A CA above it starts only at {issuer}, so {child} is older than its own CA{gap}. The date \
         will not heal by waiting: Fabric refuses it for ever. Either it was enrolled within \
         minutes of the CA being made, from a CA that back-dates (fabric-ca up to 1.4, cfssl: \
         5 min), or the CA certificate was renewed later with a new NotBefore. `openssl verify` \
         says OK, since it looks at the clock."
    );
    let next = vec![
        format!(
            "{} `fabcert explain - --in DIR` with this line names the leaf and the CA files whose \
             instants fit.",
            check(context)
        ),
        "CA just made: wait and enroll again: `fabcert wait DIR`, then enroll.".to_owned(),
        "CA renewed, or many leaves: give the CA certificate an earlier NotBefore, same key and \
         name: `fabcert reissue CA --key KEY --tree DIR`, look at the plan, then `--write`, and \
         put it in place of the old one everywhere (never beside it)."
            .to_owned(),
        "In automation: put `fabcert wait DIR` between making the CA and the first enrollment."
            .to_owned(),
    ];
    (what, next)
}

fn by_the_clock(edge: Option<Edge>, context: &Context) -> (String, Vec<String>) {
    let ca = matches!(context.concern, Concern::CaCertificate { .. });
    let mut next = Vec::new();
    let mut what = match edge {
        Some(Edge::Before(start)) => format!(
            "Checked against the clock: a certificate of the chain (it may be the CA) is valid \
             only from {start}."
        ),
        Some(Edge::After(end)) => format!(
            "Checked against the clock: a certificate of the chain (it may be the CA) ended at \
             {end}."
        ),
        None => "Checked against the clock: a certificate of the chain has ended, or has not \
                 begun (this release prints no instants)."
            .to_owned(),
    };
    if ca {
        what.push_str(
            " Here it is a TLS CA of an MSP: releases before 2.2.6 and 2.4.3 try those at the \
             clock when an MSP is set up, so one expired TLS CA in a channel stops nodes.",
        );
        next.push(
            "Upgrade to 2.2.6, 2.4.3, 2.5 or later; or replace the TLS CA in the channel \
             configuration."
                .to_owned(),
        );
    } else {
        next.push(
            "See which one: `fabcert list DIR` on both sides' TLS folders (leaf and CA)."
                .to_owned(),
        );
    }
    match edge {
        Some(Edge::Before(_)) => next.push(
            "Compare the clocks of both machines (`date -u`) first; if they agree, wait until that \
             instant or issue the certificate again."
                .to_owned(),
        ),
        Some(Edge::After(_)) | None => next.push(
            "Issue it anew. An orderer's TLS certificate: with the same key, so that the \
             channel's consenter set still fits; `TLSHandshakeTimeShift` gets a cluster \
             going meanwhile."
                .to_owned(),
        ),
    }
    (what, next)
}

/// Both ways to read a bare text.
fn undecided(
    window: &OutsideWindow,
    edge: Option<Edge>,
    context: &Context,
) -> (String, Vec<String>) {
    let tried_at = instant(window.tried_at);
    let start = instant(window.tried_at.map(|tried_at| tried_at.plus(-1)));
    let as_msp = match edge {
        Some(Edge::Before(issuer)) => format!(
            "a certificate that starts at {start} is older than its CA, which starts at {issuer}; \
             that never heals by itself"
        ),
        Some(Edge::After(end)) => format!(
            "a certificate that starts at {start} was issued after its CA had ended, at {end}"
        ),
        None => "a certificate is older than its CA, or was issued after its CA's end".to_owned(),
    };
    let what = format!(
        "Two readings. If {tried_at} is about when this happened, it comes from TLS (or \
         fabric-ca): a certificate of the chain is not valid at the clock. If {tried_at} is some \
         other time, it comes from an MSP, which tries a chain at the certificate's own NotBefore \
         + 1 s: then {as_msp}."
    );
    let next = vec![
        "Compare it with the log's time, or paste the whole line: `fabcert explain -`.".to_owned(),
        check(context),
    ];
    (what, next)
}

fn instant(instant: Option<crate::timestamp::Timestamp>) -> String {
    instant.map_or_else(|| "(not printed)".to_owned(), |instant| instant.to_string())
}
