//! An identity that is put to an MSP: made from its PEM, then validated
//! (`deserializeIdentityInternal`, `Validate`).

use std::sync::Arc;

use crate::certificate::{Certificate, Fingerprint};

use super::ledger::{About, Ledger};
use super::refusal::{Fault, Refusal, Stage, Stop, Subject, Undecided};
use super::role::{NodeRole, OrganizationalUnit};
use super::text::Around;
use super::{FileContent, Msp};

/// What an MSP says of an identity.
#[derive(Clone, Debug)]
pub struct IdentityVerdict {
    /// The certificate as Fabric goes on with it: with a low-S signature.
    pub certificate: Option<Arc<Certificate>>,
    /// The roles that Fabric resolves, where it accepts the identity. ADMIN also stands for an
    /// admincert, which Fabric takes for an admin without validation.
    pub roles: Vec<NodeRole>,
    /// The identity's organisational units with their certifiers.
    pub units: Vec<OrganizationalUnit>,
    /// Why it is refused; the first is what Fabric prints.
    pub refusals: Vec<Refusal>,
    /// What nobody can know.
    pub undecided: Vec<Undecided>,
    outcome: Stage,
}

/// The verdict in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Acceptance {
    /// Fabric accepts it.
    Accepted,
    /// Fabric refuses it.
    Refused,
    /// Nobody can know.
    Undecided,
}

impl IdentityVerdict {
    /// The verdict in one word.
    #[must_use]
    pub const fn acceptance(&self) -> Acceptance {
        match self.outcome {
            Stage::Undecided => Acceptance::Undecided,
            _ if self.refusals.is_empty() => Acceptance::Accepted,
            _ => Acceptance::Refused,
        }
    }

    /// What Fabric prints.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        match self.acceptance() {
            Acceptance::Refused => self.refusals.first().map(|refusal| refusal.text.as_str()),
            Acceptance::Accepted | Acceptance::Undecided => None,
        }
    }
}

impl Msp<'_> {
    /// Puts an identity to the MSP.
    #[must_use]
    pub fn validate(&self, content: &FileContent) -> IdentityVerdict {
        let mut ledger = Ledger::new(Stage::Ok);
        let about = About::subject(Subject::Identity);
        let Some(parsed) = self.parse_identity(content, &about, &mut ledger) else {
            return verdict(ledger, None, Vec::new(), Vec::new());
        };
        let about = about.with_certificate(&parsed);
        let wording = self.judge.wording();
        let imported = self
            .judge
            .import_key(&parsed)
            .map_err(|stop| stop.retold(|text| wording.around(Around::ImportIdentityKey, &text)));
        ledger.take(imported, &about);
        let sanitized = ledger.take(self.judge.sanitize(&parsed, &self.trust), &about);
        let chain_failed = sanitized.is_none();
        let certificate = sanitized.unwrap_or(parsed);

        let outcome = self.validation().run(&certificate);
        for stop in outcome.stops {
            match &stop {
                // The same reason again.
                Stop::Refused(trouble) if chain_failed && trouble.fault.is_of_the_chain() => {}
                _ => ledger.note(stop, &about),
            }
        }
        let roles = self.roles(certificate.fingerprint(), &outcome.units, ledger.is_clean());
        verdict(ledger, Some(certificate), roles, outcome.units)
    }

    fn parse_identity(
        &self,
        content: &FileContent,
        about: &About,
        ledger: &mut Ledger,
    ) -> Option<Arc<Certificate>> {
        let wording = self.judge.wording();
        match content.certificate() {
            Some(Ok(certificate)) => Some(Arc::clone(certificate)),
            Some(Err(malformed)) => {
                let text = wording.around(Around::ParseIdentity, &malformed.go.to_string());
                let mut about = about.clone();
                about.certificate.clone_from(&malformed.certificate);
                ledger.note(
                    Stop::refused(Fault::Malformed(malformed.go.clone()), text),
                    &about,
                );
                None
            }
            None => {
                let could = wording.pick("Could", "could");
                let text = format!("{could} not decode the PEM structure");
                ledger.note(Stop::refused(Fault::NoPem, text), about);
                None
            }
        }
    }

    fn roles(
        &self,
        fingerprint: Fingerprint,
        units: &[OrganizationalUnit],
        accepted: bool,
    ) -> Vec<NodeRole> {
        let mut roles = if accepted {
            self.rules.roles_of(units)
        } else {
            Vec::new()
        };
        if self.admins.contains(&fingerprint) && !roles.contains(&NodeRole::Admin) {
            roles.push(NodeRole::Admin);
            roles.sort_unstable();
        }
        roles
    }
}

fn verdict(
    ledger: Ledger,
    certificate: Option<Arc<Certificate>>,
    roles: Vec<NodeRole>,
    units: Vec<OrganizationalUnit>,
) -> IdentityVerdict {
    IdentityVerdict {
        certificate,
        roles,
        units,
        refusals: ledger.refusals,
        undecided: ledger.undecided,
        outcome: ledger.outcome,
    }
}
