//! `fabcert check`

use serde_json::Value;

use crate::common::{NOW, check_json, fabcert, fabcert_with, findings, testdata};

const INCIDENT: &str = "trees/incident";

fn errors(report: &Value) -> Vec<&str> {
    report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .filter_map(|finding| finding["rule"].as_str())
        .collect()
}

#[test]
fn the_incident_is_found_and_proven() {
    let (report, code) = check_json(INCIDENT, &[]);
    assert_eq!(code, Some(1));
    let found = findings(&report, "FC101");
    let owners: Vec<_> = found.iter().map(|it| it["owner"].as_str()).collect();
    assert_eq!(owners, [Some("admin"), Some("peer0"), Some("user1")]);
    let expected = std::fs::read_to_string(testdata().join(INCIDENT).join("error.txt"));
    let expected = expected.expect("Fabric's own text");
    for finding in found {
        assert_eq!(finding["severity"], "error");
        assert_eq!(finding["gap_seconds"], 319);
        assert_eq!(finding["fabric_error"], expected.trim());
        assert_eq!(finding["certificate"]["not_before"], "2026-11-22T05:58:00Z");
        assert_eq!(finding["issuer"]["not_before"], "2026-11-22T06:03:19Z");
        let facts = &finding["facts"];
        assert_eq!(facts["kind"], "before-issuer");
        assert_eq!(facts["verified_at"], "2026-11-22T05:58:01Z");
        assert_eq!(facts["safe_from"], "2026-11-22T06:08:30Z");
        let conflict = &facts["conflict"];
        assert_eq!(conflict["cause"]["kind"], "backdated");
        assert_eq!(conflict["cause"]["backdate"], 300);
        assert_eq!(conflict["origin"]["maker"], "fabric-ca11-to14");
        assert_eq!(conflict["issued"]["from"], "2026-11-22T06:03:19Z");
        assert_eq!(conflict["issued"]["until"], "2026-11-22T06:03:30Z");
        assert_eq!(conflict["issuer_age_at_most"], 11);
        let reissue = finding["remedies"]
            .as_array()
            .expect("remedies")
            .iter()
            .find(|remedy| remedy["kind"] == "reissue-ca")
            .expect("reissue is a way out");
        assert_eq!(reissue["not_before"], "2026-11-22T05:53:00Z");
        assert_eq!(
            reissue["command"],
            "fabcert reissue trees/incident/ca-in/ca-cert.pem --key trees/incident/ca-in/ca-key.pem --tree trees/incident"
        );
    }
}

#[test]
fn the_incident_reads_well() {
    let run = fabcert(&["check", INCIDENT, "--at", NOW, "--select", "FC101"]);
    assert_eq!(run.code, Some(1));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn the_incident_is_found_in_every_dress() {
    for dress in [
        "trees/incident-wallet",
        "trees/incident-node-sdk",
        "trees/incident-bundle",
        "trees/incident-secret",
        "trees/incident-secrets",
        "trees/incident-connection-profile",
        "trees/incident-channel-config",
    ] {
        let (report, code) = check_json(dress, &[]);
        assert_eq!(code, Some(1), "{dress}");
        let found = findings(&report, "FC101");
        assert!(!found.is_empty(), "{dress}");
        assert!(found.iter().all(|it| it["gap_seconds"] == 319), "{dress}");
    }
}

#[test]
fn a_secret_on_standard_input_is_read() {
    let manifests = std::fs::read_dir(testdata().join("trees/incident-secret")).expect("a fixture");
    for manifest in manifests {
        let text = std::fs::read(manifest.expect("an entry").path()).expect("a manifest");
        let run = fabcert_with(&["check", "-", "--at", NOW, "-f", "json"], &text);
        assert_eq!(run.code, Some(1));
        let report = run.json();
        let found = findings(&report, "FC101");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["places"][0]["path"], "-");
    }
}

#[test]
fn sound_trees_give_no_error() {
    for tree in [
        "samples/cryptogen-1.4.12",
        "samples/cryptogen-3.1",
        "samples/fabric-ca-1.4.9-ok",
        "samples/fabric-ca-1.5-fresh",
        "samples/fabric-ca-1.5-selfroot",
        "samples/fabric-ca-1.5-selfroot-ica",
    ] {
        let (report, code) = check_json(tree, &[]);
        assert_eq!(errors(&report), Vec::<&str>::new(), "{tree}");
        assert_eq!(code, Some(0), "{tree}");
    }
}

#[test]
fn a_sound_tree_fits_one_screen() {
    let run = fabcert(&["check", "samples/cryptogen-3.1", "--at", NOW]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.lines().count() <= 50, "{}", run.stdout);
}

#[test]
fn an_intermediate_before_its_root_is_fc102() {
    let (report, code) = check_json("samples/fabric-ca-1.4.9-intermediate-before-root", &[]);
    assert_eq!(code, Some(1));
    assert_eq!(findings(&report, "FC102").len(), 1);
    assert_eq!(report["msps"][0]["stage"], "setup");
}

#[test]
fn a_minute_after_the_cas_birth_the_safe_instant_is_named() {
    let run = fabcert(&[
        "check",
        INCIDENT,
        "--at",
        "2026-11-22T06:04:19Z",
        "-f",
        "json",
    ]);
    let report = run.json();
    let found = findings(&report, "FC104");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["severity"], "warning");
    assert_eq!(found[0]["facts"]["safe_from"], "2026-11-22T06:08:30Z");
    assert_eq!(found[0]["facts"]["remaining"], 251);
    for second in ["06:08:29", "06:08:30"] {
        let at = format!("2026-11-22T{second}Z");
        let run = fabcert(&["check", INCIDENT, "--at", &at, "-f", "json"]);
        let open = !findings(&run.json(), "FC104").is_empty();
        assert_eq!(open, second == "06:08:29");
    }
}

#[test]
fn exit_codes_are_as_promised() {
    let empty = tempfile::tempdir().expect("a folder");
    let empty = empty.path().to_str().expect("UTF-8");
    let code = |arguments: &[&str]| fabcert(arguments).code;
    assert_eq!(code(&["check", "no-such-path"]), Some(2));
    assert_eq!(code(&["check", empty]), Some(3));
    assert_eq!(code(&["check", empty, "--allow-empty"]), Some(0));
    assert_eq!(
        code(&["check", INCIDENT, "--at", NOW, "--fail-on", "never"]),
        Some(0)
    );
    assert_eq!(code(&["check", "--no-such-option"]), Some(2));
    assert_eq!(code(&["check", ".", "--at", "tomorrow"]), Some(2));
    assert_eq!(code(&["check", ".", "--select", "FC9999"]), Some(2));
    assert_eq!(code(&["check", ".", "--fabric", "9.9"]), Some(2));
    assert_eq!(code(&["check", ".", "-f", "no-such-format"]), Some(2));
    assert_eq!(
        code(&["check", INCIDENT, "-f", "json=/no/such/folder/report.json"]),
        Some(2)
    );
    assert_eq!(code(&["--help"]), Some(0));
    let late = [
        "check",
        "samples/cryptogen-3.1",
        "--at",
        "2036-11-10",
        "--ignore",
        "FC303",
    ];
    assert_eq!(code(&late), Some(0), "warnings alone do not fail");
    assert_eq!(
        code(&[&late[..], &["--fail-on", "warning"]].concat()),
        Some(1)
    );
}

#[test]
fn a_missing_path_is_named() {
    let run = fabcert(&["check", "no-such-path"]);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("no-such-path"), "{}", run.stderr);
}

#[test]
fn selection_narrows_and_widens() {
    let (report, code) = check_json(INCIDENT, &["--ignore", "FC1,FC4"]);
    assert!(errors(&report).is_empty());
    assert_eq!(code, Some(0));
    let (report, _) = check_json(INCIDENT, &["--select", "leaf-before-issuer"]);
    let found = report["findings"].as_array().expect("findings");
    assert!(found.iter().all(|finding| finding["rule"] == "FC101"));
    assert_eq!(found.len(), 3);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["human", "json"] {
        let once = fabcert(&["check", ".", "--at", NOW, "-f", format]);
        let again = fabcert(&["check", ".", "--at", NOW, "-f", format]);
        assert_eq!(once.stdout, again.stdout);
    }
}

#[test]
#[cfg(unix)]
fn hostile_names_are_neutralised() {
    let tree = tempfile::tempdir().expect("a folder");
    let msp = tree.path().join("evil\u{1b}[31m\n::error::\u{202e}/msp");
    std::fs::create_dir_all(msp.join("cacerts")).expect("folders");
    std::fs::write(msp.join("cacerts/a\u{7}.pem"), "junk").expect("a file");
    let path = tree.path().to_str().expect("UTF-8");
    let run = fabcert(&["check", path, "-v", "--color", "never"]);
    let hostile = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!run.stdout.contains(hostile), "{:?}", run.stdout);
    assert!(!run.stdout.lines().any(|line| line.starts_with("::error")));
    let run = fabcert(&["check", path, "-f", "json"]);
    assert!(!run.stdout.contains(hostile), "{:?}", run.stdout);
}

#[test]
fn rules_have_pages() {
    let run = fabcert(&["rules", "-f", "json"]);
    let rules = run.json();
    for rule in rules.as_array().expect("rules") {
        let id = rule["id"].as_str().expect("an id");
        let page = fabcert(&["explain", id]);
        assert_eq!(page.code, Some(0), "{id}");
        assert!(page.stdout.contains(id), "{id}");
    }
}

/// On one core everything is done by one thread, one thing after the other.
#[cfg(target_os = "linux")]
#[test]
fn the_number_of_threads_changes_no_byte() {
    let network = tempfile::tempdir().expect("a folder");
    let tree = network.path().join("network");
    fabcert_testdata::shapes::large_network(8, 3, 3)
        .write_to(&tree)
        .expect("a tree");
    let report = |program: &mut std::process::Command| {
        let output = program
            .args(["check", "--at", NOW, "-f", "json"])
            .arg(&tree)
            .output()
            .expect("taskset of util-linux, and the program");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() < Some(2), "{error}");
        output.stdout
    };
    let program = env!("CARGO_BIN_EXE_fabcert");
    let on_all_cores = report(&mut std::process::Command::new(program));
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let cores = status
        .lines()
        .find_map(|it| it.strip_prefix("Cpus_allowed_list:"));
    let cores = cores.expect("the cores of this process").trim();
    let core = cores.split(['-', ',']).next().expect("there is one");
    let on_one_core = report(std::process::Command::new("taskset").args(["-c", core, program]));
    assert!(on_all_cores == on_one_core);
}
