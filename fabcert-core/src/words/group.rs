//! What a finding about many says in one line.

use super::{count, duration, instant, safe, short_name};
use crate::facts::{Facts, Ground};
use crate::finding::Finding;
use crate::layout::Purpose;

/// The headline of a finding about many; `single` is what it says of the one that speaks for all.
pub(super) fn title(finding: &Finding, single: impl FnOnce() -> String) -> String {
    let many = finding.alike.len() + 1;
    let certificates = count(many, "certificate");
    let issuer = finding
        .issuer
        .as_ref()
        .map_or_else(|| "their issuer".to_owned(), |issuer| short_name(issuer));
    match &finding.facts {
        Facts::BeforeIssuer { ground, .. } => {
            let gap = gap(finding);
            match ground {
                Ground::Msp => format!(
                    "Fabric will never accept {certificates} under {issuer}: they start {gap} before it"
                ),
                Ground::RollOut => format!(
                    "{certificates} start {gap} before another copy of their CA {issuer}: rolled out, that copy would refuse them"
                ),
                Ground::Tls => format!(
                    "{certificates} start {gap} before their TLS CA {issuer} (TLS does not mind)"
                ),
            }
        }
        Facts::AfterIssuerExpiry { .. } => {
            format!("{certificates} start after the end of their CA {issuer}")
        }
        Facts::OutlivesIssuer { .. } => format!("{certificates} end after their issuer {issuer}"),
        Facts::OneSecondGrace {} => format!(
            "{certificates} start 1 s before {issuer}: Fabric accepts them by its one second of grace, stricter programs do not"
        ),
        Facts::IssuerRegenerated { issuer, .. } => format!(
            "{certificates} were signed by an older {} than the one that is here now: same name, another key",
            safe(issuer)
        ),
        Facts::UnknownIssuer { issuer, .. } => format!(
            "{certificates} were issued by a CA that their MSPs do not know: {}",
            safe(issuer)
        ),
        Facts::MissingIntermediate { issuer, root, .. } => format!(
            "{} {} is missing in {}, for {certificates}",
            if *root { "root CA" } else { "intermediate CA" },
            safe(issuer),
            count(finding.msps.len(), "MSP")
        ),
        Facts::Expired { purpose, .. } => {
            let first = certificates_of(finding).map(|it| it.not_after()).min();
            let what = count(many, purpose_name(*purpose));
            match first {
                Some(first) => format!("{what} of one CA expired, the first on {}", instant(first)),
                None => format!("{what} of one CA expired"),
            }
        }
        Facts::ExpiresSoon { purpose, .. } => {
            let first = certificates_of(finding).map(|it| it.not_after()).min();
            let what = count(many, purpose_name(*purpose));
            match first {
                Some(first) => {
                    format!(
                        "{what} of one CA expire soon, the first on {}",
                        instant(first)
                    )
                }
                None => format!("{what} of one CA expire soon"),
            }
        }
        _ => format!("{} (and {} more alike)", single(), finding.alike.len()),
    }
}

/// All that it is about, by name; `None` for files.
pub(super) fn names(finding: &Finding) -> Option<String> {
    if finding.alike.is_empty() {
        return None;
    }
    let own = finding.certificate.iter().map(|it| (it, &finding.owner));
    let others = finding
        .alike
        .iter()
        .filter_map(|it| Some((it.certificate.as_ref()?, &it.owner)));
    let names: Vec<String> = own
        .chain(others)
        .map(|(certificate, owner)| match owner {
            Some(owner) => safe(owner),
            None => short_name(certificate),
        })
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn certificates_of(finding: &Finding) -> impl Iterator<Item = &crate::certificate::Certificate> {
    let others = finding
        .alike
        .iter()
        .filter_map(|it| it.certificate.as_deref());
    finding.certificate.as_deref().into_iter().chain(others)
}

/// `5 min 19 s`, or from the smallest to the largest.
fn gap(finding: &Finding) -> String {
    match finding.gaps() {
        Some((least, most)) if least == most => duration(most),
        Some((least, most)) => format!("{} to {}", duration(least), duration(most)),
        None => String::new(),
    }
}

const fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Identity => "identity",
        Purpose::TlsLeaf => "TLS certificate",
        Purpose::Ca | Purpose::TlsCa => "CA certificate",
    }
}
