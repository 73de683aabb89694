//! The CAs of a tree that enroll identities, and from when on an enrollment is safe.

#[cfg(all(test, feature = "signatures"))]
mod tests;

use super::{DEFAULT_BACKDATE, Enrollment, Maker, Origin};
use crate::certificate::Certificate;
use crate::issuance::Issuance;
use crate::layout::{Layout, Purpose, Role, Seat};
use crate::store::{CertId, Store};
use crate::timestamp::Timestamp;

/// What a tree tells about the program that enrolls under a CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enroller {
    /// It backdates by so many seconds (fabric-ca ≤ 1.4, cfssl).
    Backdates(i64),
    /// It takes the CA's NotBefore (fabric-ca since 1.5): never too early.
    Inherits,
    /// Nothing is known.
    Unknown,
}

/// A CA for identities, and what decides when enrolling under it is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The CA.
    pub ca: CertId,
    /// The latest NotBefore of its chain: what a leaf must not precede.
    pub chain_start: Timestamp,
    /// Who enrolls.
    pub enroller: Enroller,
}

impl Gate {
    /// The gate of every CA for identities, in path order. CAs that only serve TLS have none.
    pub fn all<'a>(
        store: &'a Store,
        layout: &'a Layout,
        issuance: &'a Issuance,
    ) -> impl Iterator<Item = Self> + 'a {
        store
            .certificates()
            .filter(|(id, ca)| layout.purpose(*id) == Purpose::Ca && ca.is_ca())
            .map(move |(id, ca)| Self {
                ca: id,
                chain_start: issuance
                    .ancestors(id)
                    .into_iter()
                    .map(|above| store.certificate(above).not_before())
                    .fold(ca.not_before(), Ord::max),
                enroller: Enroller::of(store, layout, issuance, id, ca),
            })
    }

    /// How enrollments under it are dated: as it was `told` (a backdate in seconds), else as the tree
    /// shows, else as fabric-ca ≤ 1.4 does. `None` where an enrollment is never too early.
    #[must_use]
    pub fn enrollment(&self, told: Option<i64>) -> Option<Enrollment> {
        let backdate = match (told, self.enroller) {
            (Some(told), _) => told,
            (None, Enroller::Inherits) => return None,
            (None, Enroller::Backdates(measured)) => measured,
            (None, Enroller::Unknown) => DEFAULT_BACKDATE,
        };
        Some(Enrollment::backdated(backdate))
    }

    /// The first instant at which an enrollment gives a certificate that Fabric accepts; `None` where
    /// that is always so.
    #[must_use]
    pub fn safe_from(&self, told: Option<i64>) -> Option<Timestamp> {
        Some(self.enrollment(told)?.safe_from(self.chain_start))
    }
}

impl Enroller {
    fn of(
        store: &Store,
        layout: &Layout,
        issuance: &Issuance,
        id: CertId,
        ca: &Certificate,
    ) -> Self {
        if let Some(version) = server_version(store, layout, id) {
            return if version < (1, 5) {
                Self::Backdates(DEFAULT_BACKDATE)
            } else {
                Self::Inherits
            };
        }
        let origins = issuance.children(id).iter().map(|child| {
            let issuers = issuance.issuers(*child).iter();
            let issuers: Vec<_> = issuers.map(|it| store.certificate(*it).as_ref()).collect();
            Origin::of(store.certificate(*child), issuers)
        });
        let mut enroller = Self::Unknown;
        for origin in origins {
            match origin.maker {
                maker if maker.backdates_enrollments() => {
                    return Self::Backdates(origin.backdate.unwrap_or(DEFAULT_BACKDATE));
                }
                // A leaf that starts with its CA proves the maker only where the CA's start is an
                // odd one.
                Maker::FabricCaSince15 if ca.not_before().second() != 0 => {
                    enroller = Self::Inherits;
                }
                _ => {}
            }
        }
        enroller
    }
}

/// Major and minor version of the fabric-ca server that this CA certificate lies in the home of.
fn server_version(store: &Store, layout: &Layout, id: CertId) -> Option<(u32, u32)> {
    store
        .places(id)
        .iter()
        .filter(|place| layout.role(place) == Role::CaHomeCertificate)
        .find_map(|place| {
            let Some(Seat::Authority(home)) = layout.seat(place) else {
                return None;
            };
            let home = layout.authority(home)?;
            let mut numbers = home.version.as_deref()?.split('.');
            let major = numbers.next()?.trim_start_matches('v').parse().ok()?;
            let minor = numbers.next()?.parse().ok()?;
            Some((major, minor))
        })
}
