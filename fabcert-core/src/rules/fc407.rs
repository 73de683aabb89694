//! FC407: a file where certificates belong that is none.

use super::folders::msp_files;
use crate::check::{Context, Refused, Sink};
use crate::fabric::{Fault, FolderRole, Subject};
use crate::facts::{Facts, WrongFile};
use crate::finding::{Finding, Location};
use crate::layout::Standing;
use crate::remedy::Remedy;
use crate::rule::{Bite, Severity};
use crate::source::FileId;
use crate::store::{Dress, Item, What};

rule!("FC407", "wrong-file", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let (Fault::Malformed(_), None) = (&refused.refusal.fault, refused.certificate()) else {
        return None;
    };
    if matches!(
        refused.refusal.subject,
        Subject::OuIdentifier(_) | Subject::NodeOu(_)
    ) {
        return None;
    }
    let path = context.refused_path(refused)?;
    let file = context.refused_file(refused)?;
    let item = context.store.items(context.snapshot, file).first()?;
    let content = other_than_certificate(item)?;
    let key = matches!(content, WrongFile::PrivateKey);
    let mut finding = Finding::new(&INFO, Facts::WrongFile { content });
    finding.places = vec![context.location(&item.place(file))];
    finding.remedies.push(match path.file_name() {
        Some(name) if key => Remedy::Move {
            to: refused.judgement.dir.join("keystore").join(name),
            from: path,
        },
        _ => Remedy::Remove { path },
    });
    Some(finding)
}

/// What a PEM block is that says itself that it is no certificate.
fn other_than_certificate(item: &Item) -> Option<WrongFile> {
    match &item.what {
        What::PrivateKey(_) => Some(WrongFile::PrivateKey),
        What::Certificate(_) => None,
        What::Broken(_) if item.label.contains("PRIVATE KEY") => Some(WrongFile::PrivateKey),
        What::Broken(_)
            if item.label.contains("CERTIFICATE") && !item.label.contains("REQUEST") =>
        {
            None
        }
        _ => Some(WrongFile::OtherPem(item.label.to_string())),
    }
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for found in msp_files(context, &FolderRole::ALL) {
        let read = match found.role {
            FolderRole::Keystore => false,
            // Verifying MSPs have no signer.
            FolderRole::Signcerts => found.owner.judged_local,
            _ => true,
        };
        if !read || found.owner.standing == Standing::CaServer {
            continue;
        }
        let Some(content) = passed_over(context, found.file) else {
            continue;
        };
        let path = context.snapshot.path(found.file);
        let remedy = match content {
            WrongFile::Der => Remedy::ConvertToPem { path: path.clone() },
            _ => Remedy::Remove { path: path.clone() },
        };
        let mut finding = Finding::new(&INFO, Facts::WrongFile { content })
            .severity(Severity::Info)
            .bites(&[Bite::Hygiene])
            .remedy(remedy);
        finding.places = vec![Location::whole(path)];
        sink.push(finding);
    }
}

/// What a file is that Fabric skips because there is no PEM in it; `None` where it does not skip it,
/// and for the empty hidden files that only keep a folder alive.
fn passed_over(context: &Context<'_>, file: FileId) -> Option<WrongFile> {
    let content = context.snapshot.file(file).content.as_ref().ok()?;
    let content = context.snapshot.content(*content);
    if content.block().is_some() {
        return None;
    }
    let bytes = content.bytes();
    let name = context.snapshot.file(file).name.to_string_lossy();
    let items = context.store.items(context.snapshot, file);
    let keeps_a_folder = bytes.is_empty() && (name.starts_with('.') || name == "keep");
    let is_secret = items
        .iter()
        .any(|item| matches!(item.what, What::PrivateKey(_)));
    if keeps_a_folder || is_secret || crate::pem::go_decode(&bytes).is_some() {
        return None;
    }
    let is_der =
        |item: &Item| item.dress == Dress::Der && matches!(item.what, What::Certificate(_));
    Some(if items.iter().any(is_der) {
        WrongFile::Der
    } else {
        WrongFile::NotPem
    })
}
