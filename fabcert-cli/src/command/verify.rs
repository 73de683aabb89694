//! `fabcert verify`

use fabcert_core::check::{Keys, Settings};
use fabcert_core::fabric::Mode;
use fabcert_core::verify::{self, Question};

use super::JudgeSettings;
use crate::args::{VerifyArgs, VerifyFormat};
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::{verdict_human, verdict_json};
use crate::terminal::Terminal;

/// Puts certificates to one MSP.
pub(crate) fn verify(args: VerifyArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let judge = JudgeSettings::of(&args.judge)?;
    let mode = match (args.local, args.verifying) {
        (true, _) => Some(Mode::Local),
        (_, true) => Some(Mode::Verifying),
        _ => None,
    };
    let question = Question {
        msp: args.msp,
        msp_id: args.msp_id,
        mode,
        certificates: args.certificates,
        now: judge.now,
        settings: Settings {
            release: judge.release,
            msp_version: judge.msp_version,
            channel_version: judge.channel_version,
            keys: Keys::Here,
            ..Settings::default()
        },
    };
    let answer = verify::ask(&question).map_err(Trouble::from_read)?;
    let text = match args.format {
        VerifyFormat::Human => verdict_human(&answer, Terminal::width()),
        VerifyFormat::Json => verdict_json(&answer),
    };
    terminal.print(&text)?;
    Ok(match answer.accepted() {
        Some(true) => Exit::Clean,
        Some(false) => Exit::Findings,
        None => Exit::Trouble,
    })
}
