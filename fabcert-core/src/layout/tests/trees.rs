//! Whole trees: crypto-config, fabric-samples' test-network.

use fabcert_testdata::shapes::{Cryptogen, CryptogenRelease, FabricCaVersion, test_network};
use fabcert_testdata::{Forge, NOW, Tree};

use super::*;

fn cryptogen(release: CryptogenRelease) -> Cryptogen {
    Cryptogen::new(release, NOW)
        .peer_org("org1.x", 1, 1)
        .orderer_org("x", 1)
}

#[test]
fn crypto_config_of_every_release() {
    use CryptogenRelease as R;
    for release in [R::V1_0_2, R::V1_0_3, R::V1_2, R::V1_4, R::V3_1] {
        let run = cryptogen(release);
        let read = Read::of(&Tree::new().with_tree("crypto-config", run.tree()));
        let (o, p) = (
            "crypto-config/ordererOrganizations/x",
            "crypto-config/peerOrganizations/org1.x",
        );
        assert_eq!(
            read.msps(),
            [
                format!("{o}/msp: Organisation, Organisation x of x"),
                format!("{o}/orderers/orderer.x/msp: Node local, Orderer orderer.x of x"),
                format!("{o}/users/Admin@x/msp: Node local, Admin Admin@x of x"),
                format!("{p}/msp: Organisation, Organisation org1.x of org1.x"),
                format!("{p}/peers/peer0.org1.x/msp: Node local, Peer peer0.org1.x of org1.x"),
                format!("{p}/users/Admin@org1.x/msp: Node local, Admin Admin@org1.x of org1.x"),
                format!("{p}/users/User1@org1.x/msp: Node local, User User1@org1.x of org1.x"),
            ],
            "{release:?}"
        );
        let user = if release < R::V1_2 {
            "server"
        } else {
            "client"
        };
        assert_eq!(
            read.tls(),
            [
                format!("{o}/orderers/orderer.x/tls: Pair of Orderer, TlsServer server.crt + key"),
                format!("{o}/users/Admin@x/tls: Pair of Admin, TlsClient {user}.crt + key"),
                format!("{p}/peers/peer0.org1.x/tls: Pair of Peer, TlsServer server.crt + key"),
                format!("{p}/users/Admin@org1.x/tls: Pair of Admin, TlsClient {user}.crt + key"),
                format!("{p}/users/User1@org1.x/tls: Pair of User, TlsClient {user}.crt + key"),
            ],
            "{release:?}"
        );
        assert_eq!(
            read.authorities(),
            [
                format!("{o}/ca: Cryptogen of x, ca.x-cert.pem + key"),
                format!("{o}/tlsca: CryptogenTls of x, tlsca.x-cert.pem + key"),
                format!("{p}/ca: Cryptogen of org1.x, ca.org1.x-cert.pem + key"),
                format!("{p}/tlsca: CryptogenTls of org1.x, tlsca.org1.x-cert.pem + key"),
            ],
            "{release:?}"
        );
        let kinds: Vec<_> = read.layout.organisations.iter().map(|it| it.kind).collect();
        for (id, folder) in read.layout.msps() {
            assert_eq!(read.layout.msp_at(folder.dir).map(|it| it.0), Some(id));
        }
        assert_eq!(kinds, [OrganisationKind::Orderer, OrganisationKind::Peer]);
        let (ca, tls_ca) = (run.ca("org1.x"), run.tls_ca("org1.x"));
        assert_eq!(read.roles(&ca), [Role::CaCert, Role::CaHomeCertificate]);
        assert_eq!(read.purpose(&ca), Purpose::Ca);
        assert_eq!(
            read.roles(&tls_ca),
            [Role::TlsCaCert, Role::TlsCaHomeCertificate]
        );
        assert_eq!(read.purpose(&tls_ca), Purpose::TlsCa);
        assert!(read.layout.loose.is_empty());
        let loose = read.keys().into_iter().filter(|it| it.ends_with("loose"));
        assert_eq!(loose.count(), 0, "{release:?}");
    }
}

#[test]
fn a_part_of_a_crypto_config_tells_what_it_can() {
    let tree = cryptogen(CryptogenRelease::V3_1).tree();
    let org = tree.subtree("peerOrganizations/org1.x");
    let peers = Tree::new().with_tree("peers", org.subtree("peers"));
    let msp = org.subtree("peers/peer0.org1.x/msp");
    let cases = [
        (
            org,
            "peers/peer0.org1.x/msp: Node local, Peer peer0.org1.x of org1.x",
        ),
        (
            peers,
            "peers/peer0.org1.x/msp: Node local, Peer peer0.org1.x of org1.x",
        ),
        (
            Tree::new().with_tree("msp", msp.clone()),
            "msp: Node local, Peer peer0.org1.x of org1.x",
        ),
        (msp, ": Named local, Peer peer0.org1.x of org1.x"),
    ];
    for (tree, expected) in cases {
        let msps = Read::of(&tree).msps();
        assert!(
            msps.iter().any(|it| it == expected),
            "{expected} in {msps:?}"
        );
    }
}

#[test]
fn test_network_with_cas() {
    let tree = test_network(FabricCaVersion::V1_5, NOW);
    let read = Read::of(&Tree::new().with_tree("organizations", tree));
    let p = "organizations/peerOrganizations/org1.example.com";
    let of = "of org1.example.com";
    let msps: Vec<_> = read
        .msps()
        .into_iter()
        .filter(|it| it.contains("org1"))
        .collect();
    assert_eq!(
        msps,
        [
            format!("organizations/fabric-ca/org1/msp: CaServer, Authority org1 {of}"),
            format!("{p}/msp: Organisation, Organisation org1.example.com {of}"),
            format!(
                "{p}/peers/peer0.org1.example.com/msp: Node local, Peer peer0.org1.example.com {of}"
            ),
            format!(
                "{p}/peers/peer0.org1.example.com/tls: TlsProfile, Peer peer0.org1.example.com {of}"
            ),
            format!(
                "{p}/users/Admin@org1.example.com/msp: Node local, Admin Admin@org1.example.com {of}"
            ),
            format!(
                "{p}/users/User1@org1.example.com/msp: Node local, User User1@org1.example.com {of}"
            ),
        ]
    );
    let tls: Vec<_> = read
        .tls()
        .into_iter()
        .filter(|it| it.contains("org1"))
        .collect();
    assert_eq!(
        tls,
        [
            "organizations/fabric-ca/org1: CaServer of Authority, CaServerTls tls-cert.pem + no key"
                .to_owned(),
            format!("{p}/peers/peer0.org1.example.com/tls: Profile of Peer, TlsServer server.crt + key"),
        ]
    );
    let authorities: Vec<_> = read
        .authorities()
        .into_iter()
        .filter(|it| it.contains("org1"))
        .collect();
    assert_eq!(
        authorities,
        [
            format!("organizations/fabric-ca/org1: FabricCaServer {of}, ca-cert.pem + key"),
            format!("{p}/ca: Copy {of}, ca.org1.example.com-cert.pem + no key"),
            format!("{p}/tlsca: Copy {of}, tlsca.org1.example.com-cert.pem + no key"),
        ]
    );
    assert_eq!(
        read.layout.authorities[0].version.as_deref(),
        Some("1.5.15")
    );
    // One CA for identities and TLS.
    assert!(
        read.layout
            .certificates
            .iter()
            .all(|it| it.1 != Purpose::TlsCa)
    );
    assert!(read.layout.loose.is_empty());
}

#[test]
fn deep_and_strange_trees_are_walked() {
    let ca = Forge::ca("ca").self_signed();
    let deep = "users/msp/peers/".repeat(300);
    let tree = Tree::new()
        .with(format!("{deep}cacerts/ca.pem"), ca.pem())
        .with("msp", "a file")
        .with("peers/cacerts", "a file")
        .with_empty_directory("peerOrganizations/peerOrganizations/peers");
    assert_eq!(Read::of(&tree).layout.msps.len(), 1);
}

#[test]
fn a_tls_folder_belongs_to_whom_the_msp_beside_it_belongs() {
    let tree = cryptogen(CryptogenRelease::V3_1).tree();
    for (member, expected) in [
        (
            "peers/peer0.org1.x",
            "tls: Pair of Peer, TlsServer server.crt + key",
        ),
        (
            "users/User1@org1.x",
            "tls: Pair of User, TlsClient client.crt + key",
        ),
    ] {
        let folder = tree.subtree("peerOrganizations/org1.x").subtree(member);
        assert_eq!(Read::of(&folder).tls(), [expected]);
    }
}
