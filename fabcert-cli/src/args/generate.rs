//! `fabcert completions` and `fabcert man`

use clap::Args;
use clap_complete::Shell;

/// Arguments of `fabcert completions`.
#[derive(Args, Clone, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// Arguments of `fabcert man`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ManArgs {
    /// The page of this subcommand [default: fabcert's own]
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}
