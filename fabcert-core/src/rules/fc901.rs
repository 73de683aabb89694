//! FC901: a file or folder that could not be read, where certificates are expected.

use std::collections::BTreeSet;
use std::path::Path;

use crate::check::{Context, Sink};
use crate::facts::Facts;
use crate::finding::{Finding, Location};
use crate::remedy::{Advice, Remedy};
use crate::rule::{Bite, Severity};
use crate::source::Unread;

rule!("FC901", "unreadable-file", Error, survey);

fn survey(context: &Context<'_>, sink: &mut Sink<'_>) {
    let undecided: BTreeSet<&Path> = context
        .judgements
        .iter()
        .filter(|judgement| judgement.is_undecided())
        .map(|judgement| judgement.dir.as_path())
        .collect();
    for skipped in context.snapshot.skipped() {
        // What leaves a verdict open is an error, even where it was left out on purpose or holds no
        // certificate; elsewhere nobody may need the file.
        let decides = skipped.path.ancestors().any(|it| undecided.contains(it));
        let is_quiet = skipped.reason.is_quiet() && !decides;
        if is_quiet || skipped.reason == &Unread::Kubernetes {
            continue;
        }
        let mut finding = Finding::new(
            &INFO,
            Facts::UnreadableFile {
                reason: skipped.reason.to_string(),
            },
        )
        .severity(if decides {
            Severity::Error
        } else {
            Severity::Warning
        })
        .bites(&[if decides { Bite::Msp } else { Bite::Hygiene }])
        .remedy(Remedy::Advice {
            advice: Advice::MakeReadable,
        });
        finding.places = vec![Location::whole(skipped.path.clone())];
        sink.push(finding);
    }
}
