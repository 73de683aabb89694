//! A bare MSP folder.

use std::fmt::Write as _;

use crate::Tree;
use crate::forge::Forged;

/// Which role OUs a `config.yaml` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleNames {
    /// MSP 1.1 and 1.3.
    ClientAndPeer,
    /// MSP 1.4.3 and later.
    All,
}

/// The `NodeOUs` of a `config.yaml`.
#[derive(Clone, Debug)]
pub struct NodeOus {
    roles: RoleNames,
    certificate: Option<String>,
    indent: usize,
}

impl NodeOus {
    /// Enabled, each role under any CA.
    pub fn new(roles: RoleNames) -> Self {
        Self {
            roles,
            certificate: None,
            indent: 2,
        }
    }

    /// Each role under the CA certificate in that file, a path relative to the MSP folder.
    #[must_use]
    pub fn certificate(self, path: &str) -> Self {
        Self {
            certificate: Some(path.to_owned()),
            ..self
        }
    }

    /// Blanks before each level.
    #[must_use]
    pub fn indent(self, blanks: usize) -> Self {
        Self {
            indent: blanks,
            ..self
        }
    }

    /// The file.
    pub fn yaml(&self) -> String {
        let roles: &[_] = match self.roles {
            RoleNames::ClientAndPeer => &["Client", "Peer"],
            RoleNames::All => &["Client", "Peer", "Admin", "Orderer"],
        };
        let (one, two) = (" ".repeat(self.indent), " ".repeat(2 * self.indent));
        let mut yaml = format!("NodeOUs:\n{one}Enable: true\n");
        for role in roles {
            let mut line =
                |text: String| writeln!(yaml, "{text}").expect("a String takes everything");
            line(format!("{one}{role}OUIdentifier:"));
            if let Some(certificate) = &self.certificate {
                line(format!("{two}Certificate: {certificate}"));
            }
            line(format!(
                "{two}OrganizationalUnitIdentifier: {}",
                role.to_lowercase()
            ));
        }
        yaml
    }
}

/// An MSP folder to be filled: NodeOUs on, each role under any CA, unless told otherwise.
#[derive(Clone, Debug)]
pub struct Msp {
    tree: Tree,
}

impl Default for Msp {
    fn default() -> Self {
        Self::new()
    }
}

impl Msp {
    /// An MSP that has nothing but its `config.yaml`.
    pub fn new() -> Self {
        Self {
            tree: Tree::new().with("config.yaml", NodeOus::new(RoleNames::All).yaml()),
        }
    }

    /// With this file.
    #[must_use]
    pub fn file(self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            tree: self.tree.with(path, bytes),
        }
    }

    /// With this CA certificate as `cacerts/<name>.pem`.
    #[must_use]
    pub fn root(self, name: &str, ca: &Forged) -> Self {
        self.file(&format!("cacerts/{name}.pem"), ca.pem())
    }

    /// With this CA certificate as `intermediatecerts/<name>.pem`.
    #[must_use]
    pub fn intermediate(self, name: &str, ca: &Forged) -> Self {
        self.file(&format!("intermediatecerts/{name}.pem"), ca.pem())
    }

    /// With this CA certificate as `tlscacerts/<name>.pem`.
    #[must_use]
    pub fn tls_root(self, name: &str, ca: &Forged) -> Self {
        self.file(&format!("tlscacerts/{name}.pem"), ca.pem())
    }

    /// With this certificate as `admincerts/<name>.pem`.
    #[must_use]
    pub fn admin(self, name: &str, certificate: &Forged) -> Self {
        self.file(&format!("admincerts/{name}.pem"), certificate.pem())
    }

    /// With this certificate as `signcerts/cert.pem`, and its key.
    #[must_use]
    pub fn signer(self, certificate: &Forged) -> Self {
        self.signer_without_key(certificate).file(
            &format!("keystore/{}", certificate.key().keystore_name()),
            certificate.key().pem(),
        )
    }

    /// With this certificate as `signcerts/cert.pem`, its key elsewhere.
    #[must_use]
    pub fn signer_without_key(self, certificate: &Forged) -> Self {
        self.file("signcerts/cert.pem", certificate.pem())
    }

    /// With this `config.yaml`.
    #[must_use]
    pub fn config(self, yaml: impl Into<Vec<u8>>) -> Self {
        self.file("config.yaml", yaml)
    }

    /// Without this file or folder.
    #[must_use]
    pub fn without(self, path: &str) -> Self {
        Self {
            tree: self.tree.without(path),
        }
    }

    /// The folder's content.
    pub fn tree(self) -> Tree {
        self.tree
    }
}
