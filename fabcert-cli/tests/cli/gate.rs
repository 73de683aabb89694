//! What a pipeline relies on: reports written whatever happens, exit codes, statistics; and what
//! packagers need: completions and manual pages.

use std::process::{Command, Stdio};

use crate::common::{NOW, fabcert, testdata};

const INCIDENT: &str = "trees/incident";

#[test]
fn every_report_is_written_before_the_code_is_decided() {
    let folder = tempfile::tempdir().expect("a folder");
    let sarif = folder.path().join("out.sarif");
    let junit = folder.path().join("out.xml");
    let formats = [
        format!("sarif={}", sarif.display()),
        "json=/no/such/folder/report.json".to_owned(),
        format!("junit={}", junit.display()),
    ];
    let mut arguments = vec!["check", INCIDENT, "--at", NOW, "-f", "compact"];
    arguments.extend(formats.iter().flat_map(|format| ["-f", format.as_str()]));
    let run = fabcert(&arguments);
    assert_eq!(
        run.code,
        Some(2),
        "a report that cannot be written is worse than findings"
    );
    assert!(
        run.stderr.contains("/no/such/folder/report.json"),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("FC101"),
        "the others are written all the same"
    );
    assert!(sarif.exists() && junit.exists());
    let names = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(names, 2, "nothing half-written stays behind");
}

#[test]
fn two_reports_do_not_share_a_file() {
    let run = fabcert(&["check", INCIDENT, "-f", "json=out", "-f", "sarif=out"]);
    assert_eq!(run.code, Some(2));
    assert!(!testdata().join("out").exists());
}

#[test]
fn each_threshold_has_its_code() {
    // FC106 is an info, FC113 a warning, FC111 an error.
    let cases = [
        (
            "trees/FC106/fires",
            [("error", 0), ("warning", 0), ("info", 1), ("never", 0)],
        ),
        (
            "trees/FC113/fires",
            [("error", 0), ("warning", 1), ("info", 1), ("never", 0)],
        ),
        (
            "trees/FC111/fires",
            [("error", 1), ("warning", 1), ("info", 1), ("never", 0)],
        ),
    ];
    for (tree, expected) in cases {
        let rule = &tree[6..11];
        for (fail_on, code) in expected {
            let run = fabcert(&[
                "check",
                tree,
                "--at",
                NOW,
                "--select",
                rule,
                "--fail-on",
                fail_on,
                "-q",
            ]);
            assert_eq!(
                run.code,
                Some(code),
                "{tree} --fail-on {fail_on}: {}",
                run.stdout
            );
        }
    }
}

#[test]
fn statistics_go_to_standard_error() {
    let plain = fabcert(&["check", INCIDENT, "--at", NOW, "-f", "json"]);
    let counted = fabcert(&["check", INCIDENT, "--at", NOW, "-f", "json", "--statistics"]);
    assert_eq!(plain.stdout, counted.stdout);
    assert_eq!(plain.stderr, "");
    assert!(
        counted
            .stderr
            .contains("      3  FC101 leaf-before-issuer\n"),
        "{}",
        counted.stderr
    );
    assert!(counted.stderr.contains("ms judging"), "{}", counted.stderr);
}

#[test]
fn a_reader_that_goes_away_does_not_turn_a_red_gate_green() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fabcert"))
        .args(["check", INCIDENT, "--at", NOW])
        .current_dir(testdata())
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the program ends").code(), Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_trouble() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a device");
    let status = Command::new(env!("CARGO_BIN_EXE_fabcert"))
        .args(["check", INCIDENT, "--at", NOW])
        .current_dir(testdata())
        .env_clear()
        .stdout(full)
        .stderr(Stdio::null())
        .status();
    assert_eq!(status.expect("the program ends").code(), Some(2));
}

#[test]
fn completions_and_manual_pages_are_made() {
    for (shell, sign) in [
        ("bash", "complete -F _fabcert"),
        ("zsh", "#compdef fabcert"),
        ("fish", "complete -c fabcert"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[fabcert]"),
    ] {
        let run = fabcert(&["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(run.stdout.contains(sign), "{shell}: {}", run.stdout);
    }
    assert_eq!(fabcert(&["completions", "cmd"]).code, Some(2));
    assert!(fabcert(&["man"]).stdout.contains(".TH fabcert 1"));
    assert!(
        fabcert(&["man", "check"])
            .stdout
            .contains(".TH fabcert-check 1")
    );
    assert_eq!(fabcert(&["man", "chekc"]).code, Some(2));
}

/// Step 2 of action.yml with these inputs, as a runner would call it.
#[cfg(unix)]
fn action(inputs: &[(&str, &str)], folder: &std::path::Path) -> std::process::Output {
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_fabcert")).parent();
    let path = format!("{}:/usr/bin:/bin", programs.expect("a folder").display());
    Command::new("bash")
        .arg(testdata().join("../ci/github-check.sh"))
        .current_dir(testdata())
        .env_clear()
        .env("PATH", path)
        .env("GITHUB_OUTPUT", folder.join("output"))
        .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"))
        .envs(inputs.iter().copied())
        .output()
        .expect("bash")
}

#[test]
#[cfg(unix)]
fn the_github_action_hands_its_inputs_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let sarif = folder.path().join("out.sarif");
    let format = format!("github\nsarif={}\n", sarif.display());
    let inputs = [
        ("INPUT_PATH", "trees/FC101/quiet\ntrees/incident\n"),
        ("INPUT_FORMAT", &format),
    ];
    let run = action(&inputs, folder.path());
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stdout).contains("::error file=trees/incident/"));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    assert_eq!(read("output"), "exit-code=1\n");
    assert!(read("summary.md").contains("FC101"));
    assert!(sarif.exists());
    let never = [("INPUT_PATH", "trees/incident"), ("INPUT_FAIL_ON", "never")];
    assert_eq!(action(&never, folder.path()).status.code(), Some(0));
    // What looks like an option or a command is a path all the same.
    for path in ["--help", "$(touch pwned)", "`touch pwned`; true"] {
        let run = action(&[("INPUT_PATH", path)], folder.path());
        assert_eq!(run.status.code(), Some(2), "{path}");
    }
    assert!(!testdata().join("pwned").exists());
}
