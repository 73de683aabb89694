//! FC107: a window too short for the second that Fabric adds.

use super::dates;
use crate::check::{Context, Refused};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC107", "inverted-window", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let expired = dates::over(refused)?;
    let certificate = refused.certificate()?;
    if certificate != expired {
        return None;
    }
    let lifetime = certificate.not_after().since(certificate.not_before());
    let facts = Facts::InvertedWindow { lifetime };
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::ReadPage,
            }),
    )
}
