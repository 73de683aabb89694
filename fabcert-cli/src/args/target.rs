//! `-f FORMAT` and `-f FORMAT=FILE`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use super::value::choice;

/// A format, and the file it goes to; standard output where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target<F> {
    pub(crate) format: F,
    pub(crate) file: Option<PathBuf>,
}

impl<F: ValueEnum> FromStr for Target<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = choice(name)?;
        Ok(Self { format, file })
    }
}
