//! What a rule says of itself.

use std::fmt;

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Will hurt, or hurts under other circumstances.
    Warning,
    /// Something refuses, now.
    Error,
}

/// `error`, `warning`, `info`.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl std::str::FromStr for Severity {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "info" => Ok(Self::Info),
            "warning" => Ok(Self::Warning),
            "error" => Ok(Self::Error),
            _ => Err(()),
        }
    }
}

/// Where a fault shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bite {
    /// An MSP does not load, or does not accept an identity.
    Msp,
    /// A node or a client program does not start.
    NodeStart,
    /// TLS handshakes.
    Tls,
    /// Proposals, broadcasts and deliver requests of a client.
    Client,
    /// Gossip between peers.
    Gossip,
    /// Enrollment with a CA.
    Enrollment,
    /// Policies and configuration updates.
    Policy,
    /// Nothing breaks; it is untidy or risky.
    Hygiene,
}

/// `msp`, `node-start` and so on.
impl fmt::Display for Bite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Msp => "msp",
            Self::NodeStart => "node-start",
            Self::Tls => "tls",
            Self::Client => "client",
            Self::Gossip => "gossip",
            Self::Enrollment => "enrollment",
            Self::Policy => "policy",
            Self::Hygiene => "hygiene",
        })
    }
}

/// What a rule says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// `FC` and three digits; never used twice.
    pub id: &'static str,
    /// Kebab-case name.
    pub name: &'static str,
    /// The severity at its worst; a finding may be milder.
    pub severity: Severity,
    /// The page that `fabcert explain` shows, Markdown.
    pub page: &'static str,
}

impl RuleInfo {
    /// The page's first sentence: what the rule finds.
    #[must_use]
    pub fn summary(&self) -> &'static str {
        self.page
            .lines()
            .skip(1)
            .find(|line| !line.trim().is_empty())
            .unwrap_or(self.name)
    }
}
