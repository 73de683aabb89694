//! The walk over the folders of a snapshot, from the top down.

use std::collections::{HashMap, HashSet};

use super::authority::{self, AuthorityId, CaHome, CaHomeKind};
use super::msp::{self, CERTIFICATE_FOLDERS, IDEMIX_KEYS, MspFolder, MspFolderId, Standing};
use super::organisation::{OrganisationKind, Owner, OwnerKind, kind_of};
use super::position::{Named, Position, Positions, Step, domain_in, rank};
use super::role::{KeyRole, Role, Seat};
use super::text::{keys, path_after};
use super::tls::{self, TlsFolder, TlsFolderId, TlsKind, TlsPair};
use super::tree::Tree;
use crate::source::{DirId, FileId};

/// What the walk says of one file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FileSeat {
    pub(super) certificate: Option<(Role, Seat)>,
    pub(super) key: Option<KeyRole>,
}

/// What the walk finds. Organisations are still those of [`Positions`].
pub(super) struct Walk<'a> {
    tree: Tree<'a>,
    /// Folders that the user named outright.
    named: HashSet<DirId>,
    pub(super) positions: Positions,
    /// By the index of the folder.
    at: Vec<Position>,
    /// By the index of the file.
    pub(super) files: Vec<FileSeat>,
    pub(super) msps: Vec<MspFolder>,
    /// The rank of an MSP folder by its folder.
    by_dir: HashMap<DirId, u32>,
    pub(super) tls: Vec<TlsFolder>,
    pub(super) authorities: Vec<CaHome>,
}

impl<'a> Walk<'a> {
    /// Walks over the whole snapshot. Folders are numbered from the top down, so a plain loop does.
    pub(super) fn over(tree: Tree<'a>) -> Self {
        let mut walk = Self {
            tree,
            named: tree.named_dirs().collect(),
            positions: Positions::default(),
            at: Vec::with_capacity(tree.snapshot.dirs().len()),
            files: vec![FileSeat::default(); tree.snapshot.files().len()],
            msps: Vec::new(),
            by_dir: HashMap::new(),
            tls: Vec::new(),
            authorities: Vec::new(),
        };
        for dir in tree.snapshot.dirs() {
            let mut at = walk.enter(dir);
            if tree.snapshot.dir(dir).complete {
                walk.visit(dir, &mut at);
            }
            walk.at.push(at);
        }
        walk
    }

    /// Where a folder stands.
    pub(super) fn position(&self, dir: DirId) -> Position {
        self.at.get(dir.index()).copied().unwrap_or_default()
    }

    fn enter(&mut self, dir: DirId) -> Position {
        let Some(parent) = self.tree.snapshot.dir(dir).parent else {
            return self.enter_root(dir);
        };
        let (above, name) = (self.tree.dir_name(parent), self.tree.dir_name(dir));
        let from = self.position(parent);
        let above = Named {
            name: &above,
            dir: Some(parent),
        };
        let here = Named {
            name: &name,
            dir: Some(dir),
        };
        self.positions.step(from, Some(above), here)
    }

    /// A folder that was named outright: the parts of its path count like folders that were read.
    fn enter_root(&mut self, dir: DirId) -> Position {
        let path = self.tree.snapshot.dir_path(dir);
        let name = self.tree.dir_name(dir);
        let mut above: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        if path.file_name() == Some(self.tree.snapshot.base_name(dir)) {
            above.pop();
        } else {
            // Typed as `.` or `..`: what stands before it is not what lies above it.
            above.clear();
        }
        let from = self.positions.follow(above.iter().map(AsRef::as_ref));
        let above = above.last().map(|name| Named { name, dir: None });
        let here = Named {
            name: &name,
            dir: Some(dir),
        };
        self.positions.step(from, above, here)
    }

    fn visit(&mut self, dir: DirId, at: &mut Position) {
        at.is_client_home = self
            .tree
            .file(dir, "fabric-ca-client-config.yaml")
            .is_some();
        if let Some(kind) = authority::server_kind(self.tree, dir) {
            self.server(dir, kind, at);
        } else if matches!(at.step, Step::Elsewhere) {
            self.organisation(dir, at);
        }
        if msp::has_shape(self.tree, dir, *at) {
            self.msp(dir, *at);
        } else if !at.is_server_home {
            self.tls_pairs(dir, *at);
            self.plain_authorities(dir, *at);
        }
    }

    /// An organisation's folder whose place does not tell it, by what stands in it.
    fn organisation(&mut self, dir: DirId, at: &mut Position) {
        let has = |name| self.tree.subdir(dir, name);
        let (peers, orderers) = (has("peers"), has("orderers"));
        let has_msp = has("msp").is_some();
        let is_one = peers.or(orderers).is_some()
            || (has_msp && self.tree.has_any_dir(dir, &["users", "ca", "tlsca"]));
        if !is_one {
            return;
        }
        let kind = match (peers, orderers) {
            (Some(_), None) => OrganisationKind::Peer,
            (None, Some(_)) => OrganisationKind::Orderer,
            _ => OrganisationKind::Unknown,
        };
        let name = self.tree.dir_name(dir);
        let name = match name.as_ref() {
            // A tree that was handed in has no name; its members know the domain.
            "" | "." | ".." => peers
                .or(orderers)
                .or_else(|| has("users"))
                .and_then(|it| self.tree.subdirs(it).next())
                .and_then(|it| domain_in(&self.tree.dir_name(it)).map(str::to_owned)),
            name => Some(name.to_owned()),
        };
        if let Some(name) = name {
            let here = Named {
                name: &name,
                dir: Some(dir),
            };
            self.positions.enter_organisation(at, here, kind);
        }
    }

    fn server(&mut self, dir: DirId, kind: CaHomeKind, at: &mut Position) {
        let inherited = at
            .server
            .and_then(|it| self.authorities.get(it.0 as usize)?.version.clone());
        let found = authority::server(self.tree, dir, kind, *at, inherited.as_deref());
        let id = self.authority(found.home);
        at.server = Some(id);
        at.is_server_home = true;
        let (certificate, key) = found.tls;
        if certificate.is_none() {
            return;
        }
        let pair = TlsPair {
            certificate,
            key,
            role: Role::CaServerTls,
        };
        let owner = Owner {
            organisation: at.organisation,
            name: self.tree.dir_name(dir).into_owned(),
            kind: OwnerKind::Authority,
        };
        self.tls_folder(dir, owner, TlsKind::CaServer, vec![pair], Vec::new());
    }

    fn plain_authorities(&mut self, dir: DirId, at: Position) {
        for home in authority::plain(self.tree, dir, at) {
            self.authority(home);
        }
    }

    fn authority(&mut self, home: CaHome) -> AuthorityId {
        let id = AuthorityId(rank(self.authorities.len()));
        let seat = Seat::Authority(id);
        self.seat(home.certificate, home.kind.role(), seat);
        self.seat(home.chain, Role::CaChain, seat);
        self.key(home.key, KeyRole::Authority(id));
        self.authorities.push(home);
        id
    }

    fn msp(&mut self, dir: DirId, at: Position) {
        let member = self.positions.member(at).map(|it| it.kind);
        let named = self.named.contains(&dir);
        let standing = msp::standing(self.tree, dir, at, member, named);
        let judged_local = msp::is_local(self.tree, dir, standing);
        let has_identity = judged_local || standing == Standing::TlsProfile;
        let mut owner = self.owner(dir, at, has_identity);
        if standing == Standing::CaServer {
            owner.kind = OwnerKind::Authority;
        }
        if standing == Standing::TlsProfile {
            self.tls_profile(dir, owner.clone());
        }
        let id = MspFolderId(rank(self.msps.len()));
        for (name, role) in CERTIFICATE_FOLDERS {
            self.seat_folder(dir, name, role, Seat::Msp(id));
        }
        self.seat_ou_certificates(dir, id);
        self.keystore(dir, KeyRole::Keystore(id));
        self.by_dir.insert(dir, id.0);
        self.msps.push(MspFolder {
            dir,
            owner,
            standing,
            judged_local,
        });
    }

    fn tls_profile(&mut self, dir: DirId, owner: Owner) {
        let mut pairs = tls::pairs(self.tree, dir, owner.kind);
        let enrolled = tls::enrolled_pair(self.tree, dir, owner.kind);
        let role = pairs
            .first()
            .or(enrolled.as_ref())
            .map_or(Role::TlsServer, |it| it.role);
        if pairs.iter().all(|it| it.certificate.is_none()) {
            pairs = enrolled.into_iter().collect();
        }
        let authorities = tls::authorities(self.tree, dir);
        let id = self.tls_folder(dir, owner, TlsKind::Profile, pairs, authorities);
        let seat = Seat::Tls(id);
        self.seat_folder(dir, "signcerts", role, seat);
        self.seat_folder(dir, "cacerts", Role::TlsCaCert, seat);
        self.seat_folder(dir, "intermediatecerts", Role::TlsIntermediateCert, seat);
        self.seat_folder(dir, "tlscacerts", Role::TlsCaCert, seat);
        self.seat_folder(dir, "tlsintermediatecerts", Role::TlsIntermediateCert, seat);
        self.keystore(dir, KeyRole::Tls(id));
    }

    fn tls_pairs(&mut self, dir: DirId, at: Position) {
        if !tls::has_pair(self.tree, dir) {
            return;
        }
        let owner = self.tls_owner(dir, at);
        let pairs = tls::pairs(self.tree, dir, owner.kind);
        let authorities = tls::authorities(self.tree, dir);
        self.tls_folder(dir, owner, TlsKind::Pair, pairs, authorities);
    }

    /// Who a TLS folder belongs to: the names above it tell, or else the MSP beside it, or its own
    /// certificate.
    fn tls_owner(&self, dir: DirId, at: Position) -> Owner {
        let owner = self.owner(dir, at, false);
        if self.positions.member(at).is_some() {
            return owner;
        }
        let parent = self.tree.snapshot.dir(dir).parent;
        let beside = parent
            .and_then(|it| self.tree.subdir(it, "msp"))
            .and_then(|it| self.msps.get(*self.by_dir.get(&it)? as usize))
            .filter(|it| it.standing.is_msp());
        if let Some(beside) = beside {
            return beside.owner.clone();
        }
        let leaf = tls::pairs(self.tree, dir, OwnerKind::Bare)
            .iter()
            .find_map(|it| self.tree.certificate(it.certificate?));
        Owner {
            organisation: owner.organisation,
            name: leaf
                .and_then(|it| it.subject().common_name())
                .unwrap_or(owner.name),
            kind: leaf.map_or(OwnerKind::Bare, |it| kind_of(it, false)),
        }
    }

    fn tls_folder(
        &mut self,
        dir: DirId,
        owner: Owner,
        kind: TlsKind,
        pairs: Vec<TlsPair>,
        authorities: Vec<FileId>,
    ) -> TlsFolderId {
        let id = TlsFolderId(rank(self.tls.len()));
        for pair in &pairs {
            self.seat(pair.certificate, pair.role, Seat::Tls(id));
            self.key(pair.key, KeyRole::Tls(id));
        }
        self.seat(
            self.tree.file(dir, "ca.crt"),
            Role::TlsCaCert,
            Seat::Tls(id),
        );
        self.tls.push(TlsFolder {
            dir,
            owner,
            kind,
            pairs,
            authorities,
        });
        id
    }

    /// Who a folder belongs to: the names above it tell, or else its signcert, or its own name.
    fn owner(&self, dir: DirId, at: Position, has_identity: bool) -> Owner {
        let organisation = at.organisation;
        if let Some(member) = self.positions.member(at) {
            return Owner {
                organisation,
                name: member.name.clone(),
                kind: member.kind,
            };
        }
        let signer = self
            .tree
            .subdir(dir, "signcerts")
            .filter(|_| has_identity)
            .and_then(|it| {
                self.tree
                    .files(it)
                    .find_map(|file| self.tree.certificate(file))
            });
        let own_name = || self.folder_name(dir);
        if let Some(signer) = signer {
            let client_home = msp::is_written_by_client(self.tree, dir, at);
            return Owner {
                organisation,
                name: signer.subject().common_name().unwrap_or_else(own_name),
                kind: kind_of(signer, client_home),
            };
        }
        let known = organisation.and_then(|it| self.positions.organisations.get(it.0 as usize));
        Owner {
            organisation,
            name: known.map_or_else(own_name, |it| it.name.clone()),
            kind: if has_identity {
                OwnerKind::Bare
            } else {
                OwnerKind::Organisation
            },
        }
    }

    /// What a folder goes by: `msp` and `tls` say nothing, the folder above does.
    fn folder_name(&self, dir: DirId) -> String {
        let name = self.tree.dir_name(dir);
        let parent = self.tree.snapshot.dir(dir).parent;
        match (name.as_ref(), parent) {
            ("msp" | "tls", Some(parent)) => self.tree.dir_name(parent).into_owned(),
            _ => name.into_owned(),
        }
    }

    fn seat_folder(&mut self, dir: DirId, name: &str, role: Role, seat: Seat) {
        if let Some(folder) = self.tree.subdir(dir, name) {
            for file in self.tree.files(folder) {
                self.seat(Some(file), role, seat);
            }
        }
    }

    /// Files that only `config.yaml` names.
    fn seat_ou_certificates(&mut self, dir: DirId, id: MspFolderId) {
        let config = self.tree.file(dir, "config.yaml");
        let Some(text) = config.and_then(|it| self.tree.text(it)) else {
            return;
        };
        for key in keys(&text).filter(|it| it.name == "Certificate") {
            let named = self.tree.resolve(dir, path_after(&text, key.at));
            self.seat(named, Role::OuCertificate, Seat::Msp(id));
        }
    }

    fn keystore(&mut self, dir: DirId, role: KeyRole) {
        let Some(keystore) = self.tree.subdir(dir, "keystore") else {
            return;
        };
        for file in self.tree.files(keystore) {
            let is_idemix = IDEMIX_KEYS.contains(&self.tree.file_name(file).as_ref());
            self.key(Some(file), if is_idemix { KeyRole::Idemix } else { role });
        }
    }

    /// Gives a file its role; the first one counts.
    fn seat(&mut self, file: Option<FileId>, role: Role, seat: Seat) {
        if let Some(entry) = file.and_then(|it| self.files.get_mut(it.index())) {
            entry.certificate.get_or_insert((role, seat));
        }
    }

    fn key(&mut self, file: Option<FileId>, role: KeyRole) {
        if let Some(entry) = file.and_then(|it| self.files.get_mut(it.index())) {
            entry.key.get_or_insert(role);
        }
    }
}
