//! `fabcert inspect`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ReadArgs, Target, value};

/// How certificates are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    Human,
    Json,
}

/// Arguments of `fabcert inspect`.
#[derive(Args, Clone, Debug)]
pub(crate) struct InspectArgs {
    /// Files with certificates (PEM, DER, wallets, Secrets…); `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The instant that is taken for now: RFC 3339, or relative to now (`+30d`, `-96h`)
    #[arg(long, value_name = "TIME", value_parser = value::moment, allow_hyphen_values = true)]
    pub(crate) at: Option<value::Moment>,

    #[command(flatten)]
    pub(crate) read: ReadArgs,

    /// Output format, or FORMAT=FILE to write a file (repeatable): human, json
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Target<InspectFormat>>,
}
