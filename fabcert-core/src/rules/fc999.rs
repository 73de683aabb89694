//! FC999: a refusal that no rule claims, with Fabric's words.

use crate::check::{Context, Refused};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};

rule!("FC999", "rejected-by-fabric", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let finding = match refused.certificate() {
        Some(certificate) => context.finding(&INFO, Facts::Rejected {}, certificate),
        None => {
            let mut finding = Finding::new(&INFO, Facts::Rejected {});
            finding.places = vec![Location::whole(refused.judgement.dir.clone())];
            finding
        }
    };
    Some(finding.remedy(Remedy::Advice {
        advice: Advice::ReadPage,
    }))
}
