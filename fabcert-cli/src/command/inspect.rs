//! `fabcert inspect`

use fabcert_core::clock::Clock;
use fabcert_core::issuance::Issuance;
use fabcert_core::signature::Signatures;
use fabcert_core::store::Store;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::check::read;
use super::survey::emit;
use crate::args::{InspectArgs, InspectFormat};
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::inspect::{self, Material};
use crate::terminal::Terminal;

/// Shows every certificate of the files in full.
pub(crate) fn inspect(args: &InspectArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let now = super::now(args.at)?;
    let snapshot = read(&args.paths, &args.read)?;
    if let Some(skipped) = snapshot.skipped().next() {
        return Err(Trouble::Usage(format!(
            "cannot read {}: {}",
            words::path(&skipped.path),
            skipped.reason
        )));
    }
    let store = Store::read(&snapshot);
    let signatures = Signatures::new();
    let issuance = Issuance::of(&store, &signatures);
    let material = Material {
        snapshot: &snapshot,
        store: &store,
        issuance: &issuance,
        now: Timestamp::from(Clock::Fixed(now).now()),
    };
    let documents = inspect::documents(material);
    if documents.iter().all(inspect::Document::is_empty) {
        terminal.complain(&"no certificate was found");
        return Ok(Exit::Nothing);
    }
    emit(&args.format, terminal, |format, width| match format {
        InspectFormat::Human => inspect::human(material, &documents, width),
        InspectFormat::Json => inspect::json(material, &documents),
    })
}
