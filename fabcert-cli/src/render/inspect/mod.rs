//! `fabcert inspect`: certificates in full.

mod facts;
mod human;
mod json;

use std::path::PathBuf;
use std::sync::Arc;

use fabcert_core::certificate::Certificate;
use fabcert_core::issuance::Issuance;
use fabcert_core::source::Snapshot;
use fabcert_core::store::{CertId, Dress, Store, What};
use fabcert_core::timestamp::Timestamp;

pub(crate) use human::human;
pub(crate) use json::json;

/// What was read.
#[derive(Clone, Copy)]
pub(crate) struct Material<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) store: &'a Store,
    pub(crate) issuance: &'a Issuance,
    pub(crate) now: Timestamp,
}

/// What one file holds, in its order.
pub(crate) struct Document {
    path: PathBuf,
    blocks: Vec<Block>,
}

/// A block of a file.
struct Block {
    number: u32,
    line: u32,
    dress: Dress,
    content: Content,
}

enum Content {
    Certificate(CertId, Arc<Certificate>),
    /// Anything else, in a few words.
    Other(String),
}

impl Document {
    /// Whether there is no certificate in it.
    pub(crate) fn is_empty(&self) -> bool {
        !self
            .blocks
            .iter()
            .any(|it| matches!(it.content, Content::Certificate(..)))
    }
}

/// Every file, in the order of paths.
pub(crate) fn documents(material: Material<'_>) -> Vec<Document> {
    let Material {
        snapshot, store, ..
    } = material;
    snapshot
        .files()
        .map(|file| Document {
            path: snapshot.path(file),
            blocks: store
                .items(snapshot, file)
                .iter()
                .map(|item| Block {
                    number: item.block,
                    line: item.line,
                    dress: item.dress,
                    content: match &item.what {
                        What::Certificate(id) => {
                            Content::Certificate(*id, Arc::clone(store.certificate(*id)))
                        }
                        What::PrivateKey(_) => {
                            Content::Other("a private key (not shown)".to_owned())
                        }
                        What::PublicKey => Content::Other("a public key".to_owned()),
                        What::Crl(_) => Content::Other("a revocation list".to_owned()),
                        What::Request => Content::Other("a certificate signing request".to_owned()),
                        What::Parameters => Content::Other("key parameters".to_owned()),
                        What::Broken(fault) => Content::Other(format!("unreadable: {fault}")),
                        _ => Content::Other(format!("something else ({})", item.label)),
                    },
                })
                .collect(),
        })
        .collect()
}
