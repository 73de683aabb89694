//! Exit codes.

use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold; refused; timed out.
    Findings,
    /// Bad usage or configuration, something named that cannot be read, an undecided verdict.
    Trouble,
    /// Nothing to check was found.
    Nothing,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Trouble => 2,
            Exit::Nothing => 3,
        })
    }
}
