//! One MSP folder and the identities that are put to it, with the rules behind the refusals.

use std::sync::Arc;

use super::Checker;
use crate::certificate::Certificate;
use crate::check::{Contents, Context, Judgement, Keys, Memory, MspDirectory, Refused};
use crate::fabric::{
    FileContent, IdentityVerdict, Judge, KeyPolicy, Mode, MspMaterial, MspVersion, Refusal, Stage,
    Undecided, clean_path,
};
use crate::issuance::Issuance;
use crate::layout::{Layout, Standing};
use crate::rule::RuleInfo;
use crate::rules::RULES;
use crate::signature::Signatures;
use crate::source::{DirId, Snapshot};
use crate::store::Store;
use crate::timestamp::Timestamp;

/// Why something is refused, and the rule behind it.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The refusal.
    pub refusal: Refusal,
    /// The rule that explains it.
    pub rule: &'static RuleInfo,
}

/// An MSP folder, how to load it, and the identities' bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MspQuestion<'a> {
    pub(crate) snapshot: &'a Snapshot,
    /// `None` where what was named is no folder.
    pub(crate) dir: Option<DirId>,
    pub(crate) id: &'a str,
    pub(crate) mode: Mode,
    pub(crate) identities: &'a [Arc<[u8]>],
}

/// What the judge says, with rules.
#[derive(Debug)]
pub(crate) struct MspAnswer {
    pub(crate) version: MspVersion,
    pub(crate) stage: Stage,
    pub(crate) error: Option<String>,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) undecided: Vec<Undecided>,
    pub(crate) identities: Vec<(IdentityVerdict, Vec<Reason>)>,
    pub(crate) trusted: Vec<Arc<Certificate>>,
}

impl Checker {
    /// Judges one MSP folder.
    pub(crate) fn judge_msp(&self, question: &MspQuestion<'_>) -> MspAnswer {
        let now = self.clock.now();
        let signatures = Signatures::new();
        let snapshot = question.snapshot;
        let contents = Contents::of(snapshot);
        let path = question
            .dir
            .map_or_else(Default::default, |dir| snapshot.dir_path(dir));
        let base = clean_path(&path.to_string_lossy());
        let material = match question.dir {
            Some(dir) => {
                let directory = MspDirectory::new(&contents, dir, &base);
                MspMaterial::read(&base, question.id, question.mode, &directory)
            }
            None => MspMaterial::of_channel(question.id),
        };
        let version = self.settings.version(question.mode);
        let keys = match self.settings.keys {
            Keys::Elsewhere => KeyPolicy::Elsewhere,
            Keys::Auto | Keys::Here => KeyPolicy::Here,
        };
        let judge = Judge::new(version, now, &signatures)
            .with_release(self.settings.release)
            .with_keys(keys);
        let msp = judge.set_up(&material);
        let verdicts: Vec<IdentityVerdict> = question
            .identities
            .iter()
            .map(|bytes| msp.validate(&FileContent::new(Arc::clone(bytes))))
            .collect();
        let judgement = Judgement::of(&msp, &material, path, Standing::Named, None, version);
        let is_clean =
            msp.refusals().is_empty() && verdicts.iter().all(|it| it.refusals.is_empty());
        // Only refusals need the rest of the tree to be explained.
        let rules = if is_clean {
            None
        } else {
            Some(Tree::of(snapshot, &signatures))
        };
        let reasons = |refusals: &[Refusal]| -> Vec<Reason> {
            let Some(tree) = &rules else {
                return Vec::new();
            };
            let context = tree.context(self, snapshot, &signatures, Timestamp::from(now));
            refusals
                .iter()
                .map(|refusal| Reason {
                    rule: rule_behind(&context, &judgement, refusal),
                    refusal: refusal.clone(),
                })
                .collect()
        };
        MspAnswer {
            version,
            stage: msp.stage(),
            error: msp.error().map(str::to_owned),
            reasons: reasons(msp.refusals()),
            undecided: msp.undecided().to_vec(),
            identities: verdicts
                .into_iter()
                .map(|verdict| {
                    let reasons = reasons(&verdict.refusals);
                    (verdict, reasons)
                })
                .collect(),
            trusted: judgement.trusted().to_vec(),
        }
    }
}

/// The first rule that explains a refusal; the last of the catalogue explains every one.
fn rule_behind(
    context: &Context<'_>,
    judgement: &Judgement,
    refusal: &Refusal,
) -> &'static RuleInfo {
    let refused = Refused {
        judgement,
        identity: None,
        refusal,
    };
    RULES
        .iter()
        .filter_map(|rule| rule.explain?(context, &refused))
        .map(|finding| finding.rule)
        .next()
        .unwrap_or(crate::rules::REJECTED)
}

/// What rules look at beside the judge's verdict.
struct Tree {
    store: Store,
    layout: Layout,
    issuance: Issuance,
    memory: Memory,
}

impl Tree {
    fn of(snapshot: &Snapshot, signatures: &Signatures) -> Self {
        let store = Store::read(snapshot);
        let layout = Layout::of(snapshot, &store);
        let issuance = Issuance::of(&store, signatures);
        Self {
            memory: Memory::of(&store),
            store,
            layout,
            issuance,
        }
    }

    fn context<'a>(
        &'a self,
        checker: &'a Checker,
        snapshot: &'a Snapshot,
        signatures: &'a Signatures,
        now: Timestamp,
    ) -> Context<'a> {
        Context {
            snapshot,
            store: &self.store,
            layout: &self.layout,
            issuance: &self.issuance,
            signatures,
            judgements: &[],
            now,
            keys_here: true,
            settings: &checker.settings,
            memory: &self.memory,
            within: None,
        }
    }
}
