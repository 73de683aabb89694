//! What a finding says in one line.

use super::{count, duration, instant, path, safe, short_name};
use crate::facts::{ConfigFault, CrlFault, Facts, Ground, StrayCa, UnfitCa, WrongFile};
use crate::finding::Finding;
use crate::layout::Purpose;

/// The headline of a finding.
#[must_use]
pub fn title(finding: &Finding) -> String {
    if finding.alike.is_empty() {
        single(finding)
    } else {
        super::group::title(finding, || single(finding))
    }
}

fn single(finding: &Finding) -> String {
    let who = owner(finding);
    let issuer = finding
        .issuer
        .as_ref()
        .map_or_else(|| "its issuer".to_owned(), |issuer| short_name(issuer));
    match &finding.facts {
        Facts::BeforeIssuer {
            ground, conflict, ..
        } => {
            let gap = duration(conflict.gap);
            match ground {
                Ground::Msp if finding.rule.id == "FC102" => format!(
                    "no MSP with {who} under {issuer} will load: it starts {gap} before its issuer"
                ),
                Ground::Msp => format!(
                    "Fabric will never accept {who}: its certificate starts {gap} before {issuer}'s"
                ),
                Ground::RollOut => format!(
                    "{who} starts {gap} before another copy of its CA {issuer}: rolled out, that copy would refuse it"
                ),
                Ground::Tls => {
                    format!("{who} starts {gap} before its TLS CA {issuer} (TLS does not mind)")
                }
            }
        }
        Facts::AfterIssuerExpiry {
            ground, late_by, ..
        } => {
            let late = match late_by {
                0 => "at the very instant".to_owned(),
                late_by => duration(*late_by),
            };
            let relation = if *late_by > 0 { "after" } else { "where" };
            match ground {
                Ground::RollOut => format!(
                    "{who} starts {late} {relation} another copy of its CA {issuer} ends: rolled out, that copy would refuse it"
                ),
                _ => format!(
                    "Fabric will never accept {who}: it starts {late} {relation} its CA {issuer} ends"
                ),
            }
        }
        Facts::EnrollmentWindowOpen {
            safe_from,
            remaining,
            ..
        } => format!(
            "{who} is too young: a certificate enrolled before {} (for {} yet) with a backdating CA would be refused for ever",
            instant(*safe_from),
            duration(*remaining)
        ),
        Facts::OneSecondGrace {} => format!(
            "{who} starts 1 s before {issuer}: Fabric accepts it by its one second of grace, stricter programs do not"
        ),
        Facts::OutlivesIssuer { by } => {
            format!("{who} ends {} after its issuer {issuer}", duration(*by))
        }
        Facts::InvertedWindow { lifetime } => match lifetime {
            0 => format!("{who} ends the second it starts, and Fabric looks one second later"),
            _ => format!("{who} ends {} before it starts", duration(*lifetime)),
        },
        Facts::Expired { purpose, since, .. } => format!(
            "{} {who} expired {} ago",
            purpose_name(*purpose),
            duration(*since)
        ),
        Facts::ExpiresSoon { purpose, left, .. } => {
            format!(
                "{} {who} expires in {}",
                purpose_name(*purpose),
                duration(*left)
            )
        }
        Facts::NotYetValid { purpose, starts_in } => format!(
            "{} {who} is not valid yet: it starts in {}",
            purpose_name(*purpose),
            duration(*starts_in)
        ),
        Facts::ExpiryCluster {
            role,
            purpose,
            count,
            total,
            from,
            until,
        } => format!(
            "{count} of {total} {} {} expire together, {}",
            safe(role),
            match purpose {
                Purpose::Identity => "identities",
                _ => "TLS certificates",
            },
            if from == until {
                format!("on {}", instant(*from))
            } else {
                format!("between {} and {}", instant(*from), instant(*until))
            }
        ),
        Facts::UnknownIssuer { issuer, .. } => {
            format!(
                "{who} was issued by a CA that its MSP does not know: {}",
                safe(issuer)
            )
        }
        Facts::IssuerRegenerated { issuer, .. } => format!(
            "{who} was signed by an older {} than the one that is here now: same name, another key",
            safe(issuer)
        ),
        Facts::MissingIntermediate {
            issuer,
            missing_in,
            root,
            ..
        } => format!(
            "{} {} is missing in {}",
            if *root { "root CA" } else { "intermediate CA" },
            safe(issuer),
            path(missing_in)
        ),
        Facts::AmbiguousChain {
            chains,
            same_issuer,
        } => format!(
            "{chains} chains lead from {who} to a root: {}",
            if *same_issuer {
                "two certificates of one CA key stand side by side"
            } else {
                "its CA is cross-signed"
            }
        ),
        Facts::IssuedByInnerCa { issuer } => format!(
            "{who} was issued by {}, which has intermediates below it here: Fabric takes no leaves from it",
            safe(issuer)
        ),
        Facts::NotARoot { issuer, leaf } => {
            if *leaf {
                format!("{who} lies in cacerts and is no CA")
            } else {
                format!(
                    "{who} lies in cacerts and is no root: it was issued by {}",
                    safe(issuer)
                )
            }
        }
        Facts::BundleTail { ignored, .. } => format!(
            "Fabric reads only the first certificate of this file: {} behind it {} not seen",
            count(*ignored, "certificate"),
            if *ignored == 1 { "is" } else { "are" }
        ),
        Facts::UnfitCa { reason } => match reason {
            UnfitCa::NotACa => format!("{who} is used as a CA and has no CA flag"),
            UnfitCa::NoSubjectKeyId => {
                format!("CA {who} has no subject key identifier, which Fabric demands")
            }
            UnfitCa::NoCertSign => {
                format!("CA {who} may not sign certificates: its key usage lacks certSign")
            }
            UnfitCa::PathLength => {
                format!("more CAs stand below {who} than its path length allows")
            }
            UnfitCa::CriticalExtension => {
                format!("{who} has a critical extension that Fabric does not handle")
            }
            UnfitCa::NameConstraints => {
                format!("the name constraints above {who} do not allow its name")
            }
        },
        Facts::StrayCa { stray } => match stray {
            StrayCa::TlsCa => format!("TLS CA {who} lies among the enrollment CAs"),
            StrayCa::OtherOrganisation(organisation) => {
                format!(
                    "CA {who} of {} lies among this MSP's CAs",
                    safe(organisation)
                )
            }
        },
        Facts::BadSignature {} => format!("the signature on {who} does not verify"),
        Facts::Revoked { .. } => format!("{who} is revoked"),
        Facts::CrlUnusable { reason } => match reason {
            CrlFault::Unparsable => "a CRL that Fabric cannot parse".to_owned(),
            CrlFault::NoAuthorityKeyId => {
                "a CRL without authority key identifier: every identity of this MSP is refused"
                    .to_owned()
            }
            CrlFault::NotSignedByCa => {
                "a CRL that no CA of this MSP signed: it has no effect".to_owned()
            }
        },
        Facts::CrlStale { next_update } => format!(
            "a CRL past its nextUpdate {}: Fabric goes on using it",
            instant(*next_update)
        ),
        Facts::UnreadableByGo { .. } => format!("Fabric cannot parse the certificate of {who}"),
        Facts::KeyMissing { keys, .. } => match keys {
            0 => format!("the private key of {who} is not in its keystore"),
            _ => format!(
                "none of {} in the keystore belongs to {who}",
                count(*keys, "key")
            ),
        },
        Facts::KeysElsewhere { msps } => format!(
            "no private keys in this tree: {} judged as if the keys were where the nodes run",
            count(*msps, "MSP")
        ),
        Facts::TwinCas { certificates } => format!(
            "{} of CA {who} with one key stand side by side: what both cover, Fabric refuses",
            count(*certificates, "certificate")
        ),
        Facts::TooManyCas { name, certificates } => format!(
            "Fabric gives up on {who} after 100 signatures: {} in its MSP are all named {}",
            count(*certificates, "CA certificate"),
            safe(name)
        ),
        Facts::KeyMisnamed { .. } => format!(
            "the key file under {who}'s name holds another key: Fabric starts and signs what nobody accepts"
        ),
        Facts::UnsupportedKey {
            algorithm,
            refused_from: Some(release),
            ..
        } => format!(
            "{who} has a key that Fabric refuses from {} on: {}",
            safe(release),
            safe(algorithm)
        ),
        Facts::UnsupportedKey { algorithm, .. } => format!(
            "{who} has a key that Fabric does not take: {}",
            safe(algorithm)
        ),
        Facts::KeyExposed { mode, files } => format!(
            "{} readable by others (mode {:03o})",
            count(*files, "private key"),
            mode & 0o777
        ),
        Facts::HighS {} => {
            format!("the signature on {who} has a high S: Fabric rewrites it when it loads")
        }
        Facts::IncompatibleEku { .. } => format!(
            "{who} lists extended key usages without serverAuth, which Go demands even of identities"
        ),
        Facts::WeakSignature { algorithm } => format!("{who} is signed with {}", safe(algorithm)),
        Facts::SharedKey { subjects } => format!(
            "{} share one private key",
            count(subjects.len(), "identity")
        ),
        Facts::NodeOuConfig { reason } => match reason {
            ConfigFault::Unreadable { .. } => "config.yaml cannot be read by Fabric".to_owned(),
            ConfigFault::UnknownKey { key, suggestion } => match suggestion {
                Some(suggestion) => format!(
                    "config.yaml: `{}` is ignored; `{}` is meant?",
                    safe(key),
                    safe(suggestion)
                ),
                None => format!("config.yaml: `{}` is ignored", safe(key)),
            },
            ConfigFault::CertificateMissing { certificate } => {
                format!(
                    "config.yaml names a Certificate that is not there: {}",
                    safe(certificate)
                )
            }
            ConfigFault::CertificateNotInMsp { certificate } => {
                format!(
                    "config.yaml names a Certificate that is no CA of this MSP: {}",
                    safe(certificate)
                )
            }
            ConfigFault::RoleMissing { role } => format!(
                "config.yaml does not set the {} OU, which this MSP version needs",
                safe(role)
            ),
            ConfigFault::Disabled => "config.yaml has NodeOUs switched off".to_owned(),
        },
        Facts::NodeOuRole { roles, .. } => match roles.len() {
            0 => format!("{who} has no OU that gives it a role (client, peer, orderer, admin)"),
            _ => format!(
                "{who} has {} role OUs, and Fabric wants exactly one",
                roles.len()
            ),
        },
        Facts::NodeOuCertifier { unit, issuer } => format!(
            "config.yaml binds OU {} to another CA than {}, which issued {who}",
            safe(unit),
            safe(issuer)
        ),
        Facts::NoAdmin {} => {
            "this MSP has no administrator: no AdminOU and nothing in admincerts".to_owned()
        }
        Facts::AdminWithoutRole {
            has_role: false, ..
        } => {
            format!("admin certificate {who} has neither the client nor the admin OU")
        }
        Facts::AdminWithoutRole { has_role: true, .. } => format!(
            "the OU of admin certificate {who} does not count: its chain does not hold here, or config.yaml binds the OU to another CA"
        ),
        Facts::CaAsIdentity {} => format!("{who} is a CA certificate and cannot be an identity"),
        Facts::WrongFile { content } => match content {
            WrongFile::PrivateKey => "a private key lies among certificates".to_owned(),
            WrongFile::NotPem => "a file without PEM, which Fabric skips".to_owned(),
            WrongFile::Der => {
                "a certificate in DER, which Fabric skips: it reads only PEM".to_owned()
            }
            WrongFile::OtherPem(label) => {
                format!("a PEM block `{}` where a certificate belongs", safe(label))
            }
        },
        Facts::SeveralSigncerts { taken, ignored } => format!(
            "{} in signcerts: Fabric takes {}",
            count(ignored.len() + 1, "certificate"),
            path(taken)
        ),
        Facts::IncompleteMsp { folder, missing } => {
            format!("{folder} is {}", if *missing { "missing" } else { "empty" })
        }
        Facts::TlsCaMixup {
            issuer,
            under_enrollment_ca,
        } => {
            if *under_enrollment_ca {
                format!(
                    "TLS certificate {who} was issued by the enrollment CA {}",
                    safe(issuer)
                )
            } else {
                format!(
                    "TLS certificate {who} does not chain to the TLS CAs beside it (issuer {})",
                    safe(issuer)
                )
            }
        }
        Facts::MissingTlsCacerts {} => {
            "no tlscacerts: nobody can check this organisation's TLS certificates".to_owned()
        }
        Facts::NoSan {} => {
            format!("TLS server certificate {who} has no SAN: TLS clients refuse it")
        }
        Facts::SanMismatch { expected, .. } => format!(
            "TLS certificate {who} does not name {}",
            expected
                .iter()
                .map(|name| safe(name))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Facts::TlsKeyMismatch { .. } => {
            format!("TLS certificate {who} and its key do not belong together")
        }
        Facts::UnreadableFile { reason } => format!("not read: {}", safe(reason)),
        Facts::MalformedBlock { label, reason } => {
            if label.is_empty() {
                format!("cannot be read: {}", safe(reason))
            } else {
                format!("{} block cannot be read: {}", safe(label), safe(reason))
            }
        }
        Facts::IgnoreExpired { ignore, expired } => format!(
            "the ignore of {} ended on {}",
            safe(ignore),
            instant(*expired)
        ),
        Facts::IgnoreUnused { ignore } => {
            format!("the ignore of {} matches nothing any more", safe(ignore))
        }
        Facts::Rejected {} => format!("Fabric refuses {who}"),
        Facts::Custom { title, .. } => safe(title),
    }
}

/// Whose certificate it is: the folder's name for it, or its CN.
fn owner(finding: &Finding) -> String {
    match (&finding.owner, &finding.certificate) {
        (Some(owner), _) => safe(owner),
        (None, Some(certificate)) => short_name(certificate),
        (None, None) => finding
            .places
            .first()
            .map_or_else(|| "this MSP".to_owned(), |place| path(&place.path)),
    }
}

const fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Identity => "identity",
        Purpose::TlsLeaf => "TLS certificate",
        Purpose::Ca => "CA",
        Purpose::TlsCa => "TLS CA",
    }
}
