//! What folders mean: organisations, nodes and users, MSP folders, TLS folders, CA homes, and
//! certificates that lie elsewhere.
//!
//! Everything is told from the names and the shape of folders as far as they were read, and from the
//! certificates in them. The shapes are those that cryptogen, fabric-ca's client and server, the SDKs
//! and fabric-samples' `registerEnroll.sh` write.

mod authority;
mod evidence;
mod loose;
mod msp;
mod organisation;
mod position;
mod purpose;
mod role;
mod text;
mod tls;
mod tree;
mod walk;

#[cfg(test)]
mod tests;

pub use authority::{AuthorityId, CaHome, CaHomeKind};
pub use loose::{Loose, LooseKind};
pub use msp::{MspFolder, MspFolderId, Standing};
pub use organisation::{Organisation, OrganisationId, OrganisationKind, Owner, OwnerKind};
pub use role::{KeyRole, Purpose, Role, RoleSet, Seat};
pub use tls::{TlsFolder, TlsFolderId, TlsKind, TlsPair};

use position::rank;
use tree::Tree;
use walk::{FileSeat, Walk};

use crate::source::{DirId, FileId, Snapshot};
use crate::store::{CertId, Place, Store};

/// What the folders of a snapshot mean.
#[derive(Debug)]
pub struct Layout {
    organisations: Vec<Organisation>,
    /// In the order of their folders' ids, as the walk met them.
    msps: Vec<MspFolder>,
    tls: Vec<TlsFolder>,
    authorities: Vec<CaHome>,
    loose: Vec<Loose>,
    files: Vec<FileSeat>,
    certificates: Vec<(RoleSet, Purpose)>,
}

impl Layout {
    /// Reads the meaning of a snapshot. Contents with private keys may be wiped only afterwards: a
    /// wallet's label and MSP ID stand beside its key.
    #[must_use]
    pub fn of(snapshot: &Snapshot, store: &Store) -> Self {
        let tree = Tree { snapshot, store };
        let mut walk = Walk::over(tree);
        evidence::adopt_certificates(tree, &mut walk);
        evidence::find_organisations(tree, &mut walk);
        let mut loose = Vec::new();
        let mut reader = loose::Reader::default();
        for file in snapshot.files() {
            let has_seat = walk
                .files
                .get(file.index())
                .is_some_and(|it| it.certificate.is_some());
            if !has_seat {
                let near = walk.position(snapshot.file(file).dir).organisation;
                loose.extend(reader.read(tree, file, near));
            }
        }
        let mut organisations = evidence::settle_organisations(&mut walk, &mut loose);
        evidence::find_msp_ids(tree, &walk, &loose, &mut organisations);
        let mut layout = Self {
            organisations,
            msps: walk.msps,
            tls: walk.tls,
            authorities: walk.authorities,
            loose,
            files: walk.files,
            certificates: Vec::new(),
        };
        layout.certificates = store
            .certificates()
            .map(|(id, certificate)| {
                let mut roles = RoleSet::default();
                for place in store.places(id) {
                    roles.add(layout.role(place));
                }
                (roles, purpose::of(certificate, roles))
            })
            .collect();
        layout
    }

    /// Folders of MSP shape, in path order.
    pub fn msps(&self) -> impl ExactSizeIterator<Item = (MspFolderId, &MspFolder)> {
        let ids = (0..self.msps.len()).map(|it| MspFolderId(rank(it)));
        ids.zip(&self.msps)
    }

    /// TLS folders, in path order.
    pub fn tls_folders(&self) -> impl ExactSizeIterator<Item = (TlsFolderId, &TlsFolder)> {
        let ids = (0..self.tls.len()).map(|it| TlsFolderId(rank(it)));
        ids.zip(&self.tls)
    }

    /// Homes of CAs, in path order.
    pub fn authorities(&self) -> impl ExactSizeIterator<Item = (AuthorityId, &CaHome)> {
        let ids = (0..self.authorities.len()).map(|it| AuthorityId(rank(it)));
        ids.zip(&self.authorities)
    }

    /// The folder of MSP shape at a folder.
    #[must_use]
    pub fn msp_at(&self, dir: DirId) -> Option<(MspFolderId, &MspFolder)> {
        let at = self.msps.binary_search_by_key(&dir, |it| it.dir).ok()?;
        Some((MspFolderId(rank(at)), self.msps.get(at)?))
    }

    /// What a certificate is there for at one of its places.
    #[must_use]
    pub fn role(&self, place: &Place) -> Role {
        match self.file_seat(place.file).certificate {
            Some((role, _)) => role,
            None => self.loose_at(place).map_or(Role::Loose, |it| it.role),
        }
    }

    /// The folder or home that gives a place its role; `None` for a loose certificate.
    #[must_use]
    pub fn seat(&self, place: &Place) -> Option<Seat> {
        Some(self.file_seat(place.file).certificate?.1)
    }

    /// Who a place belongs to; `None` for a CA's home and for a loose certificate.
    #[must_use]
    pub fn owner(&self, place: &Place) -> Option<&Owner> {
        match self.seat(place)? {
            Seat::Msp(id) => Some(&self.msp(id)?.owner),
            Seat::Tls(id) => Some(&self.tls_folder(id)?.owner),
            Seat::Authority(_) => None,
        }
    }

    /// The organisation that a place belongs to.
    #[must_use]
    pub fn organisation_of(&self, place: &Place) -> Option<&Organisation> {
        let id = match self.seat(place) {
            Some(Seat::Authority(id)) => self.authority(id)?.organisation,
            Some(_) => self.owner(place)?.organisation,
            None => self.loose_at(place)?.organisation,
        };
        self.organisation(id?)
    }

    /// The loose certificate at a place.
    #[must_use]
    pub fn loose_at(&self, place: &Place) -> Option<&Loose> {
        let key = (place.file, place.block);
        let rank = self
            .loose
            .binary_search_by_key(&key, |it| (it.place.file, it.place.block))
            .ok()?;
        self.loose.get(rank)
    }

    /// What the private keys of a file are there for.
    #[must_use]
    pub fn key_role(&self, file: FileId) -> KeyRole {
        self.file_seat(file).key.unwrap_or(KeyRole::Loose)
    }

    /// The roles of a certificate in all its places.
    #[must_use]
    pub fn roles(&self, certificate: CertId) -> RoleSet {
        self.certificates
            .get(certificate.index())
            .map_or_else(RoleSet::default, |it| it.0)
    }

    /// What a certificate is for, all its places taken together.
    #[must_use]
    pub fn purpose(&self, certificate: CertId) -> Purpose {
        self.certificates
            .get(certificate.index())
            .map_or(Purpose::Identity, |it| it.1)
    }

    /// An organisation; ids come from this layout.
    #[must_use]
    pub fn organisation(&self, id: OrganisationId) -> Option<&Organisation> {
        self.organisations.get(id.0 as usize)
    }

    /// An MSP folder; ids come from this layout.
    #[must_use]
    pub fn msp(&self, id: MspFolderId) -> Option<&MspFolder> {
        self.msps.get(id.0 as usize)
    }

    /// A TLS folder; ids come from this layout.
    #[must_use]
    pub fn tls_folder(&self, id: TlsFolderId) -> Option<&TlsFolder> {
        self.tls.get(id.0 as usize)
    }

    /// A CA's home; ids come from this layout.
    #[must_use]
    pub fn authority(&self, id: AuthorityId) -> Option<&CaHome> {
        self.authorities.get(id.0 as usize)
    }

    fn file_seat(&self, file: FileId) -> FileSeat {
        self.files.get(file.index()).copied().unwrap_or_default()
    }
}
