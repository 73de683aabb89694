//! Phrases that sentences are put together from: instants, lengths of time, names and paths. What comes
//! out is safe to show: control characters and the like are written out.

mod quantity;
mod safe;

pub use quantity::{count, duration, instant, relative, time_of_day};
pub use safe::{is_hostile, path, safe, shell, shell_word};

use crate::certificate::{Certificate, Name};

/// A certificate's or CA's short name: its CN, or all of its subject, or its serial number.
#[must_use]
pub fn short_name(certificate: &Certificate) -> String {
    let subject = certificate.subject();
    subject.common_name().map_or_else(
        || {
            let whole = subject.to_string();
            if whole.is_empty() {
                format!("serial {}", certificate.serial_hex())
            } else {
                safe(&whole)
            }
        },
        |name| safe(&name),
    )
}

/// CN and OUs, which is what tells Fabric certificates apart.
#[must_use]
pub fn short_subject(name: Name<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(common_name) = name.common_name() {
        parts.push(format!("CN={}", safe(&common_name)));
    }
    parts.extend(
        name.organizational_units()
            .iter()
            .map(|unit| format!("OU={}", safe(unit))),
    );
    if parts.is_empty() {
        return safe(&name.to_string());
    }
    parts.join(", ")
}
