//! What Fabric refuses and why, typed, with Fabric's text; and what nobody can know.

use std::sync::Arc;
use std::time::Duration;

use crate::certificate::{Certificate, GoFault};
use crate::crl::{AuthorityKeyIdFault, CrlFault, SignatureValueFault};
use crate::path::PathError;
use crate::signature::Undecidable;

use super::config::{ConfigFault, ConfigUnknown};
use super::material::{FolderRole, PlaceId, Unread};
use super::role::{NodeRole, OrganizationalUnit};

/// How far Fabric comes with an MSP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// It stops while reading the folder.
    Load,
    /// It stops while setting the MSP up.
    SetUp,
    /// The MSP is up; identities may still be refused.
    Ok,
    /// Nobody can know here.
    Undecided,
}

impl Stage {
    /// `load`, `setup`, `ok`, `undecided`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::SetUp => "setup",
            Self::Ok => "ok",
            Self::Undecided => "undecided",
        }
    }
}

/// What was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The MSP as a whole.
    Msp,
    /// One of its sub-folders.
    Folder(FolderRole),
    /// `config.yaml`.
    Config,
    /// The node's own certificate.
    Signer,
    /// A certificate of `cacerts`.
    RootCa,
    /// A certificate of `intermediatecerts`.
    IntermediateCa,
    /// A certificate of `admincerts`: its number there, from 0, as Fabric counts.
    Admin(usize),
    /// A certificate of `tlscacerts`.
    TlsRootCa,
    /// A certificate of `tlsintermediatecerts`.
    TlsIntermediateCa,
    /// A revocation list.
    Crl,
    /// An item of `OrganizationalUnitIdentifiers`: its number, from 0.
    OuIdentifier(usize),
    /// A role's entry under `NodeOUs`.
    NodeOu(NodeRole),
    /// An identity that was put to the MSP.
    Identity,
}

/// A refusal: the root cause, what it is about, and Fabric's text.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Where Fabric stops; for an identity, [`Stage::Ok`].
    pub stage: Stage,
    /// The root cause.
    pub fault: Fault,
    /// What was refused.
    pub subject: Subject,
    /// The certificate in question.
    pub certificate: Option<Arc<Certificate>>,
    /// Where the caller found it.
    pub place: Option<PlaceId>,
    /// The file's name in its folder, or the path that the configuration names.
    pub name: Option<String>,
    /// Fabric's text, whole.
    pub text: String,
}

/// Why a file named in the configuration cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OuFileFault {
    /// Nothing is there.
    Missing,
    /// A part of the path is a file.
    ThroughFile,
    /// A folder is there.
    IsFolder,
}

/// The root cause of a refusal.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// A needed folder is missing.
    FolderMissing,
    /// A file stands where a folder should be.
    NotADirectory,
    /// A needed folder has no file with PEM in it.
    NothingUsable,
    /// The loader fails without a text and hands on nothing (a needed folder is empty; up to 3.1.3).
    NilConfiguration,
    /// `config.yaml` is a folder.
    ConfigIsFolder,
    /// `config.yaml` is refused by Go's YAML library.
    Config(ConfigFault),
    /// A null item in the list of organisational units: the process panics.
    NullOuItem,
    /// The certificate of an organisational unit cannot be read.
    OuFile(OuFileFault),
    /// A text of the configuration is not UTF-8.
    NotUtf8,
    /// No root CA at all.
    NoRootCa,
    /// No PEM block.
    NoPem,
    /// An empty file in the place of an organisational unit's certificate.
    EmptyFile,
    /// Go's certificate parser refuses it.
    Malformed(GoFault),
    /// BCCSP does not import such a key.
    KeyNotImported,
    /// Go's chain building fails.
    Path(PathError),
    /// More than one chain.
    SeveralChains(usize),
    /// An ECDSA-signed certificate in `cacerts` that is no self-signed CA.
    NotARoot {
        /// This release panics instead of refusing.
        panics: bool,
    },
    /// A high-S certificate that `encoding/asn1` cannot read again.
    NotReencodable(String),
    /// A CA certificate without the CA flag.
    NotACa,
    /// A CA certificate without subject key identifier.
    NoSubjectKeyId,
    /// A CA as identity.
    CaAsIdentity,
    /// The identity is itself a root.
    ShortChain(usize),
    /// Issued by a CA that has intermediates below it in this MSP.
    InnerIssuer,
    /// The issuer has no subject key identifier, so no CRL can be looked up.
    IssuerWithoutSubjectKeyId,
    /// A CRL whose authority key identifier is missing or cannot be read: it refuses everybody.
    CrlAuthorityKeyId(AuthorityKeyIdFault),
    /// Revoked.
    Revoked,
    /// Go's CRL parser refuses it.
    Crl(CrlFault),
    /// The value of a CRL's ECDSA signature is refused.
    CrlSignatureValue(SignatureValueFault),
    /// The keystore has no private key for the signcert.
    KeyNotFound,
    /// The keystore has a symmetric key under the signcert's name.
    KeySymmetric,
    /// The signcert is past its NotAfter, by so much.
    SignerExpired(Duration),
    /// An identity's key is of a kind that this MSP version does not support.
    UnsupportedKey,
    /// No organisational unit in the certificate, and the MSP lists some.
    NoOu,
    /// None of the certificate's units is listed.
    OuNotListed(Vec<OrganizationalUnit>),
    /// A role's unit, given by another CA than the one it is bound to.
    CertifierMismatch(Vec<OrganizationalUnit>),
    /// No role's unit.
    NoRole(Vec<OrganizationalUnit>),
    /// More than one role's unit.
    SeveralRoles(Vec<OrganizationalUnit>),
    /// MSP 1.1 and 1.3: a role that NodeOUs must name and does not.
    NodeOuMissing(NodeRole),
    /// An organisational unit's certificate is no CA of this MSP.
    OuCertificateForeign,
    /// No admincert, and no admin unit.
    NoAdmin,
    /// An admincert that is no client (and no admin, where that is a role).
    AdminWithoutRole,
}

impl Fault {
    /// Whether it came up while a chain was built, so that it comes up again wherever the chain is.
    pub(crate) const fn is_of_the_chain(&self) -> bool {
        matches!(
            self,
            Self::Path(_) | Self::SeveralChains(_) | Self::NotARoot { .. }
        )
    }
}

/// Why nobody can know what Fabric does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Undecided {
    /// A folder was not read.
    #[error("{}: {reason}", folder.name())]
    Folder {
        /// The folder.
        folder: FolderRole,
        /// Why not.
        reason: Unread,
    },
    /// A file was not read.
    #[error("{}/{name}: {reason}", folder.name())]
    File {
        /// Its folder.
        folder: FolderRole,
        /// Its name.
        name: String,
        /// Why not.
        reason: Unread,
    },
    /// `config.yaml` was not read.
    #[error("config.yaml: {0}")]
    ConfigFile(Unread),
    /// `config.yaml` was read and not understood.
    #[error("config.yaml: {0}")]
    Config(ConfigUnknown),
    /// A certificate named in `config.yaml` was not read.
    #[error("{path}: {reason}")]
    OuCertificate {
        /// Its path.
        path: String,
        /// Why not.
        reason: Unread,
    },
    /// A signature or a chain cannot be judged.
    #[error("{0}")]
    Crypto(Undecidable),
    /// The MSP's CA certificates are not all known, so no chain can be judged.
    #[error("the MSP's CA certificates are not all known")]
    UnknownCas,
}

/// A root cause with the text so far; callers put their prefixes before it.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) fault: Fault,
    pub(crate) text: String,
}

/// Why a step did not pass.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    Refused(Trouble),
    Unknown(Undecided),
}

pub(crate) type Judged<T> = Result<T, Stop>;

impl Stop {
    pub(crate) fn refused(fault: Fault, text: impl Into<String>) -> Self {
        Self::Refused(Trouble {
            fault,
            text: text.into(),
        })
    }

    /// The same with a longer text.
    pub(crate) fn retold(self, tell: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Refused(Trouble { fault, text }) => Self::refused(fault, tell(text)),
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}
