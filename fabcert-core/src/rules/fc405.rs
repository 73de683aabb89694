//! FC405: an admin certificate with neither the client nor the admin OU.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC405", "admin-without-role", Error, explain);

/// The usual names of the OUs that an admincert may have.
const ROLES: [&str; 2] = ["admin", "client"];

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::AdminWithoutRole = &refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let units = certificate.subject().organizational_units();
    let facts = Facts::AdminWithoutRole {
        has_role: units.iter().any(|unit| ROLES.contains(&unit.as_str())),
        units,
    };
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::RegisterWithType,
            }),
    )
}
