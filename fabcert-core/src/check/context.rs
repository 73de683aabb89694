//! What a rule sees.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Settings;
use super::judgement::{JudgedIdentity, Judgement};
use super::memory::Memory;
use crate::backdate::{HealingWindow, Sibling};
use crate::certificate::{Certificate, PublicKey};
use crate::fabric::Refusal;
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::issuance::Issuance;
use crate::layout::{Layout, Role};
use crate::remedy::Remedy;
use crate::rule::RuleInfo;
use crate::signature::Signatures;
use crate::source::{Node, Snapshot};
use crate::store::{CertId, Place, Store, What};
use crate::timestamp::Timestamp;

/// Everything that a rule may look at. No clock, no files: all of it was read before.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What was read.
    pub snapshot: &'a Snapshot,
    /// The distinct certificates, keys and CRLs.
    pub store: &'a Store,
    /// What the folders mean.
    pub layout: &'a Layout,
    /// Who issued whom.
    pub issuance: &'a Issuance,
    /// Signature checks, remembered.
    pub signatures: &'a Signatures,
    /// The judge's verdicts.
    pub judgements: &'a [Judgement],
    /// The instant that is taken for now, in whole seconds.
    pub now: Timestamp,
    /// Whether private keys were looked for.
    pub keys_here: bool,
    /// What the check was told.
    pub settings: &'a Settings,
    pub(crate) memory: &'a Memory,
    /// Where an MSP's refusal is told: of a certificate's places those in that folder count.
    pub(crate) within: Option<&'a Path>,
}

/// One refusal of the judge, with what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// The MSP.
    pub judgement: &'a Judgement,
    /// The identity that was put to it, where it is not the MSP itself that is refused.
    pub identity: Option<&'a JudgedIdentity>,
    /// The refusal.
    pub refusal: &'a Refusal,
}

impl<'a> Refused<'a> {
    /// The certificate that is refused.
    #[must_use]
    pub fn certificate(&self) -> Option<&'a Arc<Certificate>> {
        self.refusal.certificate.as_ref()
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Sink<'a> {
    rule: &'static RuleInfo,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Sink<'a> {
    pub(crate) const fn new(rule: &'static RuleInfo, findings: &'a mut Vec<Finding>) -> Self {
        Self { rule, findings }
    }

    /// The rule that this sink belongs to.
    #[must_use]
    pub const fn rule(&self) -> &'static RuleInfo {
        self.rule
    }

    /// Takes a finding, if there is one.
    pub fn push_some(&mut self, finding: Option<Finding>) {
        self.findings.extend(finding);
    }

    /// Takes a finding.
    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

impl<'a> Context<'a> {
    /// The certificate of this id.
    #[must_use]
    pub fn certificate(&self, id: CertId) -> &'a Arc<Certificate> {
        self.store.certificate(id)
    }

    /// The id of a certificate that the judge named.
    #[must_use]
    pub fn id(&self, certificate: &Certificate) -> Option<CertId> {
        self.store.find(certificate.fingerprint())
    }

    /// A place as a location.
    #[must_use]
    pub fn location(&self, place: &Place) -> Location {
        Location {
            path: self.snapshot.path(place.file),
            block: Some(place.block),
            line: Some(place.line),
        }
    }

    /// Every place of a certificate: the one where it is used as what it is comes first.
    #[must_use]
    pub fn places(&self, id: CertId) -> Arc<[Location]> {
        // The same CAs are asked for again and again, their children once or twice.
        match self.certificate(id).is_ca() {
            true => self.memory.places(id, || self.sorted_places(id)),
            false => self.sorted_places(id).into(),
        }
    }

    /// The same, made anew.
    pub(crate) fn sorted_places(&self, id: CertId) -> Vec<Location> {
        let mut places: Vec<(u8, Location)> = self
            .store
            .places(id)
            .iter()
            .map(|place| {
                let rank = match self.layout.role(place) {
                    Role::SignCert | Role::CaHomeCertificate | Role::TlsCaHomeCertificate => 0,
                    Role::TlsServer | Role::TlsClient | Role::Wallet | Role::CaServerTls => 1,
                    _ => 2,
                };
                (rank, self.location(place))
            })
            .collect();
        places.sort();
        places.into_iter().map(|(_, location)| location).collect()
    }

    /// The places of a certificate in or below a folder.
    #[must_use]
    pub fn places_below(&self, id: CertId, folder: &Path) -> Vec<Location> {
        // Files are numbered in path order, so those of a folder come one after the other.
        let places = self.store.places(id);
        let before = |place: &Place| self.snapshot.path(place.file).as_path() < folder;
        let from = places.partition_point(before);
        places
            .iter()
            .skip(from)
            .map(|place| self.location(place))
            .take_while(|location| location.path.starts_with(folder))
            .collect()
    }

    /// Every place of a certificate that the judge named; none where it is not in the tree.
    #[must_use]
    pub fn places_of(&self, certificate: &Certificate) -> Arc<[Location]> {
        self.id(certificate)
            .map_or_else(|| Arc::from([]), |id| self.places(id))
    }

    /// Whose certificate it is, as folders and wallets tell.
    #[must_use]
    pub fn owner(&self, id: CertId) -> Option<String> {
        let is_own = |place: &&Place| {
            matches!(
                self.layout.role(place),
                Role::SignCert | Role::TlsServer | Role::TlsClient | Role::Wallet
            )
        };
        let place = self.store.places(id).iter().find(is_own)?;
        if let Some(owner) = self.layout.owner(place) {
            return (!owner.name.is_empty()).then(|| owner.name.clone());
        }
        self.layout.loose_at(place).map(|loose| loose.label.clone())
    }

    /// A finding about this certificate: whose it is and where it lies filled in.
    #[must_use]
    pub fn finding(
        &self,
        rule: &'static RuleInfo,
        facts: Facts,
        certificate: &Arc<Certificate>,
    ) -> Finding {
        let mut finding = Finding::new(rule, facts);
        if let Some(id) = self.id(certificate) {
            finding.owner = self.owner(id);
            finding.places = match self.within.map(|folder| self.places_below(id, folder)) {
                Some(places) if !places.is_empty() => places,
                _ => self.places(id).to_vec(),
            };
        }
        finding.certificate = Some(Arc::clone(certificate));
        finding
    }

    /// The same, held against an issuer.
    #[must_use]
    pub fn finding_against(
        &self,
        rule: &'static RuleInfo,
        facts: Facts,
        certificate: &Arc<Certificate>,
        issuer: &Arc<Certificate>,
    ) -> Finding {
        let mut finding = self.finding(rule, facts, certificate);
        finding.issuer_places = self.places_of(issuer);
        finding.issuer = Some(Arc::clone(issuer));
        finding
    }

    /// Every certificate above this one in the tree: its issuers, in all their states of renewal,
    /// and theirs, each once. Of a root its renewals are not above it.
    #[must_use]
    pub fn ancestors(&self, id: CertId) -> Vec<CertId> {
        let own = self.certificate(id);
        let is_twin = |other: &Certificate| {
            own.subject().raw() == other.subject().raw() && own.spki() == other.spki()
        };
        let mut above = self.issuance.ancestors(id);
        above.retain(|id| !is_twin(self.certificate(*id)));
        above
    }

    /// The name of a finding's subject: the owner, or the certificate's own name.
    #[must_use]
    pub fn name(&self, finding: &Finding) -> String {
        match (&finding.owner, &finding.certificate) {
            (Some(owner), _) => owner.clone(),
            (None, Some(certificate)) => crate::phrase::short_name(certificate),
            (None, None) => String::new(),
        }
    }

    /// The files that hold the private key of a public key, in path order.
    #[must_use]
    pub fn key_files(&self, public: &PublicKey) -> Vec<PathBuf> {
        self.memory
            .keys_of(public, self.store)
            .iter()
            .flat_map(|key| self.store.key_places(*key))
            .map(|place| self.snapshot.path(place.file))
            .collect()
    }

    /// How many private keys lie in a folder, and the key files there that Fabric cannot load.
    #[must_use]
    pub fn keystore(&self, folder: &std::path::Path) -> (usize, Vec<PathBuf>) {
        let mut found = 0;
        let mut unloadable = Vec::new();
        let folder = self.snapshot.find_dir(folder);
        let entries = folder.map_or(&[][..], |dir| &self.snapshot.dir(dir).entries);
        for entry in entries {
            let Node::File(file) = *entry else {
                continue;
            };
            for item in self.store.items(self.snapshot, file) {
                let What::PrivateKey(key) = item.what else {
                    continue;
                };
                found += 1;
                if item.block > 1 || self.store.key(key).public_key().is_none() {
                    unloadable.push(self.snapshot.path(file));
                }
            }
        }
        (found, unloadable)
    }

    /// The other known certificates with this one's name and key.
    pub fn siblings(&self, certificate: &Certificate) -> Vec<Sibling<'a>> {
        self.id(certificate)
            .map(|id| {
                self.issuance
                    .siblings(id)
                    .map(|sibling| Sibling(self.certificate(sibling)))
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The folder or file to name as the tree that a CA certificate is to be replaced in: what all
    /// roots of this check lie in.
    #[must_use]
    pub fn tree(&self) -> PathBuf {
        let mut roots = self
            .snapshot
            .roots()
            .iter()
            .map(|root| self.snapshot.node_path(*root));
        let Some(first) = roots.next() else {
            return PathBuf::from(".");
        };
        let common = roots.fold(first, |common, root| {
            common
                .components()
                .zip(root.components())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a)
                .collect()
        });
        if common.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            common
        }
    }

    /// The command that gives a CA the window that heals all its children.
    #[must_use]
    pub fn reissue(&self, ca: &Certificate, renew: bool) -> Option<Remedy> {
        let id = self.id(ca)?;
        self.memory
            .reissue(id, renew, || self.work_out_reissue(id, ca, renew))
    }

    fn work_out_reissue(&self, id: CertId, ca: &Certificate, renew: bool) -> Option<Remedy> {
        let parent = self
            .issuance
            .issuers(id)
            .iter()
            .map(|parent| self.certificate(*parent))
            .find(|parent| ca.looks_self_signed() || parent.subject().raw() != ca.subject().raw())
            .filter(|_| !ca.looks_self_signed());
        let children = self
            .issuance
            .children(id)
            .iter()
            .map(|child| self.certificate(*child).as_ref());
        let window = HealingWindow::choose(
            ca,
            children,
            parent.map(AsRef::as_ref),
            crate::backdate::DEFAULT_BACKDATE,
        );
        let first_path = |certificate: &Certificate| {
            let places = self.places_of(certificate);
            places.first().map(|place| place.path.clone())
        };
        let signer = parent.map_or(ca, AsRef::as_ref);
        Some(Remedy::ReissueCa {
            ca: first_path(ca)?,
            key: self.key_files(signer.public_key()).into_iter().next(),
            parent: match parent {
                Some(parent) => Some(first_path(parent)?),
                None => None,
            },
            tree: self.tree(),
            not_before: window.not_before,
            renew,
        })
    }
}
