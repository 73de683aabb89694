//! FC505: a TLS key that is not the key of the certificate beside it.

use super::tls;
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::Location;
use crate::remedy::{Advice, Remedy};
use crate::rule::Bite;
use crate::store::What;

rule!("FC505", "tls-key-mismatch", Error, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for shown in tls::shown(context) {
        let Some(key) = shown.pair.key else { continue };
        let mut keys = context
            .store
            .items(context.snapshot, key)
            .iter()
            .filter_map(|item| match item.what {
                What::PrivateKey(id) => context.store.key(id).public_key(),
                _ => None,
            })
            .peekable();
        // Encrypted keys cannot be compared.
        let is_known = keys.peek().is_some();
        if !is_known || keys.any(|public| public == shown.certificate.public_key()) {
            continue;
        }
        let path = context.snapshot.path(key);
        let facts = Facts::TlsKeyMismatch { key: path.clone() };
        let mut finding = context
            .finding(&INFO, facts, shown.certificate)
            .bites(&[Bite::Tls]);
        // The pair at fault; the certificate's other copies may have their key.
        finding.places = vec![
            Location::whole(context.snapshot.path(shown.file)),
            Location::whole(path.clone()),
        ];
        let fitting = context
            .key_files(shown.certificate.public_key())
            .into_iter()
            .next();
        finding
            .remedies
            .extend(fitting.map(|from| Remedy::Copy { from, to: path }));
        sink.push(finding.remedy(Remedy::Advice {
            advice: Advice::MatchKey,
        }));
    }
}
