//! FC306: signed with SHA-1 or older.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::folders::trusted_cas;
use super::unknown::{self, Unknown};
use super::{signed_weakly, tls};
use crate::certificate::Certificate;
use crate::check::{Context, Refused, Sink};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::path::{Hint, PathError};
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::signature::SignatureFault;
use crate::store::CertId;

rule!("FC306", "weak-signature", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    if let Fault::NotARoot { .. } = refused.refusal.fault {
        let root = refused.certificate()?;
        return signed_weakly::root(root).then(|| finding(context, root));
    }
    match unknown::of(context, refused)? {
        Unknown::WeakSignature(child) => Some(finding(context, child)),
        _ => None,
    }
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for failure in tls::failures(context) {
        if let PathError::UnknownAuthority {
            child,
            hint: Some(Hint { reason, .. }),
        } = &failure.error
            && matches!(reason, SignatureFault::InsecureAlgorithm(_))
        {
            sink.push(tls::refused(finding(context, child), &failure.error));
        }
    }
    // A root is trusted, whatever its own signature is; what renews it may copy the algorithm.
    let trusted: BTreeSet<CertId> = trusted_cas(context).into_values().flatten().collect();
    for id in trusted {
        let certificate = context.certificate(id);
        if signed_weakly::root(certificate) {
            let finding = finding(context, certificate);
            sink.push(finding.severity(Severity::Warning).bites(&[Bite::Msp]));
        }
    }
}

fn finding(context: &Context<'_>, certificate: &Arc<Certificate>) -> Finding {
    let facts = Facts::WeakSignature {
        algorithm: certificate.signature_algorithm().to_string(),
    };
    context
        .finding(&INFO, facts, certificate)
        .remedy(Remedy::Advice {
            advice: Advice::SignWithSha256,
        })
}
