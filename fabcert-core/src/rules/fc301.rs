//! FC301: no key for the signcert; or, as an info, no keys in the whole tree.

use std::collections::BTreeMap;

use super::folders::{first_certificate, msp_files};
use crate::certificate::PublicKey;
use crate::check::{Context, Refused, Sink};
use crate::fabric::{Fault, FolderRole, Mode};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::layout::MspFolderId;
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::source::FileId;
use crate::store::{CertId, What};

rule!("FC301", "key-missing", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let (Fault::KeyNotFound | Fault::KeySymmetric) = refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    let keystore = refused.judgement.dir.join("keystore");
    let public = certificate.public_key();
    let found = context.key_files(public);
    let (keys, unloadable) = context.keystore(&keystore);
    let facts = Facts::KeyMissing {
        keystore: keystore.clone(),
        keys,
        unloadable,
        found: found.clone(),
        expected_name: key_name(public),
    };
    let mut finding = context.finding(&INFO, facts, certificate);
    if let Some(from) = found.into_iter().find(|path| !path.starts_with(&keystore)) {
        finding.remedies.push(Remedy::Copy {
            from,
            to: keystore.join("priv_sk"),
        });
    }
    Some(finding.remedy(Remedy::Advice {
        advice: Advice::RestoreKey,
    }))
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    if context.keys_here {
        misnamed_keys(context, sink);
    }
    let local = |mode| mode == Mode::Local;
    let msps = context
        .judgements
        .iter()
        .filter(|it| local(it.mode))
        .count();
    if context.keys_here || msps == 0 {
        return;
    }
    let mut finding = Finding::new(&INFO, Facts::KeysElsewhere { msps })
        .severity(Severity::Info)
        .bites(&[Bite::Hygiene]);
    finding.places = vec![Location::whole(context.tree())];
    sink.push(finding);
}

/// Files under the name of a signcert's key that hold another one: Fabric takes them by their name.
fn misnamed_keys(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut signers: BTreeMap<MspFolderId, CertId> = BTreeMap::new();
    for found in msp_files(context, &[FolderRole::Signcerts]) {
        if let Some(id) = first_certificate(context, found.file) {
            signers.entry(found.msp).or_insert(id);
        }
    }
    for found in msp_files(context, &[FolderRole::Keystore]) {
        let Some(id) = signers.get(&found.msp) else {
            continue;
        };
        let certificate = context.certificate(*id);
        let name = context.snapshot.file(found.file).name.to_string_lossy();
        if name != key_name(certificate.public_key()) {
            continue;
        }
        let other = first_key(context, found.file).filter(|it| *it != certificate.public_key());
        if other.is_some() {
            let key = context.snapshot.path(found.file);
            let right = context
                .key_files(certificate.public_key())
                .into_iter()
                .next();
            let mut finding = context
                .finding(&INFO, Facts::KeyMisnamed { key: key.clone() }, certificate)
                .bites(&[Bite::Client, Bite::Policy]);
            finding.places.insert(0, Location::whole(key.clone()));
            let copy = right.map(|from| Remedy::Copy { from, to: key });
            finding.remedies.extend(copy);
            sink.push(finding.remedy(Remedy::Advice {
                advice: Advice::RestoreKey,
            }));
        }
    }
}

fn first_key<'a>(context: &Context<'a>, file: FileId) -> Option<&'a PublicKey> {
    let items = context.store.items(context.snapshot, file);
    items.iter().find_map(|item| match item.what {
        What::PrivateKey(id) => context.store.key(id).public_key(),
        _ => None,
    })
}

/// The name under which Fabric looks for a key first.
fn key_name(public: &PublicKey) -> String {
    public.ski().map_or_else(String::new, |ski| {
        ski.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            + "_sk"
    })
}
