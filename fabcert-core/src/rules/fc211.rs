//! FC211: on a CRL of its MSP.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC211", "revoked", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::Revoked = &refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let facts = Facts::Revoked {
        serial: certificate.serial_hex(),
    };
    Some(
        context
            .finding(&INFO, facts, certificate)
            .remedy(Remedy::Advice {
                advice: Advice::EnrollAfterRevocation,
            }),
    )
}
