//! The judge over a whole tree: which MSPs are judged, and which identities are put to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use time::OffsetDateTime;

use super::Settings;
use super::folders::{Contents, MspDirectory};
use crate::certificate::Certificate;
use crate::fabric::{
    Acceptance, ConfigFile, FileContent, FolderRole, IdentityVerdict, Judge, KeyPolicy, Mode, Msp,
    MspMaterial, MspVersion, NodeOus, OuCertificate, OuIdentifier, Refusal, Stage, Undecided,
};
use crate::layout::{
    Layout, MspFolder, MspFolderId, OrganisationId, Purpose, Role, Seat, Standing,
};
use crate::parallel;
use crate::signature::Signatures;
use crate::source::{DirId, Snapshot};
use crate::store::{CertId, Place, Store};

/// An MSP that was judged.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The folder; for CA certificates that stand in for an MSP, the folder or file that holds them.
    pub dir: PathBuf,
    /// What the folder is used as; [`Standing::EnrollmentHome`] for CAs that stand in for an MSP.
    pub standing: Standing,
    /// How it was loaded.
    pub mode: Mode,
    /// The MSP version it was judged by.
    pub version: MspVersion,
    /// Its MSP ID, where the tree tells it.
    pub id: Option<String>,
    /// Where Fabric stops.
    pub stage: Stage,
    /// Fabric's text.
    pub error: Option<String>,
    /// Why Fabric refuses, in Fabric's order.
    pub refusals: Vec<Refusal>,
    /// What nobody can know.
    pub undecided: Vec<Undecided>,
    /// The identities that were put to it, in path order.
    pub identities: Vec<JudgedIdentity>,
    /// The OUs that its config.yaml gives roles by.
    pub role_units: Vec<String>,
    /// The CA certificates that its config.yaml binds OUs to.
    pub certifiers: Vec<Arc<Certificate>>,
    /// The certificates that its config.yaml binds roles to and that are not there, as paths: Fabric
    /// lets any CA of the MSP give those roles.
    pub absent_certifiers: Vec<String>,
    trusted: Arc<[Arc<Certificate>]>,
}

/// An identity that was put to an MSP.
#[derive(Clone, Debug)]
pub struct JudgedIdentity {
    /// The certificate.
    pub certificate: CertId,
    /// Where it lies.
    pub place: Place,
    /// What Fabric makes of it.
    pub verdict: IdentityVerdict,
}

impl Judgement {
    /// What the judge says of an MSP, without identities yet.
    pub(crate) fn of(
        msp: &Msp<'_>,
        material: &MspMaterial,
        dir: PathBuf,
        standing: Standing,
        id: Option<String>,
        version: MspVersion,
    ) -> Self {
        Self {
            dir,
            standing,
            mode: material.mode,
            version,
            id,
            stage: msp.stage(),
            error: msp.error().map(str::to_owned),
            refusals: msp.refusals().to_vec(),
            undecided: msp.undecided().to_vec(),
            identities: Vec::new(),
            role_units: units(material).map(|unit| unit.name.to_string()).collect(),
            certifiers: units(material).filter_map(certifier).collect(),
            absent_certifiers: absent_certifiers(material),
            trusted: trusted(material).into(),
        }
    }

    /// The MSP's root and intermediate CAs.
    #[must_use]
    pub fn trusted(&self) -> &[Arc<Certificate>] {
        &self.trusted
    }

    /// Whether this certificate is one of the MSP's root or intermediate CAs.
    #[must_use]
    pub fn trusts(&self, certificate: &Certificate) -> bool {
        self.trusted
            .iter()
            .any(|trusted| trusted.fingerprint() == certificate.fingerprint())
    }

    /// The names of its root and intermediate CAs.
    #[must_use]
    pub fn trusted_names(&self) -> Vec<String> {
        self.trusted
            .iter()
            .map(|trusted| trusted.subject().to_string())
            .collect()
    }

    /// Whether nobody can know what Fabric makes of the MSP or of one of its identities.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.stage == Stage::Undecided
            || self
                .identities
                .iter()
                .any(|identity| identity.verdict.acceptance() == Acceptance::Undecided)
    }
}

/// What is needed to judge.
pub(crate) struct Court<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) store: &'a Store,
    pub(crate) layout: &'a Layout,
    pub(crate) signatures: &'a Signatures,
    pub(crate) settings: &'a Settings,
    pub(crate) now: OffsetDateTime,
    pub(crate) keys: KeyPolicy,
}

impl Court<'_> {
    /// Judges every MSP of the tree, in path order.
    pub(crate) fn judge_all(&self) -> Vec<Judgement> {
        let contents = Contents::of(self.snapshot).with_store(self.store);
        let candidates = self.candidates();
        let homeless = self.homeless_by_issuer(&candidates.homeless);
        let folders: Vec<(MspFolderId, &MspFolder)> = self
            .layout
            .msps()
            .filter(|(_, folder)| folder.standing.is_msp())
            .collect();
        let mut judgements = parallel::map(&folders, |(id, folder)| {
            let identities = candidates.of_folder(*id, folder);
            self.judge_folder(&contents, folder, identities, &homeless)
        });
        let judged: BTreeSet<CertId> = judgements
            .iter()
            .flat_map(|judgement| &judgement.identities)
            .map(|identity| identity.certificate)
            .collect();
        let orphans = candidates
            .homeless
            .into_iter()
            .filter(|(certificate, _)| !judged.contains(certificate));
        judgements.extend(self.judge_homeless(orphans));
        judgements
    }

    /// Whether somebody would sign with it: also a CA certificate that stands where identities stand, or
    /// whose OU names a role, and that Fabric refuses for its CA flag.
    fn is_meant_as_identity(&self, id: CertId) -> bool {
        /// The usual names of NodeOUs.
        const ROLES: [&str; 4] = ["client", "peer", "admin", "orderer"];

        match self.layout.purpose(id) {
            Purpose::Identity => true,
            Purpose::TlsLeaf | Purpose::TlsCa => false,
            Purpose::Ca => {
                let roles = self.layout.roles(id);
                let certificate = self.store.certificate(id);
                let has_role = || {
                    let units = certificate.subject().organizational_units();
                    units.iter().any(|unit| ROLES.contains(&unit.as_str()))
                };
                roles.has_any(&[Role::SignCert, Role::Wallet])
                    || roles.has(Role::Loose) && !certificate.is_self_issued() && has_role()
            }
        }
    }

    fn candidates(&self) -> Candidates {
        let mut candidates = Candidates::default();
        for (certificate, _) in self.store.certificates() {
            if !self.is_meant_as_identity(certificate) {
                continue;
            }
            let mut has_home = false;
            let mut loose = None;
            for place in self.store.places(certificate) {
                match (self.layout.role(place), self.layout.seat(place)) {
                    (Role::SignCert, Some(Seat::Msp(msp))) => {
                        let Some(folder) = self.layout.msp(msp) else {
                            continue;
                        };
                        if !folder.standing.is_msp() {
                            continue;
                        }
                        has_home = true;
                        let identity = (certificate, *place);
                        candidates.by_msp.entry(msp).or_default().push(identity);
                        if let Some(organisation) = folder.owner.organisation {
                            let members = &mut candidates.by_organisation;
                            members.entry(organisation).or_default().push(identity);
                        }
                    }
                    (Role::AdminCert, Some(Seat::Msp(_))) => has_home = true,
                    (Role::Wallet | Role::Loose, _) => loose = loose.or(Some(*place)),
                    _ => {}
                }
            }
            if let (false, Some(place)) = (has_home, loose) {
                candidates.homeless.push((certificate, place));
            }
        }
        candidates
    }

    fn judge_folder(
        &self,
        contents: &Contents<'_>,
        folder: &MspFolder,
        mut identities: Vec<(CertId, Place)>,
        homeless: &BTreeMap<&[u8], Vec<Homeless>>,
    ) -> Judgement {
        let dir = folder.dir;
        let mode = self.settings.mode.unwrap_or(if folder.judged_local {
            Mode::Local
        } else {
            Mode::Verifying
        });
        let path = self.snapshot.dir_path(dir);
        let text = path.to_string_lossy();
        let id = self.msp_id(dir);
        let name = id.as_deref().unwrap_or(UNKNOWN_MSP_ID);
        let base = crate::fabric::clean_path(&text);
        let directory = MspDirectory::new(contents, dir, &base);
        let material = MspMaterial::read(&base, name, mode, &directory);
        if !homeless.is_empty() {
            for ca in trusted(&material) {
                let named = homeless.get(ca.subject().raw()).into_iter().flatten();
                let welcome = named.filter(|it| !it.has_msp || self.issued(&ca, it.identity.0));
                identities.extend(welcome.map(|it| it.identity));
            }
        }
        identities.sort_by_key(|(_, place)| *place);
        identities.dedup_by_key(|(certificate, _)| *certificate);
        self.judge(&material, path, folder.standing, id, &identities)
    }

    /// Identities without an MSP folder, by their issuer's name.
    fn homeless_by_issuer(&self, homeless: &[(CertId, Place)]) -> BTreeMap<&[u8], Vec<Homeless>> {
        if homeless.is_empty() {
            return BTreeMap::new();
        }
        let mut cas: BTreeMap<&[u8], Vec<&Arc<Certificate>>> = BTreeMap::new();
        for (id, certificate) in self.store.certificates() {
            let roles = self.layout.roles(id);
            if roles.has_any(&[Role::CaCert, Role::IntermediateCert]) {
                cas.entry(certificate.subject().raw())
                    .or_default()
                    .push(certificate);
            }
        }
        let mut by_issuer: BTreeMap<&[u8], Vec<Homeless>> = BTreeMap::new();
        for &identity in homeless {
            let issuer = self.store.certificate(identity.0).issuer().raw();
            let named = cas.get(issuer).into_iter().flatten();
            let has_msp = named.clone().any(|ca| self.issued(ca, identity.0));
            by_issuer
                .entry(issuer)
                .or_default()
                .push(Homeless { identity, has_msp });
        }
        by_issuer
    }

    /// Whether this CA's key signed a certificate; key identifiers that differ say no.
    fn issued(&self, ca: &Certificate, leaf: CertId) -> bool {
        let leaf = self.store.certificate(leaf);
        let same_key = match (leaf.authority_key_id(), ca.subject_key_id()) {
            (Some(aki), Some(ski)) => aki == ski,
            _ => true,
        };
        same_key && self.signatures.check(leaf, ca).is_ok()
    }

    fn msp_id(&self, dir: DirId) -> Option<String> {
        let folder = self.layout.msp_at(dir)?.1;
        self.layout
            .organisation(folder.owner.organisation?)?
            .msp_id
            .clone()
    }

    /// Judges material, and puts identities to it.
    fn judge(
        &self,
        material: &MspMaterial,
        dir: PathBuf,
        standing: Standing,
        id: Option<String>,
        identities: &[(CertId, Place)],
    ) -> Judgement {
        let version = self.settings.version(material.mode);
        let judge = self.judge_of(version);
        let msp = judge.set_up(material);
        let mut judgement = Judgement::of(&msp, material, dir, standing, id, version);
        judgement.identities = self.put(&msp, identities);
        judgement
    }

    pub(super) fn judge_of(&self, version: MspVersion) -> Judge<'_> {
        Judge::new(version, self.now, self.signatures)
            .with_release(self.settings.release)
            .with_keys(self.keys)
    }

    /// Puts identities to an MSP.
    pub(super) fn put(&self, msp: &Msp<'_>, identities: &[(CertId, Place)]) -> Vec<JudgedIdentity> {
        let verdict = |certificate| {
            let certificate = Arc::clone(self.store.certificate(certificate));
            msp.validate(&FileContent::of_certificate(certificate))
        };
        identities
            .iter()
            .map(|&(certificate, place)| JudgedIdentity {
                certificate,
                place,
                verdict: verdict(certificate),
            })
            .collect()
    }
}

/// The identities that MSPs are asked about, each at its place.
#[derive(Default)]
struct Candidates {
    /// By the MSP that they lie in.
    by_msp: BTreeMap<MspFolderId, Vec<(CertId, Place)>>,
    by_organisation: BTreeMap<OrganisationId, Vec<(CertId, Place)>>,
    /// Those with no MSP folder of their own.
    homeless: Vec<(CertId, Place)>,
}

impl Candidates {
    /// Those that lie in an MSP folder; in an organisation's MSP all of its members.
    fn of_folder(&self, id: MspFolderId, folder: &MspFolder) -> Vec<(CertId, Place)> {
        let own = self.by_msp.get(&id);
        let members = folder
            .owner
            .organisation
            .filter(|_| folder.standing == Standing::Organisation)
            .and_then(|organisation| self.by_organisation.get(&organisation));
        let all = own.into_iter().chain(members).flatten();
        all.copied().collect()
    }
}

/// An identity with no MSP folder of its own.
struct Homeless {
    identity: (CertId, Place),
    /// Some MSP of the tree trusts the key that signed it. It is put to those alone: fabric-ca's
    /// default CA name is the same everywhere. Else it is put to every MSP with a CA of that name.
    has_msp: bool,
}

/// What stands in texts for an MSP ID that the tree does not tell.
pub(super) const UNKNOWN_MSP_ID: &str = "MSP";

/// The root and intermediate CAs that Fabric reads: the first PEM block of each file.
fn trusted(material: &MspMaterial) -> Vec<Arc<Certificate>> {
    [FolderRole::Cacerts, FolderRole::Intermediatecerts]
        .into_iter()
        .flat_map(|role| material.folder(role).files())
        .filter_map(|file| file.content()?.certificate()?.as_ref().ok().cloned())
        .collect()
}

/// The OUs that config.yaml gives roles by.
fn units(material: &MspMaterial) -> impl Iterator<Item = &OuIdentifier> {
    let configuration = match &material.config {
        ConfigFile::Read(configuration) => Some(configuration),
        _ => None,
    };
    configuration.into_iter().flat_map(|configuration| {
        let node_ous = configuration.node_ous.iter().flat_map(NodeOus::units);
        node_ous.chain(&configuration.ou_identifiers)
    })
}

/// The CA certificate that an OU is bound to.
fn certifier(unit: &OuIdentifier) -> Option<Arc<Certificate>> {
    match &unit.certificate {
        OuCertificate::File(content) => content.certificate()?.as_ref().ok().cloned(),
        _ => None,
    }
}

/// The certificates that roles are bound to and that are not there.
fn absent_certifiers(material: &MspMaterial) -> Vec<String> {
    let ConfigFile::Read(configuration) = &material.config else {
        return Vec::new();
    };
    let is_absent = |unit: &&OuIdentifier| {
        matches!(
            unit.certificate,
            OuCertificate::Missing | OuCertificate::ThroughFile | OuCertificate::IsFolder
        )
    };
    let units = configuration.node_ous.iter().flat_map(NodeOus::units);
    let mut absent: Vec<String> = units
        .filter(is_absent)
        .map(|unit| unit.path.clone())
        .collect();
    absent.sort();
    absent.dedup();
    absent
}
