//! `fabcert explain`: a rule's page, a pasted text, or a log.

use std::io::Read as _;

use fabcert_core::checker::Checker;
use fabcert_core::clock::Clock;
use fabcert_core::explain::{Digest, Recognizer};
use fabcert_core::report::Report;
use fabcert_core::rules;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;

use super::JudgeSettings;
use super::check::read;
use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::{explanation, page};
use crate::terminal::Terminal;

/// How much of a log is held at once.
const CHUNK: usize = 64 * 1024;

/// Shows what a rule, a text or a log means.
pub(crate) fn explain(args: &ExplainArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let text = args.text.join(" ");
    if let Some(rule) = rules::find(text.trim()) {
        terminal.print(&page(rule.page, Terminal::width()))?;
        return Ok(Exit::Clean);
    }
    if looks_like_a_rule(&text) {
        return Err(Trouble::Usage(format!(
            "there is no rule {} (`fabcert rules` lists them)",
            words::safe(&text)
        )));
    }
    let judge = JudgeSettings::of(&args.judge)?;
    let is_log = text == "-";
    let digest = if is_log {
        digest_of_stdin()?
    } else {
        digest_of(&text)
    };
    let report = report(args, judge)?;
    let now = Timestamp::from(judge.now);
    let view = explanation::View {
        digest: &digest,
        report: report.as_ref(),
        is_log,
        now,
    };
    terminal.print(&explanation::human(&view, Terminal::width()))?;
    let is_silent = view.says_nothing() && (!is_log || digest.lines == 0);
    Ok(if is_silent {
        Exit::Nothing
    } else {
        Exit::Clean
    })
}

/// One word in the shape of a rule's number or name.
fn looks_like_a_rule(text: &str) -> bool {
    let number = text
        .strip_prefix("FC")
        .or_else(|| text.strip_prefix("fc"))
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let kebab = text.contains('-')
        && text.len() > 1
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    number || kebab
}

fn digest_of(text: &str) -> Digest {
    let mut recognizer = Recognizer::new();
    // A pasted text is one text, however a terminal or a mail wrapped it; a pasted log is a log.
    if fabcert_core::explain::line(text).is_some() && text.lines().count() < 6 {
        recognizer.push(text.replace(['\n', '\r'], " ").as_bytes());
    } else {
        recognizer.push(text.as_bytes());
    }
    recognizer.finish()
}

fn digest_of_stdin() -> Result<Digest, Trouble> {
    let mut recognizer = Recognizer::new();
    let mut stdin = std::io::stdin().lock();
    let mut chunk = vec![0; CHUNK];
    loop {
        match stdin.read(&mut chunk) {
            Ok(0) => return Ok(recognizer.finish()),
            Ok(read) => recognizer.push(chunk.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => {
                return Err(Trouble::Read {
                    path: "-".into(),
                    source,
                });
            }
        }
    }
}

/// The check of the trees that texts are held against.
fn report(args: &ExplainArgs, judge: JudgeSettings) -> Result<Option<Report>, Trouble> {
    if args.trees.is_empty() {
        return Ok(None);
    }
    if args.trees.iter().any(|path| path.as_os_str() == "-") {
        return Err(Trouble::Usage(
            "--in takes paths, not standard input".to_owned(),
        ));
    }
    let snapshot = read(&args.trees, &args.read)?;
    let checker = Checker::new(Clock::Fixed(judge.now)).settings(judge.settings());
    Ok(Some(checker.check(snapshot)))
}
