//! Real reports against the published schemas.

use serde_json::Value;

use crate::common::{NOW, check_json, fabcert};

pub(crate) fn validator(schema: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

pub(crate) fn assert_valid(validator: &jsonschema::Validator, value: &Value, what: &str) {
    let faults: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}

#[test]
fn reports_match_their_schema() {
    let validator = validator(include_str!("../../../docs/report.schema.json"));
    for tree in [
        "trees",
        "samples",
        "trees/FC101/quiet",
        "samples/genesis.json",
    ] {
        let (report, _) = check_json(tree, &[]);
        assert_valid(&validator, &report, tree);
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let validator = validator(include_str!("../../../docs/report.schema.json"));
    let (mut report, _) = check_json("trees/incident", &[]);
    report["findings"][0]["severity"] = "terrible".into();
    assert!(!validator.is_valid(&report));
}

#[test]
fn verdicts_match_their_schema() {
    let validator = validator(include_str!("../../../docs/verify.schema.json"));
    let client = "trees/incident/client-peer0/msp";
    let run = fabcert(&[
        "verify",
        "--msp",
        client,
        "--at",
        NOW,
        "-f",
        "json",
        "trees/incident/client-peer0/msp/signcerts/cert.pem",
    ]);
    assert_valid(&validator, &run.json(), client);
}
