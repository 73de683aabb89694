//! Homes of CAs: what cryptogen, fabric-ca and people keep a CA's certificate and key in.

use std::collections::HashMap;

use serde::Serialize;

use super::organisation::OrganisationId;
use super::position::{Position, Step};
use super::role::Role;
use super::text::yaml_scalar;
use super::tree::Tree;
use crate::certificate::PublicKey;
use crate::source::{DirId, FileId};

/// A CA's home, by its rank in [`super::Layout::authorities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityId(pub(super) u32);

/// What keeps a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaHomeKind {
    /// cryptogen's `ca/`.
    Cryptogen,
    /// cryptogen's `tlsca/`.
    CryptogenTls,
    /// The home of a fabric-ca server.
    FabricCaServer,
    /// The home of one further CA of a fabric-ca server (`--cacount`, `--cafiles`).
    MultiCa,
    /// `ca/` or `tlsca/` of an organisation that enrolled at a fabric-ca server: a copy of that
    /// server's certificate (fabric-samples' test-network).
    Copy,
    /// A CA certificate beside its key.
    KeyPair,
}

impl CaHomeKind {
    /// The role of the certificate that is at home here.
    pub(super) const fn role(self) -> Role {
        match self {
            Self::CryptogenTls => Role::TlsCaHomeCertificate,
            Self::Cryptogen | Self::FabricCaServer | Self::MultiCa | Self::Copy | Self::KeyPair => {
                Role::CaHomeCertificate
            }
        }
    }
}

/// A CA's home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaHome {
    /// The folder.
    pub dir: DirId,
    /// What keeps it.
    pub kind: CaHomeKind,
    /// Whose CA it is.
    pub organisation: Option<OrganisationId>,
    /// The file with the CA's certificate; for a server whose home does not hold it, the first file
    /// elsewhere with a CA certificate of its key.
    pub certificate: Option<FileId>,
    /// The file with the CA's private key.
    pub key: Option<FileId>,
    /// The file with its chain.
    pub chain: Option<FileId>,
    /// The version of fabric-ca that wrote its configuration.
    pub version: Option<String>,
}

const SERVER_CONFIG: &str = "fabric-ca-server-config.yaml";
const MULTI_CA_CONFIG: &str = "fabric-ca-config.yaml";

/// Whether `dir` is the home of a fabric-ca server, or of one of its further CAs.
pub(super) fn server_kind(tree: Tree<'_>, dir: DirId) -> Option<CaHomeKind> {
    let has = |name| tree.file(dir, name).is_some();
    if has(SERVER_CONFIG) || has("fabric-ca-server.db") && !has(MULTI_CA_CONFIG) {
        return Some(CaHomeKind::FabricCaServer);
    }
    if has(MULTI_CA_CONFIG) {
        return Some(CaHomeKind::MultiCa);
    }
    // A server that is configured from its environment leaves only what it made.
    (has("ca-cert.pem") && has("IssuerPublicKey") && tree.subdir(dir, "msp").is_some())
        .then_some(CaHomeKind::FabricCaServer)
}

/// A fabric-ca server's home.
pub(super) struct ServerHome {
    pub(super) home: CaHome,
    /// The certificate and key that it shows to its TLS clients.
    pub(super) tls: (Option<FileId>, Option<FileId>),
}

/// Reads the home of a fabric-ca server. Files that its configuration names count where the snapshot
/// holds them (`--ca.certfile` on the command line leaves no trace there).
pub(super) fn server(
    tree: Tree<'_>,
    dir: DirId,
    kind: CaHomeKind,
    at: Position,
    inherited: Option<&str>,
) -> ServerHome {
    let config = [SERVER_CONFIG, MULTI_CA_CONFIG]
        .into_iter()
        .find_map(|name| tree.text(tree.file(dir, name)?));
    let config = config.as_deref();
    let configured = |section, key| {
        let path = yaml_scalar(config?, Some(section), key)?;
        tree.resolve(dir, path)
    };
    let version = config
        .and_then(|it| yaml_scalar(it, None, "version"))
        .or(inherited)
        .map(str::to_owned);
    let keystore = tree
        .subdir(dir, "msp")
        .and_then(|msp| tree.subdir(msp, "keystore"));
    let key_of = |certificate: Option<FileId>| {
        let public = tree.certificate(certificate?)?.public_key();
        tree.key_file(keystore?, public)
            .or_else(|| tree.key_file(dir, public))
    };
    let certificate = configured("ca", "certfile").or_else(|| tree.file(dir, "ca-cert.pem"));
    let key = key_of(certificate).or_else(|| configured("ca", "keyfile"));
    let tls = configured("tls", "certfile").or_else(|| tree.file(dir, "tls-cert.pem"));
    let tls_key = configured("tls", "keyfile").or_else(|| key_of(tls));
    ServerHome {
        home: CaHome {
            dir,
            kind,
            organisation: at.organisation,
            certificate,
            key,
            chain: configured("ca", "chainfile").or_else(|| tree.file(dir, "ca-chain.pem")),
            version,
        },
        tls: (tls, tls_key),
    }
}

/// The CAs that lie in `dir` as plain files: cryptogen's `ca/` and `tlsca/`, copies of a server's
/// certificate, and any CA certificate beside its key.
pub(super) fn plain(tree: Tree<'_>, dir: DirId, at: Position) -> Vec<CaHome> {
    let name = tree.dir_name(dir);
    let keys: Vec<FileId> = tree.files(dir).filter(|&it| tree.has_key(it)).collect();
    let is_place = is_place(&name, at);
    if keys.is_empty() && !is_place {
        return Vec::new();
    }
    let key_of = keys_by_public_half(tree, &keys);
    // The only key of a folder is taken to be the CA's where it cannot be opened (encrypted).
    let closed = match keys[..] {
        [only] if key_of.is_empty() => Some(only),
        _ => None,
    };
    tree.files(dir)
        .filter_map(|file| {
            let certificate = tree.certificate(file).filter(|it| it.is_ca())?;
            let key = key_of.get(certificate.public_key()).copied().or(closed);
            let kind = match (name.as_ref(), key) {
                _ if !is_place => key.map(|_| CaHomeKind::KeyPair)?,
                (_, None) if at.in_client_home => CaHomeKind::Copy,
                ("tlsca", _) => CaHomeKind::CryptogenTls,
                _ => CaHomeKind::Cryptogen,
            };
            Some(CaHome {
                dir,
                kind,
                organisation: at.organisation,
                certificate: Some(file),
                key,
                chain: None,
                version: None,
            })
        })
        .collect()
}

/// Whether a CA's certificate is at home in a folder by the folder's name and place.
fn is_place(name: &str, at: Position) -> bool {
    matches!(name, "ca" | "tlsca")
        && (matches!(at.above, Step::Organisation) || matches!(at.step, Step::Elsewhere))
}

fn keys_by_public_half<'a>(tree: Tree<'a>, files: &[FileId]) -> HashMap<&'a PublicKey, FileId> {
    files
        .iter()
        .flat_map(|&file| tree.keys(file).map(move |key| (key, file)))
        .filter_map(|(key, file)| Some((tree.store.key(key).public_key()?, file)))
        .collect()
}
