//! `fabcert timeline`

use clap::{Args, ValueEnum};

use super::{Target, ViewArgs};

/// How the timeline is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    Human,
    Svg,
    Html,
}

/// Arguments of `fabcert timeline`.
#[derive(Args, Clone, Debug)]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Only organisations with this in their name (repeatable)
    #[arg(long, value_name = "TEXT")]
    pub(crate) org: Vec<String>,

    /// Draw with ASCII characters only
    #[arg(long)]
    pub(crate) ascii: bool,

    /// Draw every certificate, however many there are
    #[arg(long)]
    pub(crate) all: bool,

    /// Output format, or FORMAT=FILE to write a file (repeatable): human, svg, html
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Target<TimelineFormat>>,
}
