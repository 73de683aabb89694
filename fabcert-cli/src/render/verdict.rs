//! What `fabcert verify` prints.

use std::fmt::Write as _;

use fabcert_core::fabric::{Acceptance, Mode, Stage};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::verify::{Answer, IdentityAnswer, Reason};
use fabcert_core::words;
use serde::Serialize;

use super::json::pretty;
use super::style::{BAD, BOLD, DIM, GOOD, WARN, paint, wrap};

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    msp: MspView<'a>,
    identities: Vec<IdentityView<'a>>,
}

#[derive(Serialize)]
struct MspView<'a> {
    dir: String,
    id: &'a str,
    mode: &'static str,
    version: String,
    fabric: String,
    stage: &'static str,
    error: Option<String>,
    rules: Vec<&'static str>,
}

#[derive(Serialize)]
struct IdentityView<'a> {
    path: String,
    accepted: bool,
    error: Option<&'a str>,
    undecided: Option<String>,
    roles: Vec<&'static str>,
    rules: Vec<&'static str>,
    plain_check: Option<PlainView>,
}

/// What a check at the wall clock without Fabric's rules says.
#[derive(Serialize)]
struct PlainView {
    accepted: bool,
    error: Option<String>,
}

/// `fabcert.verify/1`.
pub(crate) fn verdict_json(answer: &Answer) -> String {
    pretty(&View {
        schema: "fabcert.verify/1",
        msp: MspView {
            dir: answer.dir.to_string_lossy().into_owned(),
            id: &answer.id,
            mode: mode(answer.mode),
            version: answer.version.to_string(),
            fabric: answer.release.to_string(),
            stage: answer.stage.as_str(),
            error: answer.error.clone().or_else(|| open_question(answer)),
            rules: rules(&answer.reasons),
        },
        identities: answer.identities.iter().map(identity).collect(),
    })
}

fn identity(identity: &IdentityAnswer) -> IdentityView<'_> {
    let verdict = &identity.verdict;
    IdentityView {
        path: identity.path.to_string_lossy().into_owned(),
        accepted: verdict.acceptance() == Acceptance::Accepted,
        error: verdict.error(),
        undecided: verdict.undecided.first().map(ToString::to_string),
        roles: verdict.roles.iter().map(|role| role.as_str()).collect(),
        rules: rules(&identity.reasons),
        plain_check: identity.plain.as_ref().map(|plain| PlainView {
            accepted: plain.is_ok(),
            error: plain.as_ref().err().map(ToString::to_string),
        }),
    }
}

fn rules(reasons: &[Reason]) -> Vec<&'static str> {
    let mut rules: Vec<&'static str> = reasons.iter().map(|reason| reason.rule.id).collect();
    rules.dedup();
    rules
}

const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Local => "local",
        Mode::Verifying => "verifying",
    }
}

fn open_question(answer: &Answer) -> Option<String> {
    let is_open = answer.stage == Stage::Undecided;
    is_open
        .then(|| answer.undecided.first().map(ToString::to_string))
        .flatten()
}

/// For people.
pub(crate) fn verdict_human(answer: &Answer, width: usize) -> String {
    let mut out = String::new();
    let head = match answer.stage {
        Stage::Ok => paint(GOOD, "loads"),
        Stage::Load => paint(BAD, "REFUSED while its folder is read"),
        Stage::SetUp => paint(BAD, "REFUSED at set-up"),
        Stage::Undecided => paint(WARN, "undecided"),
    };
    let _ = writeln!(
        out,
        "{} {} ({} MSP, version {}, Fabric {}): {head}",
        paint(BOLD, "MSP"),
        words::path(&answer.dir),
        mode(answer.mode),
        answer.version,
        answer.release,
    );
    write_reasons(&mut out, &answer.reasons, width);
    for open in &answer.undecided {
        field(&mut out, "open", &open.to_string(), width);
    }
    for identity in &answer.identities {
        write_identity(&mut out, identity, width);
    }
    let _ = writeln!(
        out,
        "{}",
        paint(
            DIM,
            format!("judged at {}", words::instant(Timestamp::from(answer.now)))
        )
    );
    out
}

fn write_identity(out: &mut String, identity: &IdentityAnswer, width: usize) {
    let verdict = &identity.verdict;
    let head = match verdict.acceptance() {
        Acceptance::Accepted => paint(GOOD, "accepted"),
        Acceptance::Refused => paint(BAD, "REFUSED"),
        Acceptance::Undecided => paint(WARN, "undecided"),
    };
    let mut roles: Vec<String> = verdict
        .roles
        .iter()
        .map(|role| role.as_str().to_ascii_lowercase())
        .collect();
    if roles.is_empty() && verdict.acceptance() == Acceptance::Accepted {
        roles.push("member".to_owned());
    }
    let _ = write!(
        out,
        "{} {}: {head}",
        paint(BOLD, "identity"),
        words::path(&identity.path)
    );
    if !roles.is_empty() {
        let _ = write!(out, " as {}", roles.join(", "));
    }
    out.push('\n');
    if let Some(certificate) = &verdict.certificate {
        field(
            out,
            "subject",
            &words::short_subject(certificate.subject()),
            width,
        );
    }
    write_reasons(out, &identity.reasons, width);
    for open in &verdict.undecided {
        field(out, "open", &open.to_string(), width);
    }
    match (&identity.plain, verdict.acceptance()) {
        (Some(Ok(())), Acceptance::Refused) => field(
            out,
            "openssl",
            "a plain check at the wall clock says OK: it knows none of Fabric's rules",
            width,
        ),
        (Some(Err(error)), Acceptance::Accepted) => field(
            out,
            "openssl",
            &format!(
                "a plain check at the wall clock refuses it ({error}); Fabric does not look at the wall clock here"
            ),
            width,
        ),
        _ => {}
    }
}

fn write_reasons(out: &mut String, reasons: &[Reason], width: usize) {
    for (number, reason) in reasons.iter().enumerate() {
        let label = if number == 0 { "Fabric" } else { "also" };
        field(out, label, &words::safe(&reason.refusal.text), width);
        field(
            out,
            "rule",
            &format!(
                "{} {} (fabcert explain {})",
                reason.rule.id, reason.rule.name, reason.rule.id
            ),
            width,
        );
    }
}

fn field(out: &mut String, label: &str, text: &str, width: usize) {
    for (number, line) in wrap(text, width.saturating_sub(12)).iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        let _ = writeln!(out, "   {}{line}", paint(DIM, format!("{label:<9}")));
    }
}
