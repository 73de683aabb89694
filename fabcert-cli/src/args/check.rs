//! `fabcert check`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{SettingsArgs, Target};
use crate::render::Format;

/// From which severity on `check` fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

/// Arguments of `fabcert check`.
#[derive(Args, Clone, Debug)]
pub(crate) struct CheckArgs {
    /// Folders and files to check; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) settings: SettingsArgs,

    /// Print the settings and where each comes from, and check nothing
    #[arg(long, help_heading = "Configuration")]
    pub(crate) show_config: bool,

    /// Report only what is not in this file (`fabcert baseline` writes it)
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Fail (exit 1) from this severity on [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,

    /// Finding nothing to check is success (exit 0) and not exit 3
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Output format, or FORMAT=FILE to write a file (repeatable): human, compact, json, jsonl, sarif, junit, github, gitlab, checkstyle, markdown, html, prometheus
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Target<Format>>,

    /// Errors only, and no summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Name every path that was skipped, and why; list every place of a finding
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Count findings by rule and tell where the time went, on standard error
    #[arg(long)]
    pub(crate) statistics: bool,
}
