//! `fabcert`: the certificate doctor for Hyperledger Fabric.

mod args;
mod command;
mod exit;
mod output;
mod progress;
mod render;
mod settings;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use exit::Exit;
use terminal::Terminal;

fn main() -> ExitCode {
    // A fault of the program's own is neither "clean" nor "findings"; its message is on stderr by then.
    std::panic::catch_unwind(run)
        .unwrap_or(Exit::Trouble)
        .into()
}

fn run() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; clap says which is which.
            let code = if error.use_stderr() {
                Exit::Trouble
            } else {
                Exit::Clean
            };
            let _ = error.print();
            return code;
        }
    };
    let terminal = Terminal::new(cli.color);
    let outcome = match cli.command {
        Command::Check(args) => command::check(&args, terminal),
        Command::Verify(args) => command::verify(args, terminal),
        Command::List(args) => command::list(&args, terminal),
        Command::Tree(args) => command::tree(&args, terminal),
        Command::Timeline(args) => command::timeline(&args, terminal),
        Command::Inspect(args) => command::inspect(&args, terminal),
        Command::Reissue(args) => command::reissue(&args, terminal),
        Command::Explain(args) => command::explain(&args, terminal),
        Command::Wait(args) => command::wait(&args, terminal),
        Command::Rules(args) => command::rules(&args, terminal),
        Command::Baseline(args) => command::baseline(&args, terminal),
        Command::Completions(args) => command::completions(&args, terminal),
        Command::Man(args) => command::man(&args, terminal),
    };
    match outcome {
        Ok(exit) => exit,
        Err(error) if error.is_closed_pipe() => Exit::Clean,
        Err(error) => {
            terminal.complain(&error);
            Exit::Trouble
        }
    }
}
