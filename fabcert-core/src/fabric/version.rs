//! Which MSP code runs: the MSP version, and whether the MSP is a node's own.

use std::fmt;
use std::str::FromStr;

/// Fabric's MSP version (`msp.MSPVersion`): what the channel's capabilities, or the release for a
/// local MSP, switch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MspVersion {
    /// No capability.
    V1_0,
    /// V1_1: NodeOUs for clients and peers.
    V1_1,
    /// V1_3, V1_4_2.
    V1_3,
    /// V1_4_3, V2_0: NodeOUs for admins and orderers too.
    V1_4_3,
    /// V3_0: Ed25519.
    V3_0,
}

impl MspVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 5] = [Self::V1_0, Self::V1_1, Self::V1_3, Self::V1_4_3, Self::V3_0];

    /// The MSP version that a channel capability (`V2_0`) switches on; `None` where there is no such
    /// capability.
    #[must_use]
    pub fn of_capability(capability: &str) -> Option<Self> {
        match capability {
            "" => Some(Self::V1_0),
            "V1_1" => Some(Self::V1_1),
            "V1_3" | "V1_4_2" => Some(Self::V1_3),
            "V1_4_3" | "V2_0" => Some(Self::V1_4_3),
            "V3_0" => Some(Self::V3_0),
            _ => None,
        }
    }

    /// The version as Fabric's people write it: `1.4.3`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_3 => "1.3",
            Self::V1_4_3 => "1.4.3",
            Self::V3_0 => "3.0",
        }
    }

    /// Since 1.4.3 admins may be told by their OU, and are set up last.
    pub(crate) const fn has_admin_ou(self) -> bool {
        matches!(self, Self::V1_4_3 | Self::V3_0)
    }
}

impl fmt::Display for MspVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no MSP version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such MSP version: {0} (there are 1.0, 1.1, 1.3, 1.4.3 and 3.0)")]
pub struct UnknownVersion(String);

impl FromStr for MspVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|version| version.as_str() == text)
            .ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

/// Whose MSP it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A node's or client's own MSP, with a signcert and its key (`GetLocalMspConfig`).
    Local,
    /// An organisation's MSP, which only verifies (`GetVerifyingMspConfig`).
    Verifying,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local => "local",
            Self::Verifying => "verifying",
        })
    }
}

/// Whether the private keys are where the MSP is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyPolicy {
    /// The keystore holds them: a key that is not found is refused.
    #[default]
    Here,
    /// They are elsewhere (an HSM, Vault, another machine): the key is taken for granted.
    Elsewhere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_prints() {
        for version in MspVersion::ALL {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        assert!("2.0".parse::<MspVersion>().is_err());
        assert_eq!(Mode::Local.to_string(), "local");
        assert_eq!(Mode::Verifying.to_string(), "verifying");
    }

    #[test]
    fn capabilities_switch_versions_on() {
        for (capability, version) in [
            ("", Some(MspVersion::V1_0)),
            ("V1_1", Some(MspVersion::V1_1)),
            ("V1_3", Some(MspVersion::V1_3)),
            ("V1_4_2", Some(MspVersion::V1_3)),
            ("V1_4_3", Some(MspVersion::V1_4_3)),
            ("V2_0", Some(MspVersion::V1_4_3)),
            ("V3_0", Some(MspVersion::V3_0)),
            ("V9", None),
        ] {
            assert_eq!(MspVersion::of_capability(capability), version);
        }
    }
}
