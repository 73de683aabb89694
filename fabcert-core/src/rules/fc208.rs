//! FC208: a CA that must not be one, or must not sign this.

use std::sync::Arc;

use super::tls;
use super::unknown::{self, Unknown};
use crate::certificate::Certificate;
use crate::check::{Context, Refused, Sink};
use crate::fabric::Fault;
use crate::facts::{Facts, UnfitCa};
use crate::finding::Finding;
use crate::path::{Hint, PathError};
use crate::remedy::{Advice, Remedy};
use crate::signature::SignatureFault;

rule!("FC208", "unfit-ca", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let own = refused.certificate();
    let (certificate, reason) = match &refused.refusal.fault {
        Fault::NotACa => (own?, UnfitCa::NotACa),
        Fault::NoSubjectKeyId | Fault::IssuerWithoutSubjectKeyId => (own?, UnfitCa::NoSubjectKeyId),
        Fault::Path(PathError::UnknownAuthority { .. }) => match unknown::of(context, refused)? {
            Unknown::CannotSign(candidate) => (candidate, may_not_sign(candidate)),
            _ => return None,
        },
        Fault::Path(error) => unfit(error)?,
        _ => return None,
    };
    Some(finding(context, certificate, reason))
}

/// TLS asks the same of a CA, but for the subject key identifier.
fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for failure in tls::failures(context) {
        if let Some((certificate, reason)) = unfit(&failure.error) {
            let finding = finding(context, certificate, reason);
            sink.push(tls::refused(finding, &failure.error));
        }
    }
}

fn finding(context: &Context<'_>, certificate: &Arc<Certificate>, reason: UnfitCa) -> Finding {
    context
        .finding(&INFO, Facts::UnfitCa { reason }, certificate)
        .remedy(Remedy::Advice {
            advice: Advice::RemakeCa,
        })
}

/// The certificate that must not stand where it stands in a chain, and why.
fn unfit(error: &PathError) -> Option<(&Arc<Certificate>, UnfitCa)> {
    Some(match error {
        PathError::UnhandledCritical { certificate } => (certificate, UnfitCa::CriticalExtension),
        PathError::NotAuthorizedToSign { certificate } => (certificate, UnfitCa::NotACa),
        PathError::PathLength { certificate } => (certificate, UnfitCa::PathLength),
        PathError::NameConstraint(fault) => (&fault.certificate, UnfitCa::NameConstraints),
        PathError::NameConstraintsWithoutSan { certificate, .. } => {
            (certificate, UnfitCa::NameConstraints)
        }
        PathError::UnknownAuthority {
            hint:
                Some(Hint {
                    reason: SignatureFault::ParentCannotSign,
                    candidate,
                }),
            ..
        } => (candidate, may_not_sign(candidate)),
        _ => return None,
    })
}

fn may_not_sign(candidate: &Certificate) -> UnfitCa {
    if candidate.is_ca() {
        UnfitCa::NoCertSign
    } else {
        UnfitCa::NotACa
    }
}
