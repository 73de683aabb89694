//! The check: a snapshot judged, every rule run over it, one report.

mod alike;
mod assemble;
mod consequences;
mod fold;
mod question;

#[cfg(feature = "fs")]
use std::path::PathBuf;

use crate::check::{Context, Judgement, Memory, Refused, Rule, Settings, Sink, judge};
use crate::clock::Clock;
use crate::fabric::Mode;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::inventory::Inventory;
use crate::issuance::Issuance;
use crate::layout::{Layout, Standing};
use crate::parallel;
use crate::progress::{Phase, Progress, Silent};
use crate::report::Report;
use crate::rule::{Bite, Severity};
use crate::rules::{EXCEPTIONS, RULES};
use crate::signature::Signatures;
use crate::source::Snapshot;
use crate::store::Store;
use crate::timestamp::Timestamp;

pub use question::Reason;

pub(crate) use question::MspQuestion;

/// Checks trees and material in memory.
///
/// ```
/// use fabcert_core::{Checker, Clock, source::Snapshot};
///
/// let mut files = Snapshot::builder();
/// files.add_file("msp/cacerts/ca.pem", "no certificate at all");
/// let report = Checker::new(Clock::System).check(files.finish());
/// assert_eq!(report.msps.len(), 1);
/// assert_ne!(report.msps[0].stage, fabcert_core::fabric::Stage::Ok);
/// ```
#[derive(Clone, Debug)]
pub struct Checker {
    clock: Clock,
    settings: Settings,
    rules: Vec<Rule>,
    with_certificates: bool,
}

impl Checker {
    /// A checker with this clock, the usual settings and every rule of the catalogue.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            settings: Settings::default(),
            rules: RULES.to_vec(),
            with_certificates: true,
        }
    }

    /// The same with these settings.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The same with one more rule. It explains refusals only if no rule of the catalogue does.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        // The last rule of the catalogue claims every refusal.
        let before_last = self.rules.len().saturating_sub(1);
        self.rules.insert(before_last, rule);
        self
    }

    /// The same, with [`Report::certificates`] left empty: for those who want the findings of a large
    /// tree and not every path in it.
    #[must_use]
    pub fn without_certificates(mut self) -> Self {
        self.with_certificates = false;
        self
    }

    /// Reads these paths and checks what they hold.
    ///
    /// # Errors
    /// [`crate::source::ReadError`] where a path that is named here does not exist or cannot be read.
    #[cfg(feature = "fs")]
    pub fn check_paths(&self, paths: &[PathBuf]) -> Result<Report, crate::source::ReadError> {
        let snapshot = crate::source::read(paths, &crate::source::Limits::default())?;
        Ok(self.check(snapshot))
    }

    /// Checks what was read. No file is opened and no clock but the checker's is asked.
    #[must_use]
    pub fn check(&self, snapshot: Snapshot) -> Report {
        self.check_with(snapshot, &Silent)
    }

    /// The same, telling `progress` how far it has come.
    #[must_use]
    pub fn check_with(&self, snapshot: Snapshot, progress: &dyn Progress) -> Report {
        self.run(snapshot, progress, |_, report| report)
    }

    /// The same, and every certificate with its issuers and verdict.
    #[must_use]
    pub fn inventory(&self, snapshot: Snapshot) -> (Report, Inventory) {
        self.run(snapshot, &Silent, |context, report| {
            let inventory = Inventory::of(context, &report);
            (report, inventory)
        })
    }

    /// Checks, and hands the report on with what it was made from.
    fn run<T>(
        &self,
        mut snapshot: Snapshot,
        progress: &dyn Progress,
        view: impl FnOnce(&Context<'_>, Report) -> T,
    ) -> T {
        progress.phase(Phase::Parsing);
        let store = Store::read(&snapshot);
        progress.certificates(store.len());
        let result = self.judge_and_report(&snapshot, &store, progress, view);
        // Nobody needs the bytes of private keys any more.
        store.wipe_secrets(&mut snapshot);
        result
    }

    fn judge_and_report<T>(
        &self,
        snapshot: &Snapshot,
        store: &Store,
        progress: &dyn Progress,
        view: impl FnOnce(&Context<'_>, Report) -> T,
    ) -> T {
        let now = self.clock.now();
        progress.phase(Phase::Signatures);
        let signatures = Signatures::new();
        let ((layout, memory), issuance) = parallel::both(
            || (Layout::of(snapshot, store), Memory::of(store)),
            || Issuance::of(store, &signatures),
        );
        let keys_here = self.settings.keys_here(store);
        progress.phase(Phase::Judging);
        let judgements = judge(snapshot, store, &layout, &signatures, &self.settings, now);
        let context = Context {
            snapshot,
            store,
            layout: &layout,
            issuance: &issuance,
            signatures: &signatures,
            judgements: &judgements,
            now: Timestamp::from(now),
            keys_here,
            settings: &self.settings,
            memory: &memory,
            within: None,
        };
        progress.phase(Phase::Rules);
        let explained = parallel::map(&judgements, |it| self.explain(&context, it));
        let surveyed = parallel::map_each(&self.rules, |rule| {
            let mut findings = Vec::new();
            if let Some(survey) = rule.survey {
                survey(&context, &mut Sink::new(rule.info, &mut findings));
            }
            findings
        });
        let mut findings = fold::merge(explained.into_iter().chain(surveyed).flatten().collect());
        let ignored = self
            .settings
            .selection
            .apply(&mut findings, context.now, &EXCEPTIONS);
        progress.phase(Phase::Report);
        let findings = fold::arrange(&context, findings);
        let mut report = assemble::report(&context, findings, now, self.with_certificates);
        report.summary.ignored = ignored;
        view(&context, report)
    }

    /// Turns every refusal that came up in one MSP into a finding.
    fn explain(&self, context: &Context<'_>, judgement: &Judgement) -> Vec<Finding> {
        let of_msp = judgement.refusals.iter().map(|refusal| Refused {
            judgement,
            identity: None,
            refusal,
        });
        let of_identities = judgement.identities.iter().flat_map(|identity| {
            identity
                .verdict
                .refusals
                .iter()
                .map(move |refusal| Refused {
                    judgement,
                    identity: Some(identity),
                    refusal,
                })
        });
        let here = Context {
            within: Some(&judgement.dir),
            ..*context
        };
        of_msp
            .chain(of_identities)
            .filter_map(|refused| {
                let explain = |rule: &Rule| rule.explain?(&here, &refused);
                let finding = self.rules.iter().find_map(explain)?;
                Some(refusal_finding(&refused, finding))
            })
            .collect()
    }
}

/// What every finding about a refusal has in common: where it bites, who refuses, in which words.
fn refusal_finding(refused: &Refused<'_>, mut finding: Finding) -> Finding {
    let judgement = refused.judgement;
    finding = finding.bites(&[Bite::Msp]);
    if refused.identity.is_none() && judgement.mode == Mode::Local {
        finding = finding.bites(&[Bite::NodeStart]);
    }
    if judgement.standing == Standing::EnrollmentHome && only_nodes_mind(&finding.facts) {
        finding.severity = finding.severity.min(Severity::Warning);
    }
    finding.msps = vec![judgement.dir.clone()];
    finding.fabric_error = Some(refused.refusal.text.clone());
    finding
}

/// What matters only to a node that would load the MSP, and not to the identity in it.
const fn only_nodes_mind(facts: &Facts) -> bool {
    matches!(facts, Facts::NoAdmin {} | Facts::IncompleteMsp { .. })
}
