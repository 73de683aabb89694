//! FC304: an ECDSA signature in its high form, which Fabric rewrites.

use crate::certificate::PublicKey;
use crate::check::{Context, Sink};
use crate::der::ecdsa::EcdsaValue;
use crate::facts::Facts;
use crate::layout::Purpose;
use crate::rule::Bite;

rule!("FC304", "high-s-signature", Info, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        let in_msps = matches!(context.layout.purpose(id), Purpose::Identity | Purpose::Ca);
        if !in_msps || !certificate.signature_algorithm().is_ecdsa() {
            continue;
        }
        // A root is its own issuer.
        let issuer = context.issuance.issuers(id).first().copied().unwrap_or(id);
        let PublicKey::Ecdsa(curve, _) = context.certificate(issuer).public_key() else {
            continue;
        };
        let value = EcdsaValue::parse(certificate.signature());
        if value.is_some_and(|value| value.is_high_s(*curve)) {
            let finding = context.finding(&INFO, Facts::HighS {}, certificate);
            sink.push(finding.bites(&[Bite::Hygiene]));
        }
    }
}
