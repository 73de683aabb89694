//! Why a leaf is older than its issuer, since when, until when, and what heals it.
//!
//! Fabric verifies a chain at leaf.NotBefore + 1 s (`msp.getValidityOptsForCert`), so a CA
//! certificate that starts later than that instant is "not yet valid" for that leaf for ever.
//! Everything here is arithmetic over the instants in certificates: no clock, no files.

mod conflict;
mod enrollment;
mod gate;
mod origin;
mod window;

pub use conflict::{Cause, Conflict, Sibling};
pub use enrollment::{DEFAULT_BACKDATE, Enrollment};
pub use gate::{Enroller, Gate};
pub use origin::{Certainty, IssueRange, Maker, Origin};
pub use window::{HealingWindow, WindowChoice};

use crate::certificate::Certificate;
use crate::timestamp::Timestamp;

/// The instant at which Fabric verifies the chain of a certificate: its own NotBefore + 1 s
/// (`msp.getValidityOptsForCert`, since 1.0.0).
#[must_use]
pub const fn verified_at(certificate: &Certificate) -> Timestamp {
    certificate.not_before().plus(1)
}

/// issuer.NotBefore − leaf.NotBefore in seconds: positive where the leaf is the older one.
#[must_use]
pub const fn gap(leaf: &Certificate, issuer: &Certificate) -> i64 {
    issuer.not_before().since(leaf.not_before())
}

/// Whether Fabric finds this issuer "not yet valid" for this leaf: the leaf is older by 2 s or more.
#[must_use]
pub const fn rejected_as_too_old(leaf: &Certificate, issuer: &Certificate) -> bool {
    gap(leaf, issuer) >= 2
}

/// Whether Fabric finds this issuer "expired" for this leaf: it ended before leaf.NotBefore + 1 s.
#[must_use]
pub const fn rejected_as_too_late(leaf: &Certificate, issuer: &Certificate) -> bool {
    issuer.not_after().since(leaf.not_before()) < 1
}
