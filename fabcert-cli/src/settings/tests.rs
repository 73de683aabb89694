//! Precedence, and what a configuration file may hold.

use clap::Parser;
use fabcert_core::fabric::Release;

use super::*;
use crate::args::{Cli, Command};

fn arguments(typed: &[&str]) -> (SettingsArgs, Option<FailOn>) {
    let line = [&["fabcert", "check"], typed].concat();
    match Cli::try_parse_from(line).unwrap().command {
        Command::Check(args) => (args.settings, args.fail_on),
        _ => unreachable!("check was typed"),
    }
}

fn file(text: &str) -> Result<ConfigFile, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fabcert.toml");
    crate::output::write_file(&path, text).unwrap();
    ConfigFile::named(&path).map_err(|error| {
        let error = error.to_string();
        let (_, rest) = error.split_once("fabcert.toml").unwrap();
        rest.to_owned()
    })
}

fn resolved(typed: &[&str], environment: &[(&str, &str)], text: &str) -> Resolved {
    let (args, fail_on) = arguments(typed);
    let variable = |name: &str| {
        let found = environment.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let environment = Layer::of_environment(&variable).unwrap();
    resolve(&args, fail_on, &environment, Some(file(text).unwrap())).unwrap()
}

#[test]
fn arguments_beat_the_environment_beats_the_file() {
    let text = "warn_within = '1d'\nskew = '1m'\nkeys = 'here'\nfabric = '1.4.2'\nfail_on = 'info'";
    let environment = [
        ("FABCERT_WARN_WITHIN", "2d"),
        ("FABCERT_SKEW", "2m"),
        ("FABCERT_KEYS", ""),
    ];
    let resolved = resolved(&["--warn-within", "3d"], &environment, text);
    let settings = &resolved.settings;
    assert_eq!(settings.warn_within, Duration::days(3));
    assert_eq!(settings.skew, Duration::minutes(2));
    assert_eq!(settings.keys, Keys::Here, "an empty variable is none");
    assert_eq!(settings.release, "1.4.2".parse::<Release>().unwrap());
    assert_eq!(settings.ca_warn_within, Duration::days(180));
    assert_eq!(resolved.fail_on, FailOn::Info);
}

#[test]
fn every_setting_is_shown_with_its_origin() {
    let text = "warn_within = '45d'\nexclude = ['ledgers']\n[severity]\nFC114 = 'off'";
    let shown = resolved(
        &["--keys", "here", "--exclude", "tmp", "--fabric", "2.5"],
        &[("FABCERT_SKEW", "90s")],
        text,
    )
    .show();
    for (line, origin) in [
        ("keys = \"here\"", "--keys"),
        ("fabric = \"2.5\"", "--fabric"),
        ("skew = \"1m 30s\"", "FABCERT_SKEW"),
        ("ca_warn_within = \"180d\"", "default"),
        ("max_file_size = \"1MiB\"", "default"),
        ("    \"tmp\",", "--exclude"),
    ] {
        assert!(
            shown.contains(&format!("{line:<36}# {origin}\n")),
            "{line} in {shown}"
        );
    }
    let from_file = shown.lines().filter(|line| line.ends_with("fabcert.toml"));
    assert_eq!(from_file.count(), 4, "{shown}");
    // What is shown can be read again.
    assert!(file(&shown).is_ok(), "{shown}");
}

#[test]
fn lists_add_up_and_a_typed_selection_stands_alone() {
    let text =
        "exclude = ['a']\nexpect_hosts = ['h1']\n[rules]\nselect = ['FC1']\nignore = ['FC106']";
    let resolved = resolved(
        &[
            "--exclude",
            "b",
            "--expect-host",
            "h2",
            "--select",
            "FC2",
            "--ignore",
            "FC201",
        ],
        &[],
        text,
    );
    assert_eq!(resolved.settings.expect_hosts, ["h1", "h2"]);
    let exclude = resolved.limits.exclude.unwrap();
    assert!(
        ["a", "x/a", "b"]
            .map(Path::new)
            .iter()
            .all(|path| exclude(path))
    );
    assert!(!exclude(Path::new("c")));
    let counts = |rule: &str| {
        let rule = fabcert_core::rules::find(rule).unwrap();
        resolved.settings.selection.counts(rule)
    };
    assert!(counts("FC202"));
    assert!(!counts("FC101"), "only what was typed is selected");
    assert!(!counts("FC201"));
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_line() {
    let ignore =
        "[[ignore]]\nrule = 'FC303'\npath = 'ci/**'\nreason = 'r'\nexpires = '2027-01-31'\n";
    assert!(file(ignore).is_ok());
    assert!(file(&ignore.replace("'2027-01-31'", "2027-01-31")).is_ok());
    for (text, complaint) in [
        ("fabrc = '2.5'", ":1: unknown field `fabrc`"),
        ("\nwarn_witin = '3d'", "(did you mean `warn_within`?)"),
        ("[rules]\nslect = []", "(did you mean `select`?)"),
        (
            &ignore.replace("reason", "reasons"),
            "(did you mean `reason`?)",
        ),
        (
            &ignore.replace("reason = 'r'\n", ""),
            ":1: missing field `reason`",
        ),
        (&ignore.replace("'r'", "' '"), "an ignore needs a reason"),
        (
            &ignore.replace("expires = '2027-01-31'\n", ""),
            "missing field `expires`",
        ),
        (
            &ignore.replace("2027-01-31", "soon"),
            "expected a date such as 2027-07-31",
        ),
        (
            &ignore.replace("path = 'ci/**'\n", ""),
            "needs a path or a fingerprint",
        ),
        (&ignore.replace("ci/**", "ci/["), ":1: path: "),
        (&ignore.replace("FC303", "FC777"), "there is no rule FC777"),
        (
            "[severity]\nFC114 = 'bad'",
            ":2: FC114: there is no severity bad",
        ),
        ("[severity]\nFC777 = 'off'", ":2: there is no rule FC777"),
        ("\n\nskew = '5'", ":3: skew: "),
        ("fabric = 2.5", ":1: invalid type: floating point"),
        ("fabric = '9.9'", ":1: fabric: "),
        (
            "keys = 'there'",
            ":1: keys: there is no there (there are auto, here, elsewhere)",
        ),
        ("max_file_size = '1XB'", ":1: max_file_size: unknown unit"),
        ("skew = ", ":1: "),
    ] {
        let error = file(text).map(|_| ()).unwrap_err();
        assert!(error.contains(complaint), "{text:?}: {error}");
    }
}

#[test]
fn a_bad_variable_is_named() {
    let error = Layer::of_environment(&|name| (name == "FABCERT_SKEW").then(|| "5".to_owned()));
    let error = error.map(|_| ()).unwrap_err().to_string();
    assert!(error.starts_with("FABCERT_SKEW: "), "{error}");
}
