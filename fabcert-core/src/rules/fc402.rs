//! FC402: no role OU, or several; or no OU that the MSP lists.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC402", "node-ou-role", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let (Fault::NoOu | Fault::OuNotListed(_) | Fault::NoRole(_) | Fault::SeveralRoles(_)) =
        refused.refusal.fault
    else {
        return None;
    };
    let certificate = refused.certificate()?;
    let units = certificate.subject().organizational_units();
    let configured = refused.judgement.role_units.clone();
    let roles = units
        .iter()
        .filter(|unit| configured.contains(unit))
        .cloned()
        .collect();
    let facts = Facts::NodeOuRole {
        units,
        roles,
        configured,
    };
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::RegisterWithType,
            }),
    )
}
