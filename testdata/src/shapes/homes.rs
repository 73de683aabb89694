//! Homes of fabric-ca-client and fabric-ca-server.

use super::bundle;
use super::fabric_ca::FabricCa;
use crate::Tree;
use crate::forge::Forged;

/// What `fabric-ca-client enroll` leaves in its home. `server` is `localhost-7054` or
/// `localhost-7054-ca-org1`: the address with dashes, and the CA's name where one was given.
pub fn client_home(ca: &FabricCa, leaf: &Forged, server: &str) -> Tree {
    home(
        ca,
        leaf,
        ["cacerts", "intermediatecerts"],
        &format!("{server}.pem"),
    )
}

/// The same with `--enrollment.profile tls`; `cacerts` stays empty.
pub fn tls_client_home(ca: &FabricCa, leaf: &Forged, server: &str) -> Tree {
    let file = format!("tls-{server}.pem");
    home(ca, leaf, ["tlscacerts", "tlsintermediatecerts"], &file)
        .with_empty_directory("msp/cacerts")
}

/// A fabric-ca-server's home: CA certificate, chain, key, and a configuration that names the version.
pub fn server_home(ca: &FabricCa, version: &str) -> Tree {
    let key = ca.certificate().key();
    let home = Tree::new()
        .with(
            "fabric-ca-server-config.yaml",
            format!("version: {version}\n"),
        )
        .with("ca-cert.pem", ca.certificate().pem())
        .with(format!("msp/keystore/{}", key.keystore_name()), key.pem());
    if ca.parents().is_empty() {
        return home;
    }
    let chain: Vec<_> = std::iter::once(ca.certificate())
        .chain(ca.parents())
        .collect();
    home.with("ca-chain.pem", bundle(&chain))
}

fn home(ca: &FabricCa, leaf: &Forged, [roots, intermediates]: [&str; 2], file: &str) -> Tree {
    let home = Tree::new()
        .with("fabric-ca-client-config.yaml", "mspdir: msp\n")
        .with_empty_directory("msp/user")
        .with("msp/signcerts/cert.pem", leaf.pem())
        .with(
            format!("msp/keystore/{}", leaf.key().keystore_name()),
            leaf.key().pem(),
        )
        .with(format!("msp/{roots}/{file}"), ca.root().pem());
    let below_root = ca.intermediates();
    if below_root.is_empty() {
        return home;
    }
    home.with(format!("msp/{intermediates}/{file}"), bundle(&below_root))
}
