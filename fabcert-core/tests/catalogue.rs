//! The catalogue: list, pages, names and the index in the book say the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fabcert_core::rules::{self, RULES};

/// Numbers are never used twice and never taken away: whoever changes this list, changes what people
/// have written into their configuration.
const CODES: &str = "\
    FC101 FC102 FC103 FC104 FC105 FC106 FC107 FC111 FC112 FC113 FC114 FC115 FC116 \
    FC201 FC202 FC203 FC204 FC205 FC206 FC207 FC208 FC209 FC210 FC211 FC212 FC213 FC214 \
    FC301 FC302 FC303 FC304 FC305 FC306 FC307 \
    FC401 FC402 FC403 FC404 FC405 FC406 FC407 FC408 FC409 \
    FC501 FC502 FC503 FC504 FC505 \
    FC901 FC902 FC903 FC904 FC999";

const LONGEST_SUMMARY: usize = 100;

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

fn index_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md")
}

/// The index of the book.
fn index() -> String {
    let mut text = "# Rules\n\n\
        What `fabcert check` finds. `fabcert explain FC101` shows a rule's page; a rule goes by its \
        number or its name wherever one is asked for. The severity is the worst that a rule knows; \
        what no MSP refuses is often milder.\n\n\
        | rule | name | severity | what |\n|---|---|---|---|\n"
        .to_owned();
    for rule in RULES {
        let info = rule.info;
        writeln!(
            text,
            "| [{0}](../fabcert-core/docs/rules/{0}.md) | {1} | {2} | {3} |",
            info.id,
            info.name,
            info.severity,
            info.summary().replace('|', "\\|"),
        )
        .expect("a String takes everything");
    }
    text
}

#[test]
fn the_codes_are_these_and_in_order() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.info.id).collect();
    assert_eq!(codes, CODES.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn names_are_kebab_and_their_own() {
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.info.name).collect();
    assert_eq!(names.len(), RULES.len());
    for name in names {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{name}"
        );
        assert_eq!(rules::find(name).map(|it| it.name), Some(name));
    }
}

#[test]
fn every_page_begins_with_its_rule_and_a_short_summary() {
    for rule in RULES {
        let info = rule.info;
        let title = format!("# {} {}", info.id, info.name);
        assert_eq!(info.page.lines().next(), Some(title.as_str()));
        let summary = info.summary();
        assert!(
            summary.chars().count() <= LONGEST_SUMMARY,
            "{}: {summary}",
            info.id
        );
        assert!(summary.ends_with('.'), "{}: {summary}", info.id);
        for section in [
            "## What",
            "## How to mend",
            "## What looks the same",
            "## Sources",
        ] {
            assert!(info.page.contains(section), "{}: no {section}", info.id);
        }
        let severity = format!("**Severity**: {}", info.severity);
        assert!(info.page.contains(&severity), "{}: not {severity}", info.id);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "compares what is committed")]
fn every_page_has_its_rule() {
    let files: BTreeSet<String> = std::fs::read_dir(pages())
        .expect("the folder of pages")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let expected: BTreeSet<String> = RULES
        .iter()
        .map(|it| format!("{}.md", it.info.id))
        .collect();
    assert_eq!(files, expected);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "compares what is committed")]
fn the_index_is_what_the_rules_say() {
    let committed = std::fs::read_to_string(index_file()).unwrap_or_default();
    assert!(
        committed == index(),
        "docs/rules.md is not up to date: \
         cargo test -p fabcert-core --test catalogue -- --ignored writes_the_index"
    );
}

#[test]
#[ignore = "writes docs/rules.md"]
#[expect(clippy::disallowed_methods, reason = "writes what is committed")]
fn writes_the_index() {
    std::fs::write(index_file(), index()).expect("docs/rules.md");
}
