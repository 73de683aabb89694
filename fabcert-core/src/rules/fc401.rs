//! FC401: config.yaml, and the certificates that it names.

use std::collections::HashMap;
use std::path::PathBuf;

use crate::check::{Context, Refused, Sink};
use crate::fabric::{Fault, Subject, passed_over};
use crate::facts::{ConfigFault, Facts};
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::source::Node;

rule!("FC401", "node-ou-config", Error, explain, survey);

fn explain(_context: &Context<'_>, refused: &Refused<'_>) -> Option<Finding> {
    let certificate = || refused.refusal.name.clone().unwrap_or_default();
    let reason = match (&refused.refusal.fault, refused.refusal.subject) {
        (Fault::OuFile(_), _) => ConfigFault::CertificateMissing {
            certificate: certificate(),
        },
        (Fault::NodeOuMissing(role), _) => ConfigFault::RoleMissing {
            role: role.to_string(),
        },
        (_, Subject::Config) => ConfigFault::Unreadable {
            reason: refused.refusal.text.clone(),
        },
        (_, Subject::OuIdentifier(_) | Subject::NodeOu(_)) => ConfigFault::CertificateNotInMsp {
            certificate: certificate(),
        },
        _ => return None,
    };
    Some(finding(
        refused.judgement.dir.join("config.yaml"),
        None,
        reason,
    ))
}

/// What Fabric ignores: keys that it does not know, NodeOUs that are not enabled, and a role's
/// certificate that is not there.
fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut ignored = HashMap::new();
    for (_, msp) in context.layout.msps().filter(|(_, it)| it.standing.is_msp()) {
        let Some(Node::File(file)) = context.snapshot.entry(msp.dir, "config.yaml") else {
            continue;
        };
        let Ok(content) = &context.snapshot.file(file).content else {
            continue;
        };
        let bytes = || context.snapshot.content(*content).bytes();
        let found = ignored
            .entry(*content)
            .or_insert_with(|| passed_over(&bytes()));
        let path = context.snapshot.path(file);
        for unknown in &found.keys {
            let severity = match unknown.suggestion {
                Some(_) => Severity::Warning,
                None => Severity::Info,
            };
            let reason = ConfigFault::UnknownKey {
                key: unknown.key.clone(),
                suggestion: unknown.suggestion.map(str::to_owned),
            };
            sink.push(quiet(path.clone(), Some(unknown.line), reason, severity));
        }
        if let Some(line) = found.disabled {
            let reason = ConfigFault::Disabled;
            sink.push(quiet(path, Some(line), reason, Severity::Warning));
        }
    }
    for judgement in context.judgements {
        for certificate in &judgement.absent_certifiers {
            let reason = ConfigFault::CertificateMissing {
                certificate: certificate.clone(),
            };
            let path = judgement.dir.join("config.yaml");
            sink.push(quiet(path, None, reason, Severity::Warning));
        }
    }
}

fn quiet(path: PathBuf, line: Option<u32>, reason: ConfigFault, severity: Severity) -> Finding {
    finding(path, line, reason)
        .severity(severity)
        .bites(&[Bite::Policy])
}

fn finding(path: PathBuf, line: Option<u32>, reason: ConfigFault) -> Finding {
    let mut finding = Finding::new(&INFO, Facts::NodeOuConfig { reason }).remedy(Remedy::Advice {
        advice: Advice::CorrectConfig,
    });
    finding.places = vec![Location {
        path,
        block: None,
        line,
    }];
    finding
}
