//! What a known text says, with the parameters taken out of it.

use super::instants::OutsideWindow;
use super::look_alike::LookAlike;
use crate::timestamp::Timestamp;

/// What a known text says. Texts inside are as printed, control characters replaced, cut to a
/// sensible length.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Diagnosis {
    /// `x509: certificate has expired or is not yet valid`, of old and new Go.
    OutsideWindow(OutsideWindow),
    /// `signing identity expired X ago`: the node's or the CLI's own certificate, at start
    /// (`setupSigningIdentity`).
    OwnIdentityExpired {
        /// Seconds from its NotAfter to the start.
        seconds_ago: Option<i64>,
    },
    /// A caller's certificate is past its NotAfter.
    ClientIdentityExpired {
        /// Who looked.
        gate: Gate,
        /// Seconds since its NotAfter, where the text says so.
        seconds_ago: Option<i64>,
    },
    /// `x509: certificate signed by unknown authority`.
    UnknownAuthority {
        /// Why the first candidate failed, where there was one of the right name.
        hint: Option<SignatureHint>,
    },
    /// A signature that does not verify, or that Go will not verify.
    BadSignature {
        /// Go's reason.
        reason: String,
    },
    /// `this MSP only supports a single validation chain, got N`.
    SeveralChains {
        /// How many chains there were.
        found: Option<u64>,
    },
    /// `x509: unhandled critical extension`.
    UnhandledCriticalExtension,
    /// `x509: certificate specifies an incompatible key usage`.
    IncompatibleKeyUsage,
    /// `x509: too many intermediates for path length constraint`.
    PathTooLong,
    /// `x509: certificate is not authorized to sign other certificates`.
    NotAuthorizedToSign,
    /// A name constraint of a CA forbids a name of the leaf.
    NameConstraint {
        /// Which name, by which constraint.
        reason: String,
    },
    /// `x509: issuer has name constraints but leaf doesn't have a SAN extension`.
    NoSanUnderConstraints,
    /// `x509: no valid chains built: …`.
    NoUsableChain {
        /// What Go counts up.
        reason: String,
    },
    /// `x509: signature check attempts limit reached …`: over 100 candidates.
    ChainSearchLimit,
    /// `Parent certificate should be a leaf of the certification tree`: issued by a CA that has
    /// intermediates below it in the MSP.
    IssuedByInnerCa,
    /// `failed to traverse certificate verification chain …`, or the index panic of 2.2.11–12
    /// and 2.5.0–3: a certificate in `cacerts` that is no self-signed CA.
    NotASelfSignedCa {
        /// Its subject, as Fabric prints it.
        subject: Option<String>,
    },
    /// `expected a chain of length at least 2, got N`.
    ChainTooShort {
        /// Its length.
        length: Option<u64>,
    },
    /// A CA certificate was used as an identity.
    CaAsIdentity,
    /// `The certificate has been revoked`.
    Revoked,
    /// `CA Certificate did not have the CA attribute`.
    CaWithoutCaFlag {
        /// Hex, as printed.
        serial: Option<String>,
    },
    /// `CA Certificate problem with Subject Key Identifier extension`.
    CaWithoutSki {
        /// Hex, as printed.
        serial: Option<String>,
    },
    /// A CRL that cannot be read or used.
    CrlUnusable {
        /// What is wrong with it.
        reason: String,
    },
    /// A public key of a kind that this MSP does not take.
    UnsupportedKey {
        /// `RSA`, `Ed25519`, where the text names it.
        algorithm: Option<String>,
    },
    /// A PEM block that Go's certificate parser refuses.
    UnparsableCertificate {
        /// The parser's text.
        reason: String,
        /// What the block holds instead, where the parser's text gives it away.
        content: Option<WrongContent>,
    },
    /// A file (or an identity) without a PEM block.
    NoPem {
        /// The file, where the text names it.
        file: Option<String>,
    },
    /// A file of an MSP folder that could not be read.
    UnreadableFile {
        /// The file and the system's text.
        reason: String,
    },
    /// No private key for the certificate in the keystore.
    KeyNotFound {
        /// Hex of the subject key identifier that was looked for.
        ski: Option<String>,
        /// The keystore.
        directory: Option<String>,
    },
    /// The key or the keystore cannot be used.
    KeyUnusable {
        /// What is wrong with it.
        reason: String,
    },
    /// A folder of the MSP directory is missing, empty, or no folder.
    MspFolder {
        /// Which one.
        folder: Folder,
        /// What is wrong with it.
        fault: FolderFault,
        /// Its path.
        directory: Option<String>,
    },
    /// `Cannot run peer because cannot init crypto`: there is no MSP directory.
    MspMissing {
        /// Where it was looked for.
        directory: Option<String>,
    },
    /// `config.yaml` cannot be read.
    ConfigYaml {
        /// Its path.
        path: Option<String>,
        /// The reader's text.
        reason: String,
    },
    /// The `Certificate` of an entry of `config.yaml` is missing, unreadable, or none of the
    /// MSP's CAs.
    OuCertificate {
        /// Its path.
        path: Option<String>,
        /// What is wrong with it.
        reason: String,
    },
    /// `Failed setting up NodeOUs. ClientOU must be different from nil.` (MSP 1.1 and 1.3).
    NodeOuMissing {
        /// `ClientOU` or `PeerOU`.
        entry: String,
    },
    /// None of the OUs gives a role.
    NoRoleOu {
        /// The OUs of the identity.
        ous: Vec<Ou>,
        /// The MSP.
        msp_id: Option<String>,
    },
    /// The OUs give several roles.
    SeveralRoleOus {
        /// The OUs of the identity.
        ous: Vec<Ou>,
        /// The MSP.
        msp_id: Option<String>,
    },
    /// `certifiersIdentifier does not match`: the role's OU, but under another CA than the one
    /// that `config.yaml` names.
    OuCertifierMismatch {
        /// The OUs of the identity.
        ous: Vec<Ou>,
        /// The MSP.
        msp_id: Option<String>,
    },
    /// None of the OUs is in the MSP's list of organizational unit identifiers; no OU at all
    /// where the list is empty here.
    OuNotListed {
        /// The OUs of the identity.
        ous: Vec<Ou>,
        /// The MSP.
        msp_id: Option<String>,
    },
    /// `administrators must be declared when no admin ou classification is set`.
    NoAdmins,
    /// An admin certificate without the role that an admin needs.
    AdminWithoutRole {
        /// Its place in `admincerts`, from 0.
        index: Option<u64>,
        /// Fabric's reasons.
        reason: String,
    },
    /// `Attempted to define two different versions of MSP: M` in one channel configuration.
    TwoVersionsOfMsp {
        /// The MSP.
        msp_id: Option<String>,
    },
    /// An identity whose bytes are not in the form that Fabric demands (`IsWellFormed`).
    NotWellFormed {
        /// What is wrong with it.
        reason: String,
    },
    /// fabric-ca refuses a certificate file at start.
    CaFile {
        /// The file.
        file: Option<String>,
        /// What is wrong with it.
        fault: CaFileFault,
    },
    /// fabric-ca cut an enrolled certificate's end to its own.
    ClippedToCa {
        /// The CA's NotAfter.
        ca_not_after: Option<Timestamp>,
    },
    /// A node's own warning about one of its certificates (`certmonitor`).
    ExpiryWarning {
        /// Which certificate.
        certificate: WarnedCertificate,
        /// When it ends.
        when: RunningOut,
    },
    /// `Certificate of N from E for channel C expires in less than D` (orderer cluster).
    ConsenterExpiresSoon {
        /// The node.
        node: Option<String>,
        /// Its endpoint.
        endpoint: Option<String>,
        /// The channel.
        channel: Option<String>,
        /// Less than so many seconds.
        within_seconds: Option<i64>,
    },
    /// `remote error: tls: …`: the other side refused this side's certificate.
    RefusedByRemote(Alert),
    /// The server's certificate is for other names.
    HostMismatch {
        /// The names that it is for.
        valid_for: String,
        /// The name that was called.
        wanted: Option<String>,
    },
    /// The server's certificate has no subject alternative name.
    NoSan {
        /// The name that was called.
        wanted: Option<String>,
    },
    /// `tls: private key does not match public key`, and its kin.
    TlsKeyMismatch,
    /// The client sent no certificate where the server asks for one.
    NoClientCertificate,
    /// A TLS failure in the words of an SDK (Node.js, Java).
    SdkTls(SdkTlsFault),
    /// Fabric refuses, with a text that is not known in detail.
    RefusedByMsp {
        /// The text.
        reason: String,
    },
    /// No certificate fault, though it looks like one.
    LookAlike(LookAlike),
}

/// Who checks a caller's certificate against the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gate {
    /// The peer's `ExpirationCheck` filter, also behind the Gateway.
    Endorser,
    /// The orderer's broadcast service.
    Broadcast,
    /// The deliver service of peer and orderer.
    Deliver,
    /// Gossip's identity store.
    Gossip,
    /// The peer's snapshot service.
    Snapshot,
    /// `identity expired`: endorser, broadcast or gossip of releases before 2.2.4, 2.3.3, 2.4.0.
    Unnamed,
}

/// `(possibly because of "REASON" while trying to verify candidate authority certificate "NAME")`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignatureHint {
    /// Why the first candidate of the right name failed.
    pub reason: String,
    /// Its common name (else organization, else serial number).
    pub candidate: String,
}

/// What a PEM block that should be a certificate holds instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrongContent {
    /// A private key (or DH parameters, or PKCS#7).
    PrivateKey,
    /// An encrypted private key or a public key.
    OtherKey,
    /// A certificate signing request.
    SigningRequest,
    /// A revocation list.
    Crl,
    /// Nothing that is a certificate at all.
    Junk,
    /// A certificate with something behind it.
    TrailingData,
}

/// A folder below an MSP directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Folder {
    /// `cacerts`.
    CaCerts,
    /// `signcerts`.
    SignCerts,
    /// `admincerts`.
    AdminCerts,
    /// `intermediatecerts`.
    IntermediateCerts,
    /// `tlscacerts`.
    TlsCaCerts,
    /// `tlsintermediatecerts`.
    TlsIntermediateCerts,
    /// `crls`.
    Crls,
}

impl Folder {
    /// The folder's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CaCerts => "cacerts",
            Self::SignCerts => "signcerts",
            Self::AdminCerts => "admincerts",
            Self::IntermediateCerts => "intermediatecerts",
            Self::TlsCaCerts => "tlscacerts",
            Self::TlsIntermediateCerts => "tlsintermediatecerts",
            Self::Crls => "crls",
        }
    }
}

/// What is wrong with a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FolderFault {
    /// Missing, or it cannot be read.
    Unreadable,
    /// Nothing usable in it.
    Empty,
}

/// An organizational unit as Fabric prints it: `peer(0F0A03FBF5F0383D)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ou {
    /// The OU's text.
    pub name: String,
    /// Upper-case hex of the first 8 bytes of the certifiers identifier.
    pub certifier: Option<String>,
}

/// What fabric-ca finds wrong with a certificate file (`validateCertAndKey`; `lib/tls`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaFileFault {
    /// `Certificate provided has expired`.
    Expired,
    /// `Certificate provided not valid until later date`.
    NotYetValid,
    /// `No usage specified for certificate`.
    NoUsage,
    /// `The 'cert sign' key usage is required`.
    NoCertSign,
    /// `Certificate not configured to be used for CA`.
    NotACa,
    /// `Unsupported key type: …`, `Key size is less than 2048 bits`.
    WeakKey,
    /// `Public key and private key do not match`.
    KeyMismatch,
}

/// A certificate that a node warns about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WarnedCertificate {
    /// `enrollment`.
    Enrollment,
    /// `server TLS`.
    ServerTls,
    /// `client TLS`.
    ClientTls,
}

/// When a certificate that a node speaks of ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunningOut {
    /// `will expire on T`: an info at every start.
    On(Option<Timestamp>),
    /// `expires within D days and H hours`.
    Within {
        /// Days.
        days: u64,
        /// And hours.
        hours: u64,
    },
    /// `will expire within one week`.
    WithinAWeek,
    /// `has expired`.
    Expired,
}

/// The TLS alert that the other side sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alert {
    /// `bad certificate`.
    BadCertificate,
    /// `expired certificate`.
    ExpiredCertificate,
    /// `unknown certificate authority`.
    UnknownCa,
    /// `unknown certificate`.
    UnknownCertificate,
    /// `certificate required`.
    CertificateRequired,
    /// `unsupported certificate`.
    UnsupportedCertificate,
    /// `revoked certificate`.
    RevokedCertificate,
}

/// A TLS failure in the words of Node.js (OpenSSL) or Java.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SdkTlsFault {
    /// `CERT_HAS_EXPIRED`, `certificate has expired`, `CertificateExpiredException`.
    Expired,
    /// `CERT_NOT_YET_VALID`, `certificate is not yet valid`, `CertificateNotYetValidException`.
    NotYetValid,
    /// `unable to get local issuer certificate`, `self signed certificate in certificate chain`,
    /// `PKIX path building failed`.
    UnknownIssuer,
    /// `ERR_TLS_CERT_ALTNAME_INVALID`, `No subject alternative DNS name matching`.
    HostMismatch,
}
