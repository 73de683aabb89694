//! `fabcert baseline`

use std::path::PathBuf;

use clap::Args;

use super::SettingsArgs;

/// Arguments of `fabcert baseline`.
#[derive(Args, Clone, Debug)]
pub(crate) struct BaselineArgs {
    /// Folders and files whose findings are taken for known [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Write to this file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}
