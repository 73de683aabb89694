//! `fabcert list`, `tree`, `timeline`, `inspect`, `wait`, `explain`

use insta::assert_snapshot;
use serde_json::Value;

use crate::common::{NOW, check_json, fabcert, fabcert_with, findings, testdata};

const INCIDENT: &str = "trees/incident";
const PEER0: &str = "trees/incident/client-peer0/msp/signcerts/cert.pem";

fn shown(arguments: &[&str]) -> String {
    let run = fabcert(arguments);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stdout.contains('\u{1b}'), "no colours in a pipe");
    run.stdout
}

fn error_text() -> String {
    std::fs::read_to_string(testdata().join(INCIDENT).join("error.txt")).expect("Fabric's own text")
}

#[test]
fn the_incident_listed() {
    assert_snapshot!(shown(&["list", INCIDENT, "--at", NOW]));
}

#[test]
fn the_incident_as_a_tree() {
    assert_snapshot!(shown(&["tree", INCIDENT, "--at", NOW]));
}

#[test]
fn the_incident_over_time() {
    assert_snapshot!(shown(&["timeline", INCIDENT, "--at", NOW]));
}

#[test]
fn ascii_is_ascii() {
    for view in ["tree", "timeline"] {
        let text = shown(&[view, INCIDENT, "--at", NOW, "--ascii"]);
        let other: Vec<char> = text.chars().filter(|it| !it.is_ascii()).collect();
        assert!(other.iter().all(|it| *it == '×'), "{view}: {other:?}");
    }
}

#[test]
fn the_incidents_leaf_in_full() {
    assert_snapshot!(shown(&["inspect", PEER0, "--at", NOW]));
}

#[test]
fn inspect_reads_a_stream_and_shows_no_key() {
    let key = std::fs::read(testdata().join(INCIDENT).join("ca-in/ca-key.pem")).expect("a key");
    let certificate = std::fs::read(testdata().join(PEER0)).expect("a certificate");
    let run = fabcert_with(
        &["inspect", "-", "-f", "json"],
        &[key.clone(), certificate].concat(),
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let blocks = &run.json()["files"][0]["blocks"];
    assert_eq!(blocks[0]["other"], "a private key (not shown)");
    let leaf = &blocks[1]["certificate"];
    assert_eq!(leaf["not_before"], "2026-11-22T05:58:00Z");
    assert_eq!(leaf["verified_at"], "2026-11-22T05:58:01Z");
    assert_eq!(leaf["node_roles"], serde_json::json!(["peer"]));
    assert_eq!(leaf["fabric_attributes"]["hf.Type"], "peer");
    assert_eq!(leaf["low_s"], true);
    let secret = String::from_utf8_lossy(&key);
    let line = secret.lines().nth(1).expect("base64");
    assert!(!run.stdout.contains(line));
}

#[test]
fn lists_are_filtered_and_sorted() {
    let rows = |more: &[&str]| {
        let run = fabcert(&[&["list", INCIDENT, "--at", NOW, "-f", "json"], more].concat());
        let json = run.json();
        let rows = json["certificates"].as_array().expect("rows").clone();
        rows.iter()
            .map(|row| row["name"].as_str().expect("a name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&["--kind", "ca"]), ["ca.org1.example.com"]);
    assert_eq!(
        rows(&["--expiring", "365d", "--sort", "name"]),
        ["admin", "peer0", "user1"]
    );
    assert!(rows(&["--expiring", "90d"]).is_empty());
    assert_eq!(rows(&["--org", "ORG1"]).len(), 4);
    assert!(rows(&["--org", "org2"]).is_empty());
    assert_eq!(
        rows(&["--sort", "expires"]).last().map(String::as_str),
        Some("ca.org1.example.com")
    );
}

#[test]
fn a_list_as_csv_and_as_a_calendar() {
    let csv = shown(&[
        "list", INCIDENT, "--at", NOW, "-f", "csv", "--kind", "identity",
    ]);
    assert_eq!(csv.matches("\r\n").count(), 4);
    assert!(csv.contains(",REFUSED FC101,FC101,"), "{csv}");
    let calendar = shown(&["list", INCIDENT, "--at", NOW, "-f", "ics"]);
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(calendar.contains("\r\nDTSTAMP:20261122T120000Z\r\nDTSTART:20271122T060300Z\r\n"));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 4);
    assert_eq!(
        calendar,
        shown(&["list", INCIDENT, "--at", NOW, "-f", "ics"])
    );
}

#[test]
fn pictures_stand_alone() {
    let svg = shown(&["timeline", INCIDENT, "--at", NOW, "-f", "svg"]);
    let mut reader = quick_xml::Reader::from_str(&svg);
    while !matches!(
        reader.read_event().expect("XML"),
        quick_xml::events::Event::Eof
    ) {}
    let html = shown(&["timeline", INCIDENT, "--at", NOW, "-f", "html"]);
    for picture in [&svg, &html] {
        assert!(picture.contains("2026-11-22 05:58:01Z"));
        assert!(!picture.contains("src=") && !picture.contains("href="));
    }
}

#[test]
fn explain_names_the_files_of_the_incident() {
    assert_snapshot!(shown(&[
        "explain",
        &error_text(),
        "--in",
        INCIDENT,
        "--at",
        NOW
    ]));
}

#[test]
fn a_log_is_summarised() {
    let mut log = String::new();
    for second in 10..40 {
        log.push_str(&format!(
            "2026-11-22 06:07:{second}.123 UTC 00{second} ERRO [endorser] f -> \u{1b}[31m{}\u{1b}[0m\n",
            error_text().trim()
        ));
        log.push_str("2026-11-22 06:07:00.123 UTC 0001 INFO [x] nothing of note\n");
        log.push_str(
            "2026-11-22 06:07:00.123 UTC 0001 ERRO [x] x509: some new fault of a certificate\n",
        );
        log.push_str("2026-11-22 06:07:00.123 UTC 0001 ERRO [core.comm] ServerHandshake -> Server TLS handshake failed with error tls: first record does not look like a TLS handshake\n");
    }
    let run = fabcert_with(&["explain", "-"], log.as_bytes());
    assert_eq!(run.code, Some(0));
    assert_snapshot!(run.stdout);
}

#[test]
fn explain_takes_any_bytes() {
    let bytes: Vec<u8> = (0..200_000u32)
        .map(|it| (it.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let run = fabcert_with(&["explain", "-"], &bytes);
    assert_eq!(run.code, Some(0));
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn explain_shows_pages_and_says_what_it_does_not_know() {
    let page = shown(&["explain", "fc101"]);
    assert!(page.starts_with("FC101 leaf-before-issuer\n"));
    assert!(!page.contains("**") && !page.contains("```"));
    assert_eq!(shown(&["explain", "leaf-before-issuer"]), page);
    assert_eq!(fabcert(&["explain", "FC000"]).code, Some(2));
    assert_eq!(fabcert(&["explain", "all is well"]).code, Some(3));
    assert_eq!(fabcert(&["explain", "-"]).code, Some(3));
}

#[test]
fn wait_ends_as_it_should() {
    let print = fabcert(&["wait", INCIDENT, "--print"]);
    assert_eq!(
        (print.stdout.as_str(), print.code),
        ("2026-11-22T06:08:30Z\n", Some(0))
    );
    let skewed = fabcert(&["wait", INCIDENT, "--print", "--skew", "10s"]);
    assert_eq!(skewed.stdout, "2026-11-22T06:08:40Z\n");
    // 06:03:19 + 3 s − 1 s is over in the minute that 06:03:30 rounds to.
    let other = fabcert(&["wait", INCIDENT, "--print", "--enroll-backdate", "3s"]);
    assert_eq!(other.stdout, "2026-11-22T06:03:30Z\n");
    let at = |at: &str, more: &[&str]| fabcert(&[&["wait", INCIDENT, "--at", at], more].concat());
    assert_eq!(at("2026-11-22T06:08:30Z", &[]).code, Some(0));
    assert_eq!(
        at("2026-11-22T06:08:00Z", &["--timeout", "29s"]).code,
        Some(1)
    );
    let waited = at("2026-11-22T06:08:29Z", &["--timeout", "10s"]);
    assert_eq!(waited.code, Some(0));
    assert_eq!(waited.stderr.lines().count(), 1, "{}", waited.stderr);
    assert_eq!(fabcert(&["wait", PEER0]).code, Some(3));
}

#[test]
fn views_without_certificates_say_so() {
    for view in ["list", "tree", "timeline", "inspect"] {
        let run = fabcert(&[view, "trees/incident/error.txt"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{view}");
        let run = fabcert(&[view, "trees/no-such-folder"]);
        assert_eq!(run.code, Some(2), "{view}");
    }
}

/// What Fabric says of each fixture about dates leads back to the rule and to a file that it is about.
#[test]
fn explain_leads_from_every_text_about_dates_to_a_file() {
    let mut told = 0;
    for rule in ["FC101", "FC102", "FC103", "FC107"] {
        let trees = std::fs::read_dir(testdata().join("trees").join(rule)).expect("fixtures");
        for tree in trees {
            let tree = tree.expect("a fixture").file_name();
            let tree = format!("trees/{rule}/{}", tree.to_str().expect("a name"));
            let (report, _) = check_json(&tree, &["--keys", "elsewhere"]);
            for finding in findings(&report, rule) {
                let Some(text) = finding["fabric_error"].as_str() else {
                    continue;
                };
                let run = fabcert(&["explain", text, "--in", &tree, "--at", NOW]);
                // The text alone tells neither an intermediate from a leaf nor whose end it is about.
                let read = match rule {
                    "FC102" => "FC101",
                    "FC107" => "FC103",
                    rule => rule,
                };
                assert!(run.stdout.starts_with(read), "{tree}: {}", run.stdout);
                let places = finding["places"].as_array().expect("places");
                let is_named = |place: &Value| {
                    let path = place["path"].as_str().expect("a path");
                    run.stdout.contains(path)
                };
                assert!(places.iter().any(is_named), "{tree}: {}", run.stdout);
                told += 1;
            }
        }
    }
    assert!(told >= 7, "{told}");
}
