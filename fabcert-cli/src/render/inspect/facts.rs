//! What a certificate says, and what follows from it, as values that both outputs show.

use fabcert_core::backdate::Origin;
use fabcert_core::certificate::{Certificate, Curve, GeneralName, PublicKey, SignatureAlgorithm};
use fabcert_core::fabric::NodeRole;
use fabcert_core::signature;
use fabcert_core::store::CertId;

use super::Material;

/// RFC 5280 4.2.1.3, by bit.
const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// The extended key usages that Fabric networks meet (RFC 5280 4.2.1.12).
const PURPOSES: [(&str, &str); 7] = [
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("2.5.29.37.0", "any"),
];

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
            // Writing to a String cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

pub(super) fn key_usage(certificate: &Certificate) -> Option<Vec<&'static str>> {
    let usage = certificate.key_usage()?;
    let set = (0..).zip(KEY_USAGES).filter(|(bit, _)| usage.has(*bit));
    Some(set.map(|(_, name)| name).collect())
}

pub(super) fn extended_key_usage(certificate: &Certificate) -> Option<Vec<String>> {
    let purposes = &certificate.extended_key_usage()?.purposes;
    let name = |oid: &String| {
        let known = PURPOSES.iter().find(|(known, _)| known == oid);
        known.map_or_else(|| oid.clone(), |(_, name)| (*name).to_owned())
    };
    Some(purposes.iter().map(name).collect())
}

/// `DNS:peer0`, `IP:127.0.0.1` and so on.
pub(super) fn alt_names(certificate: &Certificate) -> Option<Vec<String>> {
    let names = certificate.subject_alt_names()?.iter();
    Some(
        names
            .filter_map(|name| match name {
                GeneralName::Dns(name) => Some(format!("DNS:{name}")),
                GeneralName::Ip(address) => Some(format!("IP:{address}")),
                GeneralName::Email(address) => Some(format!("email:{address}")),
                GeneralName::Uri(uri) => Some(format!("URI:{uri}")),
                _ => None,
            })
            .collect(),
    )
}

/// The roles that its OUs give it where NodeOUs carry their usual names.
pub(super) fn node_roles(certificate: &Certificate) -> Vec<&'static str> {
    let units = certificate.subject().organizational_units();
    NodeRole::ALL
        .into_iter()
        .map(|role| match role {
            NodeRole::Client => "client",
            NodeRole::Peer => "peer",
            NodeRole::Admin => "admin",
            NodeRole::Orderer => "orderer",
        })
        .filter(|role| units.iter().any(|unit| unit == role))
        .collect()
}

/// Whether the signature is low-S. The curve is the issuer's where its certificate is at hand, else
/// the one that goes with the hash. `None` for other signatures.
pub(super) fn is_low_s(
    material: Material<'_>,
    id: CertId,
    certificate: &Certificate,
) -> Option<bool> {
    let algorithm = certificate.signature_algorithm();
    if !algorithm.is_ecdsa() {
        return None;
    }
    let issuer = if certificate.looks_self_signed() {
        Some(certificate)
    } else {
        let issuers = material.issuance.issuers(id).first();
        issuers.map(|it| material.store.certificate(*it).as_ref())
    };
    let curve = match issuer.map(Certificate::public_key) {
        Some(PublicKey::Ecdsa(curve, _)) => *curve,
        _ => match algorithm {
            SignatureAlgorithm::EcdsaSha384 => Curve::P384,
            SignatureAlgorithm::EcdsaSha512 => Curve::P521,
            _ => Curve::P256,
        },
    };
    signature::is_high_s(certificate.signature(), curve).map(|high| !high)
}

/// Who made it, as far as its shape and the issuers that were read tell.
pub(super) fn origin(material: Material<'_>, id: CertId, certificate: &Certificate) -> Origin {
    let issuers = material.issuance.issuers(id).iter();
    let issuers: Vec<&Certificate> = issuers
        .map(|it| material.store.certificate(*it).as_ref())
        .collect();
    Origin::of(certificate, issuers)
}

/// The name of the file that Fabric's keystore looks for.
pub(super) fn key_file(certificate: &Certificate) -> Option<String> {
    certificate
        .public_key()
        .ski()
        .map(|ski| format!("{}_sk", hex(&ski)))
}

/// Extensions that no other line shows: dotted OIDs.
pub(super) fn other_extensions(certificate: &Certificate) -> Vec<(String, bool)> {
    /// Last arcs of 2.5.29 that are shown: SKI, key usage, SAN, basic constraints, AKI, EKU.
    const SHOWN: [u8; 6] = [14, 15, 17, 19, 35, 37];
    let is_shown = |oid: &[u8]| match oid {
        [0x55, 0x1d, arc] => SHOWN.contains(arc),
        _ => oid == [0x2a, 3, 4, 5, 6, 7, 8, 1],
    };
    certificate
        .extensions()
        .iter()
        .filter(|it| !is_shown(certificate.extension_oid(it)))
        .map(|it| (certificate.extension_oid_text(it), it.critical))
        .collect()
}
