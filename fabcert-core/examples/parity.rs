//! Judges every case of an unpacked parity corpus and prints one line of JSON each, in the shape of
//! `fabcert verify --format json`.
//!
//! ```text
//! cargo run --example parity -- CORPUS > verdicts.jsonl
//! ```

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example reads files and prints"
)]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fabcert_core::fabric::{
    Acceptance, Directory, Entry, FileContent, FileState, Judge, Listing, Lookup, Mode,
    MspMaterial, MspVersion,
};
use fabcert_core::signature::Signatures;
use fabcert_core::source::Unread;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The file system as it is.
struct Disk;

impl Disk {
    fn state(path: &Path) -> FileState {
        match fs::metadata(path) {
            Err(_) => FileState::Broken,
            Ok(meta) if meta.is_dir() => FileState::Folder,
            Ok(_) => match fs::read(path) {
                Ok(bytes) => FileState::Content(Arc::new(FileContent::new(bytes))),
                Err(error) => FileState::Unread(unread(&error)),
            },
        }
    }
}

fn unread(error: &std::io::Error) -> fabcert_core::fabric::Unread {
    Unread::from(error).into()
}

impl Directory for Disk {
    fn list(&self, path: &str) -> Listing {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                return match error.kind() {
                    std::io::ErrorKind::NotFound => Listing::Missing,
                    std::io::ErrorKind::NotADirectory => Listing::NotADirectory,
                    _ => Listing::Unread(unread(&error)),
                };
            }
        };
        let entry = |entry: fs::DirEntry| Entry {
            name: entry.file_name(),
            place: None,
            own_size: entry.metadata().map_or(0, |meta| meta.len()),
            state: Self::state(&entry.path()),
        };
        Listing::Entries(entries.filter_map(Result::ok).map(entry).collect())
    }

    fn file(&self, path: &str) -> Lookup {
        match fs::metadata(path) {
            Ok(_) => Lookup::Found(Self::state(Path::new(path)), None),
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Lookup::ThroughFile,
            Err(_) => Lookup::Missing,
        }
    }
}

fn text<'v>(case: &'v Value, key: &str) -> Result<&'v str, Box<dyn Error>> {
    case[key]
        .as_str()
        .ok_or_else(|| format!("no {key} in the manifest").into())
}

fn judge(corpus: &str, case: &Value, signatures: &Signatures) -> Result<Value, Box<dyn Error>> {
    let (dir, id) = (text(case, "dir")?, text(case, "mspid")?);
    let mode = match text(case, "mode")? {
        "local" => Mode::Local,
        _ => Mode::Verifying,
    };
    let version: MspVersion = text(case, "version")?.parse()?;
    let now = OffsetDateTime::parse(text(case, "now")?, &Rfc3339)?;
    let material = MspMaterial::read(&format!("{corpus}/{dir}"), id, mode, &Disk);
    let judge = Judge::new(version, now, signatures);
    let msp = judge.set_up(&material);
    let mut identities = Vec::new();
    for path in case["validate"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let path = format!("{corpus}/{path}");
        let verdict = msp.validate(&FileContent::new(fs::read(&path)?));
        identities.push(json!({
            "path": path,
            "accepted": verdict.acceptance() == Acceptance::Accepted,
            "error": verdict.error(),
        }));
    }
    Ok(json!({
        "schema": "fabcert.verify/1",
        "msp": {
            "dir": dir, "id": id, "mode": mode.to_string(), "version": version.as_str(),
            "stage": msp.stage().as_str(), "error": msp.error(),
        },
        "identities": identities,
    }))
}

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = std::env::args().nth(1).ok_or("usage: parity CORPUS")?;
    let signatures = Signatures::new();
    for line in fs::read_to_string(format!("{corpus}/manifest.jsonl"))?.lines() {
        let case: Value = serde_json::from_str(line)?;
        println!("{}", judge(&corpus, &case, &signatures)?);
    }
    Ok(())
}
