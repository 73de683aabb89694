//! Certificates with no folder of their own.

use fabcert_testdata::forge::{ExtendedKeyUsage, Extension};
use fabcert_testdata::shapes::{
    Cryptogen, CryptogenRelease, Msp, bundle, configtxlator_json, connection_profile_json,
    connection_profile_yaml, kubernetes_secret, node_sdk_key_value_store, wallet_id,
};
use fabcert_testdata::{Forge, Forged, NOW, Tree};

use super::*;

#[test]
fn files_that_fabric_does_not_read_are_loose() {
    let ca = Forge::ca("ca").self_signed();
    let [named, deep, beside] =
        ["named", "deep", "beside"].map(|it| Forge::leaf(it).issued_by(&ca));
    let config = "NodeOUs:\n  PeerOUIdentifier: {Certificate: ous/p.pem, OrganizationalUnitIdentifier: peer}\n";
    let tree = Msp::new()
        .root("ca", &ca)
        .config(config)
        .file("ous/p.pem", named.pem())
        .file("cacerts/old/ca.pem", deep.pem())
        .file("backup.pem", beside.pem())
        .tree();
    let read = Read::of(&Tree::new().with_tree("msp", tree));
    assert_eq!(read.roles(&named), [Role::OuCertificate]);
    assert_eq!(read.roles(&deep), [Role::Loose]);
    assert_eq!(read.roles(&beside), [Role::Loose]);
    let labels: Vec<_> = read
        .layout
        .loose
        .iter()
        .map(|it| it.label.as_str())
        .collect();
    assert_eq!(labels, ["backup.pem", "ca.pem"]);
}

#[test]
fn purposes_without_a_telling_place() {
    let ca = Forge::ca("ca").self_signed();
    let tls_ca = Forge::ca("tlsca.x").self_signed();
    let identity = Forge::leaf("user").issued_by(&ca);
    let tls = Forge::leaf("host")
        .with(Extension::extended_key_usage(&[
            ExtendedKeyUsage::ServerAuth,
        ]))
        .issued_by(&ca);
    let tree = Tree::new()
        .with("a.pem", ca.pem())
        .with("b.pem", tls_ca.pem())
        .with("c.pem", identity.pem())
        .with("d.pem", tls.pem());
    let read = Read::of(&tree);
    let purposes = [&ca, &tls_ca, &identity, &tls].map(|it| read.purpose(it));
    use Purpose as P;
    assert_eq!(purposes, [P::Ca, P::TlsCa, P::Identity, P::TlsLeaf]);
    assert!(
        read.layout
            .loose
            .iter()
            .all(|it| it.kind == LooseKind::BareFile)
    );
}

#[test]
fn certificates_in_other_dress() {
    use LooseKind as K;
    let ca = Forge::ca("ca").self_signed();
    let leaf = Forge::leaf("user1").issued_by(&ca);
    let (pem, key) = (leaf.pem(), leaf.key().pem());
    let store = node_sdk_key_value_store("user1", "Org1MSP", &pem, leaf.key());
    let secret = kubernetes_secret("s", &[("ca.crt", &ca.pem()), ("cert.pem", &pem)]);
    let wallet = wallet_id("Org1MSP", &pem, &key);
    let in_secret = kubernetes_secret("w", &[("u.id", wallet.as_bytes())]);
    let profile = connection_profile_json("org1", "peer0", &ca.pem());
    type Expected = (K, Role, &'static str, Option<&'static str>);
    let id = Some("Org1MSP");
    let cases: [(Tree, &[Expected]); 9] = [
        (
            file("appUser.id", wallet),
            &[(K::Wallet, Role::Wallet, "appUser", id)],
        ),
        (store, &[(K::KeyValueStore, Role::Wallet, "user1", id)]),
        (
            file("secret.yaml", secret),
            &[
                (K::KubernetesSecret, Role::Loose, "ca.crt", None),
                (K::KubernetesSecret, Role::Loose, "cert.pem", None),
            ],
        ),
        (
            file("w.yaml", in_secret),
            &[(K::KubernetesSecret, Role::Wallet, "u.id", None)],
        ),
        (
            file("connection.json", profile),
            &[
                (K::ConnectionProfile, Role::Trust, "pem", None),
                (K::ConnectionProfile, Role::Trust, "pem", None),
            ],
        ),
        (
            file(
                "connection.yaml",
                connection_profile_yaml("org1", "peer0", &ca.pem()),
            ),
            &[(K::ConnectionProfile, Role::Trust, "pem", None)],
        ),
        (
            file("config.json", configtxlator_json("Org1MSP", &[&ca.pem()])),
            &[(K::ConfigBlock, Role::CaCert, "root_certs", None)],
        ),
        (
            file("all.pem", bundle(&[&leaf, &ca])),
            &[
                (K::Bundle, Role::Loose, "all.pem", None),
                (K::Bundle, Role::Loose, "all.pem", None),
            ],
        ),
        (
            file("one.pem", pem),
            &[(K::BareFile, Role::Loose, "one.pem", None)],
        ),
    ];
    for (tree, expected) in cases {
        let read = Read::of(&tree);
        let found: Vec<_> = read
            .layout
            .loose
            .iter()
            .map(|it| (it.kind, it.role, it.label.as_str(), it.msp_id.as_deref()))
            .collect();
        assert_eq!(found, expected);
        for loose in &read.layout.loose {
            assert_eq!(read.layout.role(&loose.place), loose.role);
        }
    }
}

#[test]
fn wallets_and_connection_profiles_tell_msp_ids() {
    let run = Cryptogen::new(CryptogenRelease::V3_1, NOW)
        .peer_org("a.x", 1, 0)
        .peer_org("b.x", 1, 0)
        .peer_org("c.x", 1, 0);
    let wallet = |msp_id, ca: &Forged| {
        let leaf = Forge::leaf("app").issued_by(ca);
        wallet_id(msp_id, &leaf.pem(), &leaf.key().pem())
    };
    let profile = connection_profile_json("b", "peer0", &run.tls_ca("b.x").pem());
    let profile = profile.replacen('{', "{\"organizations\":{\"B\":{\"mspid\":\"BMSP\"}},", 1);
    let tree = run
        .tree()
        .with("wallet/a.id", wallet("AMSP", &run.ca("a.x")))
        .with("peerOrganizations/b.x/connection.json", profile)
        .with("wallet/c.id", wallet("CMSP", &run.ca("c.x")))
        .with("wallet/c2.id", wallet("OtherMSP", &run.ca("c.x")));
    let read = Read::of(&tree);
    let ids: Vec<_> = read
        .layout
        .organisations
        .iter()
        .map(|it| (it.name.as_str(), it.msp_id.as_deref()))
        .collect();
    // Two wallets that say two things about `c` say nothing.
    assert_eq!(
        ids,
        [("a.x", Some("AMSP")), ("b.x", Some("BMSP")), ("c.x", None)]
    );
}

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Tree {
    Tree::new().with(name, bytes)
}
