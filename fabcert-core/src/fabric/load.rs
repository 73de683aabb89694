//! Stage one: what Fabric's loader refuses (`msp/configbuilder.go`), in its order.

use super::configuration::{ConfigFile, Configuration, NodeOus, OuCertificate};
use super::counted::{Counted, counted};
use super::go_path;
use super::ledger::{About, Ledger};
use super::material::{Folder, FolderRole, MspMaterial};
use super::refusal::{Fault, OuFileFault, Stage, Stop, Subject, Undecided};
use super::release::Wording;
use super::text::Around;
use super::{KeyPolicy, Mode};

/// Judges the loading of an MSP folder.
pub(crate) fn judge(
    material: &MspMaterial,
    dir: &str,
    wording: Wording,
    keys: KeyPolicy,
    ledger: &mut Ledger,
) {
    let mut load = Load {
        material,
        dir,
        wording,
        ledger,
    };
    if material.mode == Mode::Local {
        if keys == KeyPolicy::Here {
            load.keystore();
        }
        load.needed(FolderRole::Signcerts);
    }
    load.needed(FolderRole::Cacerts);
    if wording == Wording::V1_0 {
        load.needed(FolderRole::Admincerts);
    } else {
        load.optional(FolderRole::Admincerts);
    }
    load.optional(FolderRole::Intermediatecerts);
    load.optional(FolderRole::Tlscacerts);
    if reads_tls_intermediates(material) {
        load.optional(FolderRole::Tlsintermediatecerts);
    }
    load.optional(FolderRole::Crls);
    load.config();
}

/// Without a TLS root CA the folder of TLS intermediates is not read.
pub(crate) fn reads_tls_intermediates(material: &MspMaterial) -> bool {
    material.dir.is_none() || counted(material, FolderRole::Tlscacerts).next().is_some()
}

struct Load<'a> {
    material: &'a MspMaterial,
    dir: &'a str,
    wording: Wording,
    ledger: &'a mut Ledger,
}

impl Load<'_> {
    fn path(&self, role: FolderRole) -> String {
        go_path::join(self.dir, role.name())
    }

    fn refuse(&mut self, subject: Subject, fault: Fault, text: String) {
        self.ledger
            .note(Stop::refused(fault, text), &About::subject(subject));
    }

    fn keystore(&mut self) {
        let role = FolderRole::Keystore;
        if matches!(self.material.folder(role), Folder::NotADirectory) {
            let path = self.path(role);
            let text = format!(
                "could not initialize BCCSP Factories: Failed initializing BCCSP: Could not initialize \
                 BCCSP SW [Failed to initialize software key store: readdirent {path}: not a directory]"
            );
            self.refuse(Subject::Folder(role), Fault::NotADirectory, text);
        }
    }

    /// A folder without which there is no MSP.
    fn needed(&mut self, role: FolderRole) {
        let subject = Subject::Folder(role);
        let path = self.path(role);
        let (around, what) = match role {
            FolderRole::Signcerts => (Around::LoadSigner, "signing"),
            FolderRole::Cacerts => (Around::LoadCas, "ca"),
            _ => (Around::LoadAdmins, "admin"),
        };
        let prefix = match (self.wording, role) {
            (Wording::Newest, FolderRole::Signcerts) => {
                "could not load signing certificate from directory "
            }
            (wording, _) => wording.prefix(around),
        };
        let separator = self.wording.pick(", err ", ": ");
        match self.material.folder(role) {
            Folder::Missing => {
                let cause = format!("stat {path}: no such file or directory");
                self.refuse(
                    subject,
                    Fault::FolderMissing,
                    format!("{prefix}{path}{separator}{cause}"),
                );
            }
            Folder::NotADirectory => {
                let cause = not_a_directory(&path);
                self.refuse(
                    subject,
                    Fault::NotADirectory,
                    format!("{prefix}{path}{separator}{cause}"),
                );
            }
            Folder::Unread(_) | Folder::Files(_) => {
                if counted(self.material, role).any(|it| it.is_pem()) {
                    return;
                }
                match counted(self.material, role).next() {
                    Some(Counted::Unknown(doubt)) => self.ledger.doubt(doubt),
                    _ => self.nothing_usable(role, &path, prefix, what),
                }
            }
        }
    }

    fn nothing_usable(&mut self, role: FolderRole, path: &str, prefix: &str, what: &str) {
        let subject = Subject::Folder(role);
        match self.wording {
            Wording::V1_0 => {
                let text = format!("{prefix}{path}, err %!s(<nil>)");
                self.refuse(subject, Fault::NothingUsable, text);
            }
            // The loader wraps an error that is nil, which is no error: the caller goes on with
            // nothing, and set-up refuses that.
            Wording::V1_1 => {
                let stage = std::mem::replace(&mut self.ledger.stage, Stage::SetUp);
                let text = "Setup error: nil conf reference".to_owned();
                self.refuse(subject, Fault::NilConfiguration, text);
                self.ledger.stage = stage;
            }
            Wording::Newest => {
                let text = format!("no {what} certificate found in directory {path}");
                self.refuse(subject, Fault::NothingUsable, text);
            }
        }
    }

    /// A folder that may be missing.
    fn optional(&mut self, role: FolderRole) {
        let path = self.path(role);
        match self.material.folder(role) {
            Folder::NotADirectory => {
                let cause = not_a_directory(&path);
                let text = match role {
                    FolderRole::Admincerts => {
                        format!(
                            "could not load a valid admin certificate from directory {path}: {cause}"
                        )
                    }
                    FolderRole::Intermediatecerts => {
                        format!("failed loading intermediate ca certs at [{path}]: {cause}")
                    }
                    // Fabric names the wrong folder here.
                    FolderRole::Tlscacerts => format!(
                        "failed loading TLS ca certs at [{}]: {cause}",
                        self.path(FolderRole::Tlsintermediatecerts)
                    ),
                    FolderRole::Tlsintermediatecerts => {
                        format!("failed loading TLS intermediate ca certs at [{path}]: {cause}")
                    }
                    FolderRole::Crls
                    | FolderRole::Signcerts
                    | FolderRole::Keystore
                    | FolderRole::Cacerts => {
                        format!("failed loading crls at [{path}]: {cause}")
                    }
                };
                self.refuse(Subject::Folder(role), Fault::NotADirectory, text);
            }
            // What was not read does not stop the loader; set-up tells of it.
            Folder::Missing | Folder::Unread(_) | Folder::Files(_) => {}
        }
    }

    fn config(&mut self) {
        let path = go_path::join(self.dir, "config.yaml");
        let about = About::subject(Subject::Config);
        let stop = match &self.material.config {
            ConfigFile::Absent => return,
            ConfigFile::Read(configuration) => return self.configuration(configuration),
            ConfigFile::IsFolder => {
                let text = format!(
                    "failed loading configuration file at [{path}]: read {path}: is a directory"
                );
                Stop::refused(Fault::ConfigIsFolder, text)
            }
            ConfigFile::Refused(fault) => {
                let text = format!("failed unmarshalling configuration file at [{path}]: {fault}");
                Stop::refused(Fault::Config(fault.clone()), text)
            }
            ConfigFile::Unread(reason) => Stop::Unknown(Undecided::ConfigFile(reason.clone())),
            ConfigFile::Unknown(reason) => Stop::Unknown(Undecided::Config(*reason)),
        };
        self.ledger.note(stop, &about);
    }

    fn configuration(&mut self, configuration: &Configuration) {
        for (index, item) in configuration.ou_identifiers.iter().enumerate() {
            let path = &item.path;
            let about = About {
                place: item.place,
                name: Some(path.clone()),
                ..About::subject(Subject::OuIdentifier(index))
            };
            let (fault, cause) = match &item.certificate {
                OuCertificate::File(_) => continue,
                OuCertificate::Unread(reason) => {
                    let unknown = Undecided::OuCertificate {
                        path: path.clone(),
                        reason: reason.clone(),
                    };
                    self.ledger.note(Stop::Unknown(unknown), &about);
                    continue;
                }
                OuCertificate::NotNamed | OuCertificate::IsFolder => (
                    OuFileFault::IsFolder,
                    format!("read {path}: is a directory"),
                ),
                OuCertificate::Missing => (
                    OuFileFault::Missing,
                    format!("open {path}: no such file or directory"),
                ),
                OuCertificate::ThroughFile => (
                    OuFileFault::ThroughFile,
                    format!("open {path}: not a directory"),
                ),
            };
            let text = format!(
                "failed loading OrganizationalUnit certificate at [{path}]: could not read file {path}: {cause}"
            );
            self.ledger
                .note(Stop::refused(Fault::OuFile(fault), text), &about);
        }
        if configuration.null_item {
            let text = "panic: runtime error: invalid memory address or nil pointer dereference";
            self.refuse(Subject::Config, Fault::NullOuItem, text.to_owned());
        }
        self.texts(configuration);
    }

    /// Protobuf takes only UTF-8.
    fn texts(&mut self, configuration: &Configuration) {
        let roles = configuration.node_ous.iter().flat_map(NodeOus::units);
        if !configuration
            .ou_identifiers
            .iter()
            .chain(roles)
            .all(|item| item.name.is_utf8())
        {
            let text = "string field contains invalid UTF-8".to_owned();
            self.refuse(Subject::Config, Fault::NotUtf8, text);
        }
    }
}

fn not_a_directory(path: &str) -> String {
    format!("could not read directory {path}: open {path}: not a directory")
}
