//! What certificates tell where folder names do not: whose a folder is, which certificate a CA server
//! without one runs on, an organisation's MSP ID.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use super::authority::{AuthorityId, CaHomeKind};
use super::loose::{Loose, LooseKind};
use super::msp::Standing;
use super::organisation::{Organisation, OrganisationId, OrganisationKind, domain_of_authority};
use super::position::{Positions, rank};
use super::role::{KeyRole, Role};
use super::tree::Tree;
use super::walk::Walk;
use crate::certificate::{Certificate, PublicKey};
use crate::source::{DirId, FileId};
use crate::store::CertId;

/// The folders of an MSP that tell its CAs, the surest first.
const CA_FOLDERS: [&str; 3] = ["cacerts", "intermediatecerts", "tlscacerts"];

/// A table that forgets what it was told twice differently.
struct Agreed<K, V>(HashMap<K, Option<V>>);

impl<K: Eq + Hash, V: Copy + Eq> Agreed<K, V> {
    fn new() -> Self {
        Self(HashMap::new())
    }

    fn note(&mut self, key: K, value: V) {
        match self.0.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(Some(value));
            }
            Entry::Occupied(mut entry) => {
                if *entry.get() != Some(value) {
                    entry.insert(None);
                }
            }
        }
    }

    fn get(&self, key: &K) -> Option<V> {
        self.0.get(key).copied().flatten()
    }
}

/// Gives each fabric-ca server whose home lacks its certificate the CA certificate of its key.
pub(super) fn adopt_certificates(tree: Tree<'_>, walk: &mut Walk<'_>) {
    let lacking = |kind| matches!(kind, CaHomeKind::FabricCaServer | CaHomeKind::MultiCa);
    if !walk
        .authorities
        .iter()
        .any(|home| home.certificate.is_none() && lacking(home.kind))
    {
        return;
    }
    let authorities = certificates_by_key(tree, walk);
    for (rank, home) in (0..).map(AuthorityId).zip(&mut walk.authorities) {
        if home.certificate.is_some() || !lacking(home.kind) {
            continue;
        }
        let keystore = tree
            .subdir(home.dir, "msp")
            .and_then(|msp| tree.subdir(msp, "keystore"));
        let found = keystore.into_iter().chain([home.dir]).find_map(|dir| {
            tree.files(dir).find_map(|file| {
                let mut keys = tree.keys(file);
                let public = keys.find_map(|key| tree.store.key(key).public_key())?;
                Some((file, *authorities.get(public)?))
            })
        });
        if let Some((key, certificate)) = found {
            home.key = Some(key);
            home.certificate = Some(certificate);
            if let Some(seat) = walk.files.get_mut(key.index()) {
                seat.key = Some(KeyRole::Authority(rank));
            }
        }
    }
}

/// CA certificates by their key: the first file, a CA's own home preferred.
fn certificates_by_key<'a>(tree: Tree<'a>, walk: &Walk<'_>) -> HashMap<&'a PublicKey, FileId> {
    let is_home = |file: FileId| {
        matches!(
            walk.files.get(file.index()).and_then(|it| it.certificate),
            Some((Role::CaHomeCertificate, _))
        )
    };
    let mut found = HashMap::new();
    for (id, certificate) in tree.store.certificates() {
        let places = tree.store.places(id);
        let home = places.iter().find(|place| is_home(place.file));
        if let (true, Some(place)) = (certificate.is_ca(), home.or(places.first())) {
            found.entry(certificate.public_key()).or_insert(place.file);
        }
    }
    found
}

/// Gives every folder without an organisation the one whose CA it trusts, or that its CA names.
pub(super) fn find_organisations(tree: Tree<'_>, walk: &mut Walk<'_>) {
    let finder = Finder {
        tree,
        by_ca: organisations_by_ca(tree, walk),
        by_name: organisations_by_name(walk),
    };
    let Walk {
        positions,
        msps,
        tls,
        authorities,
        ..
    } = walk;
    for folder in tls.iter_mut() {
        let authorities = folder.authorities.iter().copied();
        finder.fill(&mut folder.owner.organisation, positions, authorities);
    }
    for home in authorities.iter_mut() {
        finder.fill(
            &mut home.organisation,
            positions,
            home.certificate.into_iter(),
        );
    }
    let servers: HashMap<_, _> = authorities
        .iter()
        .map(|home| (home.dir, home.organisation))
        .collect();
    for folder in msps.iter_mut() {
        if folder.standing == Standing::CaServer {
            let home = tree.snapshot.dir(folder.dir).parent;
            let known = home.and_then(|it| servers.get(&it).copied().flatten());
            folder.owner.organisation = folder.owner.organisation.or(known);
        }
        let files = ca_files(tree, folder.dir);
        finder.fill(&mut folder.owner.organisation, positions, files);
    }
}

/// Finds an organisation by the CAs that a folder holds.
struct Finder<'a> {
    tree: Tree<'a>,
    by_ca: Agreed<CertId, OrganisationId>,
    by_name: Agreed<String, OrganisationId>,
}

impl Finder<'_> {
    fn fill(
        &self,
        organisation: &mut Option<OrganisationId>,
        positions: &mut Positions,
        files: impl Iterator<Item = FileId>,
    ) {
        if organisation.is_none() {
            *organisation = self.find(positions, files);
        }
    }

    fn find(
        &self,
        positions: &mut Positions,
        files: impl Iterator<Item = FileId>,
    ) -> Option<OrganisationId> {
        let mut domain = None;
        for id in files.flat_map(|file| self.tree.certificates(file)) {
            if let Some(organisation) = self.by_ca.get(&id) {
                return Some(organisation);
            }
            domain = domain.or_else(|| domain_of_authority(self.tree.store.certificate(id)));
        }
        let domain = domain?;
        let known = self.by_name.get(&domain);
        known.or_else(|| Some(positions.organisation(domain, OrganisationKind::Unknown, None)))
    }
}

fn ca_files(tree: Tree<'_>, dir: DirId) -> impl Iterator<Item = FileId> {
    CA_FOLDERS
        .into_iter()
        .filter_map(move |name| tree.subdir(dir, name))
        .flat_map(move |it| tree.files(it))
}

fn organisations_by_ca(tree: Tree<'_>, walk: &Walk<'_>) -> Agreed<CertId, OrganisationId> {
    let mut known = Agreed::new();
    for folder in walk.msps.iter().filter(|it| it.standing.is_msp()) {
        if let Some(organisation) = folder.owner.organisation {
            for id in ca_files(tree, folder.dir).flat_map(|file| tree.certificates(file)) {
                known.note(id, organisation);
            }
        }
    }
    for home in &walk.authorities {
        if let (Some(organisation), Some(file)) = (home.organisation, home.certificate) {
            for id in tree.certificates(file) {
                known.note(id, organisation);
            }
        }
    }
    known
}

fn organisations_by_name(walk: &Walk<'_>) -> Agreed<String, OrganisationId> {
    let mut known = Agreed::new();
    for organisation in used(walk, &[]) {
        if let Some(it) = walk.positions.organisations.get(organisation.0 as usize) {
            known.note(it.name.clone(), organisation);
        }
    }
    known
}

/// Every organisation that something belongs to, as often as something does.
fn used<'a>(walk: &'a Walk<'_>, loose: &'a [Loose]) -> impl Iterator<Item = OrganisationId> + 'a {
    let msps = walk.msps.iter().map(|it| it.owner.organisation);
    let tls = walk.tls.iter().map(|it| it.owner.organisation);
    let authorities = walk.authorities.iter().map(|it| it.organisation);
    let loose = loose.iter().map(|it| it.organisation);
    msps.chain(tls).chain(authorities).chain(loose).flatten()
}

/// Takes the organisations that something belongs to, numbered in path order, and has everything
/// point to them.
pub(super) fn settle_organisations(walk: &mut Walk<'_>, loose: &mut [Loose]) -> Vec<Organisation> {
    let all = &walk.positions.organisations;
    let mut is_used = vec![false; all.len()];
    for organisation in used(walk, loose) {
        if let Some(it) = is_used.get_mut(organisation.0 as usize) {
            *it = true;
        }
    }
    let mut kept: Vec<Organisation> = Vec::new();
    let renumbered: Vec<Option<OrganisationId>> = all
        .iter()
        .zip(is_used)
        .map(|(organisation, is_used)| {
            is_used.then(|| {
                kept.push(organisation.clone());
                OrganisationId(rank(kept.len() - 1))
            })
        })
        .collect();
    let settle = |it: &mut Option<OrganisationId>| {
        *it = it.and_then(|it| renumbered.get(it.0 as usize).copied().flatten());
    };
    walk.msps
        .iter_mut()
        .for_each(|it| settle(&mut it.owner.organisation));
    walk.tls
        .iter_mut()
        .for_each(|it| settle(&mut it.owner.organisation));
    walk.authorities
        .iter_mut()
        .for_each(|it| settle(&mut it.organisation));
    loose.iter_mut().for_each(|it| settle(&mut it.organisation));
    for folder in &walk.msps {
        let organisation = folder.owner.organisation;
        if let Some(it) = organisation.and_then(|it| kept.get_mut(it.0 as usize)) {
            it.kind = it.kind.with(folder.owner.kind);
        }
    }
    kept
}

/// Fills in the MSP IDs that wallets and connection profiles tell. A connection profile speaks for the
/// organisation in whose folder it lies, a wallet for the one whose CA issued its certificate.
pub(super) fn find_msp_ids(
    tree: Tree<'_>,
    walk: &Walk<'_>,
    loose: &[Loose],
    organisations: &mut [Organisation],
) {
    let by_ca = organisations_by_ca(tree, walk);
    let mut by_subject = Agreed::new();
    for (id, certificate) in tree.store.certificates() {
        if let Some(organisation) = by_ca.get(&id) {
            by_subject.note(certificate.subject().raw(), organisation);
        }
    }
    let issuer = |it: &Certificate| by_subject.get(&it.issuer().raw());
    let mut ids = Agreed::new();
    for it in loose {
        let Some(msp_id) = it.msp_id.as_deref() else {
            continue;
        };
        let organisation = match it.kind {
            LooseKind::ConnectionProfile => it.organisation,
            LooseKind::Wallet | LooseKind::KeyValueStore => {
                issuer(tree.store.certificate(it.certificate))
            }
            _ => None,
        };
        if let Some(organisation) = organisation {
            ids.note(organisation, msp_id);
        }
    }
    for (id, organisation) in (0..).map(OrganisationId).zip(organisations) {
        organisation.msp_id = ids.get(&id).map(str::to_owned);
    }
}
