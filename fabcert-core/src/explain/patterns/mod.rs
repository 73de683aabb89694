//! The known texts: for each an anchor that stands in the line, and how its parameters are read.

mod authority;
mod chain;
mod look_alike;
mod msp;
mod node;
mod roles;
mod tls;

use super::diagnosis::Diagnosis;

/// A known text.
pub(super) struct Pattern {
    /// The part of the text that is always the same; case does not matter.
    pub(super) anchor: &'static str,
    /// How much it says.
    pub(super) weight: Weight,
    /// Reads the parameters; `None` where the text is another one after all.
    pub(super) read: fn(&Found<'_>) -> Option<Diagnosis>,
}

/// How much a text says about the cause. Where several stand in a line, the heaviest counts; of
/// equals the last, since Go puts wrappers in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Looks like a certificate fault and is none.
    LookAlike,
    /// Says only that something was refused.
    Wrapper,
    /// Part of a cause that may also stand alone.
    Detail,
    /// The cause.
    Cause,
    /// A text with causes inside that only count together.
    Whole,
}

/// An anchor in a line.
pub(super) struct Found<'a> {
    /// What stands before it.
    pub(super) before: &'a str,
    /// What stands behind it, as far as parameters can reach.
    pub(super) after: &'a str,
}

const fn pattern(
    anchor: &'static str,
    weight: Weight,
    read: fn(&Found<'_>) -> Option<Diagnosis>,
) -> Pattern {
    Pattern {
        anchor,
        weight,
        read,
    }
}

/// All known texts.
pub(super) fn all() -> impl Iterator<Item = &'static Pattern> {
    [
        chain::PATTERNS,
        msp::PATTERNS,
        roles::PATTERNS,
        node::PATTERNS,
        tls::PATTERNS,
        authority::PATTERNS,
        look_alike::PATTERNS,
    ]
    .into_iter()
    .flatten()
}
