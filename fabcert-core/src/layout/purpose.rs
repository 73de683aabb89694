//! What a certificate is for, all places taken together.

use super::role::{Purpose, Role, RoleSet};
use crate::certificate::Certificate;

/// Roles that only a CA for identities has.
const CA: [Role; 4] = [
    Role::CaCert,
    Role::IntermediateCert,
    Role::CaChain,
    Role::OuCertificate,
];

/// Roles that a CA for TLS has.
const TLS_CA: [Role; 3] = [
    Role::TlsCaCert,
    Role::TlsIntermediateCert,
    Role::TlsCaHomeCertificate,
];

const IDENTITY: [Role; 3] = [Role::SignCert, Role::AdminCert, Role::Wallet];

const TLS_LEAF: [Role; 3] = [Role::TlsServer, Role::TlsClient, Role::CaServerTls];

/// serverAuth and clientAuth.
const TLS_PURPOSES: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];

/// What a certificate with these roles is for. The places where it is used as a leaf count first, then
/// its CA flag with the folders that trust it, then what it says of itself.
pub(super) fn of(certificate: &Certificate, roles: RoleSet) -> Purpose {
    let is_ca = certificate.is_ca()
        // Certificates before X.509 v3 have no CA flag.
        || (certificate.version() < 3 && certificate.looks_self_signed());
    if is_ca {
        return of_ca(certificate, roles);
    }
    if roles.has_any(&IDENTITY) {
        Purpose::Identity
    } else if roles.has_any(&TLS_LEAF) || lists_tls(certificate) {
        Purpose::TlsLeaf
    } else {
        Purpose::Identity
    }
}

fn of_ca(certificate: &Certificate, roles: RoleSet) -> Purpose {
    if roles.has_any(&CA) {
        Purpose::Ca
    } else if roles.has_any(&TLS_CA) || is_named_for_tls(certificate) {
        Purpose::TlsCa
    } else {
        Purpose::Ca
    }
}

fn lists_tls(certificate: &Certificate) -> bool {
    certificate.extended_key_usage().is_some_and(|usage| {
        usage
            .purposes
            .iter()
            .any(|oid| TLS_PURPOSES.contains(&oid.as_str()))
    })
}

/// cryptogen's `tlsca.<domain>`, and what people call a fabric-ca server for TLS.
fn is_named_for_tls(certificate: &Certificate) -> bool {
    let name = certificate.subject().common_name().unwrap_or_default();
    name.starts_with("tls")
}
