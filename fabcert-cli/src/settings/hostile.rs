//! Configuration files that nobody would write.

use std::path::Path;

use proptest::prelude::*;

use super::file::ConfigFile;

/// Keys, tables and words that mean something, and some that do not.
const WORDS: [&str; 28] = [
    "fabric",
    "msp_version",
    "channel_capability",
    "keys",
    "warn_within",
    "ca_warn_within",
    "skew",
    "enroll_backdate",
    "max_file_size",
    "fail_on",
    "exclude",
    "expect_hosts",
    "select",
    "ignore",
    "[rules]",
    "[severity]",
    "[[ignore]]",
    "rule",
    "path",
    "fingerprint",
    "reason",
    "expires",
    "FC101",
    "FC303",
    "leaf-before-issuer",
    "error",
    "off",
    "\"\\u001b[2J\"",
];

const VALUES: [&str; 24] = [
    "\"\"",
    "'2.5'",
    "'V2_0'",
    "'here'",
    "'1d'",
    "'-1d'",
    "'99999999999999999999d'",
    "'18446744073709551615s'",
    "'1 MiB'",
    "'99999999999999999999 TiB'",
    "2027-01-31",
    "9999-12-31T23:59:59.999999999Z",
    "0000-01-01",
    "-9223372036854775808",
    "nan",
    "true",
    "['**/*', '[', '{a,b', '\\\\']",
    "[[[[[]]]]]",
    "{ a = { b = {} } }",
    "'../../**'",
    "'FC1*'",
    "'ALL'",
    "\"\"\"\n\"\"\"",
    "'aa:bb'",
];

fn line() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&WORDS[..]);
    let value = prop::sample::select(&VALUES[..]);
    prop_oneof![
        6 => (word.clone(), value).prop_map(|(key, value)| format!("{key} = {value}")),
        2 => word.prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn any_file_is_understood_or_refused_where_it_is_wrong(lines in prop::collection::vec(line(), 0..12)) {
        let text = lines.join("\n");
        match ConfigFile::parse(Path::new("a/fabcert.toml"), &text) {
            Ok(_) => {}
            Err(error) => {
                let error = error.to_string();
                prop_assert!(error.starts_with("a/fabcert.toml"), "{error:?}");
                let is_safe = |it: char| it == '\n' || !it.is_control();
                prop_assert!(error.chars().all(is_safe), "{error:?}");
            }
        }
    }
}
