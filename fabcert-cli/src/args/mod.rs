//! The command line, as typed.

mod baseline;
mod check;
mod explain;
mod generate;
mod inspect;
mod list;
mod reissue;
mod rules;
mod settings;
mod target;
mod timeline;
mod tree;
pub(crate) mod value;
mod verify;
mod wait;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use baseline::BaselineArgs;
pub(crate) use check::{CheckArgs, FailOn};
pub(crate) use explain::ExplainArgs;
pub(crate) use generate::{CompletionsArgs, ManArgs};
pub(crate) use inspect::{InspectArgs, InspectFormat};
pub(crate) use list::{KindArg, ListArgs, ListFormat, SortKey};
pub(crate) use reissue::{ReissueArgs, ReissueFormat};
pub(crate) use rules::{RulesArgs, RulesFormat};
pub(crate) use settings::{KeysArg, SettingsArgs};
pub(crate) use target::Target;
pub(crate) use timeline::{TimelineArgs, TimelineFormat};
pub(crate) use tree::TreeArgs;
pub(crate) use verify::{VerifyArgs, VerifyFormat};
pub(crate) use wait::WaitArgs;

use crate::terminal::Color;

/// The certificate doctor for Hyperledger Fabric.
///
/// Reads crypto-config trees, MSP folders, TLS folders, CA homes, wallets and Kubernetes manifests,
/// says what a Fabric node will make of them in Fabric's own words, and how to mend it.
#[derive(Debug, Parser)]
#[command(
    name = "fabcert",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Colours in the output
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find what Fabric refuses, or will refuse, and say how to mend it
    Check(CheckArgs),
    /// Would this MSP load, and would it accept these identities? In Fabric's exact words
    Verify(VerifyArgs),
    /// List every certificate: whose, what for, until when
    List(ListArgs),
    /// Draw who issued whom
    Tree(TreeArgs),
    /// Draw the windows over time
    Timeline(TimelineArgs),
    /// Show certificates in full
    Inspect(InspectArgs),
    /// A CA certificate with the same key and another window, proven before it is written
    Reissue(ReissueArgs),
    /// Explain a rule, a pasted error text, or a log
    Explain(ExplainArgs),
    /// Wait until an enrollment made now would be accepted
    Wait(WaitArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Write down what is found now, so that `check --baseline` reports only what is new
    Baseline(BaselineArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// What a view of a tree is made from.
#[derive(Args, Clone, Debug)]
pub(crate) struct ViewArgs {
    /// Folders and files to read; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) judge: JudgeArgs,

    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// When, and by which Fabric, to judge.
#[derive(Args, Clone, Debug)]
pub(crate) struct JudgeArgs {
    /// The instant to judge at: RFC 3339, or relative to now (`+30d`, `-96h`)
    #[arg(long, value_name = "TIME", value_parser = value::moment, allow_hyphen_values = true)]
    pub(crate) at: Option<value::Moment>,

    /// Fabric release whose behaviour and words are taken, such as 1.4.2, 2.5, 3.1 [default: 2.5]
    #[arg(long, value_name = "VERSION")]
    pub(crate) fabric: Option<String>,

    /// MSP version in place of the release's own: 1.0, 1.1, 1.3, 1.4.3, 3.0
    #[arg(long, value_name = "VERSION")]
    pub(crate) msp_version: Option<String>,

    /// Channel capability that verifying MSPs get their version from, such as V2_0
    #[arg(long, value_name = "CAPABILITY")]
    pub(crate) channel_capability: Option<String>,
}

/// What to read.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReadArgs {
    /// Leave out paths that match this glob (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Do not read files that are larger than this [default: 1MiB]
    #[arg(long, value_name = "SIZE", value_parser = value::size)]
    pub(crate) max_file_size: Option<u64>,
}
