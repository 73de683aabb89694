//! FC210: the signature does not verify, though the issuer is the right one.

use super::unknown::{self, Unknown};
use crate::check::{Context, Refused};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};

rule!("FC210", "bad-signature", Error, explain);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Unknown::BadSignature(child) = unknown::of(context, refused)? else {
        return None;
    };
    Some(
        context
            .finding(&INFO, Facts::BadSignature {}, child)
            .remedy(Remedy::Advice {
                advice: Advice::RestoreFile,
            }),
    )
}
