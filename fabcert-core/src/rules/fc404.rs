//! FC404: an MSP without administrators.

use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};

rule!("FC404", "no-admin", Error, explain);

fn explain(_context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::NoAdmin = refused.refusal.fault else {
        return None;
    };
    let mut finding = Finding::new(&INFO, Facts::NoAdmin {}).remedy(Remedy::Advice {
        advice: Advice::DeclareAdmin,
    });
    finding.places = vec![Location::whole(refused.judgement.dir.clone())];
    Some(finding)
}
