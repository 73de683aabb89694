//! FC113: a CA past its end.

use super::dates::date_fault;
use super::expiry::{expired, is_used_by_tls};
use crate::check::{Context, Refused, Sink};
use crate::finding::Finding;
use crate::layout::Purpose;
use crate::path::PathError;
use crate::rule::{Bite, Severity};

rule!("FC113", "expired-ca", Error, explain, survey);

/// Releases that hold the TLS CAs of an MSP against the wall clock.
fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let (PathError::Expired { certificate, .. }, false) = date_fault(refused)? else {
        return None;
    };
    Some(expired(
        context,
        &INFO,
        context.id(certificate)?,
        certificate,
    ))
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        let is_ca = matches!(context.layout.purpose(id), Purpose::Ca | Purpose::TlsCa);
        if !is_ca || certificate.not_after() >= context.now {
            continue;
        }
        let finding = expired(context, &INFO, id, certificate);
        sink.push(if is_used_by_tls(context, id) {
            finding.bites(&[Bite::Tls])
        } else {
            finding
                .severity(Severity::Warning)
                .bites(&[Bite::Enrollment])
        });
    }
}
