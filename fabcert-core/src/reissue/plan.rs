//! The plan: what would be made, what it would replace, what it would change, and what it leaves to
//! do. Nothing is written here.

use std::sync::Arc;

use serde::Serialize;
use time::OffsetDateTime;

use super::follow_up::{self, FollowUp};
use super::objection::{self, Objection};
use super::prove::Proof;
use super::sign::{SerialNumber, SignFault, sign, signed_part};
use super::signer::Signer;
use super::trees::{FileChange, Occurrence, Tree};
use super::window::{ChosenWindow, Family, StartReason, WindowRequest};
use crate::certificate::{Certificate, Fingerprint, SignatureAlgorithm};
use crate::check::Settings;
use crate::signature::Signatures;
use crate::source::Snapshot;
use crate::timestamp::Timestamp;

/// What is to be made.
pub struct Order<'a> {
    /// The CA certificate.
    pub ca: &'a Arc<Certificate>,
    /// The certificate of the CA above it; `None` for a self-signed one.
    pub issuer: Option<&'a Arc<Certificate>>,
    /// The CA's key; for an intermediate its issuer's.
    pub signer: &'a dyn Signer,
    /// Which window.
    pub window: WindowRequest,
    /// Which serial number.
    pub serial: SerialNumber,
}

/// Why nothing can be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderFault {
    /// The certificate is no CA's.
    #[error("{subject} is not a CA certificate (issued by {issuer})")]
    NotACa {
        /// Its subject.
        subject: String,
        /// Its issuer.
        issuer: String,
    },
    /// An intermediate, and no issuer was given.
    #[error(
        "{subject} is an intermediate: it must be signed by {issuer}, whose certificate and key are needed"
    )]
    IssuerNeeded {
        /// Its subject.
        subject: String,
        /// Its issuer.
        issuer: String,
    },
    /// The issuer that was given did not issue it.
    #[error("{given} did not issue {subject}, {issuer} did")]
    NotTheIssuer {
        /// Its subject.
        subject: String,
        /// Its issuer's name.
        issuer: String,
        /// The subject of the certificate that was given.
        given: String,
    },
    /// There is no certificate to be made.
    #[error(transparent)]
    Sign(#[from] SignFault),
}

/// What comes of an order.
#[derive(Debug)]
pub enum Outcome {
    /// There is nothing to do.
    NothingToDo(Box<NothingToDo>),
    /// This is to be done.
    Plan(Box<Plan>),
}

/// Why there is nothing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Idle {
    /// Fabric accepts everything that the CA issued as it is.
    AlreadyCovers,
    /// The certificate has the window that is asked for.
    SameWindow,
    /// The trees hold the new certificate, and the old one nowhere.
    AlreadyReplaced,
}

/// There is nothing to do.
#[derive(Clone, Debug, Serialize)]
pub struct NothingToDo {
    /// Why.
    pub reason: Idle,
    /// The certificate.
    pub certificate: CertificateView,
    /// Places with another certificate of the same CA, which are not touched.
    pub siblings: Vec<Occurrence>,
}

/// What would be made, replaced and changed.
#[derive(Debug, Serialize)]
pub struct Plan {
    /// The old certificate.
    pub old: CertificateView,
    /// The new one.
    pub new: CertificateView,
    /// Why its window is what it is.
    pub window: ChosenWindow,
    /// How many leaves and CAs of the trees it issued.
    pub children: usize,
    /// The files to be changed, in path order.
    pub changes: Vec<FileChange>,
    /// What the judge says, where trees were named.
    pub proof: Option<Proof>,
    /// What speaks against it. Without force nothing is written then.
    pub objections: Vec<Objection>,
    /// What else must be known and done.
    pub follow_ups: Vec<FollowUp>,
    #[serde(skip)]
    made: Arc<Certificate>,
}

impl Plan {
    /// The new certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Arc<Certificate> {
        &self.made
    }

    /// Whether nothing speaks against it.
    #[must_use]
    pub const fn is_proven(&self) -> bool {
        self.objections.is_empty()
    }
}

/// What is told of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateView {
    /// SHA-256 of the DER.
    pub sha256: Fingerprint,
    /// Its subject.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
    /// First instant of its window.
    pub not_before: Timestamp,
    /// Last instant of its window.
    pub not_after: Timestamp,
    /// What it is signed with.
    pub signature_algorithm: String,
}

impl From<&Certificate> for CertificateView {
    fn from(certificate: &Certificate) -> Self {
        Self {
            sha256: certificate.fingerprint(),
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            serial: certificate.serial_hex(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            signature_algorithm: algorithm_name(certificate.signature_algorithm()),
        }
    }
}

fn algorithm_name(algorithm: SignatureAlgorithm) -> String {
    format!("{algorithm:?}")
}

/// Plans an order: chooses the window, makes the certificate, finds every place of the old one in the
/// trees, and has the judge prove what becomes of them. Pure: no clock, no files.
///
/// # Errors
/// [`OrderFault`] where there is nothing to plan with.
pub fn plan(
    order: &Order<'_>,
    trees: Option<Snapshot>,
    settings: &Settings,
    now: OffsetDateTime,
) -> Result<Outcome, OrderFault> {
    let signatures = Signatures::new();
    let issuer = issuer(order, &signatures)?;
    let mut before = trees.map(Tree::of);
    let outcome = Planning {
        order,
        issuer,
        settings,
        now,
        signatures: &signatures,
    }
    .run(before.as_ref());
    // What is planned shares no bytes with keys that lie in the trees.
    if let Some(before) = &mut before {
        before.wipe();
    }
    outcome
}

/// The certificate whose key signs.
fn issuer<'a>(
    order: &Order<'a>,
    signatures: &Signatures,
) -> Result<&'a Arc<Certificate>, OrderFault> {
    let ca = order.ca;
    let (subject, issuer) = (ca.subject().to_string(), ca.issuer().to_string());
    let is_old_root = ca.version() < 3 && ca.is_self_issued();
    if !ca.is_ca() && !is_old_root {
        return Err(OrderFault::NotACa { subject, issuer });
    }
    let is_self_signed = ca.is_self_issued() && signatures.check(ca, ca).is_ok();
    match order.issuer {
        None if is_self_signed => Ok(ca),
        None => Err(OrderFault::IssuerNeeded { subject, issuer }),
        Some(given)
            if given.subject().raw() != ca.issuer().raw()
                || signatures.check(ca, given).is_err() =>
        {
            Err(OrderFault::NotTheIssuer {
                subject,
                issuer,
                given: given.subject().to_string(),
            })
        }
        Some(given) => Ok(given),
    }
}

struct Planning<'a> {
    order: &'a Order<'a>,
    issuer: &'a Arc<Certificate>,
    settings: &'a Settings,
    now: OffsetDateTime,
    signatures: &'a Signatures,
}

impl Planning<'_> {
    fn run(&self, trees: Option<&Tree>) -> Result<Outcome, OrderFault> {
        let Order {
            ca, signer, serial, ..
        } = self.order;
        // The key is asked first: whoever gave the wrong one wants to hear that.
        if signer.public_key() != self.issuer.public_key() {
            return Err(SignFault::WrongKey {
                issuer: self.issuer.subject().to_string(),
            }
            .into());
        }
        let ids = trees
            .map(|tree| tree.children(ca, self.signatures))
            .unwrap_or_default();
        let children: Vec<&Certificate> = trees.map_or_else(Vec::new, |tree| {
            ids.iter()
                .map(|id| tree.store.certificate(*id).as_ref())
                .collect()
        });
        let family = Family {
            ca,
            parent: self.order.issuer.map(AsRef::as_ref),
            children: &children,
            has_tree: trees.is_some(),
        };
        let chosen = self.order.window.choose(family, Timestamp::from(self.now));
        if let Some(idle) = self.idle(trees, &chosen)? {
            return Ok(Outcome::NothingToDo(Box::new(NothingToDo {
                reason: idle,
                certificate: CertificateView::from(ca.as_ref()),
                siblings: trees.map(|tree| siblings(tree, ca)).unwrap_or_default(),
            })));
        }
        let new = Arc::new(sign(ca, self.issuer, *signer, chosen.window, *serial)?);
        let mut plan = Plan {
            old: CertificateView::from(ca.as_ref()),
            new: CertificateView::from(new.as_ref()),
            window: chosen,
            children: children.len(),
            changes: Vec::new(),
            proof: None,
            objections: Vec::new(),
            follow_ups: Vec::new(),
            made: Arc::clone(&new),
        };
        let mut left = Vec::new();
        if let Some(tree) = trees {
            let replacement = tree.replace(ca, &new);
            let (after, settings) = (&replacement.after, self.settings);
            plan.proof = Some(Proof::of(
                tree,
                after,
                ca,
                &new,
                settings,
                self.now,
                self.signatures,
            ));
            plan.changes = replacement.changes;
            left = replacement.left;
        }
        plan.objections = objection::all(&objection::Grounds {
            old: ca,
            new: &new,
            parent: family.parent,
            tree: trees,
            children: &ids,
            proof: plan.proof.as_ref(),
            now: Timestamp::from(self.now),
        });
        plan.follow_ups = follow_up::all(&plan, ca, trees, left);
        Ok(Outcome::Plan(Box::new(plan)))
    }

    fn idle(
        &self,
        trees: Option<&Tree>,
        chosen: &ChosenWindow,
    ) -> Result<Option<Idle>, OrderFault> {
        let Order {
            ca, signer, serial, ..
        } = self.order;
        let window = chosen.window;
        if (window.not_before, window.not_after) == (ca.not_before(), ca.not_after()) {
            let covers = chosen.reason == StartReason::AlreadyCovers;
            return Ok(Some(if covers {
                Idle::AlreadyCovers
            } else {
                Idle::SameWindow
            }));
        }
        let Some(tree) = trees else { return Ok(None) };
        let made = signed_part(ca, *signer, window, *serial)?;
        let is_there = tree
            .siblings(ca)
            .any(|id| tree.store.certificate(id).tbs() == made);
        let is_gone = tree.places(ca.fingerprint()).is_empty();
        Ok((is_there && is_gone).then_some(Idle::AlreadyReplaced))
    }
}

/// Where other certificates of the CA lie.
fn siblings(tree: &Tree, ca: &Certificate) -> Vec<Occurrence> {
    let places = tree.siblings(ca).flat_map(|id| tree.store.places(id));
    places.map(|place| tree.occurrence(place)).collect()
}

#[cfg(test)]
mod tests;
