//! `fabcert explain`

use std::path::PathBuf;

use clap::Args;

use super::{JudgeArgs, ReadArgs};

/// Arguments of `fabcert explain`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ExplainArgs {
    /// A rule (FC101, leaf-before-issuer), an error text, or `-` for a log on standard input
    #[arg(value_name = "RULE|TEXT|-", required = true)]
    pub(crate) text: Vec<String>,

    /// Name the files in this tree whose instants fit, and the way out (repeatable)
    #[arg(long = "in", value_name = "PATH")]
    pub(crate) trees: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) judge: JudgeArgs,

    #[command(flatten)]
    pub(crate) read: ReadArgs,
}
