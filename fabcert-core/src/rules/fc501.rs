//! FC501: a TLS certificate that does not lead to the TLS CAs that others are told to trust.

use super::tls;
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::layout::{Purpose, Role};
use crate::path::{Hint, PathError};
use crate::remedy::{Advice, Remedy};
use crate::signature::SignatureFault;
use crate::store::CertId;

rule!("FC501", "tls-ca-mixup", Error, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for failure in tls::failures(context) {
        if !is_about_the_issuer(&failure.error) {
            continue;
        }
        let shown = failure.shown;
        let issuer = context.issuance.issuers(shown.id).first().copied();
        let under_enrollment_ca = issuer.is_some_and(|id| is_enrollment_ca(context, id));
        let facts = Facts::TlsCaMixup {
            issuer: shown.certificate.issuer().to_string(),
            under_enrollment_ca,
        };
        let finding = match issuer {
            Some(issuer) => {
                let issuer = context.certificate(issuer);
                context.finding_against(&INFO, facts, shown.certificate, issuer)
            }
            None => context.finding(&INFO, facts, shown.certificate),
        };
        let mut finding = tls::refused(finding, &failure.error);
        if let Some(from) = finding.issuer_places.first()
            && !under_enrollment_ca
        {
            let to = context.snapshot.dir_path(shown.folder.dir).join("ca.crt");
            let from = from.path.clone();
            finding.remedies.push(Remedy::Copy { from, to });
        }
        sink.push(finding.remedy(Remedy::Advice {
            advice: Advice::EnrollWithTlsCa,
        }));
    }
}

/// Other rules tell of a CA that must not sign, weak signatures and usages.
const fn is_about_the_issuer(error: &PathError) -> bool {
    match error {
        PathError::UnknownAuthority {
            hint: Some(Hint { reason, .. }),
            ..
        } => !matches!(
            reason,
            SignatureFault::ParentCannotSign | SignatureFault::InsecureAlgorithm(_)
        ),
        PathError::UnknownAuthority { .. } | PathError::TooManyAttempts => true,
        _ => false,
    }
}

/// Whether it is a CA for identities and for nothing else.
fn is_enrollment_ca(context: &Context<'_>, id: CertId) -> bool {
    let tls = [
        Role::TlsCaCert,
        Role::TlsIntermediateCert,
        Role::TlsCaHomeCertificate,
    ];
    context.layout.purpose(id) == Purpose::Ca && !context.layout.roles(id).has_any(&tls)
}
