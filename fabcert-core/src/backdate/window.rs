//! Which NotBefore a reissued CA certificate needs: one formula for the remedy and for `reissue`.

use serde::Serialize;

use super::rejected_as_too_old;
use crate::certificate::Certificate;
use crate::timestamp::Timestamp;

/// Why a NotBefore was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowChoice {
    /// Fabric accepts every child as it is: there is nothing to heal.
    AlreadyCovers,
    /// The oldest child's NotBefore minus the backdate.
    OldestChild,
    /// No child is known: the old NotBefore minus the backdate.
    NoChildren,
    /// The parent's own NotBefore, before which an intermediate must not start.
    Parent,
}

/// The NotBefore that makes Fabric accept every child of a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HealingWindow {
    /// The NotBefore.
    pub not_before: Timestamp,
    /// Why that one.
    pub choice: WindowChoice,
    /// Whether it heals every child (an intermediate may be held back by its parent).
    pub heals_all: bool,
}

impl HealingWindow {
    /// Chooses for `ca`: its own NotBefore where Fabric accepts every child as it is, else as
    /// [`HealingWindow::with_margin`] does.
    #[must_use]
    pub fn choose<'a>(
        ca: &Certificate,
        children: impl IntoIterator<Item = &'a Certificate> + Clone,
        parent: Option<&Certificate>,
        backdate: i64,
    ) -> Self {
        let mut others = children
            .clone()
            .into_iter()
            .filter(|it| !is_same_ca(it, ca))
            .peekable();
        if others.peek().is_some() && others.all(|child| !rejected_as_too_old(child, ca)) {
            return Self {
                not_before: ca.not_before(),
                choice: WindowChoice::AlreadyCovers,
                heals_all: true,
            };
        }
        Self::with_margin(ca, children, parent, backdate)
    }

    /// min(NotBefore of `ca`, oldest child's NotBefore − `backdate`), never before the `parent`'s
    /// NotBefore. `children` are the leaves and CAs that it issued (other certificates of the CA
    /// itself do not count); `backdate` in seconds.
    #[must_use]
    pub fn with_margin<'a>(
        ca: &Certificate,
        children: impl IntoIterator<Item = &'a Certificate>,
        parent: Option<&Certificate>,
        backdate: i64,
    ) -> Self {
        let oldest = children
            .into_iter()
            .filter(|child| !is_same_ca(child, ca))
            .map(Certificate::not_before)
            .min();
        let (wanted, choice) = match oldest {
            Some(oldest) => (oldest.plus(-backdate), WindowChoice::OldestChild),
            None => (ca.not_before().plus(-backdate), WindowChoice::NoChildren),
        };
        let wanted = wanted.min(ca.not_before());
        // A parent that starts after the certificate itself is another fault (FC102); it sets no bound.
        let bound = parent
            .map(Certificate::not_before)
            .filter(|bound| *bound > wanted && *bound <= ca.not_before());
        let not_before = bound.unwrap_or(wanted);
        Self {
            not_before,
            choice: if bound.is_some() {
                WindowChoice::Parent
            } else {
                choice
            },
            heals_all: oldest.is_none_or(|oldest| oldest.plus(1) >= not_before),
        }
    }
}

/// Whether it is the CA itself, in this or in another state of renewal.
fn is_same_ca(certificate: &Certificate, ca: &Certificate) -> bool {
    certificate.subject().raw() == ca.subject().raw() && certificate.spki() == ca.spki()
}
