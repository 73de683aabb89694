//! Runs the program under watch.

use std::fs::{self, Permissions};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Only a guard against what never ends: machines differ.
const LONGEST: Duration = Duration::from_secs(300);
const LOOK: Duration = Duration::from_millis(2);

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("no JSON ({error}); code {:?}, {}", self.code, self.stderr)
        })
    }

    /// The rules of the findings, sorted, each once.
    pub(crate) fn rules(&self) -> Vec<String> {
        let report = self.report();
        let findings = report["findings"].as_array().expect("findings");
        let mut rules: Vec<String> = findings
            .iter()
            .map(|finding| finding["rule"].as_str().expect("a rule").to_owned())
            .collect();
        rules.sort();
        rules.dedup();
        rules
    }

    /// Why paths were skipped, sorted, each reason once.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let report = self.report();
        let skipped = report["skipped"].as_array().expect("skipped");
        let mut reasons: Vec<String> = skipped
            .iter()
            .map(|skipped| skipped["reason"].as_str().expect("a reason").to_owned())
            .collect();
        reasons.sort();
        reasons.dedup();
        reasons
    }
}

/// `fabcert check -f json` over a tree, within so many MiB.
pub(crate) fn check(name: &str, tree: &Path, mebibytes: u64) -> Outcome {
    check_with(name, tree, mebibytes, &["-f", "json"])
}

/// The same with these arguments.
pub(crate) fn check_with(name: &str, tree: &Path, mebibytes: u64, more: &[&str]) -> Outcome {
    run(Command::new(PROGRAM), name, tree, mebibytes, more)
}

/// The same by a user who may read only what everybody may; by the superuser alone.
pub(crate) fn check_as_nobody(name: &str, tree: &Path, mebibytes: u64) -> Outcome {
    /// `nobody` on every Linux; any number that owns nothing would do.
    const NOBODY: u32 = 65_534;
    // The folder that it was built in may be closed to others.
    let open = tempfile::tempdir().expect("a folder");
    let program = open.path().join("fabcert");
    fs::set_permissions(open.path(), Permissions::from_mode(0o755)).expect("a mode");
    fs::copy(PROGRAM, &program).expect("a copy");
    let mut command = Command::new(program);
    command.uid(NOBODY).gid(NOBODY);
    run(command, name, tree, mebibytes, &["-f", "json"])
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_fabcert");

fn run(mut command: Command, name: &str, tree: &Path, mebibytes: u64, more: &[&str]) -> Outcome {
    let start = Instant::now();
    let mut child = command
        .args(["check", "--at", "2026-11-22T12:00:00Z"])
        .args(more)
        .arg(tree)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (mut stdout, mut stderr) = (
        child.stdout.take().expect("a pipe"),
        child.stderr.take().expect("a pipe"),
    );
    let stdout = thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let stderr = thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).map(|_| text)
    });
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("the program is there") {
            break ended;
        }
        peak = peak.max(high_water_mark(&status));
        if start.elapsed() > LONGEST {
            child.kill().expect("it can be ended");
            panic!("{name}: no end after {LONGEST:?}");
        }
        thread::sleep(LOOK);
    };
    let took = start.elapsed();
    let outcome = Outcome {
        code: ended.code(),
        stdout: stdout.join().expect("a reader").expect("UTF-8"),
        stderr: stderr.join().expect("a reader").expect("UTF-8"),
    };
    let rules = if more.contains(&"json") && !outcome.stdout.is_empty() {
        outcome.rules().join(" ")
    } else {
        String::new()
    };
    println!(
        "| {name} | {:.2} s | {} MiB | exit {} {rules} |",
        took.as_secs_f64(),
        peak >> 10,
        outcome
            .code
            .map_or_else(|| "by signal".to_owned(), |code| code.to_string()),
    );
    // 101 is a panic, none a signal.
    assert!(
        matches!(outcome.code, Some(0..=3)),
        "{name}: {:?}: {}",
        outcome.code,
        outcome.stderr
    );
    assert!(peak >> 10 <= mebibytes, "{name}: {} MiB", peak >> 10);
    outcome
}

/// The most memory that it held so far, in KiB; 0 where the system does not tell.
fn high_water_mark(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0)
}
