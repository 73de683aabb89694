//! What `cryptogen generate` writes, by release.

use time::{Duration, UtcDateTime};

use super::msp::{NodeOus, RoleNames};
use super::{round_to_minute, without_fraction};
use crate::forge::AttributeType::{CommonName, Country, Locality, Organization, State};
use crate::forge::{
    AuthorityKeyId, ExtendedKeyUsage, Extension, Forge, Forged, KeyId, KeyUsage, Name,
};
use crate::{Key, Tree};

/// Releases of cryptogen that date or lay out differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CryptogenRelease {
    /// 1.0.0–1.0.2: NotBefore is the instant itself.
    V1_0_2,
    /// 1.0.3–1.0.6: five minutes back, seconds kept.
    V1_0_3,
    /// 1.1 and 1.2: the same, with NodeOUs for clients and peers.
    V1_2,
    /// 1.4.3 and later 1.4: rounded to the minute, five minutes back; NodeOUs for all four roles.
    V1_4,
    /// 2.0 and later: keys are called `priv_sk`.
    V3_1,
}

/// One run of `cryptogen generate`.
#[derive(Clone, Debug)]
pub struct Cryptogen {
    release: CryptogenRelease,
    at: UtcDateTime,
    node_ous: bool,
    organizations: Vec<Org>,
}

#[derive(Clone, Debug)]
struct Org {
    domain: String,
    nodes: Nodes,
    count: usize,
    users: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nodes {
    Peers,
    Orderers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Client,
    Peer,
    Admin,
    Orderer,
}

/// What all of an organisation's folders share.
struct Shared<'a> {
    org: &'a Org,
    ca: Forged,
    tls_ca: Forged,
    admin: Forged,
    /// The roles of its `config.yaml`, where NodeOUs are on.
    roles: Option<RoleNames>,
}

impl Cryptogen {
    /// A run at that instant, without organisations, NodeOUs on where the release has them.
    pub fn new(release: CryptogenRelease, at: UtcDateTime) -> Self {
        Self {
            release,
            at,
            node_ous: release >= CryptogenRelease::V1_2,
            organizations: Vec::new(),
        }
    }

    /// With a peer organisation: its peers, and its users beside the administrator.
    #[must_use]
    pub fn peer_org(self, domain: &str, peers: usize, users: usize) -> Self {
        self.org(domain, Nodes::Peers, peers, users)
    }

    /// With an orderer organisation; it has no users but the administrator.
    #[must_use]
    pub fn orderer_org(self, domain: &str, orderers: usize) -> Self {
        self.org(domain, Nodes::Orderers, orderers, 0)
    }

    fn org(mut self, domain: &str, nodes: Nodes, count: usize, users: usize) -> Self {
        self.organizations.push(Org {
            domain: domain.to_owned(),
            nodes,
            count,
            users,
        });
        self
    }

    /// `EnableNodeOUs`.
    #[must_use]
    pub fn node_ous(self, enabled: bool) -> Self {
        Self {
            node_ous: enabled && self.release >= CryptogenRelease::V1_2,
            ..self
        }
    }

    /// The enrollment CA of that domain.
    pub fn ca(&self, domain: &str) -> Forged {
        self.make_ca(domain, &format!("ca.{domain}"))
    }

    /// The TLS CA of that domain.
    pub fn tls_ca(&self, domain: &str) -> Forged {
        self.make_ca(domain, &format!("tlsca.{domain}"))
    }

    /// The whole `crypto-config`.
    pub fn tree(&self) -> Tree {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = self.organizations.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let shares: Vec<_> = self
                .organizations
                .chunks(share)
                .map(|orgs| {
                    scope.spawn(|| {
                        orgs.iter().fold(Tree::new(), |tree, org| {
                            tree.with_tree(org.directory(), self.organization(org))
                        })
                    })
                })
                .collect();
            shares.into_iter().fold(Tree::new(), |tree, share| {
                tree.with_tree("", share.join().expect("a tree"))
            })
        })
    }

    fn not_before(&self) -> UtcDateTime {
        let backdate = Duration::minutes(5);
        match self.release {
            CryptogenRelease::V1_0_2 => without_fraction(self.at),
            CryptogenRelease::V1_0_3 | CryptogenRelease::V1_2 => {
                without_fraction(self.at) - backdate
            }
            CryptogenRelease::V1_4 | CryptogenRelease::V3_1 => round_to_minute(self.at) - backdate,
        }
    }

    fn forge(&self, subject: Name, key: Key) -> Forge {
        let not_before = self.not_before();
        Forge::leaf("")
            .subject(subject)
            .key(key)
            .window(not_before, not_before + Duration::days(3650))
    }

    fn make_ca(&self, domain: &str, common_name: &str) -> Forged {
        use ExtendedKeyUsage::{Any, ClientAuth, ServerAuth};
        use KeyUsage::{CertSign, CrlSign, DigitalSignature, KeyEncipherment};
        let subject = place()
            .with(Organization, domain)
            .with(CommonName, common_name);
        let purposes: &[_] = if self.release < CryptogenRelease::V1_4 {
            &[Any]
        } else {
            &[ClientAuth, ServerAuth]
        };
        self.forge(subject, Key::named(common_name))
            .extensions(vec![
                Extension::key_usage(&[DigitalSignature, KeyEncipherment, CertSign, CrlSign]),
                Extension::extended_key_usage(purposes),
                Extension::ca(None),
                Extension::subject_key_id(KeyId::Sha256),
            ])
            .self_signed()
    }

    fn organization(&self, org: &Org) -> Tree {
        let domain = &org.domain;
        let ca = self.ca(domain);
        let roles = self.roles(org.nodes);
        let admin = self.identity(&ca, &format!("Admin@{domain}"), roles, Role::Admin);
        let shared = Shared {
            org,
            roles,
            tls_ca: self.tls_ca(domain),
            ca,
            admin,
        };

        let mut tree = Tree::new()
            .with_tree("ca", self.ca_folder(&shared.ca, &format!("ca.{domain}")))
            .with_tree(
                "tlsca",
                self.ca_folder(&shared.tls_ca, &format!("tlsca.{domain}")),
            )
            .with_tree(
                "msp",
                self.verifying_msp(&shared, &shared.admin, &admin_file(domain)),
            );
        let (nodes, role) = match org.nodes {
            Nodes::Peers => ("peers", Role::Peer),
            Nodes::Orderers => ("orderers", Role::Orderer),
        };
        for host in org.hosts() {
            let name = format!("{host}.{domain}");
            let signer = self.identity(&shared.ca, &name, shared.roles, role);
            let folder = Tree::new()
                .with_tree("msp", self.local_msp(&shared, &name, &signer, role))
                .with_tree(
                    "tls",
                    self.tls_folder(&shared, &name, &[&name, &host], "server"),
                );
            tree = tree.with_tree(format!("{nodes}/{name}"), folder);
        }
        let tls_file = if self.release < CryptogenRelease::V1_2 {
            "server"
        } else {
            "client"
        };
        for (user, role) in org.users() {
            let name = format!("{user}@{domain}");
            let signer = self.identity(&shared.ca, &name, shared.roles, role);
            let folder = Tree::new()
                .with_tree("msp", self.local_msp(&shared, &name, &signer, role))
                .with_tree("tls", self.tls_folder(&shared, &name, &[], tls_file));
            tree = tree.with_tree(format!("users/{name}"), folder);
        }
        tree
    }

    fn ca_folder(&self, ca: &Forged, name: &str) -> Tree {
        Tree::new()
            .with(format!("{name}-cert.pem"), ca.pem())
            .with(self.key_file(ca.key()), ca.key().pem())
    }

    fn verifying_msp(&self, shared: &Shared<'_>, admin: &Forged, admin_file: &str) -> Tree {
        let domain = &shared.org.domain;
        let ca_file = format!("cacerts/ca.{domain}-cert.pem");
        let msp = Tree::new().with(&ca_file, shared.ca.pem()).with(
            format!("tlscacerts/tlsca.{domain}-cert.pem"),
            shared.tls_ca.pem(),
        );
        let msp = if shared.roles == Some(RoleNames::All) {
            msp.with_empty_directory("admincerts")
        } else {
            msp.with(format!("admincerts/{admin_file}"), admin.pem())
        };
        let Some(roles) = shared.roles else {
            return msp;
        };
        let indent = if self.release < CryptogenRelease::V3_1 {
            2
        } else {
            4
        };
        msp.with(
            "config.yaml",
            NodeOus::new(roles)
                .certificate(&ca_file)
                .indent(indent)
                .yaml(),
        )
    }

    fn local_msp(&self, shared: &Shared<'_>, name: &str, signer: &Forged, role: Role) -> Tree {
        // A user's MSP knows that user as its administrator.
        let msp = match role {
            Role::Peer | Role::Orderer => {
                self.verifying_msp(shared, &shared.admin, &admin_file(&shared.org.domain))
            }
            Role::Client | Role::Admin => {
                let msp = self.verifying_msp(shared, signer, &format!("{name}-cert.pem"));
                // 1.1 to 1.4.2 gave the file to organisations and peers only.
                match shared.roles {
                    Some(RoleNames::ClientAndPeer) => msp.without("config.yaml"),
                    _ => msp,
                }
            }
        };
        msp.with(format!("signcerts/{name}-cert.pem"), signer.pem())
            .with(
                format!("keystore/{}", self.key_file(signer.key())),
                signer.key().pem(),
            )
    }

    fn tls_folder(&self, shared: &Shared<'_>, name: &str, hosts: &[&str], file: &str) -> Tree {
        let leaf = self.tls_leaf(&shared.tls_ca, name, hosts);
        Tree::new()
            .with("ca.crt", shared.tls_ca.pem())
            .with(format!("{file}.crt"), leaf.pem())
            .with(format!("{file}.key"), leaf.key().pem())
    }

    fn identity(&self, ca: &Forged, name: &str, roles: Option<RoleNames>, role: Role) -> Forged {
        let unit = roles.map(|roles| role.unit(roles));
        let subject = place().with_units(unit.as_slice()).with(CommonName, name);
        self.forge(subject, Key::named(name)).issued_by(ca)
    }

    fn tls_leaf(&self, ca: &Forged, name: &str, hosts: &[&str]) -> Forged {
        use ExtendedKeyUsage::{ClientAuth, ServerAuth};
        use KeyUsage::{DigitalSignature, KeyEncipherment};
        let mut extensions = vec![
            Extension::key_usage(&[DigitalSignature, KeyEncipherment]),
            Extension::extended_key_usage(&[ServerAuth, ClientAuth]),
            Extension::not_ca(),
            Extension::authority_key_id(AuthorityKeyId::KeyId),
        ];
        if !hosts.is_empty() {
            extensions.push(Extension::dns_names(hosts));
        }
        self.forge(
            place().with(CommonName, name),
            Key::named(&format!("{name} tls")),
        )
        .extensions(extensions)
        .issued_by(ca)
    }

    /// 1.1 to 1.4.2 knew clients and peers only, and gave orderer organisations no NodeOUs.
    fn roles(&self, nodes: Nodes) -> Option<RoleNames> {
        match nodes {
            _ if !self.node_ous => None,
            _ if self.release >= CryptogenRelease::V1_4 => Some(RoleNames::All),
            Nodes::Peers => Some(RoleNames::ClientAndPeer),
            Nodes::Orderers => None,
        }
    }

    fn key_file(&self, key: &Key) -> String {
        if self.release < CryptogenRelease::V3_1 {
            key.keystore_name()
        } else {
            "priv_sk".to_owned()
        }
    }
}

impl Org {
    fn directory(&self) -> String {
        match self.nodes {
            Nodes::Peers => format!("peerOrganizations/{}", self.domain),
            Nodes::Orderers => format!("ordererOrganizations/{}", self.domain),
        }
    }

    fn hosts(&self) -> Vec<String> {
        match self.nodes {
            Nodes::Peers => (0..self.count)
                .map(|number| format!("peer{number}"))
                .collect(),
            Nodes::Orderers if self.count == 1 => vec!["orderer".to_owned()],
            Nodes::Orderers => (1..=self.count)
                .map(|number| {
                    if number == 1 {
                        "orderer".to_owned()
                    } else {
                        format!("orderer{number}")
                    }
                })
                .collect(),
        }
    }

    fn users(&self) -> Vec<(String, Role)> {
        let users = (1..=self.users).map(|number| (format!("User{number}"), Role::Client));
        std::iter::once(("Admin".to_owned(), Role::Admin))
            .chain(users)
            .collect()
    }
}

impl Role {
    /// Administrators are clients listed in admincerts where there is no OU for them.
    fn unit(self, roles: RoleNames) -> &'static str {
        match (self, roles) {
            (Self::Client, _) | (Self::Admin, RoleNames::ClientAndPeer) => "client",
            (Self::Admin, RoleNames::All) => "admin",
            (Self::Peer, _) | (Self::Orderer, RoleNames::ClientAndPeer) => "peer",
            (Self::Orderer, RoleNames::All) => "orderer",
        }
    }
}

/// A tree of cryptogen's shape for benchmarks: 9 files for each peer and user and 7 for each
/// organisation; certificates are distinct, keys are not.
pub fn large_network(organizations: usize, peers: usize, users: usize) -> Tree {
    let run = Cryptogen::new(CryptogenRelease::V3_1, crate::NOW - Duration::days(30));
    (1..=organizations)
        .fold(run, |run, number| {
            run.peer_org(&format!("org{number}.example.com"), peers, users)
        })
        .tree()
}

fn place() -> Name {
    Name::new()
        .with(Country, "US")
        .with(State, "California")
        .with(Locality, "San Francisco")
}

fn admin_file(domain: &str) -> String {
    format!("Admin@{domain}-cert.pem")
}
