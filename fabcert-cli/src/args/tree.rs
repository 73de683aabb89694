//! `fabcert tree`

use clap::Args;

use super::ViewArgs;

/// Arguments of `fabcert tree`.
#[derive(Args, Clone, Debug)]
pub(crate) struct TreeArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Only organisations with this in their name (repeatable)
    #[arg(long, value_name = "TEXT")]
    pub(crate) org: Vec<String>,

    /// CAs only, with what they issued counted
    #[arg(long)]
    pub(crate) cas: bool,

    /// Draw with ASCII characters only
    #[arg(long)]
    pub(crate) ascii: bool,
}
