//! Homes of clients and servers, and MSP folders of every standing.

use fabcert_testdata::shapes::{
    Enrollment, FabricCa, FabricCaVersion, Msp, client_home, server_home, tls_client_home,
};
use fabcert_testdata::{Forge, Forged, NOW, Tree};

use super::*;

fn fabric_ca() -> FabricCa {
    FabricCa::with_own_root(FabricCaVersion::V1_4, "fabric-ca-server", NOW)
}

fn enrolled(ca: &FabricCa, id: &str, kind: &str) -> Forged {
    ca.enroll(&Enrollment::new(id, kind, "org1"), NOW)
}

#[test]
fn homes_of_clients_and_servers() {
    let root = fabric_ca();
    let ca = root.intermediate("ica1", NOW);
    let registrar = ca.enroll(&Enrollment::bootstrap_admin(), NOW);
    let (user, peer) = (
        enrolled(&ca, "user1", "client"),
        enrolled(&ca, "peer0", "peer"),
    );
    let tls = ca.enroll(&Enrollment::new("peer0", "peer", "").tls(&["peer0"]), NOW);
    let tree = Tree::new()
        .with_tree("admin", client_home(&ca, &registrar, "localhost-7054"))
        .with_tree("c", client_home(&ca, &user, "localhost-7054"))
        .with_tree("d", client_home(&ca, &peer, "localhost-7054"))
        .with_tree("t", tls_client_home(&ca, &tls, "localhost-7054"))
        .with_tree("server", server_home(&ca, "1.4.9"))
        .with_empty_directory("server/msp/cacerts")
        .with_empty_directory("server/msp/signcerts");
    let read = Read::of(&tree);
    assert_eq!(
        read.msps(),
        [
            "admin/msp: EnrollmentHome local, CaAdmin admin of -",
            "c/msp: EnrollmentHome local, User user1 of -",
            "d/msp: EnrollmentHome local, Peer peer0 of -",
            "server/msp: CaServer, Authority server of -",
            "t/msp: TlsProfile, Peer peer0 of -",
        ]
    );
    assert_eq!(
        read.tls(),
        ["t/msp: Profile of Peer, TlsServer cert.pem + key"]
    );
    assert_eq!(
        read.authorities(),
        ["server: FabricCaServer of -, ca-cert.pem + key"]
    );
    assert_eq!(
        read.roles(ca.certificate()),
        [
            Role::IntermediateCert,
            Role::TlsIntermediateCert,
            Role::CaHomeCertificate,
            Role::CaChain
        ]
    );
    assert_eq!(read.purpose(&user), Purpose::Identity);
    assert_eq!(read.purpose(&tls), Purpose::TlsLeaf);
    let keys = read.keys();
    let kinds: Vec<_> = keys.iter().filter_map(|it| it.rsplit(' ').next()).collect();
    assert_eq!(kinds, ["keystore", "keystore", "keystore", "CA", "TLS"]);
}

#[test]
fn a_server_without_its_certificate_is_known_by_its_key() {
    let ca = fabric_ca();
    let server = server_home(&ca, "1.4.9").without("ca-cert.pem");
    let key = ca.certificate().key();
    let tree = Tree::new()
        .with("in/ca.pem", ca.certificate().pem())
        .with("in/ca.key", key.pem())
        .with_tree("server", server);
    let read = Read::of(&tree);
    assert_eq!(
        read.authorities(),
        [
            "in: KeyPair of -, ca.pem + key",
            "server: FabricCaServer of -, ca.pem + key",
        ]
    );
    assert_eq!(read.layout.authorities[1].version.as_deref(), Some("1.4.9"));
}

#[test]
fn a_servers_configuration_names_its_files() {
    let ca = fabric_ca();
    let key = ca.certificate().key();
    let config = "version: 1.5.7\nca:\n  certfile: ../in/root.pem\n  keyfile: ../in/root.key\n";
    let further = fabric_ca();
    let tree = Tree::new()
        .with("in/root.pem", ca.certificate().pem())
        .with("in/root.key", key.pem())
        .with("server/fabric-ca-server-config.yaml", config)
        .with("server/ca/ca1/fabric-ca-config.yaml", "ca:\n  name: ca1\n")
        .with("server/ca/ca1/ca-cert.pem", further.certificate().pem());
    let read = Read::of(&tree);
    assert_eq!(
        read.authorities(),
        [
            "in: KeyPair of -, root.pem + key",
            "server: FabricCaServer of -, root.pem + key",
            "server/ca/ca1: MultiCa of -, ca-cert.pem + no key",
        ]
    );
    let versions: Vec<_> = read.layout.authorities[1..]
        .iter()
        .map(|it| it.version.as_deref())
        .collect();
    assert_eq!(versions, [Some("1.5.7"), Some("1.5.7")]);
}

#[test]
fn the_only_key_beside_a_ca_counts_though_it_is_encrypted() {
    let ca = Forge::ca("ca").self_signed();
    // EncryptedPrivateKeyInfo: an algorithm (OID 1.2.3.4) and one encrypted byte.
    let encrypted = b"\x30\x0a\x30\x05\x06\x03\x2a\x03\x04\x04\x01\x00";
    let key = fabcert_testdata::pem("ENCRYPTED PRIVATE KEY", encrypted);
    let other = Forge::leaf("other").issued_by(&ca);
    let tree = Tree::new()
        .with("a/ca.pem", ca.pem())
        .with("a/ca.key", key)
        .with("b/ca.pem", ca.pem())
        .with("b/other.key", other.key().pem());
    assert_eq!(
        Read::of(&tree).authorities(),
        ["a: KeyPair of -, ca.pem + key"]
    );
}

#[test]
fn standing_of_folders_by_what_is_in_them() {
    let ca = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("n").units(&["peer"]).issued_by(&ca);
    let verifying = || Msp::new().root("ca", &ca);
    let local = || verifying().signer(&leaf);
    let bare = || local().without("config.yaml");
    let cases = [
        ("arranged", verifying().tree(), "Organisation, Organisation"),
        ("arranged", local().tree(), "Node local, Peer"),
        (
            "arranged",
            bare().admin("a", &leaf).tree(),
            "Node local, Peer",
        ),
        ("bare", bare().tree(), "EnrollmentHome local, Peer"),
        (
            "bare",
            verifying().without("config.yaml").tree(),
            "Organisation, Organisation",
        ),
        (
            "getcainfo",
            verifying()
                .without("config.yaml")
                .tree()
                .with_empty_directory("user"),
            "EnrollmentHome, Organisation",
        ),
        ("peers/n", bare().tree(), "Node local, Peer"),
        ("peers/n/msp", bare().tree(), "Node local, Peer"),
        ("peers/n/msp", Msp::new().tree(), "Node local, Peer"),
        ("users/u/msp", bare().tree(), "EnrollmentHome local, User"),
        (
            "idemix/msp",
            Tree::new().with("IssuerPublicKey", "x"),
            "Idemix, Organisation",
        ),
        ("", bare().tree(), "Named local, Peer"),
        ("", bare().without("signcerts").tree(), "Named local, Bare"),
        ("", verifying().tree(), "Named, Organisation"),
        // An MSP without CAs is no TLS home as long as nothing of fabric-ca-client is about it.
        (
            "",
            bare().without("cacerts").tls_root("ca", &ca).tree(),
            "Named local, Peer",
        ),
        (
            "",
            bare().without("cacerts").tls_root("tls-ca", &ca).tree(),
            "TlsProfile, Peer",
        ),
    ];
    for (dir, tree, expected) in cases {
        let msps = Read::of(&Tree::new().with_tree(dir, tree)).msps();
        assert_eq!(msps.len(), 1, "{dir}: {msps:?}");
        assert!(
            msps[0].starts_with(&format!("{dir}: {expected}")),
            "{expected}: {msps:?}"
        );
    }
}
