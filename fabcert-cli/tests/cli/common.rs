//! Runs the program over the fixtures, with nothing of this machine's environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The clock that the fixtures are made for.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

/// What a run printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Run {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("stdout is JSON")
    }
}

/// `testdata/`, where the program is run, so that paths in its output are the same everywhere.
pub(crate) fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

/// Runs `fabcert` with these arguments.
pub(crate) fn fabcert(arguments: &[&str]) -> Run {
    fabcert_with(arguments, b"")
}

/// The same with this on standard input.
pub(crate) fn fabcert_with(arguments: &[&str], input: &[u8]) -> Run {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_fabcert"))
        .args(arguments)
        .current_dir(testdata())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // A program that does not read its input closes the pipe: no fault of the test's.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    Run {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code(),
    }
}

/// `fabcert check PATH --at NOW -f json` and these arguments.
pub(crate) fn check_json(path: &str, more: &[&str]) -> (Value, Option<i32>) {
    let arguments = [&["check", path, "--at", NOW, "-f", "json"], more].concat();
    let run = fabcert(&arguments);
    (run.json(), run.code)
}

/// The findings of these rules.
pub(crate) fn findings<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .collect()
}
