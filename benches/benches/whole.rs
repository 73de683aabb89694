//! `fabcert check` beside the floor and beside `sha256sum`: time, ratio and memory, as a table.
//!
//! `FABCERT_BENCH_LARGE=1` adds 200,000 files. `FABCERT_BENCH_RUNS=n` sets how many runs the medians
//! are taken of.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark reads its own settings from the environment"
)]

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fabcert_benches::floor::{self, Floor};
use fabcert_benches::trees::Shape;
use fabcert_benches::{measure, phases};
use fabcert_core::Clock;
use fabcert_core::progress::Phase;
use time::OffsetDateTime;
use time::macros::datetime;

const RUNS: usize = 5;
/// The instant that every certificate of the trees is valid at.
const AT: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);
/// The same on the command line.
const AT_TEXT: &str = "2026-11-22T12:00:00Z";
/// How this program is told to be the floor.
const FLOOR: &str = "--floor";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, tree] = &arguments[..]
        && flag == FLOOR
    {
        floor::run(Path::new(tree))?;
        return Ok(());
    }
    if arguments.iter().any(|it| it == "--test" || it == "--list") {
        // `cargo test --benches` only wants to know that it runs.
        return Ok(());
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let fabcert = build(target)?;
    let runs = std::env::var("FABCERT_BENCH_RUNS")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(RUNS);
    let mut out = std::io::stdout().lock();
    let shapes: Vec<Shape> = Shape::sizes().into_iter().chain(Shape::shares()).collect();
    writeln!(
        out,
        "| files | certificates | floor | check | check / floor | check -f json | find, cat, sha256sum | check: peak memory |"
    )?;
    writeln!(out, "|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for shape in &shapes {
        let tree = shape.tree(target)?;
        writeln!(out, "{}", row(&fabcert, &tree, runs)?)?;
        out.flush()?;
    }
    writeln!(out)?;
    for (number, shape) in shapes.iter().enumerate() {
        let tree = shape.tree(target)?;
        let (files, phases) = phases_of(&tree, runs)?;
        if number == 0 {
            let names: String = phases.iter().map(|it| format!(" {:?} |", it.0)).collect();
            writeln!(out, "| files |{names}")?;
            writeln!(out, "|--:|{}", "--:|".repeat(phases.len()))?;
        }
        let times: String = phases
            .iter()
            .map(|it| format!(" {} |", seconds(it.1)))
            .collect();
        writeln!(out, "| {files} |{times}")?;
    }
    Ok(())
}

/// What each phase took.
type Times = Vec<(Phase, Duration)>;

/// What each phase takes, the median of some runs in this process.
fn phases_of(tree: &Path, runs: usize) -> Result<(usize, Times), Box<dyn Error>> {
    let mut files = 0;
    let mut all: Vec<(Phase, Vec<Duration>)> = Vec::new();
    for _ in 0..runs {
        let (report, phases) = phases::check(tree, Clock::Fixed(AT))?;
        files = report.summary.files;
        for (phase, time) in phases {
            match all.iter_mut().find(|it| it.0 == phase) {
                Some((_, times)) => times.push(time),
                None => all.push((phase, vec![time])),
            }
        }
    }
    let medians = all
        .into_iter()
        .map(|(phase, times)| (phase, measure::median(times)))
        .collect();
    Ok((files, medians))
}

/// The command-line program, built as it is released.
fn build(target: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--quiet", "-p", "fabcert-cli"])
        .status()?;
    let binary = target
        .with_file_name("release")
        .join(format!("fabcert{}", std::env::consts::EXE_SUFFIX));
    if status.success() && binary.is_file() {
        Ok(binary)
    } else {
        Err("fabcert-cli does not build".into())
    }
}

fn row(fabcert: &Path, tree: &Path, runs: usize) -> Result<String, Box<dyn Error>> {
    let Floor {
        files,
        certificates,
        verified,
        keys,
        ..
    } = floor::run(tree)?;
    if verified != certificates || keys != certificates {
        let good = format!("{verified} signatures and {keys} keys are good");
        return Err(format!("{good} of {certificates}").into());
    }
    let mut floor = Command::new(std::env::current_exe()?);
    floor.arg(FLOOR).arg(tree);
    let check = |format: &str| {
        let mut check = Command::new(fabcert);
        check
            .args(["check", "--at", AT_TEXT, "-f", format])
            .arg(tree);
        check
    };
    let mut sum = Command::new("sh");
    sum.args([
        "-c",
        r#"find "$1" -type f -print0 | xargs -0 cat | sha256sum"#,
        "sh",
    ])
    .arg(tree);
    let mut programs = [floor, check("human"), check("json"), sum];
    let times = measure::medians(&mut programs, runs)?;
    let [floor, human, json, sum] = times[..] else {
        return Err("a program has no time".into());
    };
    let peak = measure::peak_memory(&mut check("human"))?;
    Ok(format!(
        "| {files} | {certificates} | {} | {} | {:.2} | {} | {} | {} |",
        seconds(floor),
        seconds(human),
        human.as_secs_f64() / floor.as_secs_f64(),
        seconds(json),
        seconds(sum),
        peak.map_or_else(|| "?".to_owned(), |it| format!("{} MiB", it >> 20)),
    ))
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}
