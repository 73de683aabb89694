//! fabcert.toml and baselines.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{NOW, Run, check_json, fabcert, findings, testdata};
use crate::schema::{assert_valid, validator};

const INCIDENT: &str = "trees/incident";

/// The incident in a folder of its own, with this fabcert.toml above it.
struct Site(tempfile::TempDir);

impl Site {
    fn new(config: &str) -> Self {
        let site = Self(tempfile::tempdir().expect("a folder"));
        copy(&testdata().join(INCIDENT), &site.path().join("net"));
        std::fs::write(site.path().join("fabcert.toml"), config).expect("a file");
        site
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn check(&self, more: &[&str]) -> Run {
        let net = self.path().join("net");
        let net = net.to_str().expect("UTF-8");
        fabcert(&[&["check", net, "--at", NOW, "-f", "json"], more].concat())
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

fn ignore(expires: &str, path: &str) -> String {
    format!("[[ignore]]\nrule = 'FC101'\npath = '{path}'\nreason = 'test'\nexpires = {expires}\n")
}

#[test]
fn the_file_is_found_above_the_checked_path() {
    let site = Site::new("fail_on = 'never'\n[severity]\nFC101 = 'info'\nFC404 = 'off'\n");
    let run = site.check(&[]);
    assert_eq!(run.code, Some(0));
    let report = run.json();
    let found = findings(&report, "FC101");
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|it| it["severity"] == "info"));
    assert!(findings(&report, "FC404").is_empty());
    let run = site.check(&["--no-config"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(findings(&run.json(), "FC101")[0]["severity"], "error");
}

#[test]
fn an_ignore_in_force_hides_and_is_counted() {
    let site = Site::new(&ignore("2026-11-22", "net/**"));
    let report = site.check(&[]).json();
    assert!(findings(&report, "FC101").is_empty());
    assert_eq!(report["summary"]["ignored"], 3);
    assert!(findings(&report, "FC904").is_empty());
}

#[test]
fn an_expired_ignore_fails_and_says_which() {
    let site = Site::new(&ignore("'2026-11-21'", "net/**"));
    let run = site.check(&["--ignore", "FC1,FC4"]);
    assert_eq!(run.code, Some(1), "the ended ignore alone fails");
    let run = site.check(&[]);
    let report = run.json();
    assert_eq!(
        findings(&report, "FC101").len(),
        3,
        "it hides nothing any more"
    );
    let ended = findings(&report, "FC903");
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0]["severity"], "error");
    assert_eq!(
        ended[0]["title"],
        "the ignore of FC101 in net/** ended on 2026-11-21 23:59:59Z"
    );
    assert_eq!(ended[0]["places"][0]["line"], 1);
}

#[test]
fn an_unused_ignore_warns() {
    let site = Site::new(&(ignore("2027-01-31", "old/**") + &ignore("2027-01-31", "older/**")));
    let report = site.check(&[]).json();
    let unused = findings(&report, "FC904");
    assert_eq!(unused.len(), 2);
    assert!(unused.iter().all(|it| it["severity"] == "warning"));
    assert_ne!(unused[0]["fingerprint"], unused[1]["fingerprint"]);
    // Where nothing is checked, an ignore is no reason to call it a check.
    let empty = file(site.path(), "empty");
    std::fs::create_dir(&empty).expect("a folder");
    let run = fabcert(&["check", empty.to_str().expect("UTF-8"), "--at", NOW]);
    assert_eq!(run.code, Some(3));
}

#[test]
fn a_fingerprint_hides_one_finding() {
    let (report, _) = check_json(INCIDENT, &[]);
    let first = findings(&report, "FC101")[0];
    for fingerprint in [&first["fingerprint"], &first["certificate"]["sha256"]] {
        let fingerprint = fingerprint.as_str().expect("text");
        let entry = ignore("2027-01-31", "");
        let entry = entry.replace("path = ''", &format!("fingerprint = '{fingerprint}'"));
        let report = Site::new(&entry).check(&[]).json();
        assert_eq!(findings(&report, "FC101").len(), 2);
        assert_eq!(report["summary"]["ignored"], 1);
    }
}

#[test]
fn bad_configuration_is_trouble() {
    let site = Site::new("warn_witin = '3d'");
    let run = site.check(&[]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr
            .contains("fabcert.toml:1: unknown field `warn_witin`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("did you mean `warn_within`?"),
        "{}",
        run.stderr
    );
    assert_eq!(
        fabcert(&["check", INCIDENT, "--config", "no-such-file"]).code,
        Some(2)
    );
    assert_eq!(
        fabcert(&["check", INCIDENT, "--config", "trees"]).code,
        Some(2)
    );
}

#[test]
fn settings_are_shown_and_nothing_is_checked() {
    let run = fabcert(&[
        "check",
        INCIDENT,
        "--no-config",
        "--show-config",
        "--skew",
        "5m",
    ]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains("skew = \"5m\""), "{}", run.stdout);
    assert!(run.stdout.contains("# --skew"), "{}", run.stdout);
}

#[test]
fn the_schema_knows_what_the_program_knows() {
    let schema = include_str!("../../../docs/fabcert.schema.json");
    let validator = validator(schema);
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let folder = tempfile::tempdir().expect("a folder");
    let config = file(folder.path(), "fabcert.toml");
    let path = config.to_str().expect("UTF-8");
    let accepts = |text: &str| {
        std::fs::write(&config, text).expect("a file");
        fabcert(&["check", "trees", "--show-config", "--config", path]).code == Some(0)
    };
    // The example of the documentation is good for both.
    let page = include_str!("../../../docs/configuration.md");
    let example = page
        .split("```toml\n")
        .nth(1)
        .and_then(|it| it.split("```").next());
    let example = example.expect("an example");
    assert!(accepts(example));
    let value: toml::Value = toml::from_str(example).expect("TOML");
    assert_valid(&validator, &as_json(value.clone()), "docs/configuration.md");
    // It shows every key that there is, and the program knows no other.
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(keys(&schema["properties"]), keys(&as_json(value)));
    std::fs::write(&config, "0 = 1").expect("a file");
    let refusal = fabcert(&["check", "trees", "--config", path]).stderr;
    let mut known: Vec<&str> = refusal.split('`').skip(3).step_by(2).collect();
    known.sort_unstable();
    assert_eq!(known, keys(&schema["properties"]));
    // What one refuses the other does.
    for text in [
        "fabric = '9.9'",
        "keys = 'there'",
        "warn_within = '30'",
        "max_file_size = '1XB'",
        "msp_version = '2.0'",
        "colour = 'red'",
        "[severity]\nFC114 = 'bad'",
        "[rules]\nall = []",
        "[[ignore]]\nrule = 'FC101'\nreason = 'r'\nexpires = '2027-01-31'",
        "[[ignore]]\nrule = 'FC101'\npath = 'x'\nreason = ''\nexpires = '2027-01-31'",
        "[[ignore]]\nrule = 'FC101'\npath = 'x'\nreason = 'r'\nexpires = 'soon'",
    ] {
        let value = as_json(toml::from_str(text).expect("TOML"));
        assert!(!validator.is_valid(&value), "the schema takes {text}");
        assert!(!accepts(text), "the program takes {text}");
    }
}

/// TOML as editors hand it to a schema: dates are text.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, as_json(value)))
            .collect(),
        other => serde_json::to_value(other).expect("JSON"),
    }
}

#[test]
fn a_baseline_hides_exactly_what_it_lists() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "baseline.json");
    let path = path.to_str().expect("UTF-8");
    let run = fabcert(&["baseline", INCIDENT, "--at", NOW, "-o", path]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
    let (all, _) = check_json(INCIDENT, &[]);
    let total = all["findings"].as_array().expect("findings").len();
    assert!(
        run.stderr
            .starts_with(&format!("{total} findings taken for known")),
        "{}",
        run.stderr
    );

    let (report, code) = check_json(INCIDENT, &["--baseline", path]);
    assert_eq!(code, Some(0));
    assert_eq!(report["findings"], Value::Array(vec![]));
    assert_eq!(report["summary"]["baselined"], total);
    let human = fabcert(&["check", INCIDENT, "--at", NOW, "--baseline", path]).stdout;
    assert!(
        human.contains(&format!("{total} findings hidden by the baseline")),
        "{human}"
    );

    // What is not listed counts.
    let text = std::fs::read_to_string(path).expect("the baseline");
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("FC101"))
        .collect();
    std::fs::write(path, kept.join("\n").replace("},\n  ]", "}\n  ]")).expect("a file");
    let (report, code) = check_json(INCIDENT, &["--baseline", path]);
    assert_eq!(code, Some(1));
    assert_eq!(findings(&report, "FC101").len(), 3);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_baseline_outlives_moves_and_new_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = file(folder.path(), "baseline.json");
    let path = path.to_str().expect("UTF-8");
    assert_eq!(
        fabcert(&["baseline", INCIDENT, "--at", NOW, "-o", path]).code,
        Some(0)
    );
    // The same tree elsewhere, a certificate under another name and further down in its file.
    let site = Site::new("");
    let old = site.path().join("net/client-user1/msp/signcerts/cert.pem");
    let pem = std::fs::read_to_string(&old).expect("a certificate");
    std::fs::remove_file(&old).expect("removed");
    std::fs::write(old.with_file_name("user1.pem"), format!("\n\n{pem}")).expect("a file");
    let run = site.check(&["--baseline", path]);
    let left = &run.json()["findings"];
    // Git keeps no modes: what a copy's keys are readable by is not this test's business.
    assert!(
        left.as_array()
            .expect("findings")
            .iter()
            .all(|it| it["rule"] == "FC303"),
        "{left}"
    );
}

#[test]
fn a_baseline_that_is_none_is_trouble() {
    for path in ["no-such-file", "trees", "README.md"] {
        let run = fabcert(&["check", INCIDENT, "--baseline", path]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{path}");
    }
    let empty = tempfile::tempdir().expect("a folder");
    let empty = empty.path().to_str().expect("UTF-8");
    assert_eq!(fabcert(&["baseline", empty]).code, Some(3));
}
