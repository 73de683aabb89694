//! What the rules about unknown issuers share: why Go found no chain (FC201–FC203, FC208, FC210, FC306).

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::path::{Hint, PathError};
use crate::signature::SignatureFault;
use crate::store::CertId;

/// Why Go says "certificate signed by unknown authority".
pub(super) enum Unknown<'a> {
    /// No CA of the issuer's name is in the MSP.
    NoSuchName {
        /// The certificate whose issuer is missing.
        child: &'a Arc<Certificate>,
        /// The certificates of the CA that signed it, elsewhere in the tree.
        elsewhere: Vec<CertId>,
    },
    /// A CA of that name is there, and its key did not sign it.
    OtherKey {
        /// The certificate.
        child: &'a Arc<Certificate>,
        /// The CA that is there.
        candidate: &'a Arc<Certificate>,
        /// The certificates of the CA that did sign it, elsewhere in the tree.
        elsewhere: Vec<CertId>,
    },
    /// The CA's key is right by its identifier, and the signature does not verify.
    BadSignature(&'a Arc<Certificate>),
    /// The CA must not sign.
    CannotSign(&'a Arc<Certificate>),
    /// Signed with an algorithm that Go refuses.
    WeakSignature(&'a Arc<Certificate>),
    /// Anything else.
    Other,
}

/// Looks into an "unknown authority"; `None` for other refusals.
pub(super) fn of<'a>(context: &Context<'_>, refused: &Refused<'a>) -> Option<Unknown<'a>> {
    let Fault::Path(PathError::UnknownAuthority { child, hint }) = &refused.refusal.fault else {
        return None;
    };
    let signers = |certificate: &Certificate| {
        context
            .id(certificate)
            .map(|id| context.issuance.issuers(id).to_vec())
            .unwrap_or_default()
    };
    let Some(Hint { reason, candidate }) = hint else {
        return Some(no_such_name(context, refused, child));
    };
    Some(match reason {
        SignatureFault::ParentCannotSign => Unknown::CannotSign(candidate),
        SignatureFault::InsecureAlgorithm(_) => Unknown::WeakSignature(child),
        SignatureFault::EcdsaFailure
        | SignatureFault::Ed25519Failure
        | SignatureFault::RsaFailure
        | SignatureFault::KeyTypeMismatch { .. } => {
            let elsewhere = signers(child);
            let same_key_id = child.authority_key_id().is_some()
                && child.authority_key_id() == candidate.subject_key_id();
            if elsewhere.is_empty() && same_key_id {
                Unknown::BadSignature(child)
            } else {
                Unknown::OtherKey {
                    child,
                    candidate,
                    elsewhere,
                }
            }
        }
        _ => Unknown::Other,
    })
}

/// No candidate failed, so none was there: either nobody has the issuer's name, or a CA is there
/// whose own issuer is missing.
fn no_such_name<'a>(
    context: &Context<'_>,
    refused: &Refused<'_>,
    child: &'a Arc<Certificate>,
) -> Unknown<'a> {
    // CAs that sign each other in a circle lead nowhere: none is climbed over twice.
    let mut climbed: HashSet<CertId> = HashSet::new();
    let trusted = |id: &CertId| refused.judgement.trusts(context.certificate(*id));
    let mut elsewhere = context
        .id(child)
        .map(|id| context.issuance.issuers(id).to_vec())
        .unwrap_or_default();
    // Climb over the intermediates that are there to the one that is not.
    while let Some(present) = elsewhere.iter().copied().find(trusted) {
        if !climbed.insert(present) {
            elsewhere.clear();
            break;
        }
        let above = context.issuance.issuers(present).to_vec();
        if above.is_empty() || above.iter().all(|id| elsewhere.contains(id)) {
            // A root that stands where Fabric does not take it for one.
            break;
        }
        elsewhere = above;
    }
    Unknown::NoSuchName { child, elsewhere }
}

/// Paths that are worth telling: of a CA that lies in a thousand folders the first will do.
const PATHS_TOLD: usize = 8;

/// Where these certificates lie, the places where they are at home first.
pub(super) fn paths(context: &Context<'_>, ids: &[CertId]) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for id in ids {
        for place in context.places(*id).iter().take(PATHS_TOLD) {
            if paths.len() < PATHS_TOLD && !paths.contains(&place.path) {
                paths.push(place.path.clone());
            }
        }
    }
    paths
}
