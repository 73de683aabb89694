//! FC112: a TLS leaf past its end.

use super::expiry::expired;
use crate::check::{Context, Sink};
use crate::layout::Purpose;
use crate::rule::Bite;

rule!("FC112", "expired-tls", Error, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        let ended = certificate.not_after() < context.now;
        if ended && context.layout.purpose(id) == Purpose::TlsLeaf {
            sink.push(expired(context, &INFO, id, certificate).bites(&[Bite::Tls]));
        }
    }
}
