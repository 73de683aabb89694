//! What the rules about TLS share: the certificates that nodes and users show, verified as the other
//! end of a connection does, by the wall clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::check::Context;
use crate::fabric::FolderRole;
use crate::finding::Finding;
use crate::layout::{OrganisationId, Role, Standing, TlsFolder, TlsPair};
use crate::path::{self, Options, PathError, Pool, Usage};
use crate::rule::{Bite, Severity};
use crate::source::FileId;
use crate::store::{CertId, What};

/// A certificate of a TLS folder that is shown to others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    pub(super) folder: &'a TlsFolder,
    pub(super) pair: &'a TlsPair,
    pub(super) file: FileId,
    pub(super) id: CertId,
    pub(super) certificate: &'a Arc<Certificate>,
}

impl Shown<'_> {
    /// Whether it is shown by a server.
    pub(super) fn is_server(&self) -> bool {
        matches!(self.pair.role, Role::TlsServer | Role::CaServerTls)
    }
}

/// A TLS certificate that the other end refuses.
pub(super) struct Failure<'a> {
    pub(super) shown: Shown<'a>,
    pub(super) error: PathError,
}

/// Every certificate that is shown in TLS, in path order.
pub(super) fn shown<'a>(context: &Context<'a>) -> impl Iterator<Item = Shown<'a>> {
    let (snapshot, store) = (context.snapshot, context.store);
    context.layout.tls_folders().flat_map(move |(_, folder)| {
        folder.pairs.iter().filter_map(move |pair| {
            let file = pair.certificate?;
            let id = certificates(store.items(snapshot, file)).next()?;
            Some(Shown {
                folder,
                pair,
                file,
                id,
                certificate: store.certificate(id),
            })
        })
    })
}

/// The certificates that lead to none of the TLS CAs that their folder names, or to none of those
/// that their organisation's MSP names. Dates are left to the rules about dates.
pub(super) fn failures<'a>(context: &Context<'a>) -> Vec<Failure<'a>> {
    let named = named_by_organisations(context);
    shown(context)
        .filter_map(|shown| {
            let organisation = shown.folder.owner.organisation;
            let beside = pool(context, shown.folder.authorities.iter().copied());
            let elsewhere = organisation.and_then(|it| named.get(&it));
            let error = [Some(&beside), elsewhere]
                .into_iter()
                .flatten()
                .filter(|roots| !roots.is_empty())
                .find_map(|roots| verify(context, &shown, roots).err())?;
            let is_about_dates = matches!(
                error,
                PathError::Expired { .. } | PathError::NotYetValid { .. }
            );
            let is_known = !matches!(error, PathError::Undecided(_));
            (is_known && !is_about_dates).then_some(Failure { shown, error })
        })
        .collect()
}

fn verify(context: &Context<'_>, shown: &Shown<'_>, roots: &Pool) -> Result<(), PathError> {
    let usage = if shown.is_server() {
        Usage::ServerAuth
    } else {
        Usage::ClientAuth
    };
    // A server sends what stands behind its certificate.
    let sent = certificates(context.store.items(context.snapshot, shown.file)).skip(1);
    let intermediates: Pool = sent.map(|id| Arc::clone(context.certificate(id))).collect();
    let options = Options::tls(usage, context.now, roots, &intermediates);
    path::verify(shown.certificate, &options, context.signatures).map(|_| ())
}

/// The TLS CAs that the MSP of each organisation names, which the members of a channel trust.
fn named_by_organisations(context: &Context<'_>) -> BTreeMap<OrganisationId, Pool> {
    let mut named: BTreeMap<OrganisationId, Pool> = BTreeMap::new();
    let roles = &[FolderRole::Tlscacerts, FolderRole::Tlsintermediatecerts];
    let files = super::folders::msp_files(context, roles);
    for found in files.filter(|it| it.owner.standing == Standing::Organisation) {
        if let Some(organisation) = found.owner.owner.organisation {
            let pool = named.entry(organisation).or_default();
            for id in certificates(context.store.items(context.snapshot, found.file)) {
                pool.add(Arc::clone(context.certificate(id)));
            }
        }
    }
    named
}

/// TLS takes every block of a file of CAs, and trusts each of them.
fn pool(context: &Context<'_>, files: impl Iterator<Item = FileId>) -> Pool {
    files
        .flat_map(|file| certificates(context.store.items(context.snapshot, file)))
        .map(|id| Arc::clone(context.certificate(id)))
        .filter(|certificate| certificate.go().is_ok())
        .collect()
}

fn certificates(items: &[crate::store::Item]) -> impl Iterator<Item = CertId> {
    items.iter().filter_map(|item| match item.what {
        What::Certificate(id) => Some(id),
        _ => None,
    })
}

/// What a finding about a failed connection has in common: it bites there, in Go's words.
pub(super) fn refused(finding: Finding, error: &PathError) -> Finding {
    let mut finding = finding.severity(Severity::Error).bites(&[Bite::Tls]);
    finding.fabric_error = Some(format!("tls: failed to verify certificate: {error}"));
    finding
}
