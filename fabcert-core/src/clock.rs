//! The only place that may ask the system what time it is.

use time::OffsetDateTime;

/// Where "now" comes from. It is read once for a check, so that every rule sees the same instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// A clock that stands still.
    Fixed(OffsetDateTime),
}

impl Clock {
    /// What this clock shows, in UTC.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system clock"
    )]
    pub fn now(self) -> OffsetDateTime {
        match self {
            Self::System => OffsetDateTime::now_utc(),
            Self::Fixed(instant) => instant.to_offset(time::UtcOffset::UTC),
        }
    }
}
