//! `config.yaml` as Fabric reads it: Go's YAML library (go.yaml.in/yaml v4), decoding into
//! `msp.Configuration`.

#[cfg(feature = "yaml")]
mod decode;
mod ignored;
#[cfg(all(test, feature = "yaml"))]
mod tests;
#[cfg(feature = "yaml")]
mod yaml;

use std::fmt;

use super::configuration::Text;

pub(crate) use ignored::passed_over;

/// What the file says, before the certificates that it names are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawConfiguration {
    /// A null item of the list is `None`.
    pub(crate) ou_identifiers: Vec<Option<RawOu>>,
    pub(crate) node_ous: Option<RawNodeOus>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawNodeOus {
    pub(crate) enable: bool,
    pub(crate) client: Option<RawOu>,
    pub(crate) peer: Option<RawOu>,
    pub(crate) admin: Option<RawOu>,
    pub(crate) orderer: Option<RawOu>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawOu {
    /// The certificate's path as it is written.
    pub(crate) certificate: String,
    pub(crate) name: Text,
}

/// Why Go's YAML library refuses a `config.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigFault {
    /// It is no YAML, or refers to what is not there. The text is the library's.
    Syntax(String),
    /// It is YAML of another shape: one line of text for each misfit.
    Construct(Vec<String>),
}

/// As the library prints it.
impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(text) => f.write_str(text),
            Self::Construct(misfits) => {
                f.write_str("yaml: construct errors:")?;
                misfits
                    .iter()
                    .try_for_each(|misfit| write!(f, "\n  {misfit}"))
            }
        }
    }
}

/// Why nobody can say here what Go's YAML library makes of a `config.yaml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ConfigUnknown {
    /// The library was built without its feature `yaml`.
    #[error("this build cannot read YAML")]
    NoYaml,
    /// Deeper or more tangled than this tool follows.
    #[error("nested too deeply")]
    TooDeep,
    /// It ends with a backslash or within a block scalar, or a comma directly follows a tag.
    #[error("this tool cannot read such YAML")]
    Unreadable,
}

/// Why there is no configuration.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    #[cfg_attr(
        not(feature = "yaml"),
        expect(dead_code, reason = "nothing is read, nothing refused")
    )]
    Refused(ConfigFault),
    Unknown(ConfigUnknown),
}

#[cfg(not(feature = "yaml"))]
pub(crate) fn parse(_bytes: &[u8]) -> Result<RawConfiguration, Stop> {
    Err(Stop::Unknown(ConfigUnknown::NoYaml))
}

#[cfg(feature = "yaml")]
pub(crate) use decode::parse;
