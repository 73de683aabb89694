//! What the rules about ends share.

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::check::Context;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::layout::{Purpose, Role};
use crate::remedy::Remedy;
use crate::rule::RuleInfo;
use crate::store::CertId;

/// The finding that a certificate is past its end.
pub(super) fn expired(
    context: &Context<'_>,
    rule: &'static RuleInfo,
    id: CertId,
    certificate: &Arc<Certificate>,
) -> Finding {
    let facts = Facts::Expired {
        purpose: context.layout.purpose(id),
        since: context.now.since(certificate.not_after()),
        tls: is_used_by_tls(context, id),
    };
    with_renewal(context, id, context.finding(rule, facts, certificate))
}

/// The finding with the way to renew its certificate.
pub(super) fn with_renewal(context: &Context<'_>, id: CertId, mut finding: Finding) -> Finding {
    let purpose = context.layout.purpose(id);
    match purpose {
        Purpose::Ca | Purpose::TlsCa => {
            let reissue = context.reissue(context.certificate(id), true);
            finding.remedies.extend(reissue);
        }
        Purpose::Identity | Purpose::TlsLeaf => finding.remedies.push(Remedy::Reenroll {
            who: context.name(&finding),
            tls: purpose == Purpose::TlsLeaf,
        }),
    }
    finding
}

/// Whether TLS handshakes depend on it: a TLS leaf, or a CA that some TLS folder trusts.
pub(super) fn is_used_by_tls(context: &Context<'_>, id: CertId) -> bool {
    matches!(
        context.layout.purpose(id),
        Purpose::TlsLeaf | Purpose::TlsCa
    ) || context.layout.roles(id).has_any(&[
        Role::TlsCaCert,
        Role::TlsIntermediateCert,
        Role::TlsCaHomeCertificate,
    ])
}
