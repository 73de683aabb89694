//! `fabcert list`

use clap::{Args, ValueEnum};
use time::Duration;

use super::{Target, ViewArgs, value};

/// How the list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Human,
    Json,
    Csv,
    Ics,
}

/// Which certificates are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// CAs for identities
    Ca,
    /// CAs for TLS alone
    TlsCa,
    /// Nodes, users, admins
    Identity,
    /// TLS certificates of servers and clients
    Tls,
    TlsServer,
    TlsClient,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortKey {
    /// Organisation, kind, name
    #[default]
    Organisation,
    /// The first to expire first
    Expires,
    /// Name
    Name,
    /// Kind, name
    Kind,
    /// The worst first
    Verdict,
}

/// Arguments of `fabcert list`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Only what has expired or will expire within this time
    #[arg(long, value_name = "TIME", value_parser = value::duration)]
    pub(crate) expiring: Option<Duration>,

    /// Only organisations with this in their name (repeatable)
    #[arg(long, value_name = "TEXT")]
    pub(crate) org: Vec<String>,

    /// Only these kinds (repeatable, comma-separated)
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub(crate) kind: Vec<KindArg>,

    /// Order
    #[arg(long, value_enum, default_value_t, value_name = "KEY")]
    pub(crate) sort: SortKey,

    /// Output format, or FORMAT=FILE to write a file (repeatable): human, json, csv, ics
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Target<ListFormat>>,
}
