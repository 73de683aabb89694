//! FC114: a certificate that ends soon, in absolute time.

use super::expiry::with_renewal;
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::layout::Purpose;
use crate::rule::Bite;

rule!("FC114", "expires-soon", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        let purpose = context.layout.purpose(id);
        let (within, bite) = match purpose {
            Purpose::Identity => (context.settings.warn_within, Bite::NodeStart),
            Purpose::TlsLeaf => (context.settings.warn_within, Bite::Tls),
            Purpose::Ca => (context.settings.ca_warn_within, Bite::Enrollment),
            Purpose::TlsCa => (context.settings.ca_warn_within, Bite::Tls),
        };
        let within = within.whole_seconds();
        let left = certificate.not_after().since(context.now);
        if left > 0 && left <= within {
            let facts = Facts::ExpiresSoon {
                purpose,
                left,
                within,
            };
            let finding = context.finding(&INFO, facts, certificate).bites(&[bite]);
            sink.push(with_renewal(context, id, finding));
        }
    }
}
