//! What the date rules share: a certificate held against an issuer, wherever that is.

use std::sync::Arc;

use crate::backdate::{Cause, Conflict, verified_at};
use crate::certificate::Certificate;
use crate::check::{Context, Refused};
use crate::fabric::Fault;
use crate::facts::{Facts, Ground};
use crate::finding::Finding;
use crate::layout::Purpose;
use crate::path::PathError;
use crate::remedy::Remedy;
use crate::rule::{Bite, RuleInfo, Severity};

/// The certificate whose window begins too late for the refused one's own start.
pub(super) fn too_late<'a>(refused: &Refused<'a>) -> Option<&'a Arc<Certificate>> {
    match date_fault(refused)? {
        (PathError::NotYetValid { certificate, .. }, true) => Some(certificate),
        _ => None,
    }
}

/// The certificate whose window was over at the refused one's own start.
pub(super) fn over<'a>(refused: &Refused<'a>) -> Option<&'a Arc<Certificate>> {
    match date_fault(refused)? {
        (PathError::Expired { certificate, .. }, true) => Some(certificate),
        _ => None,
    }
}

/// A refusal for dates, and whether it is for those at the certificate's own start. Some releases look
/// at the wall clock where TLS CAs are concerned.
pub(super) fn date_fault<'a>(refused: &Refused<'a>) -> Option<(&'a PathError, bool)> {
    let Fault::Path(error) = &refused.refusal.fault else {
        return None;
    };
    let (PathError::NotYetValid { at, .. } | PathError::Expired { at, .. }) = error else {
        return None;
    };
    let own = refused.certificate().map(|it| verified_at(it));
    Some((error, own == Some(*at)))
}

/// The finding that `certificate` starts before `issuer`; `None` where Fabric accepts the pair.
pub(super) fn before_issuer(
    context: &Context<'_>,
    rule: &'static RuleInfo,
    certificate: &Arc<Certificate>,
    issuer: &Arc<Certificate>,
    ground: Ground,
) -> Option<Finding> {
    let conflict = Conflict::between(certificate, issuer, context.siblings(issuer))?;
    let safe_from = conflict.origin.enrollment().safe_from(issuer.not_before());
    let facts = Facts::BeforeIssuer {
        ground,
        verified_at: verified_at(certificate),
        conflict,
        safe_from,
        safe_now: safe_from <= context.now,
    };
    let mut finding = context.finding_against(rule, facts, certificate, issuer);
    if ground == Ground::Tls {
        return Some(finding);
    }
    let who = context.name(&finding);
    let enroll = (!certificate.is_ca()).then(|| Remedy::EnrollAgain {
        who,
        safe_from: matches!(conflict.cause, Cause::Backdated { .. }).then_some(safe_from),
        safe_now: safe_from <= context.now,
    });
    let reissue = context.reissue(issuer, false);
    // A fresh enrollment mends one leaf; after a renewal every older leaf is dead, and the CA's
    // start is what to mend.
    let (first, second) = match conflict.cause {
        Cause::Backdated { .. } | Cause::Unknown => (enroll, reissue),
        Cause::Renewed { .. } | Cause::CrossSigned { .. } => (reissue, enroll),
    };
    finding
        .remedies
        .extend([first, second].into_iter().flatten());
    if matches!(conflict.cause, Cause::Backdated { .. }) {
        finding.remedies.push(Remedy::UpgradeFabricCa);
    }
    Some(finding)
}

/// The finding that `certificate` starts after `issuer` ended.
pub(super) fn after_expiry(
    context: &Context<'_>,
    rule: &'static RuleInfo,
    certificate: &Arc<Certificate>,
    issuer: &Arc<Certificate>,
    ground: Ground,
) -> Finding {
    let facts = Facts::AfterIssuerExpiry {
        ground,
        verified_at: verified_at(certificate),
        late_by: certificate.not_before().since(issuer.not_after()),
    };
    let mut finding = context.finding_against(rule, facts, certificate, issuer);
    finding.remedies.extend(context.reissue(issuer, true));
    finding
}

/// The same finding where no MSP was asked: a warning about a roll-out, an info about TLS.
pub(super) fn unrefused_before_issuer(
    context: &Context<'_>,
    rule: &'static RuleInfo,
    certificate: &Arc<Certificate>,
    issuer: &Arc<Certificate>,
    ground: Ground,
) -> Option<Finding> {
    let finding = before_issuer(context, rule, certificate, issuer, ground)?;
    Some(match ground {
        Ground::Tls => finding.severity(Severity::Info).bites(&[Bite::Hygiene]),
        Ground::Msp | Ground::RollOut => finding.severity(Severity::Warning).bites(&[Bite::Msp]),
    })
}

/// Every certificate with every issuer above it that the tree knows, whether or not an MSP holds both.
/// What an MSP refuses comes as an error from the judge; this shows what would.
pub(super) fn each_pair(
    context: &Context<'_>,
    mut with: impl FnMut(&Arc<Certificate>, &Arc<Certificate>, Ground),
) {
    for (id, certificate) in context.store.certificates() {
        let ground = match context.layout.purpose(id) {
            Purpose::Identity | Purpose::Ca => Ground::RollOut,
            Purpose::TlsLeaf | Purpose::TlsCa => Ground::Tls,
        };
        for above in context.ancestors(id) {
            with(certificate, context.certificate(above), ground);
        }
    }
}
