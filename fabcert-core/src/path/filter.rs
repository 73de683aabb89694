//! What Go asks of a chain once it stands: policies, extended key usage, name constraints, in this
//! order.

use std::sync::Arc;

use super::error::PathError;
use super::{Chain, Usage, name_constraints, policy};
use crate::certificate::Certificate;

/// The chains that hold.
///
/// # Errors
/// Where none does: the first breach of a name constraint, else which filters stopped how many.
pub(super) fn keep_valid(chains: Vec<Chain>, usage: Usage) -> Result<Vec<Chain>, PathError> {
    let mut kept = Vec::new();
    let mut bad_policies = 0;
    let mut bad_usage = 0;
    let mut unfit = None;
    let mut breach = None;
    for chain in chains {
        if !policy::is_valid(&chain) {
            bad_policies += 1;
        } else if let Some(certificate) = first_without(usage, &chain) {
            bad_usage += 1;
            unfit.get_or_insert_with(|| Arc::clone(certificate));
        } else if let Err(fault) = name_constraints::check(&chain) {
            breach.get_or_insert(fault);
        } else {
            kept.push(chain);
        }
    }
    if !kept.is_empty() {
        return Ok(kept);
    }
    Err(match (breach, unfit) {
        (Some(fault), _) => PathError::NameConstraint(fault),
        (None, Some(certificate)) if bad_policies == 0 => {
            PathError::IncompatibleUsage { certificate }
        }
        _ => PathError::NoValidChains {
            usage: bad_usage,
            policy: bad_policies,
        },
    })
}

/// The topmost certificate that lists extended key usages without this one.
fn first_without(usage: Usage, chain: &[Arc<Certificate>]) -> Option<&Arc<Certificate>> {
    let purpose = usage.purpose()?;
    chain.iter().rev().find(|certificate| {
        certificate.extended_key_usage().is_some_and(|listed| {
            let purposes = &listed.purposes;
            !purposes.is_empty()
                && !purposes
                    .iter()
                    .any(|listed| listed == purpose || listed == ANY_PURPOSE)
        })
    })
}

/// anyExtendedKeyUsage.
const ANY_PURPOSE: &str = "2.5.29.37.0";
