//! FC111: an identity past its end.

use super::expiry::expired;
use crate::check::{Context, Refused, Sink};
use crate::fabric::Fault;
use crate::finding::Finding;
use crate::layout::{OwnerKind, Purpose};
use crate::rule::Bite;
use crate::store::CertId;

rule!("FC111", "expired-identity", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::SignerExpired(_) = refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let id = context.id(certificate)?;
    let finding = expired(context, &INFO, id, certificate);
    Some(finding.bites(&bites(context, id)).bites(&[Bite::NodeStart]))
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        // `setupSigningIdentity`: good while NotAfter is later than now.
        let ended = certificate.not_after() <= context.now;
        if ended && context.layout.purpose(id) == Purpose::Identity {
            sink.push(expired(context, &INFO, id, certificate).bites(&bites(context, id)));
        }
    }
}

/// Where it shows, whoever loads it: what it asks for is refused.
fn bites(context: &Context<'_>, id: CertId) -> Vec<Bite> {
    let mut bites = vec![Bite::Client];
    let is_peer = context
        .store
        .places(id)
        .iter()
        .filter_map(|place| context.layout.owner(place))
        .any(|owner| owner.kind == OwnerKind::Peer);
    if is_peer {
        bites.push(Bite::Gossip);
    }
    bites
}
