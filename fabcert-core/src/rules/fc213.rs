//! FC213: a CRL past its nextUpdate, which Fabric does not look at.

use super::folders::msp_files;
use crate::check::{Context, Sink};
use crate::fabric::FolderRole;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;
use crate::store::What;

rule!("FC213", "crl-stale", Info, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for found in msp_files(context, &[FolderRole::Crls]) {
        for item in context.store.items(context.snapshot, found.file) {
            let What::Crl(crl) = item.what else { continue };
            let Some(next_update) = context.store.crl(crl).next_update() else {
                continue;
            };
            if next_update >= context.now {
                continue;
            }
            let mut finding = Finding::new(&INFO, Facts::CrlStale { next_update })
                .bites(&[Bite::Hygiene])
                .remedy(Remedy::Advice {
                    advice: Advice::RegenerateCrl,
                });
            finding.places = vec![context.location(&item.place(found.file))];
            sink.push(finding);
        }
    }
}
