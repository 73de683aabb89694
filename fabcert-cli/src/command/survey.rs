//! What the views of a tree share: reading and judging it, and writing each format where it goes.

use fabcert_core::Inventory;
use fabcert_core::check::Settings;
use fabcert_core::checker::Checker;
use fabcert_core::clock::Clock;
use fabcert_core::report::Report;
use fabcert_core::words;

use super::JudgeSettings;
use super::check::read;
use crate::args::{Target, ViewArgs};
use crate::exit::Exit;
use crate::output::{self, Trouble};
use crate::terminal::{PIPED_WIDTH, Terminal};

/// Reads and judges a tree; `None` where it holds no certificate.
pub(super) fn survey(
    args: &ViewArgs,
    terminal: Terminal,
) -> Result<Option<(Report, Inventory)>, Trouble> {
    let judge = JudgeSettings::of(&args.judge)?;
    let snapshot = read(&args.paths, &args.read)?;
    let surveyed = Checker::new(Clock::Fixed(judge.now))
        .settings(judge.settings())
        .inventory(snapshot);
    if surveyed.1.rows.is_empty() {
        terminal.complain(&"no certificate was found");
        return Ok(None);
    }
    Ok(Some(surveyed))
}

impl JudgeSettings {
    /// The settings of a check that is told nothing else.
    pub(super) fn settings(&self) -> Settings {
        Settings {
            release: self.release,
            msp_version: self.msp_version,
            channel_version: self.channel_version,
            ..Settings::default()
        }
    }
}

/// Writes each format where it goes; `render` is given the width to lay text out for.
pub(super) fn emit<F: Copy>(
    targets: &[Target<F>],
    terminal: Terminal,
    render: impl Fn(F, usize) -> String,
) -> Result<Exit, Trouble> {
    for target in targets {
        match &target.file {
            Some(path) => {
                let text = render(target.format, PIPED_WIDTH);
                output::write_file(path, &anstream::adapter::strip_str(&text).to_string())?;
            }
            None => terminal.print(&render(target.format, Terminal::width()))?,
        }
    }
    Ok(Exit::Clean)
}

/// Keeps only organisations with one of these texts in their name (all where there are none).
pub(super) fn keep_organisations(inventory: &Inventory, wanted: &[String]) -> Vec<bool> {
    let wanted: Vec<String> = wanted.iter().map(|it| it.to_lowercase()).collect();
    inventory
        .rows
        .iter()
        .map(|row| {
            let name = row.entry.organisation.as_deref().map(words::safe);
            let name = name.unwrap_or_default().to_lowercase();
            wanted.is_empty() || wanted.iter().any(|it| name.contains(it))
        })
        .collect()
}
