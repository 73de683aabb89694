//! Every format, read back by somebody else's parser, over a plain report and a hostile one.

mod sample;

use std::collections::BTreeSet;

use clap::ValueEnum;
use fabcert_core::report::Report;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use super::{Detail, Format};
use crate::args::value::choice;
use sample::{hostile, incident, sound};

fn text(report: &Report, format: Format) -> String {
    super::render(report, format, 100, Detail::Verbose)
}

/// Every format, with the name that it has on the command line.
fn formats() -> impl Iterator<Item = (String, Format)> {
    Format::value_variants().iter().filter_map(|format| {
        let value = format.to_possible_value()?;
        Some((value.get_name().to_owned(), *format))
    })
}

fn reports() -> [Report; 3] {
    [sound(), incident(), hostile()]
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("valid JSON")
}

/// An element or its text: name, attributes, text directly inside.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// All elements of an XML document, in the order of their starts.
fn xml(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut elements: Vec<Element> = Vec::new();
    let mut open = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                open.push(elements.len());
                elements.push(element(&start));
            }
            Event::Empty(start) => elements.push(element(&start)),
            Event::End(_) => drop(open.pop()),
            Event::Text(part) => {
                let part = part.decode().expect("UTF-8").into_owned();
                if let Some(&at) = open.last() {
                    elements[at].text.push_str(&part);
                }
            }
            Event::GeneralRef(name) => {
                let name = name.decode().expect("UTF-8").into_owned();
                let part = quick_xml::escape::unescape(&format!("&{name};"))
                    .expect("a known entity")
                    .into_owned();
                if let Some(&at) = open.last() {
                    elements[at].text.push_str(&part);
                }
            }
            Event::Eof => break,
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => {
                panic!("only elements and text are written")
            }
            Event::Decl(_) => {}
        }
    }
    assert!(open.is_empty());
    elements
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Element {
    Element {
        name: String::from_utf8(start.name().as_ref().to_vec()).expect("UTF-8"),
        attributes: start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.expect("a well-formed attribute");
                (
                    String::from_utf8(attribute.key.as_ref().to_vec()).expect("UTF-8"),
                    attribute
                        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                        .expect("known entities")
                        .into_owned(),
                )
            })
            .collect(),
        text: String::new(),
    }
}

#[test]
fn names_and_formats_go_together() {
    for (name, format) in formats() {
        assert_eq!(choice(&name), Ok(format));
    }
    assert!(choice::<Format>("yaml").is_err());
    assert!(choice::<Format>("jsonl").is_ok());
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (name, format) in formats() {
        for (first, second) in reports().iter().zip(&reports()) {
            assert_eq!(text(first, format), text(second, format), "{name}");
        }
    }
}

#[test]
fn no_control_character_gets_out() {
    for (name, format) in formats() {
        let out = text(&hostile(), format);
        // Styles of output for people are the terminal's business; the text itself is as safe.
        let out = anstream::adapter::strip_str(&out).to_string();
        let bad = out
            .chars()
            .find(|it| *it != '\n' && fabcert_core::words::is_hostile(*it));
        assert_eq!(bad, None, "{name}");
    }
}

#[test]
fn no_line_begins_with_what_a_tree_says() {
    for (name, format) in formats() {
        let out = text(&hostile(), format);
        for line in out.lines() {
            assert!(!line.starts_with("::error title=x"), "{name}: {line}");
            assert!(
                !line.starts_with("fabcert_findings{rule=\"x"),
                "{name}: {line}"
            );
            assert!(!line.starts_with('='), "{name}: {line}");
        }
    }
}

#[test]
fn compact_has_a_line_a_finding() {
    let report = incident();
    let out = text(&report, Format::Compact);
    assert_eq!(out.lines().count(), report.findings.len());
    assert_eq!(
        out.lines().next(),
        Some(
            "crypto/peerOrganizations/org1.example.com/peers/peer0.org1.example.com/msp/signcerts/cert.pem:1: \
             error[FC101] Fabric will never accept peer0.org1.example.com: its certificate starts 5 min 19 s before \
             ca.org1.example.com's"
        )
    );
    assert_eq!(
        text(&hostile(), Format::Compact).lines().count(),
        hostile().findings.len()
    );
    assert_eq!(text(&sound(), Format::Compact), "");
}

#[test]
fn jsonl_has_an_object_a_line() {
    for report in reports() {
        let out = text(&report, Format::JsonLines);
        let records: Vec<Value> = out.lines().map(json).collect();
        assert_eq!(records.len(), report.findings.len() + 1);
        assert_eq!(records[0]["type"], "report");
        assert_eq!(records[0]["summary"]["errors"], report.summary.errors);
        let whole = json(&text(&report, Format::Json));
        for (record, finding) in records[1..]
            .iter()
            .zip(whole["findings"].as_array().expect("a list"))
        {
            assert_eq!(record["type"], "finding");
            assert_eq!(record["fingerprint"], finding["fingerprint"]);
            assert_eq!(record["title"], finding["title"]);
        }
    }
}

// The schema is SARIF 2.1.0 rtm.5 as the npm package @microsoft/jest-sarif ships it (Copyright Microsoft
// Corporation, MIT licence), with the pattern for languages mended, which was no regular expression.
#[test]
fn sarif_holds_to_its_schema() {
    let schema = json(include_str!("sarif-schema-2.1.0.json"));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for report in reports() {
        let log = json(&text(&report, Format::Sarif));
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn sarif_results_say_where_and_which() {
    let log = json(&text(&incident(), Format::Sarif));
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "FC101");
    assert_eq!(result["level"], "error");
    let index = result["ruleIndex"].as_u64().expect("a number") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "FC101");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    assert_eq!(place["region"]["startLine"], 1);
    // The issuer's two places and the MSP that refuses.
    assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(3));
}

#[test]
fn sarif_uris_are_uris() {
    let log = json(&text(&hostile(), Format::Sarif));
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let places = results.iter().flat_map(|result| {
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        result["locations"]
            .as_array()
            .into_iter()
            .flatten()
            .chain(related)
    });
    let uris: Vec<&str> = places
        .map(|place| {
            place["physicalLocation"]["artifactLocation"]["uri"]
                .as_str()
                .expect("a URI")
        })
        .collect();
    assert!(uris.contains(&"file:///abs/%1Bc.pem"));
    assert!(!cfg!(unix) || uris.contains(&"%FF%0A%3A%3Awarning%3A%3Ax"));
    for uri in uris {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%/".contains(c);
        let rest = uri.strip_prefix("file://").unwrap_or(uri);
        assert!(rest.chars().all(plain), "{uri}");
    }
}

#[test]
fn fingerprints_are_stable_and_unique() {
    let mut report = hostile();
    let of = |report: &Report| -> Vec<Value> {
        let log = json(&text(report, Format::Sarif));
        let results = log["runs"][0]["results"]
            .as_array()
            .expect("a list")
            .clone();
        results
            .into_iter()
            .map(|result| result["partialFingerprints"]["fabcertFinding/v1"].clone())
            .collect()
    };
    let before = of(&report);
    for finding in &mut report.findings {
        for place in &mut finding.places {
            place.line = place.line.map(|line| line + 40);
        }
    }
    assert_eq!(before, of(&report));
    let gitlab = json(&text(&report, Format::Gitlab));
    let issues = gitlab.as_array().expect("a list");
    let unique: BTreeSet<&str> = issues
        .iter()
        .filter_map(|issue| issue["fingerprint"].as_str())
        .collect();
    assert_eq!(unique.len(), report.findings.len());
}

#[test]
fn gitlab_has_the_fields_that_it_must() {
    for report in reports() {
        let issues = json(&text(&report, Format::Gitlab));
        for issue in issues.as_array().expect("a list") {
            assert!(issue["description"].is_string());
            assert!(issue["check_name"].is_string());
            assert!(issue["location"]["path"].is_string());
            assert!(issue["location"]["lines"]["begin"].is_u64());
            let severity = issue["severity"].as_str().expect("a severity");
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        }
    }
}

#[test]
fn junit_fails_for_errors_only() {
    let elements = xml(&text(&incident(), Format::Junit));
    let count = |name: &str| elements.iter().filter(|it| it.name == name).count();
    assert_eq!(count("testsuite"), 2);
    assert_eq!(count("testcase"), 5);
    // The MSP, FC101 and FC111; FC104 and FC114 are warnings.
    assert_eq!(count("failure"), 3);
    assert_eq!(count("skipped"), 2);
    let cause = elements
        .iter()
        .find(|it| it.name == "failure" && it.text.contains("fix: "))
        .expect("a failure with its way out");
    assert!(
        cause
            .text
            .contains("current time 2026-11-22T05:58:01Z is before 2026-11-22T06:03:19Z")
    );
}

#[test]
fn junit_and_checkstyle_carry_hostile_text_as_text() {
    for format in [Format::Junit, Format::Checkstyle] {
        let known = [
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "skipped",
            "checkstyle",
            "file",
            "error",
        ];
        let elements = xml(&text(&hostile(), format));
        assert!(elements.iter().all(|it| known.contains(&it.name.as_str())));
        let marked = elements
            .iter()
            .flat_map(|it| {
                it.attributes
                    .iter()
                    .map(|(_, value)| value.as_str())
                    .chain([it.text.as_str()])
            })
            .filter(|it| it.contains("<script>alert(1)</script>"))
            .count();
        assert!(marked > 0);
    }
}

#[test]
fn checkstyle_groups_by_file() {
    let elements = xml(&text(&incident(), Format::Checkstyle));
    let files: Vec<&str> = elements
        .iter()
        .filter_map(|it| it.attribute("name"))
        .collect();
    assert_eq!(files.len(), 4);
    assert!(files.is_sorted());
    let sources: BTreeSet<&str> = elements
        .iter()
        .filter_map(|it| it.attribute("source"))
        .collect();
    assert_eq!(
        Vec::from_iter(sources),
        [
            "fabcert.FC101",
            "fabcert.FC104",
            "fabcert.FC111",
            "fabcert.FC114"
        ]
    );
}

#[test]
fn github_commands_are_one_line_each() {
    for report in reports() {
        let out = text(&report, Format::Github);
        assert_eq!(out.lines().count(), report.findings.len());
        for line in out.lines() {
            let (head, message) = line
                .strip_prefix("::")
                .and_then(|rest| rest.split_once("::"))
                .expect("a command");
            let (command, properties) = head.split_once(' ').expect("properties");
            assert!(["error", "warning", "notice"].contains(&command));
            let keys: Vec<&str> = properties
                .split(',')
                .filter_map(|it| it.split_once('='))
                .map(|(key, _)| key)
                .collect();
            assert!(
                keys == ["file", "line", "title"] || keys == ["file", "title"],
                "{keys:?}"
            );
            assert!(!message.is_empty());
        }
    }
}

#[test]
fn markdown_lets_no_markup_through() {
    let out = text(&hostile(), Format::Markdown);
    for bad in [
        "<script",
        "<img",
        "[a]",
        "@everyone",
        "https://evil",
        "</details>&",
    ] {
        assert!(!out.contains(bad), "{bad}");
    }
    assert_eq!(out.matches("<details").count(), hostile().findings.len());
    assert_eq!(out.matches("</details>").count(), hostile().findings.len());
}

#[test]
fn markdown_fits_a_comment() {
    let mut report = incident();
    let many = report.findings.iter().cycle().take(500).cloned().collect();
    report.findings = many;
    let out = text(&report, Format::Markdown);
    assert!(out.len() < 65_000);
    assert!(out.trim_end().ends_with("more."));
}

#[test]
fn html_is_one_file_with_one_script() {
    for report in reports() {
        let out = text(&report, Format::Html);
        assert_eq!(out.matches("<script").count(), 1);
        assert_eq!(out.matches("<style").count(), 1);
        // Inline styles and handlers would be stopped by the page's own policy.
        for bad in [
            "<img",
            "<link",
            "<iframe",
            " src=\"",
            " href=\"",
            " style=\"",
            "@import",
            "url(",
        ] {
            assert!(!out.contains(bad), "{bad}");
        }
        let policy = out.split("content=\"").nth(1).expect("a policy first");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
    }
}

#[test]
fn html_draws_what_instants_decide() {
    let out = text(&incident(), Format::Html);
    assert_eq!(out.matches("<figure>").count(), incident().findings.len());
    for words in [
        "Fabric looks here 05:58:01Z",
        "CA starts 06:03:19Z",
        "safe to enroll 06:08:30Z",
    ] {
        assert!(out.contains(words), "{words}");
    }
    assert!(out.contains("Fabric refuses 1 identity"));
    assert!(text(&sound(), Format::Html).contains("Nothing to mend"));
}

#[test]
fn prometheus_has_no_series_twice() {
    for report in reports() {
        let out = text(&report, Format::Prometheus);
        let series: Vec<&str> = out
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.rsplit_once(' '))
            .map(|(series, _)| series)
            .collect();
        let unique: BTreeSet<&str> = series.iter().copied().collect();
        assert_eq!(unique.len(), series.len());
    }
}

#[test]
fn prometheus_tells_ends_gaps_and_verdicts() {
    let out = text(&incident(), Format::Prometheus);
    let value = |metric: &str, label: &str| {
        out.lines()
            .find(|line| line.starts_with(metric) && line.contains(label))
            .and_then(|line| line.rsplit_once(' '))
            .map(|(_, value)| value)
    };
    assert_eq!(
        value(
            "fabcert_certificate_not_after_timestamp_seconds{",
            "node=\"peer0.org1.example.com\""
        ),
        Some("1826863380")
    );
    assert_eq!(
        value("fabcert_issuer_gap_seconds{", "org=\"org1.example.com\""),
        Some("319")
    );
    assert_eq!(
        value("fabcert_msp_accepted{", "role=\"signcert\""),
        Some("0")
    );
    assert_eq!(
        value("fabcert_findings{", "rule=\"FC101\",severity=\"error\""),
        Some("1")
    );
    assert_eq!(
        value("fabcert_checked_timestamp_seconds", ""),
        Some("1795327440")
    );
}

/// Writes every format of the samples where `FABCERT_SAMPLES` says, for a look with other tools.
#[test]
#[ignore = "writes files"]
#[expect(clippy::disallowed_methods, reason = "for people at their desk")]
fn write_samples() {
    let folder = std::env::var("FABCERT_SAMPLES").expect("FABCERT_SAMPLES names a folder");
    for (name, report) in [
        ("sound", sound()),
        ("incident", incident()),
        ("hostile", hostile()),
    ] {
        for (format_name, format) in formats() {
            let path = format!("{folder}/{name}.{format_name}");
            std::fs::write(path, text(&report, format)).expect("a folder that can be written");
        }
    }
}
