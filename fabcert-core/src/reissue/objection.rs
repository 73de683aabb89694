//! What speaks against a plan.

use std::path::PathBuf;

use serde::Serialize;

use super::prove::{Change, Proof};
use super::trees::Tree;
use crate::backdate::{rejected_as_too_late, rejected_as_too_old};
use crate::certificate::Certificate;
use crate::der::reader::{Reader, tag};
use crate::finding::Location;
use crate::store::CertId;
use crate::timestamp::Timestamp;

/// A certificate that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its subject.
    pub subject: String,
    /// Its NotBefore.
    pub not_before: Timestamp,
    /// Where it lies first.
    pub place: Option<Location>,
}

/// What speaks against a plan; without force nothing is written then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Objection {
    /// The new start is later than the old one.
    LaterStart {
        /// The children that Fabric would refuse for ever.
        dying: Vec<Named>,
    },
    /// The new end is so early that children start after it.
    EarlierEnd {
        /// The children that Fabric would refuse.
        dying: Vec<Named>,
    },
    /// An intermediate would start before its parent: Fabric refuses every MSP with both.
    StartsBeforeParent {
        /// The parent's NotBefore.
        parent_not_before: Timestamp,
    },
    /// The new certificate would not be valid now: TLS and CA servers go by the clock.
    NotValidNow {
        /// Now.
        now: Timestamp,
    },
    /// Children (or the CA itself) name the old serial number in their authority key identifier.
    /// Fabric does not mind; OpenSSL refuses them under a certificate with another one.
    SerialNamed {
        /// They.
        children: Vec<Named>,
    },
    /// The judge accepts less than before.
    Broken {
        /// How many MSPs and identities.
        count: usize,
    },
    /// MSPs would hold the new certificate beside another one of the same CA.
    Twins {
        /// The MSPs.
        #[serde(serialize_with = "super::lossy_list")]
        msps: Vec<PathBuf>,
    },
}

/// What the objections are found from.
pub(super) struct Grounds<'a> {
    pub(super) old: &'a Certificate,
    pub(super) new: &'a Certificate,
    pub(super) parent: Option<&'a Certificate>,
    pub(super) tree: Option<&'a Tree>,
    pub(super) children: &'a [CertId],
    pub(super) proof: Option<&'a Proof>,
    pub(super) now: Timestamp,
}

/// Every objection, in the order of declaration.
pub(super) fn all(grounds: &Grounds<'_>) -> Vec<Objection> {
    let Grounds {
        old,
        new,
        parent,
        proof,
        now,
        ..
    } = grounds;
    let mut objections = Vec::new();
    if new.not_before() > old.not_before() {
        let dying = grounds.children_that(|child| {
            rejected_as_too_old(child, new) && !rejected_as_too_old(child, old)
        });
        objections.push(Objection::LaterStart { dying });
    }
    let too_late =
        |child: &Certificate| rejected_as_too_late(child, new) && !rejected_as_too_late(child, old);
    let dying = grounds.children_that(too_late);
    if !dying.is_empty() {
        objections.push(Objection::EarlierEnd { dying });
    }
    if let Some(parent) = parent
        .filter(|parent| rejected_as_too_old(new, parent) && !rejected_as_too_old(old, parent))
    {
        objections.push(Objection::StartsBeforeParent {
            parent_not_before: parent.not_before(),
        });
    }
    if new.not_before() > *now || new.not_after() < *now {
        objections.push(Objection::NotValidNow { now: *now });
    }
    if new.serial() != old.serial() {
        let mut children = grounds.children_that(|child| names_serial(child, old));
        if names_serial(old, old) {
            children.push(Named::of(old, grounds.tree));
        }
        if !children.is_empty() {
            objections.push(Objection::SerialNamed { children });
        }
    }
    let broken = proof.map_or(0, |proof| proof.with(Change::Broken).count());
    if broken > 0 {
        objections.push(Objection::Broken { count: broken });
    }
    if let Some(proof) = proof.filter(|proof| !proof.twins.is_empty()) {
        objections.push(Objection::Twins {
            msps: proof.twins.clone(),
        });
    }
    objections
}

impl Grounds<'_> {
    fn children_that(&self, holds: impl Fn(&Certificate) -> bool) -> Vec<Named> {
        let Some(tree) = self.tree else {
            return Vec::new();
        };
        self.children
            .iter()
            .map(|id| tree.store.certificate(*id))
            .filter(|child| holds(child))
            .map(|child| Named::of(child, Some(tree)))
            .collect()
    }
}

impl Named {
    fn of(certificate: &Certificate, tree: Option<&Tree>) -> Self {
        let place = tree.and_then(|tree| {
            let place = tree.places(certificate.fingerprint()).first()?;
            Some(tree.occurrence(place).location)
        });
        Self {
            subject: certificate.subject().to_string(),
            not_before: certificate.not_before(),
            place,
        }
    }
}

/// Whether the authority key identifier of `child` names its issuer by the serial number of `ca`
/// (`authorityCertSerialNumber`, RFC 5280, 4.2.1.1).
fn names_serial(child: &Certificate, ca: &Certificate) -> bool {
    const AUTHORITY_KEY_ID: [u8; 3] = [0x55, 0x1d, 0x23];
    let serial = || {
        let value = child.extension_value(&AUTHORITY_KEY_ID)?;
        let mut fields = Reader::new(value).inside(tag::SEQUENCE)?;
        while let Some(field) = fields.any() {
            if field.tag == tag::context(2) {
                return Some(field.content);
            }
        }
        None
    };
    serial().is_some_and(|serial| serial == ca.serial())
}

#[cfg(test)]
mod tests;
