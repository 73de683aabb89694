//! Building chains: which candidates are tried in which order, and what is remembered of those that
//! fail (`buildChains` in Go's `crypto/x509/verify.go`).

use std::sync::Arc;

use super::error::{Hint, PathError};
use super::{Chain, Options};
use crate::certificate::{Certificate, PublicKey};
use crate::signature::{SignatureFault, Signatures};
use crate::timestamp::Timestamp;

/// How many candidates one call may look at, over all levels (`maxChainSignatureChecks`). It bounds
/// the depth of the recursion, the number of chains and the work.
const MAX_ATTEMPTS: u32 = 100;

/// Which pool a candidate comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Root,
    Intermediate,
}

/// Every chain from `leaf` to a root, before the filters.
pub(super) fn chains(
    leaf: &Arc<Certificate>,
    options: &Options<'_>,
    signatures: &Signatures,
) -> Result<Vec<Chain>, PathError> {
    let mut search = Search {
        options,
        signatures,
        attempts: 0,
    };
    search.extend(leaf, &[Arc::clone(leaf)])
}

/// What Go asks of every certificate of a chain, the first one included.
pub(super) fn check_itself(certificate: &Arc<Certificate>, at: Timestamp) -> Result<(), PathError> {
    let certificate = Arc::clone(certificate);
    if certificate.has_unhandled_critical_extension() {
        Err(PathError::UnhandledCritical { certificate })
    } else if certificate.not_before() > at {
        Err(PathError::NotYetValid { certificate, at })
    } else if certificate.not_after() < at {
        Err(PathError::Expired { certificate, at })
    } else {
        Ok(())
    }
}

struct Search<'a> {
    options: &'a Options<'a>,
    signatures: &'a Signatures,
    attempts: u32,
}

impl Search<'_> {
    /// Every way on from `child`, the last certificate of `chain`, to a root.
    fn extend(
        &mut self,
        child: &Arc<Certificate>,
        chain: &[Arc<Certificate>],
    ) -> Result<Vec<Chain>, PathError> {
        let Options {
            roots,
            intermediates,
            ..
        } = *self.options;
        let candidates = [(Role::Root, roots), (Role::Intermediate, intermediates)]
            .into_iter()
            .flat_map(|(role, pool)| {
                let candidates = pool.candidates(child).into_iter();
                candidates.map(move |candidate| (role, candidate))
            });
        let mut chains = Vec::new();
        // The first candidate of this level that did not verify, and the outcome of the last one
        // that did: Go tells the latter where there is no chain, else unknown authority with the
        // former.
        let mut hint = None;
        let mut last = None;
        for (role, candidate) in candidates {
            self.attempts += 1;
            if self.attempts > MAX_ATTEMPTS {
                last = Some(PathError::TooManyAttempts);
                break;
            }
            if !has_key(candidate) || is_in_chain(candidate, chain) {
                continue;
            }
            match self.signatures.check(child, candidate) {
                Ok(()) => {}
                // Good or bad, it could change the chains, their number or the text.
                Err(SignatureFault::Undecided(why)) => return Err(PathError::Undecided(why)),
                Err(reason) => {
                    hint.get_or_insert_with(|| Hint {
                        reason,
                        candidate: Arc::clone(candidate),
                    });
                    continue;
                }
            }
            match self.admit(role, candidate, chain) {
                Ok(found) => {
                    chains.extend(found);
                    last = None;
                }
                Err(PathError::Undecided(why)) => return Err(PathError::Undecided(why)),
                Err(error) => last = Some(error),
            }
            if last == Some(PathError::TooManyAttempts) {
                break;
            }
        }
        if !chains.is_empty() {
            return Ok(chains);
        }
        Err(last.unwrap_or_else(|| PathError::UnknownAuthority {
            child: Arc::clone(child),
            hint,
        }))
    }

    /// Takes a candidate that signed the last certificate into the chain: a root ends it, from an
    /// intermediate it goes on.
    fn admit(
        &mut self,
        role: Role,
        candidate: &Arc<Certificate>,
        chain: &[Arc<Certificate>],
    ) -> Result<Vec<Chain>, PathError> {
        check_itself(candidate, self.options.at)?;
        if role == Role::Intermediate && !candidate.is_ca() {
            let certificate = Arc::clone(candidate);
            return Err(PathError::NotAuthorizedToSign { certificate });
        }
        let below = chain.len().saturating_sub(1);
        let allowed = candidate
            .basic_constraints()
            .and_then(|constraints| constraints.path_len);
        if allowed.is_some_and(|allowed| below as u64 > allowed) {
            let certificate = Arc::clone(candidate);
            return Err(PathError::PathLength { certificate });
        }
        let mut longer = chain.to_vec();
        longer.push(Arc::clone(candidate));
        match role {
            Role::Root => Ok(vec![longer]),
            Role::Intermediate => self.extend(candidate, &longer),
        }
    }
}

/// Whether Go read the certificate's key: candidates of an unknown algorithm are passed over.
fn has_key(certificate: &Certificate) -> bool {
    !matches!(
        certificate.public_key(),
        PublicKey::Unknown | PublicKey::Unreadable
    )
}

/// Go's `alreadyInChain`, which keeps cross-signed CAs from going round in circles: the same name,
/// key and SAN. The first member of that name and key of which only one of both has a SAN ends the
/// search.
fn is_in_chain(candidate: &Certificate, chain: &[Arc<Certificate>]) -> bool {
    let san = super::san_extension(candidate);
    chain
        .iter()
        .filter(|member| {
            member.subject().raw() == candidate.subject().raw() && member.spki() == candidate.spki()
        })
        .map(|member| (san, super::san_extension(member)))
        .find(|(candidate, member)| candidate == member || candidate.is_none() != member.is_none())
        .is_some_and(|(candidate, member)| candidate == member)
}
