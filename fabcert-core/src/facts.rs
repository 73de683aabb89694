//! What a rule found, as typed data: one variant for each kind of finding.

use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use crate::backdate::Conflict;
use crate::layout::Purpose;
use crate::timestamp::Timestamp;

fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

fn lossy_list<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| path.to_string_lossy()))
}

/// Where a date rule was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// An MSP that holds the issuer: Fabric refuses there.
    Msp,
    /// An issuer's certificate that lies elsewhere in the tree, in another renewal state: the
    /// roll-out of that certificate would refuse.
    RollOut,
    /// TLS, which looks at the wall clock and not at the leaf's NotBefore.
    Tls,
}

/// What a rule found. Instants are RFC 3339 in JSON, lengths of time are seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Facts {
    /// FC101, FC102: the certificate starts before an issuer of its chain.
    BeforeIssuer {
        /// Where.
        ground: Ground,
        /// The instant at which Fabric verifies its chain.
        verified_at: Timestamp,
        /// Gap, cause, origin, instants of issue.
        conflict: Conflict,
        /// When an enrollment by the same backdating CA is first safe.
        safe_from: Timestamp,
        /// Whether that instant lies behind us.
        safe_now: bool,
    },
    /// FC103: the certificate starts after an issuer's end.
    AfterIssuerExpiry {
        /// Where.
        ground: Ground,
        /// The instant at which Fabric verifies its chain.
        verified_at: Timestamp,
        /// certificate.NotBefore − issuer.NotAfter.
        late_by: i64,
    },
    /// FC104: an enrollment made now by a backdating CA would be refused.
    EnrollmentWindowOpen {
        /// The backdate that was assumed or measured.
        backdate: i64,
        /// Whether there is evidence that this CA backdates.
        backdating_ca_seen: bool,
        /// The first safe instant.
        safe_from: Timestamp,
        /// Seconds from now until then.
        remaining: i64,
    },
    /// FC105: exactly one second older than an issuer.
    OneSecondGrace {},
    /// FC106: ends after its issuer.
    OutlivesIssuer {
        /// certificate.NotAfter − issuer.NotAfter.
        by: i64,
    },
    /// FC107: the window is shorter than the second that Fabric adds.
    InvertedWindow {
        /// NotAfter − NotBefore.
        lifetime: i64,
    },
    /// FC111, FC112, FC113: past its end.
    Expired {
        /// What it is for.
        purpose: Purpose,
        /// Seconds since NotAfter.
        since: i64,
        /// Whether TLS refuses it or what it signed.
        tls: bool,
    },
    /// FC114: will end soon.
    ExpiresSoon {
        /// What it is for.
        purpose: Purpose,
        /// Seconds until NotAfter.
        left: i64,
        /// The threshold, in seconds.
        within: i64,
    },
    /// FC115: not begun yet by the clock.
    NotYetValid {
        /// What it is for.
        purpose: Purpose,
        /// Seconds until NotBefore.
        starts_in: i64,
    },
    /// FC116: most nodes of a role end within a day.
    ExpiryCluster {
        /// The role.
        role: String,
        /// What it is for.
        purpose: Purpose,
        /// How many end within the day.
        count: usize,
        /// Of how many.
        total: usize,
        /// The first end.
        from: Timestamp,
        /// The last end.
        until: Timestamp,
    },
    /// FC201: no CA of the issuer's name.
    UnknownIssuer {
        /// The issuer's name.
        issuer: String,
        /// The CA names that are there.
        present: Vec<String>,
    },
    /// FC202: a CA of that name with another key.
    IssuerRegenerated {
        /// The issuer's name.
        issuer: String,
        /// Where the CA certificate that did sign it lies, if anywhere in the tree.
        #[serde(serialize_with = "lossy_list")]
        signer_found: Vec<PathBuf>,
        /// NotBefore of the CA certificate that is there now.
        regenerated_at: Timestamp,
    },
    /// FC203: the issuer is elsewhere in the tree.
    MissingIntermediate {
        /// The issuer's name.
        issuer: String,
        /// Where it lies.
        #[serde(serialize_with = "lossy_list")]
        found: Vec<PathBuf>,
        /// The folder where it is missing.
        #[serde(serialize_with = "lossy")]
        missing_in: PathBuf,
        /// Whether what is missing is a root.
        root: bool,
    },
    /// FC204: several chains.
    AmbiguousChain {
        /// How many chains Fabric finds.
        chains: usize,
        /// Same key and name (renewed), or cross-signed.
        same_issuer: bool,
    },
    /// FC204: certificates with one name and key in one MSP, before both cover a known leaf.
    TwinCas {
        /// How many.
        certificates: usize,
    },
    /// FC204: more CAs of one name than Go tries before it gives up.
    TooManyCas {
        /// Their name.
        name: String,
        /// How many of that name are in the MSP.
        certificates: usize,
    },
    /// FC205: issued by a CA that has intermediates below it.
    IssuedByInnerCa {
        /// The issuer's name.
        issuer: String,
    },
    /// FC206: no root in cacerts.
    NotARoot {
        /// Its issuer's name.
        issuer: String,
        /// Whether it is no CA at all.
        leaf: bool,
    },
    /// FC207: blocks after the first one.
    BundleTail {
        /// How many certificates Fabric does not see.
        ignored: usize,
        /// Their subjects.
        subjects: Vec<String>,
    },
    /// FC208: a CA that must not sign.
    UnfitCa {
        /// What is wrong with it.
        reason: UnfitCa,
    },
    /// FC209: a CA that does not belong there.
    StrayCa {
        /// What it is.
        stray: StrayCa,
    },
    /// FC210: the signature does not verify.
    BadSignature {},
    /// FC211: on a CRL.
    Revoked {
        /// Serial number, hexadecimal.
        serial: String,
    },
    /// FC212: a CRL that cannot be used.
    CrlUnusable {
        /// What is wrong with it.
        reason: CrlFault,
    },
    /// FC213: past nextUpdate.
    CrlStale {
        /// nextUpdate.
        next_update: Timestamp,
    },
    /// FC214: Go's parser refuses it.
    UnreadableByGo {
        /// Go's words.
        go: String,
    },
    /// FC301: no key for the signcert.
    KeyMissing {
        /// Where it was looked for.
        #[serde(serialize_with = "lossy")]
        keystore: PathBuf,
        /// How many private keys are there.
        keys: usize,
        /// Key files there that Fabric cannot load (encrypted, or behind another block).
        #[serde(serialize_with = "lossy_list")]
        unloadable: Vec<PathBuf>,
        /// Where the right key lies, if anywhere in the tree.
        #[serde(serialize_with = "lossy_list")]
        found: Vec<PathBuf>,
        /// The name under which Fabric looks first.
        expected_name: String,
    },
    /// FC301: a file under the name of the signcert's key holds another key, and Fabric looks no further.
    KeyMisnamed {
        /// The file.
        #[serde(serialize_with = "lossy")]
        key: PathBuf,
    },
    /// An info beside FC301: this tree has no private keys at all.
    KeysElsewhere {
        /// How many MSPs were judged without their key.
        msps: usize,
    },
    /// FC302: a key that Fabric does not take.
    UnsupportedKey {
        /// `RSA`, `Ed25519`, a curve.
        algorithm: String,
        /// Since which MSP version it would do, if ever.
        since: Option<String>,
        /// From which release on it is refused, where this one takes it.
        refused_from: Option<String>,
    },
    /// FC303: a private key that others can read.
    KeyExposed {
        /// Permission bits of the one that is open widest.
        mode: u32,
        /// How many files.
        files: usize,
    },
    /// FC304: an ECDSA signature with a high S.
    HighS {},
    /// FC305: an EKU list without serverAuth or any.
    IncompatibleEku {
        /// The purposes that are listed.
        purposes: Vec<String>,
    },
    /// FC306: SHA-1 and older.
    WeakSignature {
        /// The algorithm.
        algorithm: String,
    },
    /// FC307: one key, several identities.
    SharedKey {
        /// The subjects that share it.
        subjects: Vec<String>,
    },
    /// FC401: config.yaml.
    NodeOuConfig {
        /// What is wrong with it.
        reason: ConfigFault,
    },
    /// FC402: no role OU, or several.
    NodeOuRole {
        /// The certificate's OUs.
        units: Vec<String>,
        /// The role OUs that it has.
        roles: Vec<String>,
        /// The role OUs that config.yaml names.
        configured: Vec<String>,
    },
    /// FC403: the role's entry names another CA.
    NodeOuCertifier {
        /// The role OU.
        unit: String,
        /// The issuer of the identity.
        issuer: String,
    },
    /// FC404: no administrators.
    NoAdmin {},
    /// FC405: an admin certificate without the role.
    AdminWithoutRole {
        /// The certificate's OUs.
        units: Vec<String>,
        /// One of them names the role, and yet Fabric does not count it: there is no valid chain, or
        /// the role is bound to another CA.
        has_role: bool,
    },
    /// FC406: a CA used as an identity.
    CaAsIdentity {},
    /// FC407: a file in the wrong place.
    WrongFile {
        /// What it is.
        content: WrongFile,
    },
    /// FC408: several signcerts.
    SeveralSigncerts {
        /// The file that Fabric takes.
        #[serde(serialize_with = "lossy")]
        taken: PathBuf,
        /// The others.
        #[serde(serialize_with = "lossy_list")]
        ignored: Vec<PathBuf>,
    },
    /// FC409: a folder is missing or empty.
    IncompleteMsp {
        /// The folder's name.
        folder: String,
        /// Missing, or there and empty.
        missing: bool,
    },
    /// FC501: the TLS leaf is under the wrong CA.
    TlsCaMixup {
        /// The leaf's issuer's name.
        issuer: String,
        /// It chains to the enrollment CA.
        under_enrollment_ca: bool,
    },
    /// FC502: no tlscacerts.
    MissingTlsCacerts {},
    /// FC503: no SAN.
    NoSan {},
    /// FC504: a host name that is not in the SANs.
    SanMismatch {
        /// The names that were expected.
        expected: Vec<String>,
        /// The names that are there.
        present: Vec<String>,
    },
    /// FC505: certificate and key do not match.
    TlsKeyMismatch {
        /// The key file.
        #[serde(serialize_with = "lossy")]
        key: PathBuf,
    },
    /// FC901: a file or folder that could not be read.
    UnreadableFile {
        /// Why.
        reason: String,
    },
    /// FC902: a block that could not be read.
    MalformedBlock {
        /// The block's label.
        label: String,
        /// Why.
        reason: String,
    },
    /// FC903: an ignore past its date.
    IgnoreExpired {
        /// What it ignores.
        ignore: String,
        /// When it ended.
        expired: Timestamp,
    },
    /// FC904: an ignore that matched nothing.
    IgnoreUnused {
        /// What it ignores.
        ignore: String,
    },
    /// FC999: Fabric refuses and no rule claims it.
    Rejected {},
    /// An embedder's own rule.
    Custom {
        /// The title.
        title: String,
        /// Anything that the rule wants to say.
        data: serde_json::Value,
    },
}

/// Why a CA must not sign (FC208).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnfitCa {
    /// No CA flag.
    NotACa,
    /// No subject key identifier.
    NoSubjectKeyId,
    /// Key usage without certSign.
    NoCertSign,
    /// Too many CAs below it for its path length.
    PathLength,
    /// A critical extension that Go does not handle.
    CriticalExtension,
    /// Its name constraints forbid the child.
    NameConstraints,
}

/// A CA that does not belong where it lies (FC209).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrayCa {
    /// A TLS CA among the enrollment CAs.
    TlsCa,
    /// Another organisation's CA.
    OtherOrganisation(String),
}

/// Why a CRL cannot be used (FC212).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CrlFault {
    /// Fabric cannot parse it.
    Unparsable,
    /// It has no authority key identifier.
    NoAuthorityKeyId,
    /// No CA of the MSP signed it.
    NotSignedByCa,
}

/// What is wrong with a config.yaml (FC401).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum ConfigFault {
    /// Fabric cannot read it.
    Unreadable {
        /// Why, as far as it can be told.
        reason: String,
    },
    /// A key that Fabric does not know, and the one that was probably meant.
    UnknownKey {
        /// The key.
        key: String,
        /// The probable one.
        suggestion: Option<String>,
    },
    /// A Certificate that is not there.
    CertificateMissing {
        /// The path as written.
        certificate: String,
    },
    /// A Certificate that is no CA of this MSP.
    CertificateNotInMsp {
        /// The path as written.
        certificate: String,
    },
    /// A role that this MSP version needs is not set.
    RoleMissing {
        /// The role.
        role: String,
    },
    /// NodeOUs are switched off.
    Disabled,
}

/// A file where it does not belong (FC407).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrongFile {
    /// A private key among certificates.
    PrivateKey,
    /// A file without PEM, which Fabric skips.
    NotPem,
    /// A certificate in DER, which Fabric skips.
    Der,
    /// A PEM block of another kind.
    OtherPem(String),
}

impl Facts {
    /// issuer.NotBefore − certificate.NotBefore, where a certificate is held against an issuer by
    /// its start.
    #[must_use]
    pub const fn gap(&self) -> Option<i64> {
        match self {
            Self::BeforeIssuer { conflict, .. } => Some(conflict.gap),
            Self::OneSecondGrace {} => Some(1),
            _ => None,
        }
    }

    /// The ignore that the finding is about, if it is about one and not about the tree.
    #[must_use]
    pub fn ignore(&self) -> Option<&str> {
        match self {
            Self::IgnoreExpired { ignore, .. } | Self::IgnoreUnused { ignore } => Some(ignore),
            _ => None,
        }
    }
}
