//! FC103: a certificate starts after an issuer of its chain ended.

use super::dates;
use crate::backdate::rejected_as_too_late;
use crate::check::{Context, Refused, Sink};
use crate::facts::Ground;
use crate::finding::Finding;
use crate::rule::{Bite, Severity};

rule!("FC103", "leaf-after-issuer-expiry", Error, explain, survey);

fn explain(context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let issuer = dates::over(refused)?;
    let certificate = refused.certificate()?;
    (certificate != issuer)
        .then(|| dates::after_expiry(context, &INFO, certificate, issuer, Ground::Msp))
}

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    dates::each_pair(context, |certificate, issuer, ground| {
        if ground == Ground::RollOut && rejected_as_too_late(certificate, issuer) {
            sink.push(
                dates::after_expiry(context, &INFO, certificate, issuer, ground)
                    .severity(Severity::Warning)
                    .bites(&[Bite::Msp]),
            );
        }
    });
}
