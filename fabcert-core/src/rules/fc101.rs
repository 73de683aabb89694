//! FC101: a leaf starts before an issuer of its chain.

use super::dates;
use crate::check::{Context, Refused, Sink};
use crate::facts::Ground;
use crate::finding::Finding;

rule!("FC101", "leaf-before-issuer", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let issuer = dates::too_late(refused)?;
    let leaf = refused.certificate().filter(|leaf| !leaf.is_ca())?;
    dates::before_issuer(context, &INFO, leaf, issuer, Ground::Msp)
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    dates::each_pair(context, |certificate, issuer, ground| {
        if !certificate.is_ca() {
            sink.push_some(dates::unrefused_before_issuer(
                context,
                &INFO,
                certificate,
                issuer,
                ground,
            ));
        }
    });
}
