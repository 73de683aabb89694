//! Where a setting may stand: arguments, the environment, fabcert.toml. The first that has it wins.

use std::fmt;

use fabcert_core::fabric::{MspVersion, Release};
use time::Duration;

use crate::args::{FailOn, KeysArg, SettingsArgs, value};
use crate::output::Trouble;

/// The settings of one value that one place gives.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) fabric: Option<String>,
    pub(super) msp_version: Option<String>,
    pub(super) channel_capability: Option<String>,
    pub(super) keys: Option<KeysArg>,
    pub(super) warn_within: Option<Duration>,
    pub(super) ca_warn_within: Option<Duration>,
    pub(super) skew: Option<Duration>,
    pub(super) enroll_backdate: Option<Duration>,
    pub(super) max_file_size: Option<u64>,
    pub(super) fail_on: Option<FailOn>,
}

impl Layer {
    /// What was typed.
    pub(super) fn of_arguments(args: &SettingsArgs, fail_on: Option<FailOn>) -> Self {
        Self {
            fabric: args.judge.fabric.clone(),
            msp_version: args.judge.msp_version.clone(),
            channel_capability: args.judge.channel_capability.clone(),
            keys: args.keys,
            warn_within: args.warn_within,
            ca_warn_within: args.ca_warn_within,
            skew: args.skew,
            enroll_backdate: args.enroll_backdate,
            max_file_size: args.read.max_file_size,
            fail_on,
        }
    }

    /// `FABCERT_WARN_WITHIN` and so on; an empty variable is none.
    pub(super) fn of_environment(
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Trouble> {
        let environment = Environment(variable);
        Ok(Self {
            fabric: environment.get("fabric", release)?,
            msp_version: environment.get("msp_version", msp_version)?,
            channel_capability: environment.get("channel_capability", capability)?,
            keys: environment.get("keys", value::choice)?,
            warn_within: environment.get("warn_within", value::duration)?,
            ca_warn_within: environment.get("ca_warn_within", value::duration)?,
            skew: environment.get("skew", value::duration)?,
            enroll_backdate: environment.get("enroll_backdate", value::duration)?,
            max_file_size: environment.get("max_file_size", value::size)?,
            fail_on: environment.get("fail_on", value::choice)?,
        })
    }
}

/// The environment, by names of settings.
struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Environment<'_> {
    fn get<T>(
        &self,
        key: &str,
        parse: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Trouble> {
        let name = variable_name(key);
        (self.0)(&name)
            .filter(|text| !text.is_empty())
            .map(|text| parse(&text).map_err(|error| Trouble::Usage(format!("{name}: {error}"))))
            .transpose()
    }
}

/// `FABCERT_WARN_WITHIN`.
pub(super) fn variable_name(key: &str) -> String {
    format!("FABCERT_{}", key.to_ascii_uppercase())
}

/// Where a value is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    /// The configuration file, as it is shown.
    File(String),
    Environment(String),
    Argument(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(name) | Self::Environment(name) | Self::Argument(name) => f.write_str(name),
        }
    }
}

/// A release that is modelled, kept as text.
pub(super) fn release(text: &str) -> Result<String, String> {
    text.parse::<Release>()
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

/// An MSP version, kept as text.
pub(super) fn msp_version(text: &str) -> Result<String, String> {
    text.parse::<MspVersion>()
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

/// A channel capability, kept as text.
pub(super) fn capability(text: &str) -> Result<String, String> {
    MspVersion::of_capability(text)
        .map(|_| text.to_owned())
        .ok_or_else(|| format!("there is no {text} (V1_1, V1_3, V1_4_2, V1_4_3, V2_0, V3_0)"))
}
