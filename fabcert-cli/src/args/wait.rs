//! `fabcert wait`

use std::path::PathBuf;

use clap::Args;
use time::Duration;

use super::{ReadArgs, value};

/// Arguments of `fabcert wait`.
#[derive(Args, Clone, Debug)]
pub(crate) struct WaitArgs {
    /// CA certificates, or folders that hold them; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How far the CA backdates what it issues [default: as the tree shows, else 5m]
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) enroll_backdate: Option<Duration>,

    /// How far the CA's clock may be behind this one
    #[arg(long, value_name = "TIME", value_parser = value::duration, default_value = "0s")]
    pub(crate) skew: Duration,

    /// Give up (exit 1) where it would take longer than this
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) timeout: Option<Duration>,

    /// Do not wait: print the instant (RFC 3339)
    #[arg(long)]
    pub(crate) print: bool,

    /// The instant that is taken for now: RFC 3339, or relative to now (`+30d`, `-96h`)
    #[arg(long, value_name = "TIME", value_parser = value::moment, allow_hyphen_values = true)]
    pub(crate) at: Option<value::Moment>,

    #[command(flatten)]
    pub(crate) read: ReadArgs,
}
