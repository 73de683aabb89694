//! TLS folders.

use serde::Serialize;

use super::organisation::{Owner, OwnerKind};
use super::role::Role;
use super::tree::Tree;
use crate::source::{DirId, FileId};

/// A TLS folder, by its rank in [`super::Layout::tls_folders`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TlsFolderId(pub(super) u32);

/// What wrote a TLS folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsKind {
    /// Files side by side, as cryptogen writes them: `ca.crt` and `server.*`, `client.*` or `tls.*`.
    Pair,
    /// A fabric-ca enrollment with the TLS profile, perhaps with copies named as cryptogen's.
    Profile,
    /// The `tls-cert.pem` of a fabric-ca server.
    CaServer,
}

/// A TLS certificate with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsPair {
    /// The file of the certificate.
    pub certificate: Option<FileId>,
    /// The file of the private key.
    pub key: Option<FileId>,
    /// [`Role::TlsServer`], [`Role::TlsClient`] or [`Role::CaServerTls`].
    pub role: Role,
}

/// A TLS folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFolder {
    /// The folder.
    pub dir: DirId,
    /// Who it belongs to.
    pub owner: Owner,
    /// What wrote it.
    pub kind: TlsKind,
    /// The certificates with their keys: most folders have one.
    pub pairs: Vec<TlsPair>,
    /// Files with the CAs that the other side should trust.
    pub authorities: Vec<FileId>,
}

/// Certificate and key as cryptogen and Kubernetes name them.
const PAIRS: [(&str, &str, Role); 3] = [
    ("server.crt", "server.key", Role::TlsServer),
    ("client.crt", "client.key", Role::TlsClient),
    ("tls.crt", "tls.key", Role::TlsServer),
];

/// Whether a TLS certificate lies in a folder under one of its usual names.
pub(super) fn has_pair(tree: Tree<'_>, dir: DirId) -> bool {
    PAIRS
        .iter()
        .any(|(certificate, _, _)| tree.file(dir, certificate).is_some())
}

/// The pairs that lie side by side in a folder. cryptogen before 1.1 called a user's `server.*` too.
pub(super) fn pairs(tree: Tree<'_>, dir: DirId, owner: OwnerKind) -> Vec<TlsPair> {
    let is_user = matches!(owner, OwnerKind::User | OwnerKind::Admin);
    PAIRS
        .into_iter()
        .filter_map(|(certificate, key, role)| {
            let pair = TlsPair {
                certificate: tree.file(dir, certificate),
                key: tree.file(dir, key),
                role: if is_user { Role::TlsClient } else { role },
            };
            (pair.certificate.is_some() || pair.key.is_some()).then_some(pair)
        })
        .collect()
}

/// The pair that a TLS enrollment wrote into folders of an MSP's shape.
pub(super) fn enrolled_pair(tree: Tree<'_>, dir: DirId, owner: OwnerKind) -> Option<TlsPair> {
    let certificate = tree
        .files(tree.subdir(dir, "signcerts")?)
        .find(|&file| tree.certificate(file).is_some());
    let public = certificate
        .and_then(|it| tree.certificate(it))
        .map(|it| it.public_key());
    let key = tree
        .subdir(dir, "keystore")
        .and_then(|keystore| tree.key_file(keystore, public?));
    Some(TlsPair {
        certificate,
        key,
        role: match owner {
            OwnerKind::User | OwnerKind::Admin | OwnerKind::CaAdmin => Role::TlsClient,
            _ => Role::TlsServer,
        },
    })
}

/// The CA files of a TLS folder: `ca.crt`, and what a TLS enrollment wrote.
pub(super) fn authorities(tree: Tree<'_>, dir: DirId) -> Vec<FileId> {
    let beside = tree.file(dir, "ca.crt");
    let enrolled = ["tlscacerts", "tlsintermediatecerts"]
        .into_iter()
        .filter_map(|name| tree.subdir(dir, name))
        .flat_map(|it| tree.files(it));
    beside.into_iter().chain(enrolled).collect()
}
