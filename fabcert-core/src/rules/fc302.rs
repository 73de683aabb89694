//! FC302: a key that this release or MSP version does not take.

use crate::certificate::{Certificate, PublicKey};
use crate::check::{Context, Refused, Sink};
use crate::fabric::Fault;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::layout::Purpose;
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};

rule!("FC302", "unsupported-key", Error, explain, survey);

/// The release whose `validateIdentity` began to look at the kind of key, and the MSP version that
/// takes Ed25519.
const V3_0: &str = "3.0";

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let (Fault::UnsupportedKey | Fault::KeyNotImported) = refused.refusal.fault else {
        return None;
    };
    let certificate = refused.certificate()?;
    Some(
        context
            .finding(&INFO, facts(certificate, None), certificate)
            .remedy(Remedy::Advice {
                advice: Advice::EnrollWithEcdsa,
            }),
    )
}

/// RSA identities, which releases before 3.0 take: an upgrade brings it to light.
fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (id, certificate) in context.store.certificates() {
        let is_rsa = matches!(certificate.public_key(), PublicKey::Rsa { .. });
        if is_rsa && context.layout.purpose(id) == Purpose::Identity {
            sink.push(
                context
                    .finding(&INFO, facts(certificate, Some(V3_0)), certificate)
                    .severity(Severity::Warning)
                    .bites(&[Bite::Msp])
                    .remedy(Remedy::Advice {
                        advice: Advice::EnrollWithEcdsa,
                    }),
            );
        }
    }
}

fn facts(certificate: &Certificate, refused_from: Option<&str>) -> Facts {
    let key = certificate.public_key();
    Facts::UnsupportedKey {
        algorithm: key.algorithm_name(),
        since: matches!(key, PublicKey::Ed25519(_)).then(|| V3_0.to_owned()),
        refused_from: refused_from.map(str::to_owned),
    }
}
