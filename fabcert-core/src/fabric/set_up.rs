//! Stage two: the order in which Fabric sets an MSP up (`msp/mspimplsetup.go`).

use std::collections::HashSet;
use std::sync::Arc;

use crate::certificate::{Certificate, Fingerprint, PublicKey};
use crate::path::Pool;

use super::ca::Ca;
use super::counted::{Counted, counted};
use super::crls::CrlSet;
use super::ledger::{About, Ledger};
use super::material::{FolderRole, MspMaterial};
use super::refusal::{Fault, Judged, Stop, Subject};
use super::release::{KeyImport, Wording};
use super::role::OuRules;
use super::text::Around;
use super::trust::Trust;
use super::validation::Validation;
use super::{FileContent, Judge, Mode};

/// An MSP half set up.
#[derive(Debug)]
pub(crate) struct SetUp<'m, 'j> {
    pub(crate) judge: &'j Judge<'j>,
    pub(crate) material: &'m MspMaterial,
    pub(crate) ledger: Ledger,
    pub(crate) trust: Trust,
    pub(crate) cas: Vec<Ca>,
    pub(crate) crls: CrlSet,
    pub(crate) rules: OuRules,
    pub(crate) admins: Vec<Admin>,
}

/// A certificate of `admincerts`.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) about: About,
    /// Sanitised, or as it is where that failed.
    pub(crate) certificate: Arc<Certificate>,
    /// Whether it was refused already.
    pub(crate) refused: bool,
}

/// A certificate on its way to become an identity.
pub(crate) struct Made {
    /// Sanitised, or as it is where that failed.
    pub(crate) certificate: Arc<Certificate>,
    pub(crate) refused: bool,
}

/// The certificates of a folder.
pub(crate) struct Parsed {
    pub(crate) certificates: Vec<(About, Arc<Certificate>)>,
    /// Whether every file was read.
    pub(crate) complete: bool,
}

impl<'m, 'j> SetUp<'m, 'j> {
    pub(crate) fn new(judge: &'j Judge<'j>, material: &'m MspMaterial, ledger: Ledger) -> Self {
        Self {
            judge,
            material,
            ledger,
            trust: Trust {
                roots: Pool::new(),
                intermediates: Pool::new(),
                complete: true,
                inner: HashSet::new(),
            },
            cas: Vec::new(),
            crls: CrlSet::default(),
            rules: OuRules::default(),
            admins: Vec::new(),
        }
    }

    /// Goes through the whole set-up, past refusals.
    pub(crate) fn run(&mut self) {
        let admins_last = self.judge.version.has_admin_ou();
        self.doubt_configuration();
        self.set_up_cas();
        if !admins_last {
            self.set_up_admins();
        }
        self.set_up_crls();
        self.finalize_cas();
        if self.material.mode == Mode::Local {
            self.set_up_signer();
        }
        if self.judge.wording() == Wording::V1_0 {
            self.set_up_ou_identifiers();
            self.set_up_tls_cas();
        } else {
            self.set_up_tls_cas();
            self.set_up_ou_identifiers();
        }
        self.set_up_node_ous();
        if admins_last {
            self.set_up_admins();
            self.require_an_admin();
        }
        self.validate_admins();
    }

    /// Parses every certificate of a folder.
    pub(crate) fn parse_folder(&mut self, role: FolderRole, subject: Subject) -> Parsed {
        let mut parsed = Parsed {
            certificates: Vec::new(),
            complete: true,
        };
        for file in counted(self.material, role) {
            match file {
                Counted::Pem(file, content) => {
                    let about = About::file(subject, file);
                    if let Some(certificate) = self.parse(content, &about) {
                        let about = about.with_certificate(&certificate);
                        parsed.certificates.push((about, certificate));
                    }
                }
                Counted::Unknown(doubt) => {
                    parsed.complete = false;
                    self.ledger.doubt(doubt);
                }
            }
        }
        parsed
    }

    /// `getIdentityFromConf`: parse, import the key, sanitise. `None` where it does not parse.
    pub(crate) fn make_identity(&mut self, content: &FileContent, about: &About) -> Option<Made> {
        let certificate = self.parse(content, about)?;
        let about = about.clone().with_certificate(&certificate);
        Some(self.import_and_sanitize(certificate, &about))
    }

    pub(crate) fn parse(
        &mut self,
        content: &FileContent,
        about: &About,
    ) -> Option<Arc<Certificate>> {
        match content.certificate()? {
            Ok(certificate) => Some(Arc::clone(certificate)),
            Err(malformed) => {
                let text = self
                    .judge
                    .wording()
                    .around(Around::ParseInMsp, &malformed.go.to_string());
                let mut about = about.clone();
                about.certificate.clone_from(&malformed.certificate);
                self.ledger.note(
                    Stop::refused(Fault::Malformed(malformed.go.clone()), text),
                    &about,
                );
                None
            }
        }
    }

    pub(crate) fn import_and_sanitize(
        &mut self,
        certificate: Arc<Certificate>,
        about: &About,
    ) -> Made {
        let import = self.judge.import_key(&certificate);
        let imported = self.ledger.take(import, about).is_some();
        let sanitized = self.judge.sanitize(&certificate, &self.trust);
        match self.ledger.take(sanitized, about) {
            Some(sanitized) => Made {
                certificate: sanitized,
                refused: !imported,
            },
            None => Made {
                certificate,
                refused: true,
            },
        }
    }

    pub(crate) fn validation(&self) -> Validation<'_> {
        Validation {
            judge: self.judge,
            trust: &self.trust,
            crls: &self.crls,
            rules: &self.rules,
            msp: &self.material.id,
        }
    }

    pub(crate) fn admin_fingerprints(&self) -> HashSet<Fingerprint> {
        self.admins
            .iter()
            .map(|admin| admin.certificate.fingerprint())
            .collect()
    }
}

impl Judge<'_> {
    /// BCCSP's `KeyImport` of a certificate's public key.
    pub(crate) fn import_key(&self, certificate: &Certificate) -> Judged<()> {
        let imports = self.behaviour.imports;
        let fits = match certificate.public_key() {
            PublicKey::Ecdsa(..) => true,
            PublicKey::Rsa { .. } => imports != KeyImport::EcdsaOnly,
            PublicKey::Ed25519(_) => imports == KeyImport::EcdsaEd25519Rsa,
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let text = format!(
            "Failed importing key with opts [&{{true}}]: Certificate's public key type not recognized. \
             Supported keys: [{}]",
            imports.supported()
        );
        Err(Stop::refused(Fault::KeyNotImported, text))
    }
}
