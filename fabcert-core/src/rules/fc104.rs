//! FC104: a CA so young that an enrollment made now by a backdating CA would be refused for ever.

use crate::backdate::{Enroller, Gate};
use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::remedy::Remedy;
use crate::rule::{Bite, Severity};

rule!("FC104", "enrollment-window-open", Warning, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    for gate in Gate::all(context.store, context.layout, context.issuance) {
        let told = context.settings.enroll_backdate;
        let Some(enrollment) = gate.enrollment(told) else {
            continue;
        };
        if !enrollment.is_rejected(context.now, gate.chain_start) {
            continue;
        }
        let seen = told.is_some() || gate.enroller != Enroller::Unknown;
        let safe_from = enrollment.safe_from(gate.chain_start);
        let facts = Facts::EnrollmentWindowOpen {
            backdate: enrollment.backdate(),
            backdating_ca_seen: seen,
            safe_from,
            remaining: safe_from.since(context.now),
        };
        let ca = context.certificate(gate.ca);
        let mut finding = context
            .finding(&INFO, facts, ca)
            .severity(if seen {
                Severity::Warning
            } else {
                Severity::Info
            })
            .bites(&[Bite::Enrollment])
            .remedy(Remedy::Wait { until: safe_from });
        finding.remedies.extend(context.reissue(ca, false));
        sink.push(finding.remedy(Remedy::UpgradeFabricCa));
    }
}
