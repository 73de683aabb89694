//! Identities that no MSP of the tree has a CA of their issuer's name for (wallets, Secrets, bare
//! files): the CA certificates that lie beside them, or else anywhere in the tree, are taken as one
//! verifying MSP.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::judgement::{Court, Judgement, UNKNOWN_MSP_ID};
use crate::fabric::{FileContent, FolderRole, MspMaterial};
use crate::layout::Standing;
use crate::parallel;
use crate::source::DirId;
use crate::store::{CertId, Place, Store, What};

type Identities = Vec<(CertId, Place)>;

/// So many files tell what is wrong with the CAs that stand in for their MSP: a thousand CAs beside a
/// thousand wallets would be a million times the same.
const MOST_TOLD: usize = 64;

/// CA certificates that stand in for an MSP, and who is put to it, by file.
struct StandIn {
    cas: Vec<CertId>,
    files: Vec<(PathBuf, Identities)>,
}

/// Which CAs those of a folder are put to: the folder, and the names of their issuers.
type Neighbourhood<'a> = (DirId, BTreeSet<&'a [u8]>);

impl Court<'_> {
    /// Judges what has no home, file by file, in path order.
    pub(super) fn judge_homeless(
        &self,
        homeless: impl IntoIterator<Item = (CertId, Place)>,
    ) -> Vec<Judgement> {
        let stand_ins = self.stand_ins(homeless);
        let judged = parallel::map_each(&stand_ins, |it| self.judge_stand_in(it));
        let mut judgements: Vec<Judgement> = judged.into_iter().flatten().collect();
        judgements.sort_by(|a, b| a.dir.cmp(&b.dir));
        judgements
    }

    /// A folder of wallets has one stand-in, however many there are.
    fn stand_ins(&self, homeless: impl IntoIterator<Item = (CertId, Place)>) -> Vec<StandIn> {
        let mut files: BTreeMap<PathBuf, Identities> = BTreeMap::new();
        for (certificate, place) in homeless {
            let path = self.snapshot.path(place.file);
            files.entry(path).or_default().push((certificate, place));
        }
        let by_name = cas_by_name(self.store);
        let mut stand_ins: Vec<StandIn> = Vec::new();
        let mut known: HashMap<Neighbourhood<'_>, usize, RandomState> = HashMap::default();
        for (path, identities) in files {
            let Some((_, place)) = identities.first() else {
                continue;
            };
            let own = self.cas_in(place);
            let dir = self.snapshot.file(place.file).dir;
            let names: BTreeSet<&[u8]> = identities
                .iter()
                .map(|(certificate, _)| self.store.certificate(*certificate).issuer().raw())
                .collect();
            let at = known.get(&(dir, names.clone())).copied();
            if let Some(stand_in) = at
                .filter(|_| own.is_empty())
                .and_then(|at| stand_ins.get_mut(at))
            {
                stand_in.files.push((path, identities));
                continue;
            }
            if own.is_empty() {
                known.insert((dir, names.clone()), stand_ins.len());
            }
            stand_ins.push(StandIn {
                cas: self.cas_for(&names, &own, dir, &by_name),
                files: vec![(path, identities)],
            });
        }
        stand_ins.retain(|it| !it.cas.is_empty());
        stand_ins
    }

    fn judge_stand_in(&self, stand_in: &StandIn) -> Vec<Judgement> {
        let mut material = MspMaterial::of_channel(UNKNOWN_MSP_ID);
        for ca in &stand_in.cas {
            let ca = Arc::clone(self.store.certificate(*ca));
            let role = if ca.looks_self_signed() {
                FolderRole::Cacerts
            } else {
                FolderRole::Intermediatecerts
            };
            material.push(role, Arc::new(FileContent::of_certificate(ca)), None);
        }
        let version = self.settings.version(material.mode);
        let judge = self.judge_of(version);
        let msp = judge.set_up(&material);
        let standing = Standing::EnrollmentHome;
        let mut bare = Judgement::of(&msp, &material, PathBuf::new(), standing, None, version);
        // The stand-in has no administrators and no configuration: what it lacks is not the tree's
        // fault, only what it makes of the identities counts.
        bare.refusals.retain(|it| it.certificate.is_some());
        let mut judged = Vec::with_capacity(stand_in.files.len());
        for (path, identities) in &stand_in.files {
            if judged.len() == MOST_TOLD {
                bare.refusals.clear();
            }
            let mut judgement = bare.clone();
            judgement.dir.clone_from(path);
            judgement.identities = self.put(&msp, identities);
            judged.push(judgement);
        }
        judged
    }

    /// The CA certificates of the file that a place is in.
    fn cas_in(&self, place: &Place) -> Vec<CertId> {
        self.store
            .items(self.snapshot, place.file)
            .iter()
            .filter_map(|item| match item.what {
                What::Certificate(id) if self.store.certificate(id).is_ca() => Some(id),
                _ => None,
            })
            .collect()
    }

    /// The CA certificates for identities without an MSP: by name, up to the roots; those in the same
    /// file where there are any, else those of the same folder, else all.
    fn cas_for(
        &self,
        names: &BTreeSet<&[u8]>,
        own: &[CertId],
        dir: DirId,
        by_name: &BTreeMap<&[u8], Vec<CertId>>,
    ) -> Vec<CertId> {
        let mut seen: BTreeSet<&[u8]> = names.clone();
        let mut names: Vec<&[u8]> = names.iter().copied().collect();
        let mut found: BTreeSet<CertId> = BTreeSet::new();
        while let Some(name) = names.pop() {
            let named = by_name.get(name).map_or(&[][..], Vec::as_slice);
            for id in self.nearest(named, own, dir) {
                found.insert(id);
                let above = self.store.certificate(id).issuer().raw();
                if seen.insert(above) {
                    names.push(above);
                }
            }
        }
        // An order that does not depend on the tree's.
        let mut found: Vec<CertId> = found.into_iter().collect();
        found.sort_by_key(|id| self.store.certificate(*id).fingerprint());
        found
    }

    /// Of CA certificates of one name those that lie nearest.
    fn nearest(&self, named: &[CertId], own: &[CertId], dir: DirId) -> Vec<CertId> {
        let in_dir = |place: &Place| self.snapshot.file(place.file).dir == dir;
        let within = |near: &dyn Fn(CertId) -> bool| -> Vec<CertId> {
            named.iter().copied().filter(|id| near(*id)).collect()
        };
        let in_file = within(&|id| own.contains(&id));
        if !in_file.is_empty() {
            return in_file;
        }
        let beside = within(&|id| self.store.places(id).iter().any(in_dir));
        if beside.is_empty() {
            named.to_vec()
        } else {
            beside
        }
    }
}

fn cas_by_name(store: &Store) -> BTreeMap<&[u8], Vec<CertId>> {
    let mut by_name: BTreeMap<&[u8], Vec<CertId>> = BTreeMap::new();
    for (id, certificate) in store.certificates().filter(|(_, it)| it.is_ca()) {
        let name = certificate.subject().raw();
        by_name.entry(name).or_default().push(id);
    }
    by_name
}
