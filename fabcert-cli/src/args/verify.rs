//! `fabcert verify`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::JudgeArgs;

/// How a verdict is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormat {
    #[default]
    Human,
    Json,
}

/// Arguments of `fabcert verify`.
#[derive(Args, Clone, Debug)]
pub(crate) struct VerifyArgs {
    /// The MSP folder
    #[arg(long, value_name = "DIR")]
    pub(crate) msp: PathBuf,

    /// The MSP ID that Fabric would be given
    #[arg(long, value_name = "ID", default_value = "SampleOrg")]
    pub(crate) msp_id: String,

    /// Load it as a node's own MSP [default where there is a signcerts folder]
    #[arg(long, conflicts_with = "verifying")]
    pub(crate) local: bool,

    /// Load it as an organisation's MSP, without signing identity
    #[arg(long)]
    pub(crate) verifying: bool,

    #[command(flatten)]
    pub(crate) judge: JudgeArgs,

    /// Output format
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: VerifyFormat,

    /// Certificates to put to the MSP
    #[arg(value_name = "CERT")]
    pub(crate) certificates: Vec<PathBuf>,
}
