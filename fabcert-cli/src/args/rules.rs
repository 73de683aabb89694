//! `fabcert rules`

use clap::{Args, ValueEnum};

/// How rules are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    #[default]
    Human,
    Json,
}

/// Arguments of `fabcert rules`.
#[derive(Args, Clone, Debug)]
pub(crate) struct RulesArgs {
    /// Output format
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: RulesFormat,
}
