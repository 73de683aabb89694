//! `fabcert baseline`

use fabcert_core::baseline::Baseline;
use fabcert_core::words;

use super::check::{NOTHING, judge};
use crate::args::BaselineArgs;
use crate::exit::Exit;
use crate::output::{self, Trouble};
use crate::settings::Resolved;
use crate::terminal::Terminal;

/// Writes down what is found now, so that `check --baseline` reports only what is new.
pub(crate) fn baseline(args: &BaselineArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let resolved = Resolved::of(&args.settings, None, &args.paths)?;
    let (report, _) = judge(&args.paths, resolved, true, terminal)?;
    if report.is_empty() {
        terminal.complain(&NOTHING);
        return Ok(Exit::Nothing);
    }
    let baseline = Baseline::of(&report, &args.paths);
    match &args.output {
        None => terminal.print(&baseline.to_json())?,
        Some(path) => {
            output::write_file(path, &baseline.to_json())?;
            let known = report
                .findings
                .iter()
                .filter(|it| it.facts.ignore().is_none());
            terminal.note(&format!(
                "{} taken for known in {}",
                words::count(known.count(), "finding"),
                words::path(path)
            ));
        }
    }
    Ok(Exit::Clean)
}
