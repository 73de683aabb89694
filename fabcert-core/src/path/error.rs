//! Why there is no chain, with Go's texts.

use std::fmt;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::quote::go_quote;
use crate::signature::{SignatureFault, Undecidable};
use crate::timestamp::Timestamp;

/// Why a certificate has no valid chain (`x509.Certificate.Verify`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// It has a critical extension that Go does not handle.
    UnhandledCritical {
        /// Which certificate.
        certificate: Arc<Certificate>,
    },
    /// Its NotBefore lies after the instant of verification.
    NotYetValid {
        /// Which certificate.
        certificate: Arc<Certificate>,
        /// The instant of verification; no clock in an MSP.
        at: Timestamp,
    },
    /// Its NotAfter lies before the instant of verification.
    Expired {
        /// Which certificate.
        certificate: Arc<Certificate>,
        /// The instant of verification; no clock in an MSP.
        at: Timestamp,
    },
    /// An intermediate without CA flag (versions 1 and 2).
    NotAuthorizedToSign {
        /// Which certificate.
        certificate: Arc<Certificate>,
    },
    /// More CAs below it than its path length allows.
    PathLength {
        /// Which certificate.
        certificate: Arc<Certificate>,
    },
    /// More than 100 candidates were tried.
    TooManyAttempts,
    /// No candidate led to a root.
    UnknownAuthority {
        /// The certificate whose issuer was looked for.
        child: Arc<Certificate>,
        /// The first candidate that failed, if there was one.
        hint: Option<Hint>,
    },
    /// Every chain has a certificate with an EKU list without the usage asked for.
    IncompatibleUsage {
        /// The certificate of the first chain that lacks the usage.
        certificate: Arc<Certificate>,
    },
    /// Every chain failed, some of them for policies.
    NoValidChains {
        /// Chains that failed for their extended key usage.
        usage: usize,
        /// Chains that failed for their policies.
        policy: usize,
    },
    /// A name in a SAN breaks a name constraint above it.
    NameConstraint(Box<NameConstraintFault>),
    /// Fabric's own rule, once Go's: name constraints above a leaf whose CN looks like a host name
    /// and that has no SAN extension.
    NameConstraintsWithoutSan {
        /// The leaf.
        certificate: Arc<Certificate>,
        /// The nearest issuer with name constraints.
        issuer: Arc<Certificate>,
    },
    /// What Go says could not be found out.
    Undecided(Undecidable),
}

/// The first candidate that did not verify, which Go names as a possible cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Why it did not verify.
    pub reason: SignatureFault,
    /// The candidate.
    pub candidate: Arc<Certificate>,
}

/// A name that breaks a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameConstraintFault {
    /// The certificate that bears the name.
    pub certificate: Arc<Certificate>,
    /// The issuer whose constraints it breaks.
    pub issuer: Arc<Certificate>,
    /// How.
    pub breach: Breach,
}

/// The types of names that constraints are checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameType {
    /// iPAddress.
    Ip,
    /// dNSName.
    Dns,
    /// uniformResourceIdentifier.
    Uri,
    /// rfc822Name.
    Email,
}

/// How a name breaks a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Breach {
    /// There are permitted subtrees of its type, and it is in none.
    NotPermitted {
        /// The name's type.
        kind: NameType,
        /// The name.
        name: String,
    },
    /// It is in an excluded subtree.
    Excluded {
        /// The name's type.
        kind: NameType,
        /// The name.
        name: String,
        /// The subtree.
        constraint: String,
    },
    /// A dNSName that is no domain name.
    DnsName(String),
    /// An rfc822Name that is no mailbox.
    Mailbox(String),
    /// A URI without a host.
    UriWithoutHost(String),
    /// A URI whose host is an IP address.
    UriWithIp(String),
    /// A URI whose host is no domain name.
    UriDomain(String),
}

/// Whose wording: Go's texts changed over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GoTexts {
    /// Go up to 1.13: date errors name no instants.
    UpTo1_13,
    /// Go since 1.14.
    #[default]
    Newest,
}

impl PathError {
    /// Go's text in the wording of these Go versions.
    #[must_use]
    pub fn text(&self, go: GoTexts) -> String {
        match self {
            Self::NotYetValid { .. } | Self::Expired { .. } if go == GoTexts::UpTo1_13 => {
                EXPIRED.to_owned()
            }
            _ => self.to_string(),
        }
    }
}

const EXPIRED: &str = "x509: certificate has expired or is not yet valid";

/// Go's text, to the letter, as the newest Go has it.
impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::UnhandledCritical { .. } => "x509: unhandled critical extension",
            Self::NotYetValid { certificate, at } => {
                let limit = certificate.not_before();
                return write!(f, "{EXPIRED}: current time {at} is before {limit}");
            }
            Self::Expired { certificate, at } => {
                let limit = certificate.not_after();
                return write!(f, "{EXPIRED}: current time {at} is after {limit}");
            }
            Self::NotAuthorizedToSign { .. } => {
                "x509: certificate is not authorized to sign other certificates"
            }
            Self::PathLength { .. } => "x509: too many intermediates for path length constraint",
            Self::TooManyAttempts => {
                "x509: signature check attempts limit reached while verifying certificate chain"
            }
            Self::UnknownAuthority { hint, .. } => {
                f.write_str("x509: certificate signed by unknown authority")?;
                return hint.iter().try_for_each(|hint| write!(f, " ({hint})"));
            }
            Self::IncompatibleUsage { .. } => {
                "x509: certificate specifies an incompatible key usage"
            }
            Self::NoValidChains { usage, policy } => {
                return write_no_valid_chains(f, *usage, *policy);
            }
            Self::NameConstraint(fault) => {
                return write!(
                    f,
                    "x509: a root or intermediate certificate is not authorized to sign for this name: {}",
                    fault.breach
                );
            }
            Self::NameConstraintsWithoutSan { .. } => {
                "x509: issuer has name constraints but leaf doesn't have a SAN extension"
            }
            Self::Undecided(reason) => return fmt::Display::fmt(reason, f),
        };
        f.write_str(text)
    }
}

impl std::error::Error for PathError {}

fn quote(text: &str) -> String {
    go_quote(text.as_bytes())
}

fn write_no_valid_chains(f: &mut fmt::Formatter<'_>, usage: usize, policy: usize) -> fmt::Result {
    f.write_str("x509: no valid chains built")?;
    let parts = [
        (usage, "incompatible key usage"),
        (policy, "invalid policies"),
    ];
    let counted = parts.into_iter().filter(|(count, _)| *count > 0);
    for (separator, (count, what)) in [": ", ", "].into_iter().zip(counted) {
        write!(f, "{separator}{count} candidate chains with {what}")?;
    }
    Ok(())
}

impl Hint {
    /// What Go calls the candidate: its CN, else its first O, else its serial number.
    #[must_use]
    pub fn candidate_name(&self) -> String {
        let subject = self.candidate.subject();
        subject
            .common_name()
            .or_else(|| subject.organizations().into_iter().next())
            .unwrap_or_else(|| format!("serial:{}", self.candidate.serial_decimal()))
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "possibly because of {} while trying to verify candidate authority certificate {}",
            quote(&self.reason.to_string()),
            quote(&self.candidate_name())
        )
    }
}

impl fmt::Display for NameType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ip => "IP address",
            Self::Dns => "DNS name",
            Self::Uri => "URI",
            Self::Email => "email address",
        })
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPermitted { kind, name } => {
                write!(
                    f,
                    "{kind} {} is not permitted by any constraint",
                    quote(name)
                )
            }
            Self::Excluded {
                kind,
                name,
                constraint,
            } => {
                let (name, constraint) = (quote(name), quote(constraint));
                write!(f, "{kind} {name} is excluded by constraint {constraint}")
            }
            Self::DnsName(name) => write!(f, "x509: cannot parse dnsName {}", quote(name)),
            Self::Mailbox(name) => write!(f, "cannot parse rfc822Name {}", quote(name)),
            Self::UriWithoutHost(uri) => {
                let uri = quote(uri);
                write!(
                    f,
                    "URI with empty host ({uri}) cannot be matched against constraints"
                )
            }
            Self::UriWithIp(uri) => {
                let uri = quote(uri);
                write!(
                    f,
                    "URI with IP ({uri}) cannot be matched against constraints"
                )
            }
            Self::UriDomain(uri) => {
                let uri = quote(uri);
                write!(f, "x509: internal error: URI SAN {uri} failed to parse")
            }
        }
    }
}
