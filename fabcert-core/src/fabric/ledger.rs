//! What came up while an MSP was judged, in Fabric's order: the first entry decides.

use std::sync::Arc;

use crate::certificate::Certificate;

use super::material::{MaterialFile, PlaceId};
use super::refusal::{Judged, Refusal, Stage, Stop, Subject, Trouble, Undecided};

/// What a step was about.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) subject: Subject,
    pub(crate) certificate: Option<Arc<Certificate>>,
    pub(crate) place: Option<PlaceId>,
    pub(crate) name: Option<String>,
}

impl About {
    pub(crate) const fn subject(subject: Subject) -> Self {
        Self {
            subject,
            certificate: None,
            place: None,
            name: None,
        }
    }

    pub(crate) fn file(subject: Subject, file: &MaterialFile) -> Self {
        Self {
            subject,
            certificate: None,
            place: file.place,
            name: (!file.name.is_empty()).then(|| file.name.clone()),
        }
    }

    pub(crate) fn with_certificate(mut self, certificate: &Arc<Certificate>) -> Self {
        self.certificate = Some(Arc::clone(certificate));
        self
    }
}

/// Refusals and doubts, in Fabric's order.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    /// The stage that is being judged.
    pub(crate) stage: Stage,
    /// Where the first entry stops Fabric; [`Stage::Ok`] while there is none.
    pub(crate) outcome: Stage,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) undecided: Vec<Undecided>,
}

impl Ledger {
    pub(crate) const fn new(stage: Stage) -> Self {
        Self {
            stage,
            outcome: Stage::Ok,
            refusals: Vec::new(),
            undecided: Vec::new(),
        }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.refusals.is_empty() && self.undecided.is_empty()
    }

    /// Notes why a step did not pass.
    pub(crate) fn note(&mut self, stop: Stop, about: &About) {
        match stop {
            Stop::Refused(Trouble { fault, text }) => {
                if self.is_clean() {
                    self.outcome = self.stage;
                }
                self.refusals.push(Refusal {
                    stage: self.stage,
                    fault,
                    subject: about.subject,
                    certificate: about.certificate.clone(),
                    place: about.place,
                    name: about.name.clone(),
                    text,
                });
            }
            Stop::Unknown(reason) => self.doubt(reason),
        }
    }

    /// Notes what nobody can know.
    pub(crate) fn doubt(&mut self, reason: Undecided) {
        if self.is_clean() {
            self.outcome = Stage::Undecided;
        }
        // One doubt has many consequences, one after the other; a folder's comes up at both stages.
        let known = match reason {
            Undecided::Folder { .. } => self.undecided.contains(&reason),
            _ => self.undecided.last() == Some(&reason),
        };
        if !known {
            self.undecided.push(reason);
        }
    }

    /// What a step gives, or a note of why it did not pass.
    pub(crate) fn take<T>(&mut self, judged: Judged<T>, about: &About) -> Option<T> {
        judged.map_err(|stop| self.note(stop, about)).ok()
    }
}
