//! What a check found: sorted, counted, ready to be rendered or serialised.

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use time::OffsetDateTime;

use crate::certificate::Certificate;
use crate::fabric::{Mode, MspVersion, NodeRole, Stage};
use crate::finding::{Finding, Location};
use crate::layout::Purpose;
use crate::rule::Severity;

/// What was taken for granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumed {
    /// The Fabric release.
    pub fabric: String,
    /// MSP version of local MSPs.
    pub local_msp_version: String,
    /// MSP version of verifying MSPs.
    pub verifying_msp_version: String,
    /// Whether private keys were looked for in keystores.
    pub keys_here: bool,
}

/// How much of everything there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are infos.
    pub infos: usize,
    /// MSPs that were judged.
    pub msps: usize,
    /// Distinct certificates.
    pub certificates: usize,
    /// Files that were read.
    pub files: usize,
    /// Findings that exceptions hid.
    pub ignored: usize,
    /// Findings that a baseline hid.
    pub baselined: usize,
}

/// An identity that was put to an MSP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentityVerdict {
    /// Where it lies.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// Whether Fabric accepts it; `None` where that cannot be known.
    pub accepted: Option<bool>,
    /// Fabric's text where it does not.
    pub error: Option<String>,
    /// The roles that Fabric resolves.
    #[serde(serialize_with = "names")]
    pub roles: Vec<NodeRole>,
}

/// An MSP folder that was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MspVerdict {
    /// The folder.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// The MSP ID, where it is known.
    pub id: Option<String>,
    /// How it was loaded (`local` or `verifying`).
    #[serde(serialize_with = "shown")]
    pub mode: Mode,
    /// The MSP version that was assumed.
    #[serde(serialize_with = "shown")]
    pub version: MspVersion,
    /// Where Fabric stops (`load`, `setup`, `ok`, or `undecided`).
    #[serde(serialize_with = "stage")]
    pub stage: Stage,
    /// Fabric's text, or why it is undecided.
    pub error: Option<String>,
    /// The identities that were put to it.
    pub identities: Vec<IdentityVerdict>,
}

fn lossy<S: serde::Serializer>(path: &std::path::Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

fn shown<T: Display, S: serde::Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn stage<S: serde::Serializer>(stage: &Stage, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(stage.as_str())
}

fn names<S: serde::Serializer>(roles: &[NodeRole], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(roles.iter().map(|role| role.as_str().to_ascii_lowercase()))
}

/// A distinct certificate and where it was found.
#[derive(Clone, Debug)]
pub struct CertificateEntry {
    /// The certificate.
    pub certificate: Arc<Certificate>,
    /// What it is for.
    pub purpose: Purpose,
    /// The organisation that it belongs to.
    pub organisation: Option<String>,
    /// The node, user or CA that it belongs to.
    pub owner: Option<String>,
    /// The roles that its places give it, such as `signcert` or `cacert`, sorted.
    pub roles: Vec<&'static str>,
    /// Every place where it was found.
    pub places: Vec<Location>,
}

/// A node, user or CA, for the summary by organisation.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The organisation.
    pub organisation: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is: `peer`, `orderer`, `user`, `admin`, `ca`, `organisation`, `msp`.
    pub kind: &'static str,
    /// Its identity or CA certificate.
    pub identity: Option<Arc<Certificate>>,
    /// Its TLS certificate.
    pub tls: Option<Arc<Certificate>>,
    /// Whether its MSP loads and accepts its identity; `None` where nothing was judged or known.
    pub accepted: Option<bool>,
}

/// A path that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedPath {
    /// The path.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

/// Everything that a check found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The instant that was taken for now.
    pub checked_at: OffsetDateTime,
    /// What was taken for granted.
    pub assumed: Assumed,
    /// Counts.
    pub summary: Summary,
    /// Findings: the one to mend first comes first.
    pub findings: Vec<Finding>,
    /// MSPs in path order.
    pub msps: Vec<MspVerdict>,
    /// Distinct certificates in path order; none where the checker was told to leave them out
    /// ([`Checker::without_certificates`](crate::Checker::without_certificates)).
    pub certificates: Vec<CertificateEntry>,
    /// Nodes, users and CAs by organisation and name.
    pub holders: Vec<Holder>,
    /// What was not read, in path order.
    pub skipped: Vec<SkippedPath>,
}

impl Report {
    /// The worst severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Whether there was nothing to check: no certificate, key or CRL, and no fault in reading one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let about_tree = |finding: &Finding| finding.facts.ignore().is_none();
        self.summary.certificates == 0
            && self.msps.is_empty()
            && !self.findings.iter().any(about_tree)
            && self.summary.ignored + self.summary.baselined == 0
    }

    /// Counts the findings again, after some were taken out or changed.
    pub fn recount(&mut self) {
        let count = |severity| {
            self.findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        let (errors, warnings, infos) = (
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Info),
        );
        self.summary = Summary {
            errors,
            warnings,
            infos,
            ..self.summary
        };
    }
}
