//! `fabcert completions` and `fabcert man`: from the command line's own description.

use clap::CommandFactory as _;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::exit::Exit;
use crate::output::Trouble;
use crate::terminal::Terminal;

/// Prints a shell's completion script.
pub(crate) fn completions(args: &CompletionsArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "fabcert", &mut script);
    print(&script, terminal)
}

/// Prints a manual page, in roff.
pub(crate) fn man(args: &ManArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let mut fabcert = Cli::command();
    fabcert.build();
    let command = match &args.command {
        None => fabcert,
        Some(name) => fabcert.find_subcommand(name).cloned().ok_or_else(|| {
            let name = fabcert_core::words::safe(name);
            Trouble::Usage(format!(
                "there is no subcommand {name} (`fabcert --help` lists them)"
            ))
        })?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page, terminal)
}

fn print(text: &[u8], terminal: Terminal) -> Result<Exit, Trouble> {
    terminal.print(&String::from_utf8_lossy(text))?;
    Ok(Exit::Clean)
}
