//! Certificates with no MSP, TLS folder or CA home around them: wallets, Secrets, connection
//! profiles, channel configurations, bundles, bare files.

use std::collections::HashMap;

use serde::Serialize;

use super::organisation::OrganisationId;
use super::role::Role;
use super::text::{Key, keys};
use super::tree::Tree;
use crate::source::{ContentId, FileId};
use crate::store::{CertId, Dress, Place, What};

/// What a loose certificate lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LooseKind {
    /// An SDK's wallet file (`<label>.id`).
    Wallet,
    /// The older key-value store of the Node SDK.
    KeyValueStore,
    /// A Kubernetes Secret or ConfigMap.
    KubernetesSecret,
    /// A connection profile.
    ConnectionProfile,
    /// A channel configuration: a block, or what configtxlator prints of one.
    ConfigBlock,
    /// A file with several certificates.
    Bundle,
    /// A file with one certificate.
    BareFile,
}

/// A certificate with no MSP folder of its own, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    /// The certificate.
    pub certificate: CertId,
    /// Where it stands.
    pub place: Place,
    /// What to call it: a wallet's label, the key that it stands under, the file's name.
    pub label: String,
    /// The MSP ID that stands beside it.
    pub msp_id: Option<String>,
    /// What it lies in.
    pub kind: LooseKind,
    /// What it is there for.
    pub role: Role,
    /// The organisation whose folder the file lies in.
    pub organisation: Option<OrganisationId>,
}

/// Reads loose certificates; equal contents once.
#[derive(Default)]
pub(super) struct Reader {
    read: HashMap<ContentId, Vec<Found>>,
}

/// A certificate in a content, whatever file that content stands in.
struct Found {
    certificate: CertId,
    block: u32,
    line: u32,
    dress: Dress,
    /// `None`: the file's name is all that can be said.
    label: Option<String>,
    msp_id: Option<String>,
    kind: LooseKind,
    role: Role,
}

impl Reader {
    /// The certificates of a file that no folder gives a role.
    pub(super) fn read(
        &mut self,
        tree: Tree<'_>,
        file: FileId,
        organisation: Option<OrganisationId>,
    ) -> impl Iterator<Item = Loose> + '_ {
        let content = tree.snapshot.file(file).content.as_ref().ok();
        let found: &[Found] = match content {
            Some(&content) => self.read.entry(content).or_insert_with(|| find(tree, file)),
            None => &[],
        };
        let name = tree.file_name(file).into_owned();
        found.iter().map(move |found| Loose {
            certificate: found.certificate,
            place: Place {
                file,
                block: found.block,
                line: found.line,
                dress: found.dress,
            },
            label: match &found.label {
                Some(label) => label.clone(),
                None if found.kind == LooseKind::Wallet => {
                    name.strip_suffix(".id").unwrap_or(&name).to_owned()
                }
                None => name.clone(),
            },
            msp_id: found.msp_id.clone(),
            kind: found.kind,
            role: found.role,
            organisation,
        })
    }
}

fn find(tree: Tree<'_>, file: FileId) -> Vec<Found> {
    let items = tree.items(file);
    let certificates = tree.certificates(file).count();
    let is_dressed = items
        .iter()
        .any(|it| !matches!(it.dress, Dress::Plain | Dress::Der));
    // Plain PEM has nothing to say of itself.
    let text = is_dressed.then(|| tree.text(file)).flatten();
    let text = text.as_deref().unwrap_or_default();
    let clues = Clues::of(text);
    let kind = if text.contains(&0) {
        // No text: of what is known here only a block in protobuf holds PEM.
        LooseKind::ConfigBlock
    } else {
        clues.kind(certificates)
    };
    let mut keys = keys(text).peekable();
    let mut last: Option<Key<'_>> = None;
    let mut found = Vec::with_capacity(certificates);
    for item in items {
        let What::Certificate(certificate) = item.what else {
            continue;
        };
        while let Some(key) = keys.next_if(|key| key.at < item.start) {
            last = Some(key);
        }
        let key = last.map_or("", |it| it.name);
        found.push(Found {
            certificate,
            block: item.block,
            line: item.line,
            dress: item.dress,
            label: label(kind, key, &clues).map(str::to_owned),
            msp_id: clues.msp_id.map(str::to_owned),
            kind,
            role: role(kind, key),
        });
    }
    found
}

fn label<'a>(kind: LooseKind, key: &'a str, clues: &Clues<'a>) -> Option<&'a str> {
    match kind {
        LooseKind::KeyValueStore => clues.name,
        LooseKind::KubernetesSecret | LooseKind::ConnectionProfile | LooseKind::ConfigBlock => {
            (!key.is_empty()).then_some(key)
        }
        LooseKind::Wallet | LooseKind::Bundle | LooseKind::BareFile => None,
    }
}

/// What a certificate is there for, by the key that it stands under.
fn role(kind: LooseKind, key: &str) -> Role {
    match (kind, key) {
        (LooseKind::Wallet | LooseKind::KeyValueStore, _) => Role::Wallet,
        (LooseKind::KubernetesSecret, key) if key.ends_with(".id") => Role::Wallet,
        (LooseKind::ConnectionProfile, "pem" | "tlsCACerts") => Role::Trust,
        (LooseKind::ConfigBlock, "root_certs") => Role::CaCert,
        (LooseKind::ConfigBlock, "intermediate_certs") => Role::IntermediateCert,
        (LooseKind::ConfigBlock, "tls_root_certs") => Role::TlsCaCert,
        (LooseKind::ConfigBlock, "tls_intermediate_certs") => Role::TlsIntermediateCert,
        (LooseKind::ConfigBlock, "admins") => Role::AdminCert,
        (LooseKind::ConfigBlock, "certificate") => Role::OuCertificate,
        (LooseKind::ConfigBlock, "client_tls_cert") => Role::TlsClient,
        (LooseKind::ConfigBlock, "server_tls_cert") => Role::TlsServer,
        _ => Role::Loose,
    }
}

/// What the keys of a text tell about it.
#[derive(Default)]
struct Clues<'a> {
    has_credentials: bool,
    has_enrollment: bool,
    has_channel: bool,
    has_endpoints: bool,
    is_kubernetes: bool,
    /// The one MSP ID that the text names; `None` where it names several.
    msp_id: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> Clues<'a> {
    fn of(text: &'a [u8]) -> Self {
        let mut clues = Self::default();
        let mut ids = 0;
        for key in keys(text) {
            match key.name {
                "credentials" => clues.has_credentials = true,
                "enrollment" => clues.has_enrollment = true,
                "channel_group" | "root_certs" | "tls_root_certs" => clues.has_channel = true,
                "tlsCACerts" | "certificateAuthorities" => clues.has_endpoints = true,
                "kind" if matches!(key.value, "Secret" | "ConfigMap") => clues.is_kubernetes = true,
                "mspId" | "mspid" | "mspID" if !key.value.is_empty() => {
                    if clues.msp_id != Some(key.value) {
                        ids += 1;
                    }
                    clues.msp_id = Some(key.value);
                }
                "name" if clues.name.is_none() && !key.value.is_empty() => {
                    clues.name = Some(key.value);
                }
                _ => {}
            }
        }
        if ids > 1 {
            clues.msp_id = None;
        }
        clues
    }

    const fn kind(&self, certificates: usize) -> LooseKind {
        if self.is_kubernetes {
            LooseKind::KubernetesSecret
        } else if self.has_channel {
            LooseKind::ConfigBlock
        } else if self.has_endpoints {
            LooseKind::ConnectionProfile
        } else if self.has_credentials {
            LooseKind::Wallet
        } else if self.has_enrollment {
            LooseKind::KeyValueStore
        } else if certificates > 1 {
            LooseKind::Bundle
        } else {
            LooseKind::BareFile
        }
    }
}
