//! The MSP's CA certificates, and the chains that they give (`msp/mspimpl.go`,
//! `getUniqueValidationChain` and its callers).

use std::collections::HashSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::certificate::{Certificate, Fingerprint};
use crate::path::{self, Chain, Options, PathError, Pool, Usage};
use crate::timestamp::Timestamp;

use super::Judge;
use super::refusal::{Fault, Judged, Stop, Undecided};
use super::role::{CertifiersId, OrganizationalUnit};
use super::text::{Around, byte_dump};

/// The pools, and what is known of the tree that they form.
#[derive(Debug)]
pub(crate) struct Trust {
    pub(crate) roots: Pool,
    pub(crate) intermediates: Pool,
    /// Whether every CA file was read; if not, no chain can be judged.
    pub(crate) complete: bool,
    /// CAs that have intermediates below them (`certificationTreeInternalNodesMap`).
    pub(crate) inner: HashSet<Fingerprint>,
}

impl Judge<'_> {
    /// The one chain of `certificate` over these pools at `at` (`getUniqueValidationChain`).
    pub(crate) fn unique_chain(
        &self,
        certificate: &Arc<Certificate>,
        roots: &Pool,
        intermediates: &Pool,
        at: Timestamp,
    ) -> Judged<Chain> {
        let options = Options {
            roots,
            intermediates,
            at,
            usage: Usage::ServerAuth,
        };
        let mut chains = path::verify(certificate, &options, self.signatures)
            .map_err(|error| self.not_valid(error))?;
        let Some(chain) = chains.pop() else {
            return Err(self.several_chains(0));
        };
        if !chains.is_empty() {
            return Err(self.several_chains(chains.len() + 1));
        }
        path::legacy_name_constraints(&chain).map_err(|error| self.not_valid(error))?;
        Ok(chain)
    }

    fn several_chains(&self, count: usize) -> Stop {
        let this = self.wording().pick("This", "this");
        let text = format!("{this} MSP only supports a single validation chain, got {count}");
        Stop::refused(Fault::SeveralChains(count), text)
    }

    fn not_valid(&self, error: PathError) -> Stop {
        if let PathError::Undecided(reason) = error {
            return Stop::Unknown(Undecided::Crypto(reason));
        }
        let text = self
            .wording()
            .around(Around::NotValid, &error.text(self.go_texts()));
        Stop::refused(Fault::Path(error), text)
    }

    /// The chain one second after the certificate's own start (`getValidityOptsForCert`).
    pub(crate) fn chain_at_start(
        &self,
        certificate: &Arc<Certificate>,
        trust: &Trust,
    ) -> Judged<Chain> {
        if !trust.complete {
            return Err(Stop::Unknown(Undecided::UnknownCas));
        }
        let at = certificate.not_before().plus(1);
        self.unique_chain(certificate, &trust.roots, &trust.intermediates, at)
    }

    /// `getValidationChain`: at least two certificates, and the last CA has none below it. For an
    /// intermediate that CA is the certificate itself.
    pub(crate) fn validation_chain(
        &self,
        certificate: &Arc<Certificate>,
        trust: &Trust,
        is_intermediate: bool,
    ) -> Judged<Chain> {
        let wording = self.wording();
        let chain = self
            .chain_at_start(certificate, trust)
            .map_err(|stop| stop.retold(|text| wording.around(Around::GettingChain, &text)))?;
        let [first, second, ..] = &chain[..] else {
            let text = format!(
                "{} a chain of length at least 2, got {}",
                wording.pick("Expected", "expected"),
                chain.len()
            );
            return Err(Stop::refused(Fault::ShortChain(chain.len()), text));
        };
        let issuer = if is_intermediate { first } else { second };
        if trust.inner.contains(&issuer.fingerprint()) {
            let text = format!(
                "{} validation chain. Parent certificate should be a leaf of the certification tree [{}]{}",
                wording.pick("Invalid", "invalid"),
                byte_dump(certificate.der()),
                wording.pick(".", ""),
            );
            return Err(Stop::refused(Fault::InnerIssuer, text));
        }
        Ok(chain)
    }

    /// `getCertificationChainForBCCSPIdentity`: the chain of an identity, which must be no CA.
    pub(crate) fn certification_chain(
        &self,
        certificate: &Arc<Certificate>,
        trust: &Trust,
    ) -> Judged<Chain> {
        if certificate.is_ca() {
            let text = self.wording().pick(
                "A CA certificate cannot be used directly by this MSP",
                "An X509 certificate with Basic Constraint: Certificate Authority equals true \
                 cannot be used as an identity",
            );
            return Err(Stop::refused(Fault::CaAsIdentity, text));
        }
        self.validation_chain(certificate, trust, false)
    }
}

/// `getCertificationChainIdentifierFromChain`.
pub(crate) fn certifiers_id(chain: &[Arc<Certificate>]) -> CertifiersId {
    let mut hash = Sha256::new();
    for certificate in chain {
        hash.update(certificate.der());
    }
    CertifiersId(hash.finalize().into())
}

/// `GetOrganizationalUnits`, for an identity with this chain.
pub(crate) fn units(chain: &[Arc<Certificate>]) -> Vec<OrganizationalUnit> {
    let Some((leaf, above)) = chain.split_first() else {
        return Vec::new();
    };
    let names = leaf.subject().organizational_units();
    if names.is_empty() {
        return Vec::new();
    }
    let certifiers = certifiers_id(above);
    names
        .into_iter()
        .map(|name| OrganizationalUnit { name, certifiers })
        .collect()
}
