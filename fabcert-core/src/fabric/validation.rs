//! Validation of one identity (`msp/mspimplvalidate.go`, `validateIdentity`).

use std::sync::Arc;

use crate::certificate::{Certificate, PublicKey};

use super::crls::CrlSet;
use super::refusal::{Fault, Judged, Stop};
use super::role::{OrganizationalUnit, OuRules};
use super::text::Around;
use super::trust::{Trust, units};
use super::{Judge, MspVersion};

/// What an identity is held against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Validation<'a> {
    pub(crate) judge: &'a Judge<'a>,
    pub(crate) trust: &'a Trust,
    pub(crate) crls: &'a CrlSet,
    pub(crate) rules: &'a OuRules,
    pub(crate) msp: &'a str,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Every step that did not pass, in Fabric's order.
    pub(crate) stops: Vec<Stop>,
    /// The identity's units, where it has a chain.
    pub(crate) units: Vec<OrganizationalUnit>,
}

impl Validation<'_> {
    /// What Fabric says.
    pub(crate) fn first_stop(&self, certificate: &Arc<Certificate>) -> Judged<()> {
        self.run(certificate)
            .stops
            .into_iter()
            .next()
            .map_or(Ok(()), Err)
    }

    /// Every step, past the first that does not pass.
    pub(crate) fn run(&self, certificate: &Arc<Certificate>) -> Outcome {
        let wording = self.judge.wording();
        let mut outcome = Outcome::default();
        outcome.take(self.judge.check_leaf_key(certificate));

        let chain = self.judge.certification_chain(certificate, self.trust);
        let chain = match chain {
            Ok(chain) => chain,
            Err(stop) => {
                outcome
                    .stops
                    .push(stop.retold(|text| wording.around(Around::ObtainChain, &text)));
                return outcome;
            }
        };
        if let [_, issuer, ..] = &chain[..] {
            let checked = self.judge.check_revocation(certificate, issuer, self.crls);
            outcome.take(
                checked.map_err(|stop| {
                    stop.retold(|text| wording.around(Around::AgainstChain, &text))
                }),
            );
        }
        outcome.units = units(&chain);
        let version = self.judge.version;
        for checked in self.rules.check(&outcome.units, self.msp, version, wording) {
            outcome
                .take(checked.map_err(|stop| {
                    stop.retold(|text| wording.around(Around::IdentityOus, &text))
                }));
        }
        outcome
    }
}

impl Outcome {
    fn take(&mut self, judged: Judged<()>) {
        self.stops.extend(judged.err());
    }
}

impl Judge<'_> {
    /// Since 3.0 the key must be ECDSA, or Ed25519 in an MSP of version 3.0.
    fn check_leaf_key(&self, certificate: &Certificate) -> Judged<()> {
        if !self.behaviour.checks_leaf_key {
            return Ok(());
        }
        let kind = match certificate.public_key() {
            PublicKey::Ed25519(_) if self.version == MspVersion::V3_0 => return Ok(()),
            PublicKey::Ed25519(_) => "Ed25519",
            PublicKey::Rsa { .. } => "RSA",
            // ECDSA; key import has refused all others.
            _ => return Ok(()),
        };
        let text =
            format!("could not validate identity's public key algorithm: {kind} is not supported");
        Err(Stop::refused(Fault::UnsupportedKey, text))
    }
}
