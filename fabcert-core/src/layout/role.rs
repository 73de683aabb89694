//! What a certificate or a key is there for, by the place where it stands.

use std::fmt;

use serde::Serialize;

use super::{AuthorityId, MspFolderId, TlsFolderId};

/// What a certificate is there for, by the place where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Role {
    /// `signcerts/` of an MSP: the identity itself.
    SignCert,
    /// `cacerts/` of an MSP: a root of trust for identities.
    CaCert,
    /// `intermediatecerts/` of an MSP.
    IntermediateCert,
    /// `admincerts/` of an MSP.
    AdminCert,
    /// `tlscacerts/` of an MSP, or `ca.crt` of a TLS folder.
    TlsCaCert,
    /// `tlsintermediatecerts/` of an MSP.
    TlsIntermediateCert,
    /// What a node shows to its TLS clients.
    TlsServer,
    /// What a user or an application shows to a TLS server.
    TlsClient,
    /// The certificate of a CA, in that CA's own folder (identities, or identities and TLS).
    CaHomeCertificate,
    /// The certificate of a CA for TLS alone, in that CA's own folder (`tlsca/`).
    TlsCaHomeCertificate,
    /// `ca-chain.pem` of a CA's folder.
    CaChain,
    /// `tls-cert.pem` of a fabric-ca server: what it shows to its TLS clients.
    CaServerTls,
    /// A file that only `config.yaml` names as `Certificate`.
    OuCertificate,
    /// `operationscerts/`, which no release reads.
    Operations,
    /// The identity in a wallet or a key-value store.
    Wallet,
    /// What an application trusts (connection profile).
    Trust,
    /// A place that gives it no role.
    Loose,
}

impl Role {
    /// Every role, in the order of declaration.
    pub const ALL: [Self; 17] = [
        Self::SignCert,
        Self::CaCert,
        Self::IntermediateCert,
        Self::AdminCert,
        Self::TlsCaCert,
        Self::TlsIntermediateCert,
        Self::TlsServer,
        Self::TlsClient,
        Self::CaHomeCertificate,
        Self::TlsCaHomeCertificate,
        Self::CaChain,
        Self::CaServerTls,
        Self::OuCertificate,
        Self::Operations,
        Self::Wallet,
        Self::Trust,
        Self::Loose,
    ];

    /// A short name, in Fabric's words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignCert => "signcert",
            Self::CaCert => "root CA",
            Self::IntermediateCert => "intermediate CA",
            Self::AdminCert => "admincert",
            Self::TlsCaCert => "TLS root CA",
            Self::TlsIntermediateCert => "TLS intermediate CA",
            Self::TlsServer => "TLS server",
            Self::TlsClient => "TLS client",
            Self::CaHomeCertificate => "CA",
            Self::TlsCaHomeCertificate => "TLS CA",
            Self::CaChain => "CA chain",
            Self::CaServerTls => "CA server TLS",
            Self::OuCertificate => "OU certifier",
            Self::Operations => "operations",
            Self::Wallet => "wallet",
            Self::Trust => "trust",
            Self::Loose => "loose",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The roles that one certificate has in all its places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleSet(u32);

impl RoleSet {
    /// Whether `role` is among them.
    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.0 >> role as u32 & 1 == 1
    }

    /// Whether any of `roles` is among them.
    #[must_use]
    pub fn has_any(self, roles: &[Role]) -> bool {
        roles.iter().any(|&role| self.has(role))
    }

    /// The roles, in the order of declaration.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |&role| self.has(role))
    }

    pub(super) const fn add(&mut self, role: Role) {
        self.0 |= 1 << role as u32;
    }
}

/// The folder or home that gives a file its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// A folder of an MSP.
    Msp(MspFolderId),
    /// A TLS folder.
    Tls(TlsFolderId),
    /// A CA's home.
    Authority(AuthorityId),
}

/// What a private key is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// In the keystore of an MSP.
    Keystore(MspFolderId),
    /// The key of a TLS folder.
    Tls(TlsFolderId),
    /// The key of a CA.
    Authority(AuthorityId),
    /// An Idemix issuer's key, which signs no X.509 certificate.
    Idemix,
    /// In a wallet, beside a bare file, or anywhere else.
    Loose,
}

/// What a certificate is for, decided from all its places and from what it says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It signs for a node, a user or an admin.
    Identity,
    /// It opens TLS connections.
    TlsLeaf,
    /// A CA that issues identities (and perhaps TLS certificates too).
    Ca,
    /// A CA for TLS alone.
    TlsCa,
}
