//! FC408: several certificates in signcerts, of which Fabric takes the first by file name.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::folders::{first_certificate, msp_files};
use crate::check::{Context, Sink};
use crate::fabric::FolderRole;
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::layout::MspFolderId;
use crate::remedy::Remedy;
use crate::rule::Bite;
use crate::source::FileId;
use crate::store::CertId;

rule!("FC408", "several-signcerts", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut signers: BTreeMap<MspFolderId, Vec<(FileId, CertId)>> = BTreeMap::new();
    for found in msp_files(context, &[FolderRole::Signcerts]) {
        if let Some(certificate) = first_certificate(context, found.file) {
            signers
                .entry(found.msp)
                .or_default()
                .push((found.file, certificate));
        }
    }
    for files in signers.into_values() {
        // Files of a folder come in the order of their names, as Fabric reads them.
        let Some(((taken, certificate), rest)) = files.split_first() else {
            continue;
        };
        if rest.iter().all(|(_, other)| other == certificate) {
            continue;
        }
        let ignored: Vec<PathBuf> = rest
            .iter()
            .map(|(file, _)| context.snapshot.path(*file))
            .collect();
        let facts = Facts::SeveralSigncerts {
            taken: context.snapshot.path(*taken),
            ignored: ignored.clone(),
        };
        let mut finding = Finding::new(&INFO, facts).bites(&[Bite::Hygiene]);
        finding.places = files
            .iter()
            .map(|(file, _)| Location::whole(context.snapshot.path(*file)))
            .collect();
        finding
            .remedies
            .extend(ignored.into_iter().map(|path| Remedy::Remove { path }));
        sink.push(finding);
    }
}
