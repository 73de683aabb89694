//! A rule: what it says of itself, and what it does.

use super::{Context, Refused, Sink};
use crate::finding::Finding;
use crate::rule::RuleInfo;

/// Explains a refusal of the judge: `None` passes it on to the next rule.
pub type Explain = fn(&Context<'_>, &Refused<'_>) -> Option<Finding>;

/// Looks for what the judge does not refuse.
pub type Survey = fn(&Context<'_>, &mut Sink<'_>);

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What it says of itself.
    pub info: &'static RuleInfo,
    /// Explains refusals.
    pub explain: Option<Explain>,
    /// Finds what is not refused.
    pub survey: Option<Survey>,
}
