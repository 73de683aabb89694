//! From the bytes of one content to what its blocks are.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::fast::RandomState;

use super::broken::Broken;
use crate::certificate::{Certificate, Fingerprint, Unreadable};
use crate::crl::{CrlFault, RevocationList};
use crate::der::reader::{Reader, tag};
use crate::embedded::{self, Dress, Piece};
use crate::key::PrivateKey;
use crate::pem::{BlockFault, canonical_length, is_private};
use crate::source::Content;

/// So many blocks of one content are read.
const MOST_BLOCKS: usize = 1 << 16;

/// What a block is, before distinct things have their ids.
pub(super) enum Parsed {
    Certificate(Fingerprint, Arc<Certificate>),
    PrivateKey(Fingerprint, Arc<PrivateKey>),
    Crl(Fingerprint, Arc<RevocationList>),
    PublicKey,
    Request,
    Parameters,
    Other,
    Broken(Broken),
}

pub(super) struct ParsedItem {
    pub(super) line: u32,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) dress: Dress,
    pub(super) label: Cow<'static, str>,
    pub(super) what: Parsed,
}

impl ParsedItem {
    /// Whether it is private key material, readable or not.
    fn is_secret(&self) -> bool {
        is_private(&self.label) || matches!(self.what, Parsed::PrivateKey(..))
    }
}

/// The DER of a block.
#[derive(Clone, Copy)]
enum Der<'a> {
    /// Held by the snapshot: a certificate shares it.
    Held(&'a Arc<[u8]>),
    /// Decoded for now: a certificate makes a copy.
    Passing(&'a [u8]),
}

impl Deref for Der<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(der) => der,
            Self::Passing(der) => der,
        }
    }
}

impl From<Der<'_>> for Arc<[u8]> {
    fn from(der: Der<'_>) -> Self {
        match der {
            Der::Held(der) => Self::clone(der),
            Der::Passing(der) => der.into(),
        }
    }
}

/// What all threads have parsed, by the fingerprint of its DER.
#[derive(Default)]
pub(super) struct Parser {
    certificates: Distinct<Result<Arc<Certificate>, Unreadable>>,
    keys: Distinct<Option<Arc<PrivateKey>>>,
    crls: Distinct<Result<Arc<RevocationList>, CrlFault>>,
}

impl Parser {
    /// The blocks of a content, and whether there is private key material in it.
    pub(super) fn content(&self, content: &Content) -> (Vec<ParsedItem>, bool) {
        if let Some((label, der)) = content.block() {
            let item = ParsedItem {
                line: 1,
                start: 0,
                // The block ends where its last line does.
                end: canonical_length(label, der.len()) - 1,
                dress: Dress::Plain,
                label: Cow::Borrowed(label),
                what: self.labelled(label, Der::Held(der), false),
            };
            let is_secret = item.is_secret();
            return (vec![item], is_secret);
        }
        self.bytes(&content.bytes())
    }

    fn bytes(&self, bytes: &[u8]) -> (Vec<ParsedItem>, bool) {
        if let Some(what) = self.der_file(bytes) {
            let item = ParsedItem {
                line: 1,
                start: 0,
                end: bytes.len(),
                dress: Dress::Der,
                label: Cow::Borrowed(""),
                what,
            };
            let is_secret = item.is_secret();
            return (vec![item], is_secret);
        }
        let mut pieces = embedded::pieces(bytes, MOST_BLOCKS + 1);
        let is_cut = pieces.len() > MOST_BLOCKS;
        pieces.truncate(MOST_BLOCKS);
        let mut items: Vec<ParsedItem> = pieces.iter().map(|piece| self.item(piece)).collect();
        let is_secret = is_cut || items.iter().any(ParsedItem::is_secret);
        if let (true, Some(last)) = (is_cut, items.last_mut()) {
            last.what = Parsed::Broken(Broken::TooManyBlocks { most: MOST_BLOCKS });
        }
        (items, is_secret)
    }

    fn item(&self, piece: &Piece<'_>) -> ParsedItem {
        let block = &piece.block;
        ParsedItem {
            line: block.line,
            start: block.start,
            end: block.end,
            dress: piece.dress,
            label: block.label.clone(),
            what: match &block.der {
                Ok(der) => self.labelled(&block.label, Der::Passing(der), block.encrypted),
                Err(fault) => broken(&block.label, fault),
            },
        }
    }

    fn labelled(&self, label: &str, der: Der<'_>, encrypted: bool) -> Parsed {
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => match self.certificate(der) {
                // Fabric loads keys whatever their label says.
                broken @ Parsed::Broken(_) => self.key("", &der, encrypted).unwrap_or(broken),
                certificate => certificate,
            },
            // OpenSSL's own settings for the certificate stand behind it.
            "TRUSTED CERTIFICATE" => self.certificate(Der::Passing(first_element(&der))),
            "X509 CRL" => self
                .crl(&der)
                .unwrap_or_else(|fault| Parsed::Broken(Broken::Crl(fault))),
            "PUBLIC KEY" | "RSA PUBLIC KEY" => Parsed::PublicKey,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Parsed::Request,
            label if is_private(label) => self
                .key(label, &der, encrypted)
                .unwrap_or(Parsed::Broken(Broken::PrivateKey)),
            label if label.ends_with("PARAMETERS") => Parsed::Parameters,
            _ => match self.certificate(der) {
                Parsed::Broken(_) => self.key("", &der, encrypted).unwrap_or(Parsed::Other),
                certificate => certificate,
            },
        }
    }

    /// What a file is that is one DER element from end to end.
    fn der_file(&self, bytes: &[u8]) -> Option<Parsed> {
        let mut file = Reader::new(bytes);
        let mut inside = file.inside(tag::SEQUENCE).filter(|_| file.is_empty())?;
        match inside.peek_tag()? {
            tag::INTEGER => Some(self.key("", bytes, false).unwrap_or(Parsed::Other)),
            tag::SEQUENCE => {
                let certificate = self.certificate(Der::Passing(bytes));
                if matches!(certificate, Parsed::Certificate(..)) {
                    return Some(certificate);
                }
                if let Ok(crl) = self.crl(bytes) {
                    return Some(crl);
                }
                inside.any()?;
                // A certificate is a body, an algorithm and a signature; so is a request.
                let is_signed = inside.element(tag::SEQUENCE).is_some()
                    && inside.element(tag::BIT_STRING).is_some()
                    && inside.is_empty();
                Some(if is_signed {
                    certificate
                } else {
                    Parsed::Other
                })
            }
            _ => None,
        }
    }

    fn certificate(&self, der: Der<'_>) -> Parsed {
        let fingerprint = Fingerprint::of(&der);
        let parsed = self.certificates.get(fingerprint, || {
            Certificate::parse_known(der.into(), fingerprint).map(Arc::new)
        });
        match parsed {
            Ok(certificate) => Parsed::Certificate(fingerprint, certificate),
            Err(unreadable) => Parsed::Broken(Broken::Certificate(unreadable)),
        }
    }

    fn key(&self, label: &str, der: &[u8], encrypted: bool) -> Option<Parsed> {
        let fingerprint = Fingerprint::of(der);
        let key = self.keys.get(fingerprint, || {
            PrivateKey::read(label, der, encrypted).map(Arc::new)
        })?;
        Some(Parsed::PrivateKey(fingerprint, key))
    }

    fn crl(&self, der: &[u8]) -> Result<Parsed, CrlFault> {
        let fingerprint = Fingerprint::of(der);
        let crl = self
            .crls
            .get(fingerprint, || RevocationList::from_der(der).map(Arc::new))?;
        Ok(Parsed::Crl(fingerprint, crl))
    }
}

/// A block that could not be decoded. What is no base64 under a label that means nothing here is
/// something else (OpenPGP's armour has a checksum line).
fn broken(label: &str, fault: &BlockFault) -> Parsed {
    let is_ours = is_private(label)
        || label.contains("CERTIFICATE")
        || matches!(label, "X509 CRL" | "PUBLIC KEY" | "EC PARAMETERS");
    match fault {
        BlockFault::BadBase64 { .. } | BlockFault::Empty if !is_ours => Parsed::Other,
        fault => Parsed::Broken(Broken::Block(fault.clone())),
    }
}

fn first_element(der: &[u8]) -> &[u8] {
    Reader::new(der).any().map_or(der, |element| element.whole)
}

const SHARDS: usize = 32;

/// A table of what was parsed, filled by many threads at once.
struct Distinct<T> {
    shards: [Mutex<HashMap<Fingerprint, T, RandomState>>; SHARDS],
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }
}

impl<T: Clone> Distinct<T> {
    /// What was parsed from the DER with this fingerprint; parsed now, where nobody has yet.
    fn get(&self, fingerprint: Fingerprint, parse: impl FnOnce() -> T) -> T {
        let shard = usize::from(fingerprint.0[0]) % SHARDS;
        let mut table = self.shards[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        table.entry(fingerprint).or_insert_with(parse).clone()
    }
}
