//! What is known already: findings of an earlier run, so that a gate can ask for no new ones.
//!
//! A finding is known by its rule, its certificate and the certificate's role, or, where it is about
//! no certificate, by its rule and path. So it stays known when a certificate moves, a file gains a
//! line, or the whole tree lies elsewhere; it is new when the certificate takes on another role.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::certificate::Fingerprint;
use crate::finding::Finding;
use crate::report::Report;

/// The schema's name; a change that breaks older files gets another number.
const SCHEMA: &str = "fabcert.baseline/1";

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
enum Subject {
    Certificate {
        /// SHA-256 of its DER.
        certificate: String,
        /// One of its roles; a certificate with several has an entry for each.
        role: String,
    },
    Path {
        /// Below the folder that was checked, with `/`.
        path: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    rule: String,
    #[serde(flatten)]
    subject: Subject,
}

/// The file: one entry a line when printed, so that it can be reviewed and merged.
#[derive(Debug, Serialize, Deserialize)]
struct Document {
    schema: String,
    findings: Vec<Entry>,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// No JSON of this form.
    #[error("no baseline: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Made by another version.
    #[error("its schema is {0:?}, not {SCHEMA:?}: make it again with `fabcert baseline`")]
    OtherSchema(String),
}

/// Findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeSet<Entry>,
}

impl Baseline {
    /// Every finding of this report, which was made over `roots`; those about exceptions do not belong
    /// to the tree and are left out.
    #[must_use]
    pub fn of(report: &Report, roots: &[PathBuf]) -> Self {
        let namer = Namer::new(report, roots);
        let about_tree = |finding: &&Finding| finding.facts.ignore().is_none();
        Self {
            known: report
                .findings
                .iter()
                .filter(about_tree)
                .flat_map(|finding| namer.entries(finding))
                .collect(),
        }
    }

    /// Reads what [`Self::to_json`] wrote.
    ///
    /// # Errors
    /// Where the text is no baseline.
    pub fn from_json(text: &str) -> Result<Self, BaselineError> {
        let document: Document = serde_json::from_str(text)?;
        if document.schema != SCHEMA {
            return Err(BaselineError::OtherSchema(document.schema));
        }
        Ok(Self {
            known: document.findings.into_iter().collect(),
        })
    }

    /// The file's text: sorted, one entry a line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let entries: Vec<String> = self
            .known
            .iter()
            .filter_map(|entry| serde_json::to_string(entry).ok())
            .map(|entry| format!("\n    {entry}"))
            .collect();
        let end = if entries.is_empty() { "" } else { "\n  " };
        format!(
            "{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [{}{end}]\n}}\n",
            entries.join(",")
        )
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Takes what is known out of a report that was made over `roots`, and counts it.
    pub fn hide(&self, report: &mut Report, roots: &[PathBuf]) {
        let namer = Namer::new(report, roots);
        let is_new = |finding: &Finding| {
            finding.facts.ignore().is_some()
                || !namer
                    .entries(finding)
                    .iter()
                    .all(|entry| self.known.contains(entry))
        };
        let before = report.findings.len();
        let fresh: Vec<bool> = report.findings.iter().map(is_new).collect();
        let mut fresh = fresh.into_iter();
        report.findings.retain(|_| fresh.next().unwrap_or(true));
        report.summary.baselined += before - report.findings.len();
        report.recount();
    }
}

/// Names findings, with what it needs to know of the whole report.
struct Namer {
    roles: BTreeMap<Fingerprint, Vec<&'static str>>,
    base: PathBuf,
}

impl Namer {
    fn new(report: &Report, roots: &[PathBuf]) -> Self {
        Self {
            roles: report
                .certificates
                .iter()
                .map(|entry| (entry.certificate.fingerprint(), entry.roles.clone()))
                .collect(),
            base: common_folder(roots),
        }
    }

    /// An entry for each role of its certificate, or for each of its paths: never none.
    fn entries(&self, finding: &Finding) -> BTreeSet<Entry> {
        let subjects: Vec<Subject> = match &finding.certificate {
            Some(certificate) => {
                let fingerprint = certificate.fingerprint();
                let roles = self.roles.get(&fingerprint).map_or(&[][..], Vec::as_slice);
                let roles = if roles.is_empty() { &["none"] } else { roles };
                roles
                    .iter()
                    .map(|role| Subject::Certificate {
                        certificate: fingerprint.to_string(),
                        role: (*role).to_owned(),
                    })
                    .collect()
            }
            None => {
                let mut paths: Vec<&Path> = finding.places.iter().map(|it| &*it.path).collect();
                if paths.is_empty() {
                    paths.push(&self.base);
                }
                paths
                    .into_iter()
                    .map(|path| Subject::Path {
                        path: self.relative(path),
                    })
                    .collect()
            }
        };
        subjects
            .into_iter()
            .map(|subject| Entry {
                rule: finding.rule.id.to_owned(),
                subject,
            })
            .collect()
    }

    /// The path below the folder that was checked, with `/`; `.` is that folder.
    fn relative(&self, path: &Path) -> String {
        let path = plain(path);
        let below = path.strip_prefix(&self.base).unwrap_or(&path);
        let parts: Vec<_> = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        match parts[..] {
            [] => ".".to_owned(),
            _ => parts.join("/"),
        }
    }
}

/// The path without `.` components.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| !matches!(part, Component::CurDir))
        .collect()
}

/// The deepest folder that all roots lie in; one root is that folder itself.
fn common_folder(roots: &[PathBuf]) -> PathBuf {
    let mut roots = roots.iter().map(|root| plain(root));
    let first = roots.next().unwrap_or_default();
    roots.fold(first, |common, root| {
        common
            .components()
            .zip(root.components())
            .take_while(|(a, b)| a == b)
            .map(|(part, _)| part)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Checker;
    use crate::clock::Clock;
    use crate::source::Snapshot;

    fn paths(roots: &[&str]) -> Vec<PathBuf> {
        roots.iter().map(PathBuf::from).collect()
    }

    /// A broken MSP at this folder: findings with paths and no certificate.
    fn broken(folder: &str) -> Report {
        let mut files = Snapshot::builder();
        files.add_file(format!("{folder}/msp/cacerts/ca.pem"), "no certificate");
        let report =
            Checker::new(Clock::Fixed(time::OffsetDateTime::UNIX_EPOCH)).check(files.finish());
        assert!(!report.findings.is_empty());
        report
    }

    fn left(baseline: &Baseline, mut report: Report, root: &str) -> (usize, usize) {
        baseline.hide(&mut report, &paths(&[root]));
        let summary = report.summary;
        assert_eq!(
            summary.errors + summary.warnings + summary.infos,
            report.findings.len()
        );
        (report.findings.len(), summary.baselined)
    }

    #[test]
    fn hides_what_it_lists_wherever_the_tree_lies() {
        let report = broken("old/org1");
        let all = report.findings.len();
        let baseline = Baseline::of(&report, &paths(&["old"]));
        assert_eq!(left(&baseline, broken("old/org1"), "./old"), (0, all));
        assert_eq!(
            left(&baseline, broken("new/place/org1"), "new/place"),
            (0, all)
        );
        assert_eq!(left(&baseline, broken("old/org2"), "old"), (all, 0));
        assert_eq!(left(&Baseline::default(), report, "old"), (all, 0));
    }

    #[test]
    fn is_read_back_as_it_was_written() {
        let baseline = Baseline::of(&broken("org1"), &paths(&["org1"]));
        assert_eq!(
            Baseline::from_json(&baseline.to_json()).ok(),
            Some(baseline)
        );
        let empty = Baseline::default();
        assert_eq!(Baseline::from_json(&empty.to_json()).ok(), Some(empty));
        assert!(matches!(
            Baseline::from_json(r#"{"schema":"fabcert.baseline/9","findings":[]}"#),
            Err(BaselineError::OtherSchema(_))
        ));
        assert!(Baseline::from_json("{}").is_err());
    }

    #[test]
    fn several_roots_are_told_apart() {
        assert_eq!(
            common_folder(&paths(&["a/org1", "./a/org2"])),
            Path::new("a")
        );
        assert_eq!(common_folder(&paths(&["a/org1"])), Path::new("a/org1"));
        assert_eq!(common_folder(&paths(&["/x/a", "b"])), Path::new(""));
        assert_eq!(common_folder(&paths(&["."])), Path::new(""));
    }
}
