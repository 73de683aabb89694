//! Certificates in other dress: wallets, Secrets, connection profiles, configtxlator's JSON, bundles.
//!
//! These take PEM, not [`Forged`], so that real certificates can be dressed too.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::forge::Forged;
use crate::{Key, Tree, base64, hex};

/// Several certificates in one file.
pub fn bundle(certificates: &[&Forged]) -> Vec<u8> {
    certificates
        .iter()
        .flat_map(|certificate| certificate.pem())
        .collect()
}

/// A file of a `fabric-network` or gateway wallet: `<label>.id`.
pub fn wallet_id(msp_id: &str, certificate: &[u8], private_key: &[u8]) -> String {
    let identity = json!({
        "credentials": { "certificate": text(certificate), "privateKey": text(private_key) },
        "mspId": msp_id,
        "type": "X.509",
        "version": 1,
    });
    identity.to_string()
}

/// The key-value store of the older Node SDK: a file for the user, its keys beside it.
pub fn node_sdk_key_value_store(user: &str, msp_id: &str, certificate: &[u8], key: &Key) -> Tree {
    let ski = hex(&key.sha256_ski());
    let entry = json!({
        "name": user,
        "mspid": msp_id,
        "roles": null,
        "affiliation": "",
        "enrollmentSecret": "",
        "enrollment": {
            "signingIdentity": ski,
            "identity": { "certificate": text(certificate) },
        },
    });
    Tree::new()
        .with(user, entry.to_string())
        .with(format!("{ski}-priv"), key.pem())
        .with(format!("{ski}-pub"), key.public_pem())
}

/// What a Secret holds: names and bytes.
pub type SecretFiles<'a> = &'a [(&'a str, &'a [u8])];

/// A Secret as `kubectl get secret -o yaml` prints it.
pub fn kubernetes_secret(name: &str, files: SecretFiles<'_>) -> String {
    format!(
        "apiVersion: v1\n{}kind: Secret\nmetadata:\n  name: {name}\n  namespace: fabric\ntype: Opaque\n",
        data(files, "")
    )
}

/// Several Secrets as `kubectl get secrets -o yaml` prints them.
pub fn kubernetes_secret_list(secrets: &[(&str, SecretFiles<'_>)]) -> String {
    let mut yaml = "apiVersion: v1\nitems:\n".to_owned();
    for (name, files) in secrets {
        write!(
            yaml,
            "- apiVersion: v1\n{}  kind: Secret\n  metadata:\n    name: {name}\n    namespace: fabric\n  type: Opaque\n",
            data(files, "  ")
        )
        .expect("a String takes everything");
    }
    yaml + "kind: List\nmetadata:\n  resourceVersion: \"\"\n"
}

/// `connection-org1.json` of fabric-samples: one PEM as a string, one in an array.
pub fn connection_profile_json(organization: &str, peer: &str, tls_ca: &[u8]) -> String {
    let profile: Value = json!({
        "name": format!("test-network-{organization}"),
        "version": "1.0.0",
        "peers": {
            peer: {
                "url": "grpcs://localhost:7051",
                "tlsCACerts": { "pem": text(tls_ca) },
            },
        },
        "certificateAuthorities": {
            format!("ca.{organization}"): {
                "url": "https://localhost:7054",
                "tlsCACerts": { "pem": [text(tls_ca)] },
            },
        },
    });
    format!("{profile:#}\n")
}

/// The same as YAML, the PEM indented in a block scalar.
pub fn connection_profile_yaml(organization: &str, peer: &str, tls_ca: &[u8]) -> String {
    let indented = text(tls_ca).lines().fold(String::new(), |mut yaml, line| {
        writeln!(yaml, "          {line}").expect("a String takes everything");
        yaml
    });
    format!(
        "---\nname: test-network-{organization}\nversion: 1.0.0\npeers:\n  {peer}:\n    \
         url: grpcs://localhost:7051\n    tlsCACerts:\n      pem: |\n{indented}"
    )
}

/// A channel configuration with one organisation, as `configtxlator proto_decode` prints it.
pub fn configtxlator_json(msp_id: &str, root_certificates: &[&[u8]]) -> String {
    let roots: Vec<_> = root_certificates.iter().map(|pem| base64(pem)).collect();
    let config = json!({ "channel_group": { "groups": { "Application": { "groups": { msp_id: {
        "values": { "MSP": { "value": {
            "config": { "name": msp_id, "root_certs": roots },
            "type": 0,
        }}},
    }}}}}});
    format!("{config:#}\n")
}

fn data(files: SecretFiles<'_>, indent: &str) -> String {
    let mut yaml = format!("{indent}data:\n");
    for (name, bytes) in files {
        writeln!(yaml, "{indent}  {name}: {}", base64(bytes)).expect("a String takes everything");
    }
    yaml
}

fn text(pem: &[u8]) -> &str {
    std::str::from_utf8(pem).expect("PEM is text")
}
