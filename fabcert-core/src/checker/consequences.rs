//! Findings that follow from another one are folded under it: an operator mends the cause, and they go.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use crate::certificate::Fingerprint;
use crate::check::Context;
use crate::facts::{ConfigFault, Facts, WrongFile};
use crate::finding::Finding;
use crate::rule::{Bite, Severity};

/// A finding, by its place in the list.
type Index = usize;

/// What may be the cause of others.
#[derive(Default)]
struct Causes<'f> {
    /// Faults of CA certificates.
    cas: HashMap<Fingerprint, Vec<Index>, RandomState>,
    /// Chains that do not hold, by the certificate at their lower end.
    chains: HashMap<Fingerprint, Index, RandomState>,
    /// MSPs without root CAs.
    rootless: HashMap<&'f Path, Index, RandomState>,
    /// MSPs whose configuration cannot be read.
    unconfigured: HashMap<&'f Path, Index, RandomState>,
    /// Files at fault.
    files: HashMap<&'f Path, Index, RandomState>,
}

/// Takes out what follows from another finding, and counts it there.
pub(super) fn fold(context: &Context<'_>, findings: Vec<Finding>) -> Vec<Finding> {
    let causes = Causes::among(&findings);
    let parents: Vec<Option<Index>> = (0..findings.len())
        .map(|index| causes.of(context, &findings, index))
        .collect();
    let mut gained: HashMap<Index, Vec<Finding>, RandomState> = HashMap::default();
    let mut stay = Vec::new();
    for (index, finding) in findings.into_iter().enumerate() {
        let parent = parents.get(index).copied().flatten();
        match parent.and_then(|parent| root(&parents, parent)) {
            Some(root) if root != index => gained.entry(root).or_default().push(finding),
            _ => stay.push((index, finding)),
        }
    }
    stay.into_iter()
        .map(|(index, mut finding)| {
            for consequence in gained.remove(&index).unwrap_or_default() {
                finding.folded += 1;
                // Those MSPs refuse because of it too.
                finding.msps.extend(consequence.msps);
                finding.bites.extend(consequence.bites);
            }
            super::fold::tidy(&mut finding);
            finding
        })
        .collect()
}

/// The cause behind all causes; `None` where they go in a ring, as cross-signed CAs might.
fn root(parents: &[Option<Index>], start: Index) -> Option<Index> {
    let mut at = start;
    for _ in 0..parents.len().min(64) {
        match parents.get(at).copied().flatten() {
            Some(above) => at = above,
            None => return Some(at),
        }
    }
    None
}

impl<'f> Causes<'f> {
    fn among(findings: &'f [Finding]) -> Self {
        let mut causes = Self::default();
        for (index, finding) in findings.iter().enumerate() {
            let is_refusal =
                finding.severity == Severity::Error && finding.bites.contains(&Bite::Msp);
            if let Some(ca) = finding.certificate.as_ref().filter(|it| it.is_ca()) {
                causes.cas.entry(ca.fingerprint()).or_default().push(index);
            }
            if let Some(certificate) = &finding.certificate
                && is_refusal
                && is_of_the_chain(&finding.facts)
            {
                causes
                    .chains
                    .entry(certificate.fingerprint())
                    .or_insert(index);
            }
            let msps = finding.msps.iter().map(PathBuf::as_path);
            match &finding.facts {
                Facts::IncompleteMsp { folder, .. } if is_refusal && folder == "cacerts" => {
                    causes.rootless.extend(msps.map(|msp| (msp, index)));
                }
                Facts::NodeOuConfig {
                    reason: ConfigFault::Unreadable { .. },
                } if is_refusal => {
                    causes.unconfigured.extend(msps.map(|msp| (msp, index)));
                }
                Facts::UnreadableByGo { .. }
                | Facts::MalformedBlock { .. }
                | Facts::CrlUnusable { .. } => causes.mark_files(finding, index),
                Facts::WrongFile { .. } if is_refusal => causes.mark_files(finding, index),
                _ => {}
            }
        }
        causes
    }

    /// Of several findings about a file the worst is the cause.
    fn mark_files(&mut self, finding: &'f Finding, index: Index) {
        for place in &finding.places {
            let first = self.files.entry(&place.path).or_insert(index);
            if finding.severity == Severity::Error {
                *first = index;
            }
        }
    }

    /// What a finding follows from.
    fn of(&self, context: &Context<'_>, findings: &[Finding], index: Index) -> Option<Index> {
        let finding = findings.get(index)?;
        let by_msp = |table: &HashMap<&Path, Index, RandomState>| {
            let (first, rest) = finding.msps.split_first()?;
            let cause = *table.get(first.as_path())?;
            let all = rest.iter().all(|msp| table.contains_key(msp.as_path()));
            all.then_some(cause)
        };
        let cause = match &finding.facts {
            Facts::NoAdmin {} => by_msp(&self.unconfigured),
            // An identity without a chain has no OUs (`GetOrganizationalUnits`).
            Facts::AdminWithoutRole { has_role: true, .. } => {
                let certificate = finding.certificate.as_ref()?;
                self.chains.get(&certificate.fingerprint()).copied()
            }
            Facts::MalformedBlock { .. }
            | Facts::WrongFile {
                content: WrongFile::NotPem,
            } => {
                let place = finding.places.first()?;
                self.files.get(place.path.as_path()).copied()
            }
            Facts::UnknownIssuer { .. } | Facts::MissingIntermediate { .. } => {
                by_msp(&self.rootless).or_else(|| self.of_ca(context, findings, finding))
            }
            _ => self.of_ca(context, findings, finding),
        };
        cause.filter(|cause| {
            *cause != index
                && findings
                    .get(*cause)
                    .is_some_and(|it| it.severity >= finding.severity)
        })
    }

    /// The fault of a CA above that is the fault of this certificate too: of several, that of the one
    /// farthest above.
    fn of_ca(&self, context: &Context<'_>, all: &[Finding], finding: &Finding) -> Option<Index> {
        let id = context.id(finding.certificate.as_ref()?)?;
        context
            .ancestors(id)
            .into_iter()
            .filter_map(|above| self.cas.get(&context.certificate(above).fingerprint()))
            .flatten()
            .copied()
            .rfind(|cause| all.get(*cause).is_some_and(|it| follows(finding, it)))
    }
}

/// Whether a finding about a certificate has its cause in one about a CA above it.
fn follows(finding: &Finding, cause: &Finding) -> bool {
    if let (
        Facts::Expired { .. } | Facts::ExpiresSoon { .. },
        Facts::Expired { .. } | Facts::ExpiresSoon { .. },
    ) = (&finding.facts, &cause.facts)
    {
        // fabric-ca clips what it issues to its own end: whoever renews the leaf alone gains nothing.
        let end = |finding: &Finding| finding.certificate.as_ref().map(|it| it.not_after());
        return end(finding) == end(cause);
    }
    let is_known_there = finding.msps.iter().all(|msp| cause.msps.contains(msp));
    let is_refusal = cause.severity == Severity::Error && cause.bites.contains(&Bite::Msp);
    if !is_refusal || !is_known_there {
        return false;
    }
    match &cause.facts {
        Facts::BeforeIssuer { .. }
        | Facts::AfterIssuerExpiry { .. }
        | Facts::IssuerRegenerated { .. }
        | Facts::MissingIntermediate { .. } => {
            is_of_the_chain(&finding.facts)
                && finding.issuer.is_some()
                && finding.issuer == cause.issuer
        }
        Facts::UnknownIssuer { issuer, .. } => {
            matches!(&finding.facts, Facts::UnknownIssuer { issuer: own, .. } if own == issuer)
        }
        Facts::TooManyCas { .. } => matches!(finding.facts, Facts::TooManyCas { .. }),
        Facts::AmbiguousChain { .. } => matches!(finding.facts, Facts::AmbiguousChain { .. }),
        Facts::UnfitCa { .. }
        | Facts::NotARoot { .. }
        | Facts::BadSignature {}
        | Facts::IncompatibleEku { .. }
        | Facts::WeakSignature { .. }
        | Facts::UnreadableByGo { .. } => {
            !finding.msps.is_empty() && is_of_the_chain(&finding.facts)
        }
        _ => false,
    }
}

/// Whether a finding is about the chain that a certificate has or lacks.
const fn is_of_the_chain(facts: &Facts) -> bool {
    matches!(
        facts,
        Facts::BeforeIssuer { .. }
            | Facts::AfterIssuerExpiry { .. }
            | Facts::IssuerRegenerated { .. }
            | Facts::MissingIntermediate { .. }
            | Facts::UnknownIssuer { .. }
            | Facts::UnfitCa { .. }
            | Facts::NotARoot { .. }
            | Facts::BadSignature {}
            | Facts::IncompatibleEku { .. }
            | Facts::WeakSignature { .. }
    )
}
