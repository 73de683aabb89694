//! FC409: a folder that an MSP needs is missing or empty.

use crate::check::{Context, Refused};
use crate::fabric::{Fault, Subject};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};

rule!("FC409", "incomplete-msp", Error, explain);

fn explain(_context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let missing = match &refused.refusal.fault {
        Fault::FolderMissing => true,
        Fault::NotADirectory | Fault::NothingUsable | Fault::NilConfiguration | Fault::NoRootCa => {
            false
        }
        _ => return None,
    };
    let folder = match refused.refusal.subject {
        Subject::Folder(folder) => folder.name(),
        _ => "cacerts",
    };
    let facts = Facts::IncompleteMsp {
        folder: folder.to_owned(),
        missing,
    };
    let mut finding = Finding::new(&INFO, facts).remedy(Remedy::Advice {
        advice: Advice::RestoreFile,
    });
    finding.places = vec![Location::whole(refused.judgement.dir.join(folder))];
    Some(finding)
}
