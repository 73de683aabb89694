//! Which Fabric release runs, and what changed in the MSP code from one release to another
//! (behaviours and texts alike).

use std::fmt;
use std::str::FromStr;

use super::MspVersion;

/// A Fabric release: `2.5` (the last of its line) or `2.5.4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Release {
    major: u16,
    minor: u16,
    /// `u16::MAX` stands for the last of the line.
    patch: u16,
}

/// A text that names no Fabric release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a Fabric release: {0} (write 1.4.2, 2.5 or 3.1)")]
pub struct NotARelease(String);

impl Release {
    /// The newest code that is modelled.
    pub const NEWEST: Self = Self::line(3, 1);

    /// The last release of a line.
    #[must_use]
    pub const fn line(major: u16, minor: u16) -> Self {
        Self::new(major, minor, u16::MAX)
    }

    /// One release.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// The MSP version that this release's nodes use for their own MSP.
    #[must_use]
    pub fn local_msp_version(self) -> MspVersion {
        if self < Self::new(1, 4, 3) {
            MspVersion::V1_0
        } else if self.major < 3 {
            MspVersion::V1_4_3
        } else {
            MspVersion::V3_0
        }
    }

    /// The MSP version of a channel with the highest capability that this release knows.
    #[must_use]
    pub fn highest_channel_msp_version(self) -> MspVersion {
        match (self.major, self.minor) {
            (0, _) | (1, 0) => MspVersion::V1_0,
            (1, 1 | 2) => MspVersion::V1_1,
            (1, _) if self < Self::new(1, 4, 3) => MspVersion::V1_3,
            (1 | 2, _) => MspVersion::V1_4_3,
            _ => MspVersion::V3_0,
        }
    }

    /// Whether it is `fixed` or later in its own line; lines before `fixed`'s first line never were.
    /// `fixed` lists the first good release of each line that was mended, in order; lines after the
    /// last one are good.
    fn has(self, fixed: &[(u16, u16, u16)]) -> bool {
        let line = (self.major, self.minor);
        match fixed
            .iter()
            .find(|(major, minor, _)| (*major, *minor) == line)
        {
            Some(&(_, _, patch)) => self.patch >= patch,
            None => fixed
                .last()
                .is_some_and(|&(major, minor, _)| line > (major, minor)),
        }
    }

    /// What this release's MSP code does its own way.
    pub(crate) fn behaviour(self) -> Behaviour {
        Behaviour {
            wording: if self < Self::new(1, 1, 0) {
                Wording::V1_0
            } else if self.has(&[(3, 1, 4)]) {
                Wording::Newest
            } else {
                Wording::V1_1
            },
            tls_clock: if self.has(&[(2, 2, 6), (2, 4, 3)]) {
                TlsClock::OwnStart
            } else {
                TlsClock::Wall
            },
            lone_anchor: self.lone_anchor(),
            imports: if self >= Self::new(3, 0, 0) {
                KeyImport::EcdsaEd25519Rsa
            } else if self >= Self::new(2, 0, 0) && self < Self::new(2, 2, 2) {
                KeyImport::EcdsaOnly
            } else {
                KeyImport::EcdsaRsa
            },
            checks_leaf_key: self >= Self::new(3, 0, 0),
            checks_signer_expiry: self >= Self::new(1, 1, 0),
            // Go ≥ 1.14; 2.0.x is built with Go 1.13.
            tells_the_time: self >= Self::new(1, 4, 10) && (self.major, self.minor) != (2, 0),
        }
    }

    fn lone_anchor(self) -> LoneAnchor {
        let line = (self.major, self.minor);
        if line >= (3, 0)
            || (line == (2, 5) && self.patch >= 4)
            || (line == (2, 2) && self.patch >= 13)
        {
            LoneAnchor::Refused
        } else if line == (2, 5) || (line == (2, 2) && self.patch >= 11) {
            LoneAnchor::Panics
        } else {
            LoneAnchor::AcceptedIfCa
        }
    }
}

impl Default for Release {
    /// 2.5, the long-term line.
    fn default() -> Self {
        Self::line(2, 5)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch == u16::MAX {
            return Ok(());
        }
        write!(f, ".{}", self.patch)
    }
}

impl FromStr for Release {
    type Err = NotARelease;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotARelease(text.to_owned());
        let bare = text.strip_prefix('v').unwrap_or(text);
        let mut numbers = Vec::with_capacity(3);
        for part in bare.split('.') {
            let digits_only = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let number = part.parse::<u16>().ok().filter(|_| digits_only);
            numbers.push(number.ok_or_else(refuse)?);
        }
        let release = match numbers[..] {
            [major, minor] => Self::line(major, minor),
            [major, minor, patch] => Self::new(major, minor, patch),
            _ => return Err(refuse()),
        };
        if (1..=3).contains(&release.major) {
            Ok(release)
        } else {
            Err(refuse())
        }
    }
}

/// What a release's MSP code does its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Behaviour {
    pub(crate) wording: Wording,
    pub(crate) tls_clock: TlsClock,
    pub(crate) lone_anchor: LoneAnchor,
    pub(crate) imports: KeyImport,
    /// Since 3.0 an identity's key must be of a supported kind.
    pub(crate) checks_leaf_key: bool,
    /// Since 1.1.0 an expired signcert stops the node.
    pub(crate) checks_signer_expiry: bool,
    /// Since Go 1.14 a date error names the instants.
    pub(crate) tells_the_time: bool,
}

/// The three sets of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    /// 1.0.x: `fmt.Errorf`, capital first letters, causes in brackets.
    V1_0,
    /// 1.1.0 to 3.1.3.
    V1_1,
    /// After 3.1.3.
    Newest,
}

/// When TLS CA certificates are verified (`setupTLSCAs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TlsClock {
    /// At the wall clock, so that an expired TLS CA stops nodes.
    Wall,
    /// One second after their own NotBefore, as all others (2.2.6, 2.4.3, 2.5.0).
    OwnStart,
}

/// What becomes of an ECDSA-signed certificate in `cacerts` that did not sign itself
/// (`sanitizeCert`, issue 3774).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoneAnchor {
    /// A CA is accepted; any other certificate makes the process panic.
    AcceptedIfCa,
    /// The process panics: index out of range.
    Panics,
    /// Refused with a text of its own.
    Refused,
}

/// Public keys that BCCSP imports from certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyImport {
    EcdsaRsa,
    /// 2.0.0 to 2.2.1.
    EcdsaOnly,
    /// 3.0.
    EcdsaEd25519Rsa,
}

impl KeyImport {
    /// The list that Fabric's refusal prints.
    pub(crate) const fn supported(self) -> &'static str {
        match self {
            Self::EcdsaRsa => "ECDSA, RSA",
            Self::EcdsaOnly => "ECDSA",
            Self::EcdsaEd25519Rsa => "ECDSA, ED25519, RSA",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(text: &str) -> Release {
        text.parse().expect("a release")
    }

    #[test]
    fn reads_and_prints() {
        for text in ["1.4.2", "2.5", "3.1"] {
            assert_eq!(release(text).to_string(), text);
        }
        assert_eq!(release("v2.5.4"), Release::new(2, 5, 4));
        for text in ["", "2", "2.x", "2.5.", "4.0", "2.5.4.1", "+2.5"] {
            assert!(text.parse::<Release>().is_err(), "{text}");
        }
        assert!(release("2.5.4") < release("2.5"));
    }

    #[test]
    fn maps_to_msp_versions() {
        use MspVersion::{V1_0, V1_1, V1_3, V1_4_3, V3_0};
        for (text, local, channel) in [
            ("1.0.6", V1_0, V1_0),
            ("1.2", V1_0, V1_1),
            ("1.3", V1_0, V1_3),
            ("1.4.2", V1_0, V1_3),
            ("1.4.3", V1_4_3, V1_4_3),
            ("1.4", V1_4_3, V1_4_3),
            ("2.5", V1_4_3, V1_4_3),
            ("3.1", V3_0, V3_0),
        ] {
            assert_eq!(release(text).local_msp_version(), local, "{text}");
            assert_eq!(
                release(text).highest_channel_msp_version(),
                channel,
                "{text}"
            );
        }
    }

    #[test]
    fn knows_when_tls_cas_left_the_wall_clock() {
        for (text, clock) in [
            ("1.4", TlsClock::Wall),
            ("2.2.5", TlsClock::Wall),
            ("2.2.6", TlsClock::OwnStart),
            ("2.3", TlsClock::Wall),
            ("2.4.2", TlsClock::Wall),
            ("2.4.3", TlsClock::OwnStart),
            ("2.5.0", TlsClock::OwnStart),
        ] {
            assert_eq!(release(text).behaviour().tls_clock, clock, "{text}");
        }
    }

    #[test]
    fn knows_lone_anchors_texts_keys_and_times() {
        for (text, anchor) in [
            ("1.4", LoneAnchor::AcceptedIfCa),
            ("2.2.10", LoneAnchor::AcceptedIfCa),
            ("2.2.11", LoneAnchor::Panics),
            ("2.2.13", LoneAnchor::Refused),
            ("2.4", LoneAnchor::AcceptedIfCa),
            ("2.5.3", LoneAnchor::Panics),
            ("2.5.4", LoneAnchor::Refused),
            ("3.0", LoneAnchor::Refused),
        ] {
            assert_eq!(release(text).behaviour().lone_anchor, anchor, "{text}");
        }
        for (text, wording) in [
            ("1.0.6", Wording::V1_0),
            ("1.1.0", Wording::V1_1),
            ("3.1.3", Wording::V1_1),
            ("3.1", Wording::Newest),
        ] {
            assert_eq!(release(text).behaviour().wording, wording, "{text}");
        }
        for (text, imports) in [
            ("1.4", KeyImport::EcdsaRsa),
            ("2.2.1", KeyImport::EcdsaOnly),
            ("2.2.2", KeyImport::EcdsaRsa),
            ("3.0", KeyImport::EcdsaEd25519Rsa),
        ] {
            assert_eq!(release(text).behaviour().imports, imports, "{text}");
        }
        for (text, tells) in [
            ("1.4.9", false),
            ("1.4.10", true),
            ("2.0", false),
            ("2.1", true),
        ] {
            assert_eq!(release(text).behaviour().tells_the_time, tells, "{text}");
        }
    }
}
