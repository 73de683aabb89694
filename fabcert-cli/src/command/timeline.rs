//! `fabcert timeline`

use super::survey::{emit, keep_organisations, survey};
use crate::args::{TimelineArgs, TimelineFormat};
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::timeline::{self, Picture};
use crate::terminal::Terminal;

/// Draws the windows over time.
pub(crate) fn timeline(args: &TimelineArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let Some((_, inventory)) = survey(&args.view, terminal)? else {
        return Ok(Exit::Nothing);
    };
    let shown = keep_organisations(&inventory, &args.org);
    let picture = Picture::of(&inventory, &shown, args.all);
    emit(&args.format, terminal, |format, width| match format {
        TimelineFormat::Human => timeline::text(&picture, width, args.ascii),
        TimelineFormat::Svg => timeline::svg(&picture),
        TimelineFormat::Html => timeline::html(&picture),
    })
}
