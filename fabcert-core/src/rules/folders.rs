//! What lies in which folder of which MSP, for the rules about files and neighbours.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::fabric::FolderRole;
use crate::layout::{MspFolder, MspFolderId, Role, Seat};
use crate::source::{FileId, Node};
use crate::store::{CertId, What};

/// A file of an MSP's sub-folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct MspFile<'a> {
    pub(super) msp: MspFolderId,
    pub(super) owner: &'a MspFolder,
    pub(super) role: FolderRole,
    pub(super) file: FileId,
}

/// Every file that lies directly in one of these sub-folders of an MSP.
pub(super) fn msp_files<'a>(
    context: &Context<'a>,
    roles: &'static [FolderRole],
) -> impl Iterator<Item = MspFile<'a>> {
    let (snapshot, layout) = (context.snapshot, context.layout);
    let msps = layout.msps().filter(|(_, owner)| owner.standing.is_msp());
    msps.flat_map(move |(msp, owner)| {
        let folders =
            roles
                .iter()
                .filter_map(move |role| match snapshot.entry(owner.dir, role.name())? {
                    Node::Dir(dir) => Some((*role, dir)),
                    Node::File(_) => None,
                });
        folders.flat_map(move |(role, dir)| {
            let entries = snapshot.dir(dir).entries.iter();
            entries.filter_map(move |entry| match *entry {
                Node::File(file) => Some(MspFile {
                    msp,
                    owner,
                    role,
                    file,
                }),
                Node::Dir(_) => None,
            })
        })
    })
}

/// The distinct certificates in `cacerts` and `intermediatecerts` of each MSP, as far as Fabric reads
/// them: the first block of a file.
pub(super) fn trusted_cas(context: &Context<'_>) -> BTreeMap<MspFolderId, Vec<CertId>> {
    let mut trusted: BTreeMap<MspFolderId, Vec<CertId>> = BTreeMap::new();
    for (id, _) in context.store.certificates() {
        for place in context
            .store
            .places(id)
            .iter()
            .filter(|place| place.block == 1)
        {
            if let (Role::CaCert | Role::IntermediateCert, Some(Seat::Msp(msp))) =
                (context.layout.role(place), context.layout.seat(place))
                && context
                    .layout
                    .msp(msp)
                    .is_some_and(|it| it.standing.is_msp())
            {
                let cas = trusted.entry(msp).or_default();
                // Places of one certificate come one after the other.
                if cas.last() != Some(&id) {
                    cas.push(id);
                }
            }
        }
    }
    trusted
}

/// The first certificate of a file.
pub(super) fn first_certificate(context: &Context<'_>, file: FileId) -> Option<CertId> {
    let items = context.store.items(context.snapshot, file);
    items.iter().find_map(|item| match item.what {
        What::Certificate(id) => Some(id),
        _ => None,
    })
}
