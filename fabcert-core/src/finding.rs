//! A finding: typed facts, where they lie, and the ways out. Words are made elsewhere.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use crate::certificate::{Certificate, Fingerprint};
use crate::facts::Facts;
use crate::remedy::Remedy;
use crate::rule::{Bite, RuleInfo, Severity};

/// A place in a file, or a whole file or folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The path as it was named on the command line, and below it.
    pub path: PathBuf,
    /// Which PEM block of the file, counted from 1; `None` for a file or folder as a whole.
    pub block: Option<u32>,
    /// The line where the block begins, counted from 1.
    pub line: Option<u32>,
}

impl Location {
    /// A file or folder as a whole.
    #[must_use]
    pub const fn whole(path: PathBuf) -> Self {
        Self {
            path,
            block: None,
            line: None,
        }
    }
}

/// Lossy text of the path, block and line.
impl Serialize for Location {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut view = serializer.serialize_struct("Location", 3)?;
        view.serialize_field("path", &self.path.to_string_lossy())?;
        view.serialize_field("block", &self.block)?;
        view.serialize_field("line", &self.line)?;
        view.end()
    }
}

/// Something that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// How bad it is.
    pub severity: Severity,
    /// Where it shows, sorted.
    pub bites: Vec<Bite>,
    /// Whose certificate it is, as the folders tell: a node, a user, a CA, an organisation.
    pub owner: Option<String>,
    /// The certificate that it is about.
    pub certificate: Option<Arc<Certificate>>,
    /// The issuer that the certificate was held against.
    pub issuer: Option<Arc<Certificate>>,
    /// Where the certificate (or the file at fault) lies, sorted.
    pub places: Vec<Location>,
    /// Where the issuer lies, sorted.
    pub issuer_places: Arc<[Location]>,
    /// The MSP folders that refuse because of it, sorted.
    pub msps: Vec<PathBuf>,
    /// What was found.
    pub facts: Facts,
    /// Fabric's own text, where Fabric refuses.
    pub fabric_error: Option<String>,
    /// The ways out, cheapest first.
    pub remedies: Vec<Remedy>,
    /// How many findings were folded into this one, because they follow from it.
    pub folded: usize,
    /// What else the same is true of, for the same cause: `facts`, `certificate` and `owner` are those
    /// of the finding that speaks for all; `places` and `msps` are those of all.
    pub alike: Vec<Alike>,
}

/// One of many certificates or files of which a finding is true.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The certificate, where it is about one.
    pub certificate: Option<Arc<Certificate>>,
    /// Whose it is.
    pub owner: Option<String>,
    /// What was found.
    pub facts: Facts,
    /// The key that it would have as a finding of its own.
    pub(crate) key: String,
}

impl Finding {
    /// A finding of this rule with its usual severity and nothing else known yet.
    #[must_use]
    pub fn new(rule: &'static RuleInfo, facts: Facts) -> Self {
        Self {
            rule,
            severity: rule.severity,
            bites: Vec::new(),
            owner: None,
            certificate: None,
            issuer: None,
            places: Vec::new(),
            issuer_places: Arc::from([]),
            msps: Vec::new(),
            facts,
            fabric_error: None,
            remedies: Vec::new(),
            folded: 0,
            alike: Vec::new(),
        }
    }

    /// The same with this severity.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same, showing in these places.
    #[must_use]
    pub fn bites(mut self, bites: &[Bite]) -> Self {
        self.bites.extend_from_slice(bites);
        self.bites.sort_unstable();
        self.bites.dedup();
        self
    }

    /// The same with this way out after those that it has.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    /// What names this finding from one run to the next, whatever else changes in the tree: rule,
    /// certificate and, where there is no certificate, the path.
    #[must_use]
    pub fn key(&self) -> String {
        let own = self.own_key();
        if self.alike.is_empty() {
            return own;
        }
        // One more, or one less, is another finding.
        let mut keys: Vec<&str> = self.alike.iter().map(|it| it.key.as_str()).collect();
        keys.push(&own);
        keys.sort_unstable();
        let all = Fingerprint::of(keys.join("\n").as_bytes());
        format!("{}:{all}", self.rule.id)
    }

    /// The smallest and the largest gap, where certificates are held against an issuer by their start.
    #[must_use]
    pub fn gaps(&self) -> Option<(i64, i64)> {
        let own = self.facts.gap()?;
        let others = self.alike.iter().filter_map(|it| it.facts.gap());
        Some(others.fold((own, own), |(least, most), gap| {
            (least.min(gap), most.max(gap))
        }))
    }

    fn own_key(&self) -> String {
        let subject = match (&self.certificate, self.places.first()) {
            // One fabcert.toml holds many ignores.
            _ if let Some(ignore) = self.facts.ignore() => ignore.to_owned(),
            (Some(certificate), _) => certificate.fingerprint().to_string(),
            (None, Some(place)) => place.path.to_string_lossy().replace('\\', "/"),
            (None, None) => String::new(),
        };
        match &self.issuer {
            Some(issuer) => format!("{}:{subject}:{}", self.rule.id, issuer.fingerprint()),
            None => format!("{}:{subject}", self.rule.id),
        }
    }
}
