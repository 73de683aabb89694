//! A text held against a tree: which certificates' instants fit what it says.

use std::collections::BTreeMap;

use super::diagnosis::Diagnosis;
use super::instants::{Edge, OutsideWindow, TriedBy};
use super::reading::Reading;
use crate::finding::Finding;
use crate::report::{CertificateEntry, Report};
use crate::timestamp::Timestamp;

/// A tree that texts are held against, its certificates sorted by their instants.
#[derive(Debug)]
pub struct Suspects<'r> {
    report: &'r Report,
    by_start: BTreeMap<Timestamp, Vec<&'r CertificateEntry>>,
    by_end: BTreeMap<Timestamp, Vec<&'r CertificateEntry>>,
}

/// Certificates that a text can be about.
#[derive(Clone, Debug)]
pub struct Suspect<'r> {
    /// The certificate whose chain was verified.
    pub leaf: Option<&'r CertificateEntry>,
    /// The certificate that was found outside its window, where that is not the leaf itself.
    pub issuer: Option<&'r CertificateEntry>,
    /// What the check found about them: proof and ways out.
    pub finding: Option<&'r Finding>,
}

impl<'r> Suspects<'r> {
    /// The certificates of a tree that was checked.
    #[must_use]
    pub fn of(report: &'r Report) -> Self {
        let mut by_start: BTreeMap<Timestamp, Vec<&CertificateEntry>> = BTreeMap::new();
        let mut by_end: BTreeMap<Timestamp, Vec<&CertificateEntry>> = BTreeMap::new();
        for entry in &report.certificates {
            by_start
                .entry(entry.certificate.not_before())
                .or_default()
                .push(entry);
            by_end
                .entry(entry.certificate.not_after())
                .or_default()
                .push(entry);
        }
        Self {
            report,
            by_start,
            by_end,
        }
    }

    /// What fits a reading, in path order. Instants decide where the text tells some; else what the
    /// check found by the same rule.
    #[must_use]
    pub fn fitting(&self, reading: &Reading) -> Vec<Suspect<'r>> {
        let by_instants = match &reading.diagnosis {
            Diagnosis::OutsideWindow(window) if window.edge.is_some() => {
                return self.outside_window(window);
            }
            Diagnosis::OutsideWindow(window) => window.tried_at.is_some(),
            _ => false,
        };
        if by_instants {
            return Vec::new();
        }
        let Some(rule) = reading.rule else {
            return Vec::new();
        };
        let findings = self.report.findings.iter();
        findings
            .filter(|finding| finding.rule.id == rule)
            .map(|finding| Suspect {
                leaf: finding.certificate.as_ref().and_then(|it| self.entry(it)),
                issuer: finding.issuer.as_ref().and_then(|it| self.entry(it)),
                finding: Some(finding),
            })
            .collect()
    }

    fn outside_window(&self, window: &OutsideWindow) -> Vec<Suspect<'r>> {
        let (outside, at): (&[&CertificateEntry], _) = match window.edge {
            Some(Edge::Before(start)) => (self.starting(start), start),
            Some(Edge::After(end)) => (self.ending(end), end),
            None => return Vec::new(),
        };
        let by_clock = matches!(
            window.tried_by,
            TriedBy::WallClock | TriedBy::ShiftedClock { .. }
        );
        // Where the text does not tell the clock, the MSP's reading is tried first.
        let leaf_start = match window.tried_by {
            TriedBy::Unknown => window.tried_at.map(|tried_at| tried_at.plus(-1)),
            _ => window.leaf_not_before(),
        };
        let leaves = leaf_start.map_or(&[][..], |start| self.starting(start));
        let mut found = Vec::new();
        for &leaf in leaves {
            for &issuer in outside {
                let is_issuer =
                    leaf.certificate.issuer().raw() == issuer.certificate.subject().raw();
                if is_issuer && leaf.certificate != issuer.certificate {
                    found.push(self.pair(leaf, Some(issuer)));
                }
            }
            if leaf.certificate.not_after() == at {
                found.push(self.pair(leaf, None));
            }
        }
        // The one above the issuer may be the one outside: then the two are no pair by name.
        if found.is_empty() && !by_clock {
            for &leaf in leaves {
                found.extend(outside.iter().map(|issuer| self.pair(leaf, Some(*issuer))));
            }
        }
        if found.is_empty() {
            found.extend(outside.iter().map(|certificate| self.alone(certificate)));
        }
        found
    }

    fn starting(&self, at: Timestamp) -> &[&'r CertificateEntry] {
        self.by_start.get(&at).map_or(&[], Vec::as_slice)
    }

    fn ending(&self, at: Timestamp) -> &[&'r CertificateEntry] {
        self.by_end.get(&at).map_or(&[], Vec::as_slice)
    }

    fn entry(&self, certificate: &crate::certificate::Certificate) -> Option<&'r CertificateEntry> {
        self.starting(certificate.not_before())
            .iter()
            .copied()
            .find(|entry| *entry.certificate == *certificate)
    }

    fn pair(
        &self,
        leaf: &'r CertificateEntry,
        issuer: Option<&'r CertificateEntry>,
    ) -> Suspect<'r> {
        let finding = self.report.findings.iter().find(|finding| {
            finding.certificate.as_ref() == Some(&leaf.certificate)
                && (finding.issuer.as_ref() == issuer.map(|it| &it.certificate))
        });
        Suspect {
            leaf: Some(leaf),
            issuer,
            finding,
        }
    }

    /// A certificate that was found outside its own window, whatever was verified with it.
    fn alone(&self, certificate: &'r CertificateEntry) -> Suspect<'r> {
        let about =
            |finding: &&Finding| finding.certificate.as_ref() == Some(&certificate.certificate);
        Suspect {
            leaf: None,
            issuer: Some(certificate),
            finding: self.report.findings.iter().find(about),
        }
    }
}
