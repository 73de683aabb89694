//! ECDSA-signed certificates are rewritten to low-S before they are used (`msp.sanitizeCert`,
//! `msp/cert.go`). Since that needs the issuer's key, a chain is built here already: this is where
//! most date faults show.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::certificate::{Certificate, Curve, Fingerprint, PublicKey};
use crate::der::ecdsa::EcdsaValue;
use crate::path::Pool;
use crate::signature::SignatureFault;

use super::Judge;
use super::reencode;
use super::refusal::{Fault, Judged, Stop, Undecided};
use super::release::LoneAnchor;
use super::trust::Trust;

type Rewritten = HashMap<(Fingerprint, Curve), Judged<Arc<Certificate>>>;

/// Certificates that were rewritten, so that each is only once.
#[derive(Debug, Default)]
pub(crate) struct LowS {
    rewritten: Mutex<Rewritten>,
}

impl LowS {
    /// `sanitizeECDSASignedCert`: the certificate with a low-S signature, whose issuer's key is on
    /// `curve`.
    fn rewrite(&self, certificate: &Arc<Certificate>, curve: Curve) -> Judged<Arc<Certificate>> {
        let value = EcdsaValue::parse(certificate.signature());
        let Some(value) = value.filter(|value| value.is_high_s(curve)) else {
            return Ok(Arc::clone(certificate));
        };
        let key = (certificate.fingerprint(), curve);
        let lock = || {
            self.rewritten
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let signature = value.into_low_s(curve).to_der();
        let outcome = reencode::with_signature(certificate, &signature);
        lock().insert(key, outcome.clone());
        outcome
    }
}

impl Judge<'_> {
    /// `sanitizeCert`.
    pub(crate) fn sanitize(
        &self,
        certificate: &Arc<Certificate>,
        trust: &Trust,
    ) -> Judged<Arc<Certificate>> {
        if !certificate.signature_algorithm().is_ecdsa() {
            return Ok(Arc::clone(certificate));
        }
        if self.behaviour.lone_anchor != LoneAnchor::AcceptedIfCa && certificate.is_ca() {
            match self.signatures.check(certificate, certificate) {
                Ok(()) => return self.sanitize_root(certificate, trust),
                Err(SignatureFault::Undecided(reason)) => {
                    return Err(Stop::Unknown(Undecided::Crypto(reason)));
                }
                Err(_) => {}
            }
        }
        let chain = self.chain_at_start(certificate, trust)?;
        let parent = match &chain[..] {
            [_, parent, ..] => parent,
            _ if self.behaviour.lone_anchor == LoneAnchor::AcceptedIfCa && certificate.is_ca() => {
                certificate
            }
            _ => return Err(self.not_a_root(certificate)),
        };
        self.rewrite(certificate, parent)
    }

    /// A self-signed CA is its own root here, whatever the pools hold.
    fn sanitize_root(
        &self,
        certificate: &Arc<Certificate>,
        trust: &Trust,
    ) -> Judged<Arc<Certificate>> {
        let root = self.rewrite(certificate, certificate)?;
        let mut alone = Pool::new();
        alone.add(Arc::clone(&root));
        let at = root.not_before().plus(1);
        self.unique_chain(&root, &alone, &trust.intermediates, at)?;
        Ok(root)
    }

    fn rewrite(
        &self,
        certificate: &Arc<Certificate>,
        parent: &Certificate,
    ) -> Judged<Arc<Certificate>> {
        match parent.public_key() {
            PublicKey::Ecdsa(curve, _) => self.low_s.rewrite(certificate, *curve),
            // Only a lone anchor of an old release comes here: its own key is no ECDSA key.
            _ => Err(self.not_a_root(certificate)),
        }
    }

    fn not_a_root(&self, certificate: &Certificate) -> Stop {
        let panics = self.behaviour.lone_anchor != LoneAnchor::Refused;
        let text = if panics {
            "panic: runtime error: index out of range [1] with length 1".to_owned()
        } else {
            format!(
                "failed to traverse certificate verification chain for leaf or intermediate \
                 certificate, with subject {}",
                certificate.subject()
            )
        };
        Stop::refused(Fault::NotARoot { panics }, text)
    }
}
