//! When an enrollment by a backdating CA is first safe.

use crate::timestamp::Timestamp;

/// How far fabric-ca ≤ 1.4 and cfssl backdate a certificate unless told otherwise, in seconds
/// (`cfssl:signer/signer.go` `FillTemplate`).
pub const DEFAULT_BACKDATE: i64 = 300;

/// How a backdating CA dates what it issues: `NotBefore = round(now, 1 min) − backdate`, rounding
/// half up (`cfssl:signer/signer.go` `FillTemplate`, fabric-ca ≤ 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrollment {
    backdate: i64,
}

impl Default for Enrollment {
    fn default() -> Self {
        Self::backdated(DEFAULT_BACKDATE)
    }
}

impl Enrollment {
    /// A CA that backdates by `seconds`.
    #[must_use]
    pub const fn backdated(seconds: i64) -> Self {
        Self { backdate: seconds }
    }

    /// The backdate in seconds.
    #[must_use]
    pub const fn backdate(self) -> i64 {
        self.backdate
    }

    /// NotBefore of a certificate issued at this instant.
    #[must_use]
    pub const fn not_before(self, issued: Timestamp) -> Timestamp {
        Timestamp::from_unix(
            (issued.unix().saturating_add(30))
                .div_euclid(60)
                .saturating_mul(60)
                .saturating_sub(self.backdate),
        )
    }

    /// Whether Fabric refuses a certificate issued at this instant under a CA chain whose latest
    /// NotBefore is `ca_not_before`.
    #[must_use]
    pub const fn is_rejected(self, issued: Timestamp, ca_not_before: Timestamp) -> bool {
        ca_not_before.since(self.not_before(issued)) >= 2
    }

    /// The first instant at which an enrollment gives a certificate that Fabric accepts under a CA
    /// chain whose latest NotBefore is `ca_not_before`, to the second.
    ///
    /// NotBefore must be at least `ca_not_before − 1 s`, so the rounded instant of issue at least
    /// `ca_not_before − 1 s + backdate`; it is a whole minute, reached 30 s before it.
    #[must_use]
    pub const fn safe_from(self, ca_not_before: Timestamp) -> Timestamp {
        let earliest_rounded = ca_not_before
            .unix()
            .saturating_add(self.backdate)
            .saturating_sub(1);
        let whole_minute = earliest_rounded
            .saturating_add(59)
            .div_euclid(60)
            .saturating_mul(60);
        Timestamp::from_unix(whole_minute.saturating_sub(30))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("an instant")
    }

    #[test]
    fn the_incident_is_safe_half_a_minute_before_the_ninth_minute() {
        let enrollment = Enrollment::default();
        let ca = at("2026-11-22T06:03:19Z");
        assert_eq!(
            enrollment.not_before(at("2026-11-22T06:03:25Z")),
            at("2026-11-22T05:58:00Z")
        );
        assert_eq!(enrollment.safe_from(ca), at("2026-11-22T06:08:30Z"));
        assert!(enrollment.is_rejected(at("2026-11-22T06:08:29Z"), ca));
        assert!(!enrollment.is_rejected(at("2026-11-22T06:08:30Z"), ca));
    }

    #[test]
    fn keeps_the_backdate_that_it_was_given() {
        assert_eq!(Enrollment::backdated(77).backdate(), 77);
        assert_eq!(Enrollment::default().backdate(), DEFAULT_BACKDATE);
    }

    /// Against the definition itself, over every second of the minutes around it.
    #[test]
    fn safe_from_is_the_first_accepted_second() {
        for backdate in [0, 1, 3, 29, 30, 31, 59, 60, 61, 300, 330, 3600] {
            let enrollment = Enrollment::backdated(backdate);
            for second in 0..120 {
                let ca = Timestamp::from_unix(1_795_327_380 + second);
                let safe = enrollment.safe_from(ca);
                assert!(!enrollment.is_rejected(safe, ca), "{backdate} {second}");
                assert!(
                    enrollment.is_rejected(safe.plus(-1), ca),
                    "{backdate} {second}"
                );
                assert!((0..200).all(|later| !enrollment.is_rejected(safe.plus(later), ca)));
            }
        }
    }
}
