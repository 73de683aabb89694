//! The judge: what Hyperledger Fabric makes of an MSP and of the identities that are put to it, in
//! Fabric's words. A model of Fabric's `msp` package (X.509 MSPs only), release by release.
//!
//! ```text
//! files ── MspMaterial::read ──> MspMaterial ── Judge::set_up ──> Msp ── Msp::validate ──> IdentityVerdict
//! ```

mod admins;
mod ca;
mod config;
mod configuration;
mod content;
mod counted;
mod crls;
mod directory;
mod go_path;
mod identity;
mod ledger;
mod load;
mod material;
mod ous;
mod reencode;
mod refusal;
mod release;
mod role;
mod sanitize;
mod set_up;
mod signer;
mod text;
mod tls;
mod trust;
mod validation;
mod version;

use std::collections::HashSet;

use time::OffsetDateTime;

use crate::certificate::Fingerprint;
use crate::path::GoTexts;
use crate::signature::Signatures;

pub(crate) use config::passed_over;
pub use config::{ConfigFault, ConfigUnknown};
pub use configuration::{ConfigFile, Configuration, NodeOus, OuCertificate, OuIdentifier, Text};
pub(crate) use content::Known;
pub use content::{FileContent, Malformed};
pub use directory::{Directory, Entry, Listing, Lookup, MemoryDirectory};
pub use go_path::clean as clean_path;
pub use identity::{Acceptance, IdentityVerdict};
pub use material::{FileState, Folder, FolderRole, MaterialFile, MspMaterial, PlaceId, Unread};
pub use refusal::{Fault, OuFileFault, Refusal, Stage, Subject, Undecided};
pub use release::{NotARelease, Release};
pub use role::{CertifiersId, NodeRole, OrganizationalUnit};
pub use version::{KeyPolicy, Mode, MspVersion, UnknownVersion};

use crls::{CrlSet, CrlSignatures};
use ledger::Ledger;
use release::{Behaviour, Wording};
use role::OuRules;
use sanitize::LowS;
use set_up::SetUp;
use trust::Trust;
use validation::Validation;

/// Fabric's MSP code, of one release and one MSP version, at one instant.
#[derive(Debug)]
pub struct Judge<'s> {
    version: MspVersion,
    behaviour: Behaviour,
    now: OffsetDateTime,
    keys: KeyPolicy,
    signatures: &'s Signatures,
    low_s: LowS,
    crl_signatures: CrlSignatures,
}

impl<'s> Judge<'s> {
    /// A judge with the newest code that is modelled.
    #[must_use]
    pub fn new(version: MspVersion, now: OffsetDateTime, signatures: &'s Signatures) -> Self {
        Self {
            version,
            behaviour: Release::NEWEST.behaviour(),
            now,
            keys: KeyPolicy::default(),
            signatures,
            low_s: LowS::default(),
            crl_signatures: CrlSignatures::default(),
        }
    }

    /// The same with the code of this release.
    #[must_use]
    pub fn with_release(mut self, release: Release) -> Self {
        self.behaviour = release.behaviour();
        self
    }

    /// The same with private keys here or elsewhere.
    #[must_use]
    pub const fn with_keys(mut self, keys: KeyPolicy) -> Self {
        self.keys = keys;
        self
    }

    /// The MSP version that it judges by.
    #[must_use]
    pub const fn version(&self) -> MspVersion {
        self.version
    }

    /// Loads and sets up an MSP, and goes on past refusals to find the others too.
    #[must_use]
    pub fn set_up(&self, material: &MspMaterial) -> Msp<'_> {
        let mut ledger = Ledger::new(Stage::Load);
        if let Some(dir) = &material.dir {
            load::judge(material, dir, self.wording(), self.keys, &mut ledger);
        }
        ledger.stage = Stage::SetUp;
        let mut set_up = SetUp::new(self, material, ledger);
        set_up.run();
        Msp {
            judge: self,
            id: material.id.clone(),
            stage: set_up.ledger.outcome,
            admins: set_up.admin_fingerprints(),
            refusals: set_up.ledger.refusals,
            undecided: set_up.ledger.undecided,
            trust: set_up.trust,
            crls: set_up.crls,
            rules: set_up.rules,
        }
    }

    pub(crate) const fn wording(&self) -> Wording {
        self.behaviour.wording
    }

    pub(crate) const fn go_texts(&self) -> GoTexts {
        if self.behaviour.tells_the_time {
            GoTexts::Newest
        } else {
            GoTexts::UpTo1_13
        }
    }
}

/// An MSP that was judged. Identities can be put to it even where Fabric would not have it.
#[derive(Debug)]
pub struct Msp<'j> {
    judge: &'j Judge<'j>,
    id: String,
    stage: Stage,
    refusals: Vec<Refusal>,
    undecided: Vec<Undecided>,
    trust: Trust,
    crls: CrlSet,
    rules: OuRules,
    admins: HashSet<Fingerprint>,
}

impl Msp<'_> {
    /// The MSP ID.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where Fabric stops.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Every refusal, in Fabric's order.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// What nobody can know.
    #[must_use]
    pub fn undecided(&self) -> &[Undecided] {
        &self.undecided
    }

    /// What Fabric prints.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        match self.stage {
            Stage::Load | Stage::SetUp => {
                self.refusals.first().map(|refusal| refusal.text.as_str())
            }
            Stage::Ok | Stage::Undecided => None,
        }
    }

    fn validation(&self) -> Validation<'_> {
        Validation {
            judge: self.judge,
            trust: &self.trust,
            crls: &self.crls,
            rules: &self.rules,
            msp: &self.id,
        }
    }
}
