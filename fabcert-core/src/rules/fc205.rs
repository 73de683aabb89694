//! FC205: issued by a CA that has intermediates below it in this MSP.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC205", "issued-by-inner-ca", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::InnerIssuer = refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let facts = Facts::IssuedByInnerCa {
        issuer: certificate.issuer().to_string(),
    };
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::EnrollUnderIntermediate,
            }),
    )
}
