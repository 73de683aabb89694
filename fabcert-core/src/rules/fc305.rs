//! FC305: an EKU list with neither serverAuth nor any, in the leaf or a CA above it; in TLS, one without
//! the usage of its end.

use std::sync::Arc;

use super::tls;
use crate::certificate::Certificate;
use crate::check::{Context, Refused, Sink};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::path::PathError;
use crate::remedy::{Advice, Remedy};

rule!("FC305", "incompatible-eku", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    match &refused.refusal.fault {
        Fault::Path(PathError::IncompatibleUsage { certificate }) => {
            Some(finding(context, certificate))
        }
        _ => None,
    }
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for failure in tls::failures(context) {
        if let PathError::IncompatibleUsage { certificate } = &failure.error {
            sink.push(tls::refused(finding(context, certificate), &failure.error));
        }
    }
}

fn finding(context: &Context<'_>, certificate: &Arc<Certificate>) -> Finding {
    let purposes = certificate
        .extended_key_usage()
        .map(|usage| usage.purposes.to_vec())
        .unwrap_or_default();
    context
        .finding(&INFO, Facts::IncompatibleEku { purposes }, certificate)
        .remedy(Remedy::Advice {
            advice: Advice::RemoveEku,
        })
}
