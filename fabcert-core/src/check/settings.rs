//! What a check is told.

use time::Duration;

use crate::fabric::{Mode, MspVersion, Release};
use crate::selection::Selection;
use crate::store::Store;

/// Where private keys are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keys {
    /// Elsewhere if the tree has none at all, else here.
    #[default]
    Auto,
    /// In the keystores of the tree: a missing one is an error.
    Here,
    /// In an HSM, in a vault, on the nodes: the judge assumes them.
    Elsewhere,
}

/// What a check is told; [`Default`] is what the command line does without options.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The Fabric release whose behaviour and words count.
    pub release: Release,
    /// The MSP version of local and verifying MSPs alike, in place of the release's own.
    pub msp_version: Option<MspVersion>,
    /// The MSP version of verifying MSPs (a channel capability), in place of the release's highest.
    pub channel_version: Option<MspVersion>,
    /// Load every MSP in this mode, whatever its folder says.
    pub mode: Option<Mode>,
    /// Where private keys are.
    pub keys: Keys,
    /// Warn of leaves that end within this time.
    pub warn_within: Duration,
    /// Warn of CAs that end within this time.
    pub ca_warn_within: Duration,
    /// How far clocks may differ before a start in the future counts.
    pub skew: Duration,
    /// The backdate of the CA that enrolls here, in seconds, where the user says so.
    pub enroll_backdate: Option<i64>,
    /// Host names that every TLS server certificate must name.
    pub expect_hosts: Vec<String>,
    /// Which findings count.
    pub selection: Selection,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            release: Release::default(),
            msp_version: None,
            channel_version: None,
            mode: None,
            keys: Keys::default(),
            warn_within: Duration::days(30),
            ca_warn_within: Duration::days(180),
            skew: Duration::ZERO,
            enroll_backdate: None,
            expect_hosts: Vec::new(),
            selection: Selection::default(),
        }
    }
}

impl Settings {
    /// Whether private keys are looked for in keystores.
    pub(crate) const fn keys_here(&self, store: &Store) -> bool {
        match self.keys {
            Keys::Here => true,
            Keys::Elsewhere => false,
            Keys::Auto => store.has_private_keys(),
        }
    }

    /// The MSP version that an MSP of this mode has.
    #[must_use]
    pub fn version(&self, mode: Mode) -> MspVersion {
        self.msp_version.unwrap_or_else(|| match mode {
            Mode::Local => self.release.local_msp_version(),
            Mode::Verifying => self
                .channel_version
                .unwrap_or_else(|| self.release.highest_channel_msp_version()),
        })
    }
}
