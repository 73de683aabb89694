//! MSP folders, and folders that only look like one.

use serde::Serialize;

use super::organisation::{Owner, OwnerKind};
use super::position::{Position, Step};
use super::role::Role;
use super::tree::Tree;
use crate::source::DirId;

/// An MSP folder, by its rank in [`super::Layout::msps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MspFolderId(pub(super) u32);

/// What a folder of MSP shape is used as, and so how it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// What a node, or a user's command-line tool, loads as its local MSP: judged whole.
    Node,
    /// An organisation's MSP, which goes into channel configurations: judged whole.
    Organisation,
    /// What fabric-ca-client or an SDK wrote (no `config.yaml`, no `admincerts/`): judged for its
    /// identity; what matters only to a node that would load it is a warning.
    EnrollmentHome,
    /// Named outright by the user: judged whole.
    Named,
    /// The `msp/` of a fabric-ca server, with nothing but its keystore: no MSP.
    CaServer,
    /// An Idemix MSP: not judged.
    Idemix,
    /// What a fabric-ca enrollment with the TLS profile wrote: no MSP.
    TlsProfile,
}

impl Standing {
    /// Whether it is an X.509 MSP at all.
    #[must_use]
    pub const fn is_msp(self) -> bool {
        !matches!(self, Self::CaServer | Self::Idemix | Self::TlsProfile)
    }

    /// Whether every refusal of the judge counts, not only those of its identity.
    #[must_use]
    pub const fn is_judged_whole(self) -> bool {
        matches!(self, Self::Node | Self::Organisation | Self::Named)
    }
}

/// A folder of MSP shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MspFolder {
    /// The folder that holds `cacerts/` and its like.
    pub dir: DirId,
    /// Who it belongs to.
    pub owner: Owner,
    /// What it is used as.
    pub standing: Standing,
    /// Whether it is loaded as a local MSP (`GetLocalMspConfig`) rather than as a verifying one. An
    /// organisation's MSP that also holds its CA admin's enrollment is loaded as a verifying MSP;
    /// the identity in its `signcerts/` is then put to it like any other.
    pub judged_local: bool,
}

/// The folders of an MSP that hold certificates, and the role that they give.
pub(super) const CERTIFICATE_FOLDERS: [(&str, Role); 7] = [
    ("signcerts", Role::SignCert),
    ("cacerts", Role::CaCert),
    ("intermediatecerts", Role::IntermediateCert),
    ("admincerts", Role::AdminCert),
    ("tlscacerts", Role::TlsCaCert),
    ("tlsintermediatecerts", Role::TlsIntermediateCert),
    ("operationscerts", Role::Operations),
];

/// What only an MSP has, under whatever name the folder goes.
const SURE_SIGNS: [&str; 2] = ["cacerts", "signcerts"];

/// What an MSP has that lost its `cacerts/`; enough in a folder that is called `msp`.
const SIGNS: [&str; 8] = [
    "admincerts",
    "intermediatecerts",
    "keystore",
    "tlscacerts",
    "tlsintermediatecerts",
    "crls",
    "config.yaml",
    "IssuerPublicKey",
];

/// What fabric-ca-client leaves in the MSP folder that it writes.
const CLIENT_TRACES: [&str; 3] = ["IssuerPublicKey", "IssuerRevocationPublicKey", "user"];

/// What a TLS enrollment is copied to, beside the folders that fabric-ca-client wrote.
const TLS_COPIES: [&str; 4] = ["server.crt", "server.key", "client.crt", "client.key"];

/// Whether `dir` is of MSP shape.
pub(super) fn has_shape(tree: Tree<'_>, dir: DirId, at: Position) -> bool {
    if tree.has_any_dir(dir, &SURE_SIGNS) {
        return true;
    }
    if tree.dir_name(dir) != "msp" {
        return tree.has_any_dir(dir, &["admincerts", "intermediatecerts"])
            && tree.has_any_dir(dir, &["keystore", "tlscacerts"]);
    }
    is_an_owners_msp(at) || tree.has_any(dir, &SIGNS)
}

/// Whether `dir` stands where a node's, a user's or an organisation's `msp/` stands.
const fn is_an_owners_msp(at: Position) -> bool {
    matches!(at.above, Step::Member | Step::Organisation) && matches!(at.step, Step::Inside)
}

/// What a folder of MSP shape is used as. `member`: whose folder it lies in, by the names above it;
/// `named`: the user named it outright.
pub(super) fn standing(
    tree: Tree<'_>,
    dir: DirId,
    at: Position,
    member: Option<OwnerKind>,
    named: bool,
) -> Standing {
    let has_cas = !tree.is_blank(dir, "cacerts");
    let has_signer = !tree.is_blank(dir, "signcerts");
    let is_arranged = tree.has_any(dir, &["config.yaml", "admincerts"]);
    let is_written_by_client = is_written_by_client(tree, dir, at);
    if !is_arranged && tree.has_any(dir, &TLS_COPIES) {
        return Standing::TlsProfile;
    }
    if !is_arranged && !has_cas && has_signer && !tree.is_blank(dir, "tlscacerts") {
        let is_tls = is_written_by_client || has_tls_names(tree, dir);
        if is_tls {
            return Standing::TlsProfile;
        }
    }
    if !is_arranged && !has_cas && !has_signer {
        let is_server = at.in_server_home || has_idemix_keys(tree, dir);
        let only_keystore =
            tree.subdir(dir, "keystore").is_some() && tree.is_blank(dir, "tlscacerts");
        if is_server || (only_keystore && !named && !is_an_owners_msp(at)) {
            return Standing::CaServer;
        }
        if tree.file(dir, "IssuerPublicKey").is_some() {
            return Standing::Idemix;
        }
    }
    if named {
        return Standing::Named;
    }
    match (at.above, member) {
        (Step::Organisation, _) if is_an_owners_msp(at) => Standing::Organisation,
        (Step::Member | Step::Members(_), Some(OwnerKind::Peer | OwnerKind::Orderer)) => {
            Standing::Node
        }
        _ => standing_elsewhere(tree, dir, is_arranged, is_written_by_client),
    }
}

/// Whether fabric-ca-client wrote the folder.
pub(super) fn is_written_by_client(tree: Tree<'_>, dir: DirId, at: Position) -> bool {
    at.in_client_home || tree.has_any(dir, &CLIENT_TRACES)
}

/// The standing of an MSP folder whose place says nothing.
fn standing_elsewhere(
    tree: Tree<'_>,
    dir: DirId,
    is_arranged: bool,
    is_written_by_client: bool,
) -> Standing {
    let is_local = tree.has_any_dir(dir, &["signcerts", "keystore"]);
    match (is_arranged, is_local) {
        (true, true) => Standing::Node,
        (true, false) => Standing::Organisation,
        (false, false) if !is_written_by_client => Standing::Organisation,
        (false, _) => Standing::EnrollmentHome,
    }
}

/// Whether the MSP is loaded as a local one.
pub(super) fn is_local(tree: Tree<'_>, dir: DirId, standing: Standing) -> bool {
    match standing {
        Standing::Organisation | Standing::CaServer | Standing::Idemix | Standing::TlsProfile => {
            false
        }
        Standing::Node => true,
        // A keystore without a signcert was meant to be local too.
        Standing::EnrollmentHome | Standing::Named => tree.has_any(dir, &["signcerts", "keystore"]),
    }
}

/// fabric-ca-client names the TLS CAs `tls-<host>-<port>.pem`.
fn has_tls_names(tree: Tree<'_>, dir: DirId) -> bool {
    tree.subdir(dir, "tlscacerts").is_some_and(|it| {
        tree.files(it)
            .any(|file| tree.file_name(file).starts_with("tls-"))
    })
}

/// A fabric-ca server keeps its Idemix issuer's keys in its keystore.
fn has_idemix_keys(tree: Tree<'_>, dir: DirId) -> bool {
    tree.subdir(dir, "keystore")
        .is_some_and(|it| tree.has_any(it, &IDEMIX_KEYS))
}

/// Idemix keys in a fabric-ca server's keystore.
pub(super) const IDEMIX_KEYS: [&str; 2] = ["IssuerSecretKey", "IssuerRevocationPrivateKey"];
