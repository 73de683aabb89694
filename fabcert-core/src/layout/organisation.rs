//! Organisations, and who a folder belongs to.

use serde::Serialize;

use crate::certificate::Certificate;
use crate::source::DirId;

/// An organisation of a [`Layout`](super::Layout), by its rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationId(pub(super) u32);

/// What an organisation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// Peers.
    Peer,
    /// Orderers.
    Orderer,
    /// What was read does not tell.
    Unknown,
}

impl OrganisationKind {
    /// What it is said to run, once one of its nodes is known.
    pub(super) const fn with(self, member: OwnerKind) -> Self {
        match (self, member) {
            (Self::Unknown, OwnerKind::Peer) => Self::Peer,
            (Self::Unknown, OwnerKind::Orderer) => Self::Orderer,
            _ => self,
        }
    }
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its domain, or the name of its folder.
    pub name: String,
    /// What it runs.
    pub kind: OrganisationKind,
    /// Its folder; `None` where only its name is known.
    pub dir: Option<DirId>,
    /// Its MSP ID, where a wallet or a connection profile tells it.
    pub msp_id: Option<String>,
}

/// What somebody is in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnerKind {
    /// The organisation itself.
    Organisation,
    /// A peer.
    Peer,
    /// An orderer.
    Orderer,
    /// An administrator of the organisation.
    Admin,
    /// A user or an application.
    User,
    /// The registrar that a fabric-ca server knows from its start.
    CaAdmin,
    /// A CA.
    Authority,
    /// What was read does not tell.
    Bare,
}

/// Who a folder belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The organisation, where it is known.
    pub organisation: Option<OrganisationId>,
    /// The node's or user's name; for an organisation's own folder the organisation's.
    pub name: String,
    /// What it is.
    pub kind: OwnerKind,
}

/// Who a signcert says that it is: NodeOU roles, fabric-ca's attributes, cryptogen's names.
///
/// `client_home`: it lies where fabric-ca-client wrote it, so that a certificate without attributes
/// is the bootstrap admin's.
pub(super) fn kind_of(certificate: &Certificate, client_home: bool) -> OwnerKind {
    let attributes = certificate.fabric_attributes();
    let declared = attributes.as_ref().and_then(|it| {
        let (_, kind) = it.attributes.iter().find(|(name, _)| name == "hf.Type")?;
        kind_named(kind)
    });
    if let Some(kind) = declared {
        return kind;
    }
    let name = certificate.subject().common_name().unwrap_or_default();
    if name.starts_with("Admin@") {
        return OwnerKind::Admin;
    }
    let units = certificate.subject().organizational_units();
    match units.iter().find_map(|unit| kind_named(unit)) {
        Some(OwnerKind::User) | None if client_home && attributes.is_none() => OwnerKind::CaAdmin,
        Some(kind) => kind,
        None if name.contains('@') => OwnerKind::User,
        None => OwnerKind::Bare,
    }
}

fn kind_named(word: &str) -> Option<OwnerKind> {
    Some(match word {
        "peer" => OwnerKind::Peer,
        "orderer" => OwnerKind::Orderer,
        "admin" => OwnerKind::Admin,
        "client" | "user" => OwnerKind::User,
        _ => return None,
    })
}

/// The domain in a cryptogen CA's name: `ca.org1.example.com`, where O says the same.
pub(super) fn domain_of_authority(certificate: &Certificate) -> Option<String> {
    let subject = certificate.subject();
    let name = subject.common_name()?;
    let domain = name
        .strip_prefix("ca.")
        .or_else(|| name.strip_prefix("tlsca."))?;
    subject
        .organizations()
        .iter()
        .any(|it| it == domain)
        .then(|| domain.to_owned())
}
