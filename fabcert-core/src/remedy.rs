//! Ways out of a finding, typed; `words` turns them into sentences and commands.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::timestamp::Timestamp;

fn lossy<S: Serializer>(path: &std::path::Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

fn lossy_option<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
    match path {
        Some(path) => lossy(path, serializer),
        None => serializer.serialize_none(),
    }
}

fn all_lossy<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| path.to_string_lossy()))
}

/// One way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Remedy {
    /// Wait until an instant; the fault goes by itself.
    Wait {
        /// The instant.
        until: Timestamp,
    },
    /// Enroll the identity again.
    EnrollAgain {
        /// Who.
        who: String,
        /// The first instant at which that is safe; `None`: at any time.
        safe_from: Option<Timestamp>,
        /// Whether that instant lies behind us.
        safe_now: bool,
    },
    /// Reissue the CA certificate with the same key and another window.
    ReissueCa {
        /// The CA certificate.
        #[serde(serialize_with = "lossy")]
        ca: PathBuf,
        /// Its key (for an intermediate: its parent's), where it lies in the tree.
        #[serde(serialize_with = "lossy_option")]
        key: Option<PathBuf>,
        /// For an intermediate: its parent's certificate.
        #[serde(serialize_with = "lossy_option")]
        parent: Option<PathBuf>,
        /// The tree whose copies are to be replaced.
        #[serde(serialize_with = "lossy")]
        tree: PathBuf,
        /// The NotBefore that it will get.
        not_before: Timestamp,
        /// Move the end too (`+10y`).
        renew: bool,
    },
    /// Run fabric-ca 1.5 or later, which starts a leaf with its CA.
    UpgradeFabricCa,
    /// Renew a certificate with the same key.
    Reenroll {
        /// Who.
        who: String,
        /// Its TLS certificate, not its identity.
        tls: bool,
    },
    /// Copy a file.
    Copy {
        /// From here.
        #[serde(serialize_with = "lossy")]
        from: PathBuf,
        /// To here.
        #[serde(serialize_with = "lossy")]
        to: PathBuf,
    },
    /// Move a file.
    Move {
        /// From here.
        #[serde(serialize_with = "lossy")]
        from: PathBuf,
        /// To here.
        #[serde(serialize_with = "lossy")]
        to: PathBuf,
    },
    /// Remove a file.
    Remove {
        /// The file.
        #[serde(serialize_with = "lossy")]
        path: PathBuf,
    },
    /// Give every block of a file a file of its own.
    SplitBundle {
        /// The file.
        #[serde(serialize_with = "lossy")]
        path: PathBuf,
    },
    /// Write a DER certificate as PEM.
    ConvertToPem {
        /// The file.
        #[serde(serialize_with = "lossy")]
        path: PathBuf,
    },
    /// Take permissions away.
    Chmod {
        /// The files.
        #[serde(serialize_with = "all_lossy")]
        paths: Vec<PathBuf>,
    },
    /// Set the clock right, or wait.
    CheckClock,
    /// Anything else, as advice that the rule's page spells out.
    Advice {
        /// What to do.
        advice: Advice,
    },
}

/// Advice that needs no data beyond the finding's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Advice {
    /// Put the CA certificate that signed it back.
    RestoreOldCa,
    /// Make the tree again as a whole.
    RegenerateTree,
    /// Keep only one of the certificates with one key and name.
    KeepOneCa,
    /// Keep only the CAs that signed something.
    RemoveIdleCas,
    /// Enroll under an intermediate, or take the intermediates out.
    EnrollUnderIntermediate,
    /// Put the root in cacerts and the intermediate in intermediatecerts.
    SeparateRootAndIntermediate,
    /// Have the CA certificate made again with the missing extension.
    RemakeCa,
    /// Download or copy the file again.
    RestoreFile,
    /// Take the certificate off the CRL, or enroll again.
    EnrollAfterRevocation,
    /// Have the CA write the CRL again.
    RegenerateCrl,
    /// Restore the key from its backup, or enroll again.
    RestoreKey,
    /// Enroll with an ECDSA P-256 key.
    EnrollWithEcdsa,
    /// Ask for a certificate without an EKU, or with serverAuth.
    RemoveEku,
    /// Have it signed with SHA-256.
    SignWithSha256,
    /// Give every identity its own key.
    SeparateKeys,
    /// Correct config.yaml.
    CorrectConfig,
    /// Register the identity with exactly one type, and enroll again.
    RegisterWithType,
    /// Take the Certificate out of the NodeOU entry, or name the issuer's.
    CorrectCertifier,
    /// Switch NodeOUs on with an AdminOU, or fill admincerts.
    DeclareAdmin,
    /// Take the certificate from the right CA.
    EnrollWithTlsCa,
    /// Enroll with `--csr.hosts`.
    EnrollWithHosts,
    /// Use the key that was made with the certificate.
    MatchKey,
    /// Renew the nodes on different days.
    SpreadRenewals,
    /// Correct or remove the entry in fabcert.toml.
    CorrectIgnore,
    /// Give read permission, raise `--max-file-size`, or exclude the file.
    MakeReadable,
    /// Read the rule's page and Fabric's own text.
    ReadPage,
}
