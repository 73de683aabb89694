//! Who made a certificate, from its shape alone: the evidence of dates, identifiers and extensions.

use serde::Serialize;

use super::{DEFAULT_BACKDATE, Enrollment};
use crate::certificate::{Certificate, PublicKey};
use crate::timestamp::Timestamp;

/// How sure an inference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Fits, and so would other stories.
    Possible,
    /// The evidence fits this story and hardly another.
    Likely,
    /// The evidence allows no other story.
    Certain,
}

/// The program that made a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Maker {
    /// cryptogen up to 1.2: NotBefore keeps its seconds; not backdated up to 1.0.2, by 5 min since.
    CryptogenTo12,
    /// cryptogen since 1.3: NotBefore = round(now, 1 min) − 5 min.
    CryptogenSince13,
    /// fabric-ca 1.1–1.4: NotBefore = round(now, 1 min) − backdate, NotAfter counted from now.
    FabricCa11To14,
    /// fabric-ca 1.0 or cfssl: NotBefore = round(now, 1 min) − backdate, NotAfter counted from it.
    FabricCa10OrCfssl,
    /// fabric-ca since 1.5: NotBefore = the CA's own NotBefore.
    FabricCaSince15,
    /// Nothing that this crate knows by its shape.
    Unknown,
}

impl Maker {
    /// Whether this program dates an enrollment before the instant of issue, so that it can come
    /// out older than a young CA.
    #[must_use]
    pub const fn backdates_enrollments(self) -> bool {
        matches!(self, Self::FabricCa11To14 | Self::FabricCa10OrCfssl)
    }
}

/// The instants between which a certificate was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct IssueRange {
    /// Not before this instant.
    pub from: Timestamp,
    /// Before this instant.
    pub until: Timestamp,
}

impl IssueRange {
    /// The range that rounding to the minute, half up, leaves around an instant: from 30 s before
    /// it to 30 s after it.
    const fn around(rounded: Timestamp) -> Self {
        Self {
            from: rounded.plus(-30),
            until: rounded.plus(30),
        }
    }

    /// This range cut to what is not before `birth`, where that leaves something.
    #[must_use]
    pub fn since(self, birth: Timestamp) -> Option<Self> {
        let from = self.from.max(birth);
        (from < self.until).then_some(Self { from, ..self })
    }
}

/// What a certificate's shape tells of its making.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The program.
    pub maker: Maker,
    /// How sure that is.
    pub certainty: Certainty,
    /// How far NotBefore lies before the instant of issue, in seconds, where it can be told or is
    /// the program's habit.
    pub backdate: Option<i64>,
    /// Whether the backdate was measured from the dates and not taken from the program's habit.
    pub backdate_measured: bool,
    /// When it was issued, as far as the dates tell.
    pub issued: Option<IssueRange>,
}

const HOUR: i64 = 3600;
/// cryptogen's only lifetime: 3650 days.
const CRYPTOGEN_LIFETIME: i64 = 87_600 * HOUR;
/// The expiries of fabric-ca's and cfssl's default profiles: leaf and TLS, intermediate CA, root CA.
const PROFILE_EXPIRIES: [i64; 3] = [8_760 * HOUR, 43_800 * HOUR, 131_400 * HOUR];
/// The largest backdate that is read out of a lifetime; more would be another expiry.
const LARGEST_BACKDATE: i64 = 24 * HOUR;

impl Origin {
    /// Infers who made `certificate`. `issuers` are the CA certificates that can have issued it: all
    /// those known with its issuer's name and key, the renewed ones too (empty where none is known).
    #[must_use]
    pub fn of<'a>(
        certificate: &Certificate,
        issuers: impl IntoIterator<Item = &'a Certificate> + Clone,
    ) -> Self {
        let dates = Dates::of(certificate);
        let inherited = issuers
            .clone()
            .into_iter()
            .any(|issuer| issuer != certificate && issuer.not_before() == dates.not_before);
        let clipped = issuers
            .clone()
            .into_iter()
            .any(|issuer| issuer != certificate && issuer.not_after() == dates.not_after);
        let by_fabric_ca = certificate.fabric_attributes().is_some();

        if looks_like_cryptogen(certificate, issuers) && dates.lifetime == CRYPTOGEN_LIFETIME {
            return dates.cryptogen(certificate);
        }
        // Since 1.5 a leaf of the CA's first day has a lifetime of that shape too: only the usual
        // backdate is as likely then.
        if let Some(backdate) = dates.measured_backdate()
            && (!inherited || backdate == DEFAULT_BACKDATE)
        {
            return Self {
                maker: Maker::FabricCa11To14,
                certainty: match (inherited, by_fabric_ca) {
                    (true, _) => Certainty::Possible,
                    (false, true) => Certainty::Certain,
                    (false, false) => Certainty::Likely,
                },
                backdate: Some(backdate),
                backdate_measured: true,
                issued: Some(IssueRange::around(dates.not_before.plus(backdate))),
            };
        }
        // A round NotBefore of a CA since 1.5 is the CA's own; fabric-ca ≤ 1.4 would have rounded.
        if inherited || (by_fabric_ca && !dates.whole_minute()) {
            return dates.since_15(by_fabric_ca, clipped, inherited);
        }
        if dates.whole_minute() {
            let exact = PROFILE_EXPIRIES.contains(&dates.lifetime);
            let maker = match (exact, clipped || by_fabric_ca) {
                (true, _) => Maker::FabricCa10OrCfssl,
                (false, true) => Maker::FabricCa11To14,
                (false, false) => return Self::unknown(),
            };
            return Self {
                maker,
                certainty: if exact {
                    Certainty::Likely
                } else {
                    Certainty::Possible
                },
                backdate: Some(DEFAULT_BACKDATE),
                backdate_measured: false,
                issued: Some(IssueRange::around(dates.not_before.plus(DEFAULT_BACKDATE))),
            };
        }
        Self::unknown()
    }

    const fn unknown() -> Self {
        Self {
            maker: Maker::Unknown,
            certainty: Certainty::Possible,
            backdate: None,
            backdate_measured: false,
            issued: None,
        }
    }

    /// How such a maker dates an enrollment, with this certificate's backdate where it is known.
    #[must_use]
    pub fn enrollment(&self) -> Enrollment {
        Enrollment::backdated(self.backdate.unwrap_or(DEFAULT_BACKDATE))
    }
}

/// cryptogen's identifiers: an SKI of 32 bytes on its CAs, which have no AKI, and none on its leaves.
fn looks_like_cryptogen<'a>(
    certificate: &Certificate,
    issuers: impl IntoIterator<Item = &'a Certificate>,
) -> bool {
    let long_ski = |ca: &Certificate| ca.subject_key_id().is_some_and(|ski| ski.len() == 32);
    if certificate.is_ca() {
        return certificate.is_self_issued()
            && long_ski(certificate)
            && certificate.authority_key_id().is_none();
    }
    certificate.subject_key_id().is_none()
        && certificate
            .authority_key_id()
            .map_or_else(|| issuers.into_iter().any(long_ski), |aki| aki.len() == 32)
}

struct Dates {
    not_before: Timestamp,
    not_after: Timestamp,
    lifetime: i64,
}

impl Dates {
    const fn of(certificate: &Certificate) -> Self {
        let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
        Self {
            not_before,
            not_after,
            lifetime: not_after.since(not_before),
        }
    }

    const fn whole_minute(&self) -> bool {
        self.not_before.second() == 0
    }

    fn cryptogen(&self, certificate: &Certificate) -> Origin {
        if self.whole_minute() {
            return Origin {
                maker: Maker::CryptogenSince13,
                certainty: Certainty::Likely,
                backdate: Some(DEFAULT_BACKDATE),
                backdate_measured: false,
                issued: Some(IssueRange::around(self.not_before.plus(DEFAULT_BACKDATE))),
            };
        }
        Origin {
            maker: Maker::CryptogenTo12,
            // Ed25519 came with 3.0, which rounds: then it is something else that looks alike.
            certainty: match certificate.public_key() {
                PublicKey::Ed25519(_) => Certainty::Possible,
                _ => Certainty::Likely,
            },
            backdate: None,
            backdate_measured: false,
            // Up to 1.0.2 at NotBefore itself, since 1.0.3 five minutes later.
            issued: Some(IssueRange {
                from: self.not_before,
                until: self.not_before.plus(DEFAULT_BACKDATE + 1),
            }),
        }
    }

    /// fabric-ca 1.1–1.4: lifetime = expiry + backdate, give or take a minute, since the two ends
    /// are rounded from two readings of the clock.
    fn measured_backdate(&self) -> Option<i64> {
        if !self.whole_minute() || self.not_after.second() != 0 {
            return None;
        }
        let surplus = PROFILE_EXPIRIES
            .iter()
            .map(|expiry| self.lifetime - expiry)
            .find(|surplus| (1..=LARGEST_BACKDATE).contains(surplus))?;
        let off_by_a_minute = (surplus - DEFAULT_BACKDATE).abs() == 60;
        Some(if off_by_a_minute {
            DEFAULT_BACKDATE
        } else {
            surplus
        })
    }

    fn since_15(&self, by_fabric_ca: bool, clipped: bool, inherited: bool) -> Origin {
        let issued = if clipped || self.not_after.second() != 0 {
            None
        } else {
            // NotAfter = round(now) + expiry: the longest expiry that does not put the issue
            // before the CA's own start.
            PROFILE_EXPIRIES
                .iter()
                .map(|expiry| self.not_after.plus(-expiry))
                .filter(|issued| *issued >= self.not_before)
                .min()
                .map(IssueRange::around)
        };
        Origin {
            maker: Maker::FabricCaSince15,
            certainty: match (by_fabric_ca, inherited) {
                (true, true) => Certainty::Certain,
                (true, false) | (false, true) if issued.is_some() => Certainty::Likely,
                _ => Certainty::Possible,
            },
            backdate: None,
            backdate_measured: false,
            issued,
        }
    }
}

#[cfg(test)]
mod tests;
