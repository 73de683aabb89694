//! FC206: what lies in cacerts is no root.

use std::sync::Arc;

use super::folders::{first_certificate, msp_files};
use super::signed_weakly;
use crate::certificate::Certificate;
use crate::check::{Context, Refused, Sink};
use crate::fabric::{Fault, FolderRole};
use crate::facts::Facts;
use crate::finding::Finding;
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};

rule!("FC206", "not-a-root", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let Fault::NotARoot { .. } = refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    // A root whose own signature Go does not look at is FC306's.
    (!signed_weakly::root(certificate)).then(|| not_a_root(context, certificate))
}

/// What this release lets pass: an intermediate that RSA signed, or any up to 2.2.10.
fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for found in msp_files(context, &[FolderRole::Cacerts]) {
        let Some(id) = first_certificate(context, found.file) else {
            continue;
        };
        let certificate = context.certificate(id);
        if certificate.is_ca() && !certificate.is_self_issued() {
            let finding = not_a_root(context, certificate);
            sink.push(finding.severity(Severity::Warning).bites(&[Bite::Msp]));
        }
    }
}

fn not_a_root(context: &Context<'_>, certificate: &Arc<Certificate>) -> Finding {
    let facts = Facts::NotARoot {
        issuer: certificate.issuer().to_string(),
        leaf: !certificate.is_ca(),
    };
    context
        .finding(&INFO, facts, certificate)
        .remedy(Remedy::Advice {
            advice: Advice::SeparateRootAndIntermediate,
        })
}
