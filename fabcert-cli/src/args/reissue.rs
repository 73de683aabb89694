//! `fabcert reissue`

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use time::Duration;

use super::{JudgeArgs, value};

/// How a plan is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReissueFormat {
    #[default]
    Human,
    Json,
}

/// Arguments of `fabcert reissue`.
#[derive(Args, Clone, Debug)]
#[command(
    group = ArgGroup::new("what").args(["ca", "undo", "finish"]).required(true),
    after_help = "Without --write nothing is touched: the plan and its proof are printed.\n\
        Exit codes: 0 done or nothing to do; 1 the proof speaks against it (--force); 2 trouble."
)]
pub(crate) struct ReissueArgs {
    /// The CA certificate
    #[arg(value_name = "CA")]
    pub(crate) ca: Option<PathBuf>,

    /// The CA's private key (PKCS#8, SEC1 or PKCS#1); `-` reads standard input
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<PathBuf>,

    /// For an intermediate: the certificate of the CA that issued it
    #[arg(long, value_name = "CERT", requires = "issuer_key")]
    pub(crate) issuer_cert: Option<PathBuf>,

    /// For an intermediate: the private key of the CA that issued it
    #[arg(long, value_name = "KEY", requires = "issuer_cert")]
    pub(crate) issuer_key: Option<PathBuf>,

    /// Where the old certificate is to be replaced, and the CA's children are looked for (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) tree: Vec<PathBuf>,

    /// How far before the oldest child to start [default: 5m, where a child is too old]
    #[arg(long, value_name = "TIME", value_parser = value::duration, conflicts_with = "not_before")]
    pub(crate) backdate: Option<Duration>,

    /// The start outright: RFC 3339, or relative to now
    #[arg(long, value_name = "TIME", value_parser = value::moment, allow_hyphen_values = true)]
    pub(crate) not_before: Option<value::Moment>,

    /// The end: RFC 3339, or relative to now such as +10y [default: the old one]
    #[arg(long, value_name = "TIME", value_parser = value::moment, allow_hyphen_values = true)]
    pub(crate) not_after: Option<value::Moment>,

    /// Keep the serial number, for children whose authority key identifier names it
    #[arg(long)]
    pub(crate) keep_serial: bool,

    /// Write the new certificate to this file, too
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Do it: write the journal, then replace file by file
    #[arg(long, conflicts_with_all = ["undo", "finish"])]
    pub(crate) write: bool,

    /// The journal [default: fabcert-journal-UTC.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,

    /// Do it although the proof speaks against it
    #[arg(long)]
    pub(crate) force: bool,

    /// Give every file of a journal its old bytes back
    #[arg(long, value_name = "JOURNAL")]
    pub(crate) undo: Option<PathBuf>,

    /// Give every file of a journal its new bytes, where writing was cut short
    #[arg(long, value_name = "JOURNAL")]
    pub(crate) finish: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) judge: JudgeArgs,

    /// Output format
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: ReissueFormat,
}
