//! FC403: a role's OU is bound to another CA than the one that issued the identity.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC403", "node-ou-certifier", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::CertifierMismatch(units) = &refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let facts = Facts::NodeOuCertifier {
        unit: units
            .iter()
            .map(|unit| unit.name.clone())
            .find(|unit| refused.judgement.role_units.contains(unit))
            .unwrap_or_default(),
        issuer: certificate.issuer().to_string(),
    };
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::CorrectCertifier,
            }),
    )
}
