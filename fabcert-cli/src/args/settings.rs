//! What `check` and `baseline` judge by. None of these has a default here: what is not typed may
//! stand in the environment or in fabcert.toml.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use time::Duration;

use super::{JudgeArgs, ReadArgs, value};

/// Where private keys are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeysArg {
    /// Elsewhere if the tree has none at all, else here
    #[default]
    Auto,
    /// In the keystores of the tree
    Here,
    /// In an HSM, a vault, or on the nodes
    Elsewhere,
}

/// Arguments that fabcert.toml may give, too.
#[derive(Args, Clone, Debug)]
pub(crate) struct SettingsArgs {
    /// Read this configuration [default: fabcert.toml in the first PATH or a folder above it]
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,

    /// Read no fabcert.toml
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub(crate) no_config: bool,

    #[command(flatten)]
    pub(crate) judge: JudgeArgs,

    #[command(flatten)]
    pub(crate) read: ReadArgs,

    /// Where the private keys are [default: auto]
    #[arg(long, value_enum, value_name = "WHERE")]
    pub(crate) keys: Option<KeysArg>,

    /// Warn of leaves that expire within this time [default: 30d]
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) warn_within: Option<Duration>,

    /// Warn of CAs that expire within this time [default: 180d]
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) ca_warn_within: Option<Duration>,

    /// How far clocks may differ before a start in the future counts [default: 0s]
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) skew: Option<Duration>,

    /// The CA that enrolls here backdates by this much [default: 5m, an info unless such a CA is seen]
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) enroll_backdate: Option<Duration>,

    /// Every TLS server certificate must name this host (repeatable)
    #[arg(long, value_name = "HOST")]
    pub(crate) expect_host: Vec<String>,

    /// Only these rules (`FC101`, or a prefix such as `FC1`; repeatable, comma-separated)
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Not these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
}
