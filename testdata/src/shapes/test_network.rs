//! The `organizations/` tree of fabric-samples' test-network when it is started with CAs.

use time::{Duration, UtcDateTime};

use super::fabric_ca::{Enrollment, FabricCa, FabricCaVersion};
use super::homes::{client_home, server_home, tls_client_home};
use super::msp::{NodeOus, RoleNames};
use crate::Tree;
use crate::forge::Forged;

struct Organization {
    /// The folder below `organizations/` that holds the organisation.
    directory: &'static str,
    domain: &'static str,
    /// The folder below `fabric-ca/` that holds the server's home.
    ca_home: &'static str,
    ca_name: &'static str,
    port: u16,
    nodes: &'static str,
    node: &'static str,
    node_kind: &'static str,
    users: &'static [(&'static str, &'static str)],
}

const ORGANIZATIONS: [Organization; 3] = [
    Organization {
        directory: "peerOrganizations",
        domain: "org1.example.com",
        ca_home: "org1",
        ca_name: "ca-org1",
        port: 7054,
        nodes: "peers",
        node: "peer0",
        node_kind: "peer",
        users: &[("User1", "client"), ("Admin", "admin")],
    },
    Organization {
        directory: "peerOrganizations",
        domain: "org2.example.com",
        ca_home: "org2",
        ca_name: "ca-org2",
        port: 8054,
        nodes: "peers",
        node: "peer0",
        node_kind: "peer",
        users: &[("User1", "client"), ("Admin", "admin")],
    },
    Organization {
        directory: "ordererOrganizations",
        domain: "example.com",
        ca_home: "ordererOrg",
        ca_name: "ca-orderer",
        port: 9054,
        nodes: "orderers",
        node: "orderer",
        node_kind: "orderer",
        users: &[("Admin", "admin")],
    },
];

/// The tree of a network started at that instant: the CAs make their roots, and three seconds
/// later all enroll.
pub fn test_network(version: FabricCaVersion, at: UtcDateTime) -> Tree {
    ORGANIZATIONS.iter().fold(Tree::new(), |tree, org| {
        let ca = FabricCa::with_own_root(version, &format!("ca.{}", org.domain), at);
        tree.with_tree(
            format!("fabric-ca/{}", org.ca_home),
            org.server(&ca, version, at),
        )
        .with_tree(
            format!("{}/{}", org.directory, org.domain),
            org.tree(&ca, at + Duration::seconds(3)),
        )
    })
}

impl Organization {
    fn server_name(&self) -> String {
        format!("localhost-{}-{}", self.port, self.ca_name)
    }

    fn server(&self, ca: &FabricCa, version: FabricCaVersion, at: UtcDateTime) -> Tree {
        let release = match version {
            FabricCaVersion::V1_0 => "1.0.6",
            FabricCaVersion::V1_4 => "1.4.9",
            FabricCaVersion::V1_5 => "1.5.15",
        };
        server_home(ca, release).with("tls-cert.pem", ca.tls_certificate("localhost", at).pem())
    }

    fn tree(&self, ca: &FabricCa, at: UtcDateTime) -> Tree {
        let domain = self.domain;
        let ca_pem = ca.certificate().pem();
        let registrar = ca.enroll(&Enrollment::bootstrap_admin(), at);
        let tls_ca_in_msp = match self.nodes {
            "peers" => "msp/tlscacerts/ca.crt",
            _ => "msp/tlscacerts/tlsca.example.com-cert.pem",
        };
        let mut tree = client_home(ca, &registrar, &self.server_name())
            .with("msp/config.yaml", self.config())
            .with(tls_ca_in_msp, ca_pem.clone())
            .with(format!("tlsca/tlsca.{domain}-cert.pem"), ca_pem.clone());
        if self.nodes == "peers" {
            tree.insert(format!("ca/ca.{domain}-cert.pem"), ca_pem);
        }
        tree = tree.with_tree(
            format!("{}/{}.{domain}", self.nodes, self.node),
            self.node(ca, at),
        );
        for (user, kind) in self.users {
            let leaf = ca.enroll(&Enrollment::new(&user.to_lowercase(), kind, ""), at);
            tree = tree.with_tree(
                format!("users/{user}@{domain}"),
                self.identity_home(ca, &leaf),
            );
        }
        tree
    }

    fn node(&self, ca: &FabricCa, at: UtcDateTime) -> Tree {
        let host = format!("{}.{}", self.node, self.domain);
        let enrollment = Enrollment::new(self.node, self.node_kind, "");
        let mut home = self.identity_home(ca, &ca.enroll(&enrollment, at));
        if self.nodes == "orderers" {
            let signer = home
                .get("msp/signcerts/cert.pem")
                .map(<[u8]>::to_vec)
                .unwrap_or_default();
            home = home
                .without("msp/signcerts/cert.pem")
                .with(format!("msp/signcerts/{host}-cert.pem"), signer)
                .with(
                    "msp/tlscacerts/tlsca.example.com-cert.pem",
                    ca.certificate().pem(),
                );
        }
        let tls = ca.enroll(&enrollment.tls(&[&host, "localhost"]), at);
        // The folder is the msp/ of a tls-profile home, with copies under the names that nodes read.
        let folder = tls_client_home(ca, &tls, &self.server_name())
            .subtree("msp")
            .with("ca.crt", ca.certificate().pem())
            .with("server.crt", tls.pem())
            .with("server.key", tls.key().pem());
        home.with_tree("tls", folder)
    }

    fn identity_home(&self, ca: &FabricCa, leaf: &Forged) -> Tree {
        client_home(ca, leaf, &self.server_name())
            .without("fabric-ca-client-config.yaml")
            .with("msp/config.yaml", self.config())
    }

    fn config(&self) -> String {
        let certificate = format!("cacerts/{}.pem", self.server_name());
        NodeOus::new(RoleNames::All)
            .certificate(&certificate)
            .yaml()
    }
}
