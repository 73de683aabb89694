//! `fabcert tree`

use super::survey::{keep_organisations, survey};
use crate::args::TreeArgs;
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::tree;
use crate::terminal::Terminal;

/// Draws who issued whom.
pub(crate) fn tree(args: &TreeArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let Some((_, inventory)) = survey(&args.view, terminal)? else {
        return Ok(Exit::Nothing);
    };
    let options = tree::Options {
        shown: keep_organisations(&inventory, &args.org),
        cas_only: args.cas,
        ascii: args.ascii,
    };
    terminal.print(&tree::human(&inventory, &options, Terminal::width()))?;
    Ok(Exit::Clean)
}
