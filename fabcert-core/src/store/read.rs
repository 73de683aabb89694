//! From a snapshot to a store.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::parse::{Parsed, ParsedItem, Parser};
use super::{CertId, CrlId, Document, Found, Item, KeyId, Place, Store, What};
use crate::certificate::Fingerprint;
use crate::parallel;
use crate::source::{Content, Snapshot};

pub(super) fn store(snapshot: &Snapshot) -> Store {
    let parser = Parser::default();
    let contents: Vec<&Content> = snapshot.contents().map(|(_, it)| it).collect();
    let parsed = parallel::map(&contents, |content| parser.content(content));

    // Contents are in path order: so are the ids that are given now.
    let mut numbering = Numbering::default();
    for (items, is_secret) in parsed {
        let items = (1u32..)
            .zip(items)
            .map(|(block, item)| numbering.item(block, item));
        let mut items: Vec<Item> = items.collect();
        // It may have taken over the room of what it was made from.
        items.shrink_to_fit();
        numbering
            .store
            .documents
            .push(Document { items, is_secret });
    }
    let mut store = numbering.store;
    store.add_places(snapshot);
    store
}

/// Gives distinct things their ids.
#[derive(Default)]
struct Numbering {
    store: Store,
    keys: HashMap<Fingerprint, KeyId, RandomState>,
    crls: HashMap<Fingerprint, CrlId, RandomState>,
}

impl Numbering {
    fn item(&mut self, block: u32, item: ParsedItem) -> Item {
        Item {
            block,
            line: item.line,
            start: item.start,
            end: item.end,
            dress: item.dress,
            label: item.label,
            what: self.what(item.what),
        }
    }

    fn what(&mut self, parsed: Parsed) -> What {
        let store = &mut self.store;
        match parsed {
            Parsed::Certificate(fingerprint, certificate) => {
                let id = store.by_fingerprint.entry(fingerprint);
                What::Certificate(
                    *id.or_insert_with(|| CertId(push(&mut store.certificates, certificate))),
                )
            }
            Parsed::PrivateKey(fingerprint, key) => {
                let id = self.keys.entry(fingerprint);
                What::PrivateKey(*id.or_insert_with(|| KeyId(push(&mut store.keys, key))))
            }
            Parsed::Crl(fingerprint, crl) => {
                let id = self.crls.entry(fingerprint);
                What::Crl(*id.or_insert_with(|| CrlId(push(&mut store.crls, crl))))
            }
            Parsed::PublicKey => What::PublicKey,
            Parsed::Request => What::Request,
            Parsed::Parameters => What::Parameters,
            Parsed::Other => What::Other,
            Parsed::Broken(broken) => What::Broken(Box::new(broken)),
        }
    }
}

fn push<T>(list: &mut Vec<Found<T>>, value: T) -> u32 {
    list.push(Found {
        value,
        places: Vec::new(),
    });
    (list.len() - 1) as u32
}

impl Store {
    fn add_places(&mut self, snapshot: &Snapshot) {
        for file in snapshot.files() {
            let Ok(content) = &snapshot.file(file).content else {
                continue;
            };
            for item in &self.documents[content.index()].items {
                let places = match item.what {
                    What::Certificate(id) => &mut self.certificates[id.index()].places,
                    What::PrivateKey(id) => &mut self.keys[id.index()].places,
                    What::Crl(id) => &mut self.crls[id.index()].places,
                    _ => continue,
                };
                places.push(Place {
                    file,
                    block: item.block,
                    line: item.line,
                    dress: item.dress,
                });
            }
        }
    }
}
