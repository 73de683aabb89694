//! `fabcert verify`

use crate::common::{NOW, fabcert, testdata};

const CLIENT: &str = "trees/incident/client-peer0/msp";
const CERTIFICATE: &str = "trees/incident/client-peer0/msp/signcerts/cert.pem";

#[test]
fn the_incident_is_refused_in_fabrics_words() {
    let run = fabcert(&[
        "verify",
        "--msp",
        CLIENT,
        "--msp-id",
        "Org1MSP",
        "--msp-version",
        "1.0",
        "--verifying",
        "--at",
        NOW,
        "-f",
        "json",
        CERTIFICATE,
    ]);
    assert_eq!(run.code, Some(1));
    let answer = run.json();
    assert_eq!(answer["schema"], "fabcert.verify/1");
    assert_eq!(answer["msp"]["stage"], "ok");
    let identity = &answer["identities"][0];
    assert_eq!(identity["accepted"], false);
    let expected = std::fs::read_to_string(testdata().join("trees/incident/error.txt"));
    assert_eq!(
        identity["error"],
        expected.expect("Fabric's own text").trim()
    );
    assert_eq!(identity["rules"][0], "FC101");
    assert_eq!(identity["plain_check"]["accepted"], true, "openssl says OK");
}

#[test]
fn a_raw_client_folder_needs_an_admin_rule_since_1_4_3() {
    let msp = "samples/fabric-ca-1.4.9-ok/client-peer0/msp";
    let stage = |version: &str| {
        let run = fabcert(&[
            "verify",
            "--msp",
            msp,
            "--msp-version",
            version,
            "--at",
            NOW,
            "-f",
            "json",
        ]);
        (run.code, run.json()["msp"]["error"].clone())
    };
    let (code, error) = stage("1.4.3");
    assert_eq!(code, Some(1));
    assert_eq!(
        error,
        "administrators must be declared when no admin ou classification is set"
    );
    let (code, error) = stage("1.0");
    assert_eq!((code, error), (Some(0), serde_json::Value::Null));
}

#[test]
fn every_msp_of_a_cryptogen_tree_is_accepted() {
    let org = "samples/cryptogen-3.1/peerOrganizations/org1.example.com";
    let peer = format!("{org}/peers/peer0.org1.example.com/msp");
    let certificate = format!("{peer}/signcerts/peer0.org1.example.com-cert.pem");
    for msp in [peer, format!("{org}/msp")] {
        let run = fabcert(&[
            "verify",
            "--msp",
            &msp,
            "--at",
            NOW,
            "-f",
            "json",
            &certificate,
        ]);
        assert_eq!(run.code, Some(0), "{}", run.stdout);
        assert_eq!(run.json()["identities"][0]["roles"][0], "PEER");
    }
}

#[test]
fn a_verdict_reads_well() {
    let run = fabcert(&["verify", "--msp", CLIENT, "--at", NOW, CERTIFICATE]);
    assert_eq!(run.code, Some(1));
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn bad_usage_is_exit_2() {
    let code = |arguments: &[&str]| fabcert(arguments).code;
    assert_eq!(code(&["verify", "--msp", "no-such-folder"]), Some(2));
    assert_eq!(
        code(&["verify", "--msp", CLIENT, "no-such-certificate.pem"]),
        Some(2)
    );
    assert_eq!(
        code(&["verify", "--msp", CLIENT, "--local", "--verifying"]),
        Some(2)
    );
    assert_eq!(
        code(&["verify", "--msp", CLIENT, "--msp-version", "1.2"]),
        Some(2)
    );
    assert_eq!(code(&["verify"]), Some(2));
}
