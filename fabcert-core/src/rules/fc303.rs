//! FC303: a private key that group or others can read.

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::Remedy;
use crate::rule::Bite;
use crate::store::What;

rule!("FC303", "key-exposed", Warning, survey);

/// Permission bits of group and others.
const OTHERS: u32 = 0o077;

/// Those that let a key be read.
const READABLE_BY_OTHERS: u32 = 0o044;

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut mode = 0;
    let mut paths = Vec::new();
    for file in context.snapshot.files() {
        let bits = context.snapshot.file(file).mode.unwrap_or(0);
        let holds_key = || {
            let items = context.store.items(context.snapshot, file);
            items
                .iter()
                .any(|item| matches!(item.what, What::PrivateKey(_)))
        };
        if bits & READABLE_BY_OTHERS != 0 && holds_key() {
            mode = std::cmp::max_by_key(mode, bits, |mode| mode & OTHERS);
            paths.push(context.snapshot.path(file));
        }
    }
    if paths.is_empty() {
        return;
    }
    // One habit (a umask, a checkout) exposes them all: one finding.
    let facts = Facts::KeyExposed {
        mode,
        files: paths.len(),
    };
    let mut finding = Finding::new(&INFO, facts).bites(&[Bite::Hygiene]);
    finding.places = paths.iter().cloned().map(Location::whole).collect();
    sink.push(finding.remedy(Remedy::Chmod { paths }));
}
