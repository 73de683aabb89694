//! FC115: a certificate whose window has not begun by the clock.

use std::sync::Arc;

use super::dates::date_fault;
use super::expiry::is_used_by_tls;
use crate::certificate::Certificate;
use crate::check::{Context, Refused, Sink};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::path::PathError;
use crate::remedy::Remedy;
use crate::rule::{Bite, Severity};
use crate::store::CertId;

rule!("FC115", "not-yet-valid", Error, explain, survey);

/// Releases that hold the TLS CAs of an MSP against the wall clock.
fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    match date_fault(refused)? {
        (PathError::NotYetValid { certificate, .. }, false) => {
            Some(not_begun(context, context.id(certificate)?, certificate))
        }
        _ => None,
    }
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let tolerated = context.now + context.settings.skew;
    for (id, certificate) in context.store.certificates() {
        if certificate.not_before() <= tolerated {
            continue;
        }
        // No MSP compares NotBefore with the clock (since 2.2.6); TLS does.
        let (severity, bite) = if is_used_by_tls(context, id) {
            (Severity::Error, Bite::Tls)
        } else {
            (Severity::Warning, Bite::Hygiene)
        };
        let finding = not_begun(context, id, certificate);
        sink.push(finding.severity(severity).bites(&[bite]));
    }
}

fn not_begun(context: &Context<'_>, id: CertId, certificate: &Arc<Certificate>) -> Finding {
    let facts = Facts::NotYetValid {
        purpose: context.layout.purpose(id),
        starts_in: certificate.not_before().since(context.now),
    };
    context
        .finding(&INFO, facts, certificate)
        .remedy(Remedy::CheckClock)
        .remedy(Remedy::Wait {
            until: certificate.not_before(),
        })
}
