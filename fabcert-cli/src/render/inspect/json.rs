//! `fabcert.inspect/1`: certificates in full, for programs.

use std::collections::BTreeMap;

use fabcert_core::backdate::{self, Origin};
use fabcert_core::certificate::{Certificate, Fingerprint};
use fabcert_core::store::CertId;
use fabcert_core::timestamp::Timestamp;
use serde::Serialize;

use super::{Block, Content, Document, Material, facts};

/// The schema's name; a change that breaks readers gets another number.
const SCHEMA: &str = "fabcert.inspect/1";

#[derive(Serialize)]
struct View {
    schema: &'static str,
    at: Timestamp,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct FileView {
    path: String,
    blocks: Vec<BlockView>,
}

#[derive(Serialize)]
struct BlockView {
    block: u32,
    line: u32,
    certificate: Option<CertificateView>,
    other: Option<String>,
}

#[derive(Serialize)]
struct CertificateView {
    subject: String,
    issuer: String,
    self_issued: bool,
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
    verified_at: Timestamp,
    version: u8,
    key: String,
    key_file: Option<String>,
    signature_algorithm: String,
    low_s: Option<bool>,
    subject_key_id: Option<String>,
    authority_key_id: Option<String>,
    ca: bool,
    path_len: Option<u64>,
    key_usage: Option<Vec<&'static str>>,
    extended_key_usage: Option<Vec<String>>,
    subject_alt_names: Option<Vec<String>>,
    organizational_units: Vec<String>,
    node_roles: Vec<&'static str>,
    fabric_attributes: Option<BTreeMap<String, String>>,
    other_extensions: Vec<ExtensionView>,
    origin: Origin,
    go_refusal: Option<String>,
    sha256: Fingerprint,
    sha1: String,
}

#[derive(Serialize)]
struct ExtensionView {
    oid: String,
    critical: bool,
}

pub(crate) fn json(material: Material<'_>, documents: &[Document]) -> String {
    let view = View {
        schema: SCHEMA,
        at: material.now,
        files: documents
            .iter()
            .map(|document| FileView {
                path: document.path.to_string_lossy().into_owned(),
                blocks: document
                    .blocks
                    .iter()
                    .map(|it| block(material, it))
                    .collect(),
            })
            .collect(),
    };
    crate::render::json::pretty(&view)
}

fn block(material: Material<'_>, block: &Block) -> BlockView {
    let (certificate, other) = match &block.content {
        Content::Certificate(id, it) => (Some(certificate(material, *id, it)), None),
        Content::Other(what) => (None, Some(what.clone())),
    };
    BlockView {
        block: block.number,
        line: block.line,
        certificate,
        other,
    }
}

fn certificate(material: Material<'_>, id: CertId, certificate: &Certificate) -> CertificateView {
    let constraints = certificate.basic_constraints();
    CertificateView {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        self_issued: certificate.is_self_issued(),
        serial: certificate.serial_hex(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        verified_at: backdate::verified_at(certificate),
        version: certificate.version(),
        key: certificate.public_key().algorithm_name(),
        key_file: facts::key_file(certificate),
        signature_algorithm: certificate.signature_algorithm().to_string(),
        low_s: facts::is_low_s(material, id, certificate),
        subject_key_id: certificate.subject_key_id().map(facts::hex),
        authority_key_id: certificate.authority_key_id().map(facts::hex),
        ca: certificate.is_ca(),
        path_len: constraints.and_then(|it| it.path_len),
        key_usage: facts::key_usage(certificate),
        extended_key_usage: facts::extended_key_usage(certificate),
        subject_alt_names: facts::alt_names(certificate),
        organizational_units: certificate.subject().organizational_units(),
        node_roles: facts::node_roles(certificate),
        fabric_attributes: certificate
            .fabric_attributes()
            .map(|it| it.attributes.into_iter().collect()),
        other_extensions: facts::other_extensions(certificate)
            .into_iter()
            .map(|(oid, critical)| ExtensionView { oid, critical })
            .collect(),
        origin: facts::origin(material, id, certificate),
        go_refusal: certificate.go().err().map(ToString::to_string),
        sha256: certificate.fingerprint(),
        sha1: facts::hex(&certificate.sha1_fingerprint()),
    }
}
