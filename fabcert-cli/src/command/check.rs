//! `fabcert check`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fabcert_core::baseline::Baseline;
use fabcert_core::checker::Checker;
use fabcert_core::clock::Clock;
use fabcert_core::progress::{Progress, Silent};
use fabcert_core::report::Report;
use fabcert_core::rule::Severity;
use fabcert_core::source::{self, Limits, Snapshot};

use crate::args::{CheckArgs, FailOn, ReadArgs, Target};
use crate::exit::Exit;
use crate::output::{self, Trouble};
use crate::progress;
use crate::render::{Detail, Format, Stages, render, statistics};
use crate::settings::{self, Resolved};
use crate::terminal::Terminal;

/// What is said where there was nothing to check.
pub(super) const NOTHING: &str = "nothing to check was found: no certificate, key or MSP folder";

/// Reads, judges, reports; the exit code is decided when every report is written.
pub(crate) fn check(args: &CheckArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let resolved = Resolved::of(&args.settings, args.fail_on, &args.paths)?;
    if args.show_config {
        terminal.print(&resolved.show())?;
        return Ok(Exit::Clean);
    }
    refuse_shared_files(&args.format)?;
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    let fail_on = resolved.fail_on;
    // A baseline tells findings apart by what their certificates are for.
    let shows_certificates =
        baseline.is_some() || args.format.iter().any(|it| it.format.shows_certificates());
    let (mut report, mut stages) = judge(&args.paths, resolved, shows_certificates, terminal)?;
    if let Some(baseline) = baseline {
        baseline.hide(&mut report, &args.paths);
    }
    let started = Instant::now();
    let written = write(&report, &args.format, detail(args), terminal);
    stages.writing = started.elapsed();
    if args.statistics {
        terminal.note(statistics(&report, stages).trim_end());
    }
    written?;
    if report.is_empty() && !args.allow_empty {
        terminal.complain(&format_args!(
            "{NOTHING} (--allow-empty makes this a success)"
        ));
        return Ok(Exit::Nothing);
    }
    Ok(exit(&report, fail_on))
}

/// Reads and judges what is at the paths, and tells how long that took.
pub(super) fn judge(
    paths: &[PathBuf],
    resolved: Resolved,
    with_certificates: bool,
    terminal: Terminal,
) -> Result<(Report, Stages), Trouble> {
    let started = Instant::now();
    let (report, reading) = progress::shown(terminal, |progress| {
        let snapshot = read_within(paths, &resolved.limits, progress)?;
        let reading = started.elapsed();
        let mut checker = Checker::new(Clock::Fixed(resolved.now)).settings(resolved.settings);
        if !with_certificates {
            checker = checker.without_certificates();
        }
        let report = checker.check_with(snapshot, progress);
        Ok::<_, Trouble>((report, reading))
    })?;
    let judging = started.elapsed().saturating_sub(reading);
    let writing = Duration::ZERO;
    Ok((
        report,
        Stages {
            reading,
            judging,
            writing,
        },
    ))
}

const fn detail(args: &CheckArgs) -> Detail {
    match (args.quiet, args.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        _ => Detail::Normal,
    }
}

/// Writes every report, files first; one that cannot be written keeps none of the others back.
fn write(
    report: &Report,
    outputs: &[Target<Format>],
    detail: Detail,
    terminal: Terminal,
) -> Result<(), Trouble> {
    let mut failed = Ok(());
    let (to_stdout, to_files): (Vec<_>, Vec<_>) =
        outputs.iter().partition(|output| output.file.is_none());
    for output in to_files.into_iter().chain(to_stdout) {
        let outcome = match &output.file {
            Some(path) => {
                let text = render(report, output.format, crate::terminal::PIPED_WIDTH, detail);
                output::write_file(path, &anstream::adapter::strip_str(&text).to_string())
            }
            None => terminal
                .print(&render(report, output.format, Terminal::width(), detail))
                .map_err(Trouble::from),
        };
        match outcome {
            // Whoever reads only the beginning (`| head`) must not turn a red gate green.
            Err(error) if error.is_closed_pipe() => {}
            Err(error) if failed.is_err() => terminal.complain(&error),
            outcome => failed = failed.and(outcome),
        }
    }
    failed
}

fn exit(report: &Report, fail_on: FailOn) -> Exit {
    let threshold = match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    match (report.worst(), threshold) {
        (Some(worst), Some(threshold)) if worst >= threshold => Exit::Findings,
        _ => Exit::Clean,
    }
}

fn read_baseline(path: &Path) -> Result<Baseline, Trouble> {
    let text = settings::read_text(path)?.ok_or_else(|| Trouble::Read {
        path: path.to_owned(),
        source: std::io::ErrorKind::NotFound.into(),
    })?;
    Baseline::from_json(&text)
        .map_err(|error| Trouble::Usage(format!("{}: {error}", fabcert_core::words::path(path))))
}

fn refuse_shared_files(outputs: &[Target<Format>]) -> Result<(), Trouble> {
    let mut files: Vec<_> = outputs.iter().filter_map(|it| it.file.as_ref()).collect();
    files.sort();
    match files.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(Trouble::Usage(format!(
            "--format: two reports cannot both go to {}",
            fabcert_core::words::path(pair[0])
        ))),
    }
}

/// What is at the paths; `-` is standard input, none is the working directory.
pub(crate) fn read(paths: &[PathBuf], args: &ReadArgs) -> Result<Snapshot, Trouble> {
    read_within(paths, &settings::limits(args)?, &Silent)
}

fn read_within(
    paths: &[PathBuf],
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Snapshot, Trouble> {
    if paths == [Path::new("-")] {
        return source::from_reader("-", std::io::stdin().lock(), limits)
            .map_err(Trouble::from_read);
    }
    if paths.iter().any(|path| path == Path::new("-")) {
        return Err(Trouble::Usage(
            "`-` (standard input) stands alone".to_owned(),
        ));
    }
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    source::read_with(paths, limits, progress).map_err(Trouble::from_read)
}
