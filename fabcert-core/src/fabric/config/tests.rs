use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::configuration::Text;
use super::{ConfigUnknown, RawConfiguration, Stop, parse};

fn read(text: &str) -> Option<RawConfiguration> {
    parse(text.as_bytes()).ok()
}

fn enable(value: &str) -> Option<bool> {
    let configuration = read(&format!("NodeOUs:\n  Enable: {value}\n"))?;
    Some(configuration.node_ous?.enable)
}

fn client(value: &str) -> Option<Text> {
    let text =
        format!("NodeOUs:\n  ClientOUIdentifier:\n    OrganizationalUnitIdentifier: {value}\n");
    Some(read(&text)?.node_ous?.client?.name)
}

#[test]
fn empty_files_set_nothing() {
    for text in [
        "",
        "  \n",
        "# c\n",
        "---\n",
        "null",
        "~",
        "{}",
        "nodeous: 1\nenable: x\n",
    ] {
        let configuration = read(text).unwrap_or_else(|| panic!("{text:?} is refused"));
        assert!(configuration.node_ous.is_none() && configuration.ou_identifiers.is_empty());
    }
}

#[test]
fn booleans() {
    for value in [
        "true", "True", "TRUE", "y", "Y", "yes", "YES", "on", "On", "\"yes\"", "'on'",
    ] {
        assert_eq!(enable(value), Some(true), "{value}");
    }
    for value in [
        "false", "FALSE", "n", "No", "off", "OFF", "\"no\"", "", "~", "null",
    ] {
        assert_eq!(enable(value), Some(false), "{value}");
    }
    assert_eq!(enable("!!bool \"true\""), Some(true));
    assert_eq!(enable("!!str yes"), Some(true));
    assert_eq!(enable("!!null no"), Some(false));
    for value in [
        "\"true\"",
        "'true'",
        "\"false\"",
        "tRUE",
        "oN",
        "t",
        "1",
        "0",
        "\"\"",
        "true,",
        "{{ .x }}",
        "[]",
        "{}",
        "!!bool yes",
    ] {
        assert_eq!(enable(value), None, "{value}");
    }
}

#[test]
fn strings_are_literal() {
    for (value, read) in [
        ("peer", "peer"),
        ("0x1F", "0x1F"),
        ("yes", "yes"),
        ("2026-01-01", "2026-01-01"),
        ("\"null\"", "null"),
        ("nUll", "nUll"),
        ("!!str null", "null"),
        ("Null", ""),
        ("", ""),
        ("|-\n      peer", "peer"),
        ("|\n      peer", "peer\n"),
        ("pe\n      er  ", "pe er"),
        ("!!binary cGVlcg==", "peer"),
        ("a\u{7f}b", "a\u{7f}b"),
    ] {
        assert_eq!(client(value), Some(Text::from(read)), "{value:?}");
    }
    assert_eq!(client("[a]"), None);
    assert_eq!(client("!!binary %%"), None);
}

#[test]
fn shapes() {
    for ok in [
        "NodeOUs:\n",
        "NodeOUs: ~\nOrganizationalUnitIdentifiers: null\n",
        "NodeOUs:\n  ClientOUIdentifier:\n",
        "a: &x {Enable: true}\nNodeOUs:\n  <<: *x\n",
        "a: &x {Enable: true}\nNodeOUs:\n  <<: [*x, {Enable: false}]\n",
        "NodeOUs: {Enable:\ttrue}\t# c\n",
        "unknown: {a: 1, a: 2}\n",
        "\u{feff}NodeOUs:\r\n  Enable: true\r\n",
        "NodeOUs:\n  Enable: true\n---\nother: [}",
        "%YAML 1.1\n---\nNodeOUs:\n",
        "%TAG ! tag:x,2000:\n---\nNodeOUs:\n",
    ] {
        assert!(read(ok).is_some(), "{ok:?}");
    }
    for bad in [
        "[]",
        "x",
        "...",
        "NodeOUs: x",
        "NodeOUs: \"\"",
        "NodeOUs: []",
        "NodeOUs:\n  ClientOUIdentifier: client\n",
        "OrganizationalUnitIdentifiers: {}\n",
        "OrganizationalUnitIdentifiers: x\n",
        "OrganizationalUnitIdentifiers:\n- x\n",
        "a: 1\na: 2\n",
        "a: 1\n\"a\": 2\n",
        "NodeOUs:\n  <<: {}\n  <<: {}\n",
        "NodeOUs:\n  Enable: true\n ClientOUIdentifier: [\n",
        "NodeOUs:\n\tEnable: true\n",
        "NodeOUs:\n\t\n",
        "NodeOUs:\n\t# c\n  Enable: true\n",
        "NodeOUs:\n  Enable:true\n  x: y\n",
        "a: b: c\n",
        "a: @x\n",
        "a: `x\n",
        "a: %x\n",
        "a: \"cacerts\\ca.pem\"\n",
        "<<<<<<< HEAD\na: 1\n=======\n",
        "a: 1\ntext\n",
        "NodeOUs: *nobody\n",
        "NodeOUs:\n  <<: x\n",
        "NodeOUs:\n  <<: ~\n",
        "NodeOUs: &a\n  <<: *a\n",
        "%YAML 1.2\n---\n",
        "%FOO\n---\n",
        "a: \u{1}\n",
        "a: \u{fffe}\n",
    ] {
        assert!(
            matches!(parse(bad.as_bytes()), Err(Stop::Refused(_))),
            "{bad:?}"
        );
    }
    assert!(parse(b"a: \xff\n").is_err());
}

#[test]
fn null_items_are_kept_for_the_panic() {
    let list = read("OrganizationalUnitIdentifiers:\n-\n")
        .expect("YAML")
        .ou_identifiers;
    assert!(matches!(list[..], [None]));
}

#[test]
fn utf16_with_bom() {
    let text = "NodeOUs:\n  Enable: true\n";
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let mut bytes = unit(0xfeff).to_vec();
        bytes.extend(text.encode_utf16().flat_map(unit));
        assert!(parse(&bytes).is_ok_and(|it| it.node_ous.is_some_and(|it| it.enable)));
        assert!(parse(&bytes[2..]).is_err());
    }
}

#[test]
fn hostile_files_end() {
    let deep = "[".repeat(100_000);
    assert!(matches!(
        parse(deep.as_bytes()),
        Err(Stop::Unknown(ConfigUnknown::TooDeep))
    ));
    let mut laughs = String::from("a0: &a0 {x: y}\n");
    for n in 1..40 {
        laughs.push_str(&format!("a{n}: &a{n} {{<<: [*a{}, *a{}]}}\n", n - 1, n - 1));
    }
    laughs.push_str("NodeOUs: *a39\n");
    assert!(matches!(
        parse(laughs.as_bytes()),
        Err(Stop::Unknown(ConfigUnknown::TooDeep))
    ));
}

/// The library's text for a file that it refuses.
fn refusal(text: &str) -> String {
    match parse(text.as_bytes()) {
        Err(Stop::Refused(fault)) => fault.to_string(),
        other => panic!("{text:?} must be refused: {other:?}"),
    }
}

#[test]
fn misfits_read_as_gos() {
    for (value, shown) in [
        ("\"true\"", "!!str `true`"),
        ("'~'", "!!str `~`"),
        ("x", "!!str `x`"),
        ("12", "!!int `12`"),
        ("-1", "!!int `-1`"),
        ("1.5", "!!float `1.5`"),
        (".5", "!!float `.5`"),
        ("inf", "!!str `inf`"),
        ("1x", "!!str `1x`"),
        ("!!int yes", "!!int `yes`"),
        ("!mine x", "!mine `x`"),
        ("[]", "!!seq"),
        ("{a: b}", "!!map"),
        // Over ten bytes only the first seven characters are shown.
        ("abcdefghij", "!!str `abcdefghij`"),
        ("abcdefghijk", "!!str `abcdefg...`"),
        ("ÄÖÜäöü", "!!str `ÄÖÜäöü`"),
        ("ÄÖÜäöüßx", "!!str `ÄÖÜäöüß...`"),
    ] {
        assert_eq!(
            refusal(&format!("NodeOUs:\n  Enable: {value}\n")),
            format!("yaml: construct errors:\n  line 2: cannot construct {shown} into bool")
        );
    }
    let section = refusal("NodeOUs: true\n");
    assert!(
        section.contains("cannot construct !!bool `true` into "),
        "{section}"
    );
}

/// The context's place first, the problem's where it is another.
#[test]
fn syntax_errors_say_where() {
    for (text, expected) in [
        (
            "a: b: c",
            "line 1, column 5: mapping values are not allowed in this context",
        ),
        (
            "a: @",
            "while scanning for the next token at line 1, column 4: \
             found character that cannot start any token",
        ),
        (
            "a: x\n- b\n",
            "while parsing a block mapping at line 1, column 1: line 2, column 1: \
             did not find expected key",
        ),
    ] {
        assert_eq!(refusal(text), format!("yaml: {expected}"), "{text:?}");
    }
}

#[test]
fn merges() {
    let enabled = |text: &str| {
        let configuration = read(text).unwrap_or_else(|| panic!("{text:?} is refused"));
        configuration.node_ous.is_some_and(|it| it.enable)
    };
    for (merges, text) in [
        (true, "x: &x {Enable: true}\nNodeOUs:\n  <<: *x\n"),
        (true, "NodeOUs:\n  <<: [{Enable: true}]\n"),
        (true, "NodeOUs:\n  !!merge <<: {Enable: true}\n"),
        (false, "NodeOUs:\n  \"<<\": {Enable: true}\n"),
        (false, "NodeOUs:\n  !!str <<: {Enable: true}\n"),
        (false, "NodeOUs:\n  !!merge x: {Enable: true}\n"),
        (false, "NodeOUs:\n  x: {Enable: true}\n"),
        (false, "NodeOUs:\n  Enable: false\n  <<: {Enable: true}\n"),
    ] {
        assert_eq!(enabled(text), merges, "{text:?}");
    }
    // A list must be written out.
    assert_eq!(
        refusal("x: &x [{Enable: true}]\nNodeOUs:\n  <<: *x\n"),
        "yaml: map merge requires map or sequence of maps as the value"
    );
}

#[test]
fn a_document_that_is_only_an_end_is_refused() {
    for end in ["...", "...\n", "# c\n...\n", " ...\n...\n"] {
        refusal(end);
    }
    assert!(read("&a\n").is_some());
}

#[test]
fn forbidden_characters_are_told_by_their_offset() {
    for character in ['\u{1}', '\u{fffe}', '\u{ffff}'] {
        assert_eq!(
            refusal(&format!("a: {character}\n")),
            "yaml: offset 3: control characters are not allowed"
        );
    }
    assert!(read("a: \u{80}\n").is_some());
}

#[test]
fn what_the_parser_panics_at_is_left_undecided() {
    for text in [
        "\"\\",
        "NodeOUs:\n  Enable: \"x\\",
        "a: [!<x>,y]\n",
        "a: {b: !!str, c: d}\n",
        "a: [!,y]\n",
        "a: |\n  b",
        "a: >-\n  b\n  c",
    ] {
        assert!(
            matches!(
                parse(text.as_bytes()),
                Err(Stop::Unknown(ConfigUnknown::Unreadable))
            ),
            "{text:?}"
        );
    }
    for text in [
        "a: b\\\n",
        "a: [!!str x, y]\n",
        "a: !b c,d\n",
        "a: |\n  b\n",
        "a: b # |",
    ] {
        assert!(parse(text.as_bytes()).is_ok(), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever YAML's own signs are put together to, the reading of it ends.
    #[test]
    fn any_row_of_signs_is_read(
        signs in vec(
            select(&[
                "\\", "\"", "'", "!", "!!str", "<", ">", "|", "|+", ",", "[", "]", "{", "}", ":", "?",
                "-", "&", "*", "%", "#", " ", "\t", "\n", "\r", "\u{85}", "a", "1", "---", "...",
            ][..]),
            0..12,
        ),
    ) {
        let _either = parse(signs.concat().as_bytes());
    }
}
