//! What an MSP's configuration says of organisational units.

use std::fmt;
use std::sync::Arc;

use super::FileContent;
use super::config::{ConfigFault, ConfigUnknown};
use super::material::{PlaceId, Unread};
use super::role::NodeRole;

/// `config.yaml` as it was found.
#[derive(Clone, Debug)]
pub enum ConfigFile {
    /// There is none (a dangling link included).
    Absent,
    /// A folder bears its name.
    IsFolder,
    /// It is there and was not read.
    Unread(Unread),
    /// Fabric's YAML library refuses it.
    Refused(ConfigFault),
    /// This tool cannot tell what Fabric's YAML library makes of it.
    Unknown(ConfigUnknown),
    /// Read.
    Read(Box<Configuration>),
}

/// What the configuration says.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    /// `OrganizationalUnitIdentifiers`.
    pub ou_identifiers: Vec<OuIdentifier>,
    /// The list has a null item behind those of `ou_identifiers`: Fabric's process panics there.
    pub null_item: bool,
    /// `NodeOUs`, where enabled.
    pub node_ous: Option<NodeOus>,
}

/// `NodeOUs`: how clients, peers, admins and orderers are told apart.
#[derive(Clone, Debug, Default)]
pub struct NodeOus {
    /// Whether roles are enforced (a folder's are loaded only where they are).
    pub enable: bool,
    /// `ClientOUIdentifier`.
    pub client: Option<OuIdentifier>,
    /// `PeerOUIdentifier`.
    pub peer: Option<OuIdentifier>,
    /// `AdminOUIdentifier`.
    pub admin: Option<OuIdentifier>,
    /// `OrdererOUIdentifier`.
    pub orderer: Option<OuIdentifier>,
}

impl NodeOus {
    /// The entries of all roles that have one.
    pub fn units(&self) -> impl Iterator<Item = &OuIdentifier> {
        NodeRole::ALL.into_iter().filter_map(|role| self.role(role))
    }

    /// A role's entry.
    #[must_use]
    pub const fn role(&self, role: NodeRole) -> Option<&OuIdentifier> {
        match role {
            NodeRole::Client => self.client.as_ref(),
            NodeRole::Peer => self.peer.as_ref(),
            NodeRole::Admin => self.admin.as_ref(),
            NodeRole::Orderer => self.orderer.as_ref(),
        }
    }
}

/// An organisational unit, and the CA certificate that it is bound to.
#[derive(Clone, Debug)]
pub struct OuIdentifier {
    /// The unit.
    pub name: Text,
    /// Where the certificate should be, joined and cleaned; empty where none is named or it comes
    /// from a channel configuration.
    pub path: String,
    /// The certificate.
    pub certificate: OuCertificate,
    /// Where the caller found it.
    pub place: Option<PlaceId>,
}

impl OuIdentifier {
    /// A unit that every CA of the MSP may give.
    #[must_use]
    pub const fn any_certifier(name: Text) -> Self {
        Self {
            name,
            path: String::new(),
            certificate: OuCertificate::NotNamed,
            place: None,
        }
    }
}

/// The certificate that an [`OuIdentifier`] names.
#[derive(Clone, Debug)]
pub enum OuCertificate {
    /// None is named.
    NotNamed,
    /// Nothing is there.
    Missing,
    /// A part of the path is a file.
    ThroughFile,
    /// A folder is there.
    IsFolder,
    /// It is there and was not read.
    Unread(Unread),
    /// The file.
    File(Arc<FileContent>),
}

/// Text from YAML: `!!binary` can make it anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text {
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Text {
    /// Whether protobuf would take it for a string.
    #[must_use]
    pub const fn is_utf8(&self) -> bool {
        std::str::from_utf8(self.bytes.as_slice()).is_ok()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().to_vec(),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.bytes))
    }
}
