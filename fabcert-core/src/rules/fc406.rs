//! FC406: a CA certificate used as an identity.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC406", "ca-as-identity", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let (Fault::CaAsIdentity | Fault::ShortChain(_)) = &refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let facts = Facts::CaAsIdentity {};
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::RegisterWithType,
            }),
    )
}
