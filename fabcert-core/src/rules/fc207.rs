//! FC207: certificates behind the first one of a file, which Fabric does not see.

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::layout::{Role, Seat};
use crate::remedy::Remedy;
use crate::rule::Bite;
use crate::store::What;

rule!("FC207", "bundle-tail-ignored", Warning, survey);

/// The folders of an MSP whose files Fabric reads up to the first PEM block. TLS pools take every block.
const FIRST_BLOCK_ONLY: [Role; 4] = [
    Role::SignCert,
    Role::CaCert,
    Role::IntermediateCert,
    Role::AdminCert,
];

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for file in context.snapshot.files() {
        let mut certificates = context
            .store
            .items(context.snapshot, file)
            .iter()
            .filter_map(|item| match item.what {
                What::Certificate(id) => Some((id, item)),
                _ => None,
            });
        let Some((_, first)) = certificates.next() else {
            continue;
        };
        let tail: Vec<_> = certificates.collect();
        let Some((_, behind)) = tail.first() else {
            continue;
        };
        let place = first.place(file);
        let is_read_by_block = FIRST_BLOCK_ONLY.contains(&context.layout.role(&place))
            && matches!(context.layout.seat(&place), Some(Seat::Msp(_)));
        if !is_read_by_block {
            continue;
        }
        let facts = Facts::BundleTail {
            ignored: tail.len(),
            subjects: tail
                .iter()
                .map(|(id, _)| context.certificate(*id).subject().to_string())
                .collect(),
        };
        let path = context.snapshot.path(file);
        let mut finding = Finding::new(&INFO, facts)
            .bites(&[Bite::Msp])
            .remedy(Remedy::SplitBundle { path: path.clone() });
        finding.places = vec![Location {
            path,
            block: Some(behind.block),
            line: Some(behind.line),
        }];
        sink.push(finding);
    }
}
