//! `fabcert reissue`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fabcert_core::certificate::Certificate;
use fabcert_core::check::Settings;
use fabcert_core::clock::Clock;
use fabcert_core::reissue::{
    self, ApplyFault, DiskWriter, End, Followed, Journal, Order, Outcome, Plan, SerialNumber,
    SigningKey, WindowRequest,
};
use fabcert_core::source::{self, Limits, Snapshot};
use fabcert_core::store::{Dress, Store};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::{pem, words};

use super::JudgeSettings;
use crate::args::value::Moment;
use crate::args::{ReissueArgs, ReissueFormat};
use crate::exit::Exit;
use crate::output::{Trouble, write_file};
use crate::render::reissue::{self as render, Written};
use crate::terminal::Terminal;

/// Plans, proves and, where that is asked for, writes.
pub(crate) fn reissue(args: &ReissueArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    match (&args.ca, &args.undo, &args.finish) {
        (Some(ca), _, _) => new_certificate(args, ca, terminal),
        (None, Some(journal), _) => follow(args, journal, reissue::undo, terminal),
        (None, None, Some(journal)) => follow(args, journal, reissue::finish, terminal),
        // clap asks for one of the three.
        (None, None, None) => Err(Trouble::Usage("give the CA certificate".to_owned())),
    }
}

fn new_certificate(args: &ReissueArgs, path: &Path, terminal: Terminal) -> Result<Exit, Trouble> {
    let judge = JudgeSettings::of(&args.judge)?;
    let now = Timestamp::from(judge.now);
    let ca = certificate(path)?;
    let issuer = args.issuer_cert.as_deref().map(certificate).transpose()?;
    let signer = signer(args)?;
    if args.write && args.tree.is_empty() && args.out.is_none() {
        let hint = "--write has nothing to write to: name the trees to replace it in with --tree, or a new file with --out";
        return Err(Trouble::Usage(hint.to_owned()));
    }
    let order = Order {
        ca: &ca,
        issuer: issuer.as_ref(),
        signer: &signer,
        window: window(args, &judge)?,
        serial: if args.keep_serial {
            SerialNumber::Kept
        } else {
            SerialNumber::New
        },
    };
    let settings = Settings {
        release: judge.release,
        msp_version: judge.msp_version,
        channel_version: judge.channel_version,
        ..Settings::default()
    };
    let outcome =
        reissue::plan(&order, trees(&args.tree)?, &settings, judge.now).map_err(|fault| {
            let hint = words::reissue::order_hint(&fault)
                .map(|hint| format!("\n  {hint}"))
                .unwrap_or_default();
            Trouble::Usage(format!("{}{hint}", words::safe(&fault.to_string())))
        })?;
    let plan = match outcome {
        Outcome::NothingToDo(idle) => {
            terminal.print(&match args.format {
                ReissueFormat::Human => render::idle_human(&idle),
                ReissueFormat::Json => render::idle_json(&idle),
            })?;
            return Ok(Exit::Clean);
        }
        Outcome::Plan(plan) => plan,
    };
    let is_refused = !plan.is_proven() && !args.force;
    let written = if args.write && !is_refused {
        Some(write(args, &plan)?)
    } else {
        None
    };
    terminal.print(&match args.format {
        ReissueFormat::Human => {
            let next = match &written {
                Some(written) => done(args, &plan, written),
                None if is_refused => {
                    vec!["refused, nothing was written; --force overrides".to_owned()]
                }
                None => vec![offer(args, &plan)],
            };
            render::plan_human(&plan, now, Terminal::width(), &next)
        }
        ReissueFormat::Json => render::plan_json(&plan, written.as_ref(), is_refused),
    })?;
    Ok(if is_refused {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// The key that signs: an intermediate's issuer's, else the CA's own.
fn signer(args: &ReissueArgs) -> Result<SigningKey, Trouble> {
    args.issuer_key.as_deref().or(args.key.as_deref()).map(key).ok_or_else(|| {
        Trouble::Usage(
            "the private key is missing: --key KEY for a self-signed CA, --issuer-cert CERT --issuer-key KEY for an intermediate".to_owned(),
        )
    })?
}

fn key(path: &Path) -> Result<SigningKey, Trouble> {
    let mut snapshot = if path == Path::new("-") {
        source::from_reader("-", std::io::stdin(), &Limits::default())
            .map_err(Trouble::from_read)?
    } else {
        read(&[path.to_owned()])?
    };
    let bytes = snapshot.files().find_map(|file| snapshot.bytes(file));
    let key = bytes.map_or(Err(reissue::KeyFault::NoKey), |bytes| {
        SigningKey::from_file(&bytes)
    });
    let contents: Vec<_> = snapshot.contents().map(|(content, _)| content).collect();
    snapshot.wipe(&contents);
    key.map_err(|fault| {
        let hint = match fault {
            reissue::KeyFault::Encrypted => {
                "\n  decrypt it first: openssl pkey -in KEY -out KEY.plain (and delete that afterwards)"
            }
            _ => "",
        };
        Trouble::Usage(format!("{}: {fault}{hint}", words::path(path)))
    })
}

/// The first certificate of a file.
fn certificate(path: &Path) -> Result<Arc<Certificate>, Trouble> {
    let snapshot = read(&[path.to_owned()])?;
    let store = Store::read(&snapshot);
    let first = store
        .certificates()
        .next()
        .map(|(_, certificate)| Arc::clone(certificate));
    first.ok_or_else(|| {
        Trouble::Usage(format!(
            "{}: there is no certificate in it",
            words::path(path)
        ))
    })
}

fn trees(paths: &[PathBuf]) -> Result<Option<Snapshot>, Trouble> {
    if paths.is_empty() {
        Ok(None)
    } else {
        read(paths).map(Some)
    }
}

fn read(paths: &[PathBuf]) -> Result<Snapshot, Trouble> {
    source::read(paths, &Limits::default()).map_err(Trouble::from_read)
}

fn window(args: &ReissueArgs, judge: &JudgeSettings) -> Result<WindowRequest, Trouble> {
    let beyond = || Trouble::Usage("the instant lies beyond the calendar".to_owned());
    let instant = |moment: Moment| {
        moment
            .resolve(judge.now)
            .map(Timestamp::from)
            .ok_or_else(beyond)
    };
    Ok(WindowRequest {
        not_before: args.not_before.map(instant).transpose()?,
        not_after: match args.not_after {
            Some(Moment::FromNow(distance)) => Some(End::FromNow(distance.whole_seconds())),
            Some(moment) => Some(End::At(instant(moment)?)),
            None => None,
        },
        backdate: args.backdate.map(time::Duration::whole_seconds),
    })
}

/// Writes the certificate and changes the trees.
fn write(args: &ReissueArgs, plan: &Plan) -> Result<Written, Trouble> {
    let mut written = Written::default();
    if let Some(out) = &args.out {
        written.out = write_certificate(out, plan)?;
    }
    if plan.changes.is_empty() {
        return Ok(written);
    }
    // What time it really is names the journal, whatever instant is judged at.
    let now = Timestamp::from(Clock::System.now());
    let journal = args.journal.clone().unwrap_or_else(|| default_journal(now));
    let journal = std::path::absolute(&journal).unwrap_or(journal);
    let followed = reissue::apply(plan, &journal, now, &mut DiskWriter::default())
        .map_err(|fault| stopped(&fault, &journal))?;
    written.files = followed;
    written.journal = Some(journal);
    Ok(written)
}

/// Writes the new certificate to a file of its own; `None` where that file holds it already.
fn write_certificate(out: &Path, plan: &Plan) -> Result<Option<PathBuf>, Trouble> {
    if let Ok(there) = read(&[out.to_owned()]) {
        let store = Store::read(&there);
        let is_made = store
            .certificates()
            .any(|(_, it)| it.tbs() == plan.certificate().tbs());
        return if is_made {
            Ok(None)
        } else {
            Err(Trouble::Usage(format!(
                "{} is there already: give another --out",
                words::path(out)
            )))
        };
    }
    write_file(out, &pem::encode("CERTIFICATE", plan.certificate().der()))?;
    Ok(Some(out.to_owned()))
}

/// `fabcert-journal-20261122T060319Z.json` in the working directory.
fn default_journal(now: Timestamp) -> PathBuf {
    let digits = now.utc().to_string().replace(['-', ':'], "");
    PathBuf::from(format!("fabcert-journal-{digits}.json"))
}

fn stopped(fault: &ApplyFault, journal: &Path) -> Trouble {
    let hint = match fault {
        ApplyFault::Stopped { undone: false, .. } => {
            let [undo, finish] = words::reissue::journal_commands(journal);
            format!("\n  to undo:   {undo}\n  to finish: {finish}")
        }
        ApplyFault::Changed { .. } => "\n  nothing was replaced: run the command again".to_owned(),
        _ => String::new(),
    };
    Trouble::Usage(format!("{fault}{hint}"))
}

type Follow = fn(&Journal, &mut dyn reissue::Writer) -> Result<Followed, ApplyFault>;

fn follow(
    args: &ReissueArgs,
    path: &Path,
    follow: Follow,
    terminal: Terminal,
) -> Result<Exit, Trouble> {
    let snapshot = read(&[path.to_owned()])?;
    let bytes = snapshot.files().find_map(|file| snapshot.bytes(file));
    let journal = Journal::parse(bytes.as_deref().unwrap_or_default())
        .map_err(|fault| Trouble::Usage(format!("{}: {fault}", words::path(path))))?;
    let followed = follow(&journal, &mut DiskWriter::default()).map_err(|fault| match fault {
        ApplyFault::Changed { .. } => Trouble::Usage(format!("{fault}: nothing was touched")),
        other => Trouble::Usage(other.to_string()),
    })?;
    terminal.print(&match args.format {
        ReissueFormat::Human => render::followed_human(followed, args.undo.is_some()),
        ReissueFormat::Json => render::followed_json(followed, args.undo.is_some()),
    })?;
    Ok(Exit::Clean)
}

/// What was written, and how to undo it.
fn done(args: &ReissueArgs, plan: &Plan, written: &Written) -> Vec<String> {
    let mut lines = Vec::new();
    match (&written.out, &args.out) {
        (Some(out), _) => lines.push(format!("wrote {}", words::path(out))),
        (None, Some(out)) => lines.push(format!("{} holds it already", words::path(out))),
        (None, None) => {}
    }
    if let Some(journal) = &written.journal {
        let files = words::count(written.files.replaced, "file");
        let [undo, _] = words::reissue::journal_commands(journal);
        lines.push(format!("replaced it in {files}; to undo: {undo}"));
    }
    let whole = plan
        .changes
        .iter()
        .find(|change| matches!(&change.places[..], [place] if place.dress == Dress::Plain));
    if let Some(file) = args.out.as_ref().or(whole.map(|change| &change.path)) {
        let file = words::shell(file);
        lines.push(format!(
            "as channel configurations hold it: base64 -w0 {file}"
        ));
    }
    lines
}

/// What `--write` would do.
fn offer(args: &ReissueArgs, plan: &Plan) -> String {
    let out = args
        .out
        .as_ref()
        .map(|out| format!("makes {}", words::path(out)));
    let files = words::count(plan.changes.len(), "file");
    let trees = (!plan.changes.is_empty()).then(|| format!("replaces it in {files}"));
    let would: Vec<String> = out.into_iter().chain(trees).collect();
    match &would[..] {
        [] => {
            "nothing was written: --tree DIR replaces it, --out FILE makes a file of it".to_owned()
        }
        would => format!("nothing was written: --write {}", would.join(" and ")),
    }
}
