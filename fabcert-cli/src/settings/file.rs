//! `fabcert.toml`: found, read, and made sense of.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fabcert_core::finding::Location;
use fabcert_core::rule::Severity;
use fabcert_core::rules::RULES;
use fabcert_core::selection::{Ignore, Selection};
use fabcert_core::source::{self, Limits};
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use serde::Deserialize;
use toml::Spanned;

use super::layer::{Layer, capability, msp_version, release};
use super::paths::{PathGlobs, Vantage};
use crate::args::value;
use crate::output::Trouble;

/// The name that is looked for.
const NAME: &str = "fabcert.toml";
const DAY: i64 = 86_400;
/// How alike an unknown key and a known one must be, for the known one to be what was meant.
const LIKENESS: f64 = 0.7;

/// What stands in the file, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Document {
    fabric: Option<Spanned<String>>,
    msp_version: Option<Spanned<String>>,
    channel_capability: Option<Spanned<String>>,
    keys: Option<Spanned<String>>,
    warn_within: Option<Spanned<String>>,
    ca_warn_within: Option<Spanned<String>>,
    skew: Option<Spanned<String>>,
    enroll_backdate: Option<Spanned<String>>,
    max_file_size: Option<Spanned<String>>,
    fail_on: Option<Spanned<String>>,
    exclude: Vec<Spanned<String>>,
    expect_hosts: Vec<String>,
    rules: Rules,
    severity: BTreeMap<String, Spanned<String>>,
    ignore: Vec<Spanned<Entry>>,
}

/// `[rules]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rules {
    select: Vec<Spanned<String>>,
    ignore: Vec<Spanned<String>>,
}

/// `[[ignore]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    path: Option<String>,
    fingerprint: Option<String>,
    reason: String,
    /// A date, quoted or not.
    expires: toml::Value,
}

/// The severity that a rule is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Off,
    At(Severity),
}

/// A configuration file, understood.
#[derive(Debug)]
pub(super) struct ConfigFile {
    /// Its path, as it is shown.
    pub(super) name: String,
    pub(super) layer: Layer,
    pub(super) exclude: Vec<String>,
    pub(super) excluded: PathGlobs,
    pub(super) expect_hosts: Vec<String>,
    pub(super) select: Vec<String>,
    pub(super) ignore: Vec<String>,
    pub(super) severity: Vec<(String, Level)>,
    pub(super) exceptions: Vec<Ignore>,
}

impl ConfigFile {
    /// Looks for the file in the folder that is checked first, and in each folder above it.
    pub(super) fn find(checked: Option<&Path>) -> Result<Option<Self>, Trouble> {
        let working = std::env::current_dir().map_err(|source| Trouble::Read {
            path: PathBuf::from("."),
            source,
        })?;
        let start = match checked {
            Some(path) if path != Path::new("-") => working.join(path),
            _ => working.clone(),
        };
        // The real folders above it: links and `..` would lead elsewhere by name.
        let start = start.canonicalize().unwrap_or(start);
        let working = working.canonicalize().unwrap_or(working);
        for folder in start.ancestors() {
            let path = folder.join(NAME);
            if let Some(text) = read_text(&path)? {
                return Self::parse(&seen_from(&working, &path), &text).map(Some);
            }
        }
        Ok(None)
    }

    /// Reads the file that was named.
    pub(super) fn named(path: &Path) -> Result<Self, Trouble> {
        let text = read_text(path)?.ok_or_else(|| Trouble::Read {
            path: path.to_owned(),
            source: ErrorKind::NotFound.into(),
        })?;
        Self::parse(path, &text)
    }

    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, Trouble> {
        let reader = Reader { path, text };
        let document: Document = toml::from_str(text).map_err(|error| reader.malformed(&error))?;
        let globs: Vec<String> = strings(document.exclude);
        Ok(Self {
            name: words::path(path),
            layer: Layer {
                fabric: reader.value("fabric", document.fabric, release)?,
                msp_version: reader.value("msp_version", document.msp_version, msp_version)?,
                channel_capability: reader.value(
                    "channel_capability",
                    document.channel_capability,
                    capability,
                )?,
                keys: reader.value("keys", document.keys, value::choice)?,
                warn_within: reader.value("warn_within", document.warn_within, value::duration)?,
                ca_warn_within: reader.value(
                    "ca_warn_within",
                    document.ca_warn_within,
                    value::duration,
                )?,
                skew: reader.value("skew", document.skew, value::duration)?,
                enroll_backdate: reader.value(
                    "enroll_backdate",
                    document.enroll_backdate,
                    value::duration,
                )?,
                max_file_size: reader.value(
                    "max_file_size",
                    document.max_file_size,
                    value::size,
                )?,
                fail_on: reader.value("fail_on", document.fail_on, value::choice)?,
            },
            excluded: PathGlobs::new(globs.iter().map(String::as_str), Vantage::of_file(path))
                .map_err(|error| reader.trouble(None, &format!("exclude: {error}")))?,
            exclude: globs,
            expect_hosts: document.expect_hosts,
            select: reader.rules(document.rules.select)?,
            ignore: reader.rules(document.rules.ignore)?,
            severity: reader.severities(document.severity)?,
            exceptions: document
                .ignore
                .into_iter()
                .map(|entry| reader.exception(entry))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// Turns what is written into values, and says where it cannot.
struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn trouble(&self, span: Option<Range<usize>>, what: &str) -> Trouble {
        let place = span.map_or_else(String::new, |span| format!(":{}", self.line(span.start)));
        Trouble::Usage(format!(
            "{}{place}: {}",
            words::path(self.path),
            words::safe(what)
        ))
    }

    fn malformed(&self, error: &toml::de::Error) -> Trouble {
        let message = error.message().trim().replace('\n', ", ");
        let suggestion = suggestion(&message)
            .map_or_else(String::new, |known| format!(" (did you mean `{known}`?)"));
        self.trouble(error.span(), &format!("{message}{suggestion}"))
    }

    /// The line of a byte, counted from 1.
    fn line(&self, at: usize) -> u32 {
        let before = self.text.as_bytes().iter().take(at);
        let breaks = before.filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn value<T>(
        &self,
        key: &str,
        written: Option<Spanned<String>>,
        parse: fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Trouble> {
        written
            .map(|text| {
                parse(text.get_ref())
                    .map_err(|error| self.trouble(Some(text.span()), &format!("{key}: {error}")))
            })
            .transpose()
    }

    fn rules(&self, written: Vec<Spanned<String>>) -> Result<Vec<String>, Trouble> {
        for rule in &written {
            self.known_rule(rule.get_ref(), rule.span())?;
        }
        Ok(strings(written))
    }

    fn known_rule(&self, rule: &str, span: Range<usize>) -> Result<(), Trouble> {
        let rules: Vec<_> = RULES.iter().map(|rule| rule.info).collect();
        match Selection::default().select([rule]).unknown(&rules).next() {
            None => Ok(()),
            Some(unknown) => Err(self.trouble(
                Some(span),
                &format!("there is no rule {unknown} (`fabcert rules` lists them)"),
            )),
        }
    }

    fn severities(
        &self,
        written: BTreeMap<String, Spanned<String>>,
    ) -> Result<Vec<(String, Level)>, Trouble> {
        written
            .into_iter()
            .map(|(rule, level)| {
                self.known_rule(&rule, level.span())?;
                let text = level.get_ref().as_str();
                let level = match (text, text.parse::<Severity>()) {
                    ("off", _) => Level::Off,
                    (_, Ok(severity)) => Level::At(severity),
                    _ => {
                        return Err(self.trouble(
                            Some(level.span()),
                            &format!("{rule}: there is no severity {text} (there are error, warning, info, off)"),
                        ));
                    }
                };
                Ok((rule, level))
            })
            .collect()
    }

    fn exception(&self, entry: Spanned<Entry>) -> Result<Ignore, Trouble> {
        let span = entry.span();
        let line = self.line(span.start);
        let entry = entry.into_inner();
        self.known_rule(&entry.rule, span.clone())?;
        if entry.reason.trim().is_empty() {
            return Err(self.trouble(Some(span), "an ignore needs a reason"));
        }
        if entry.path.is_none() && entry.fingerprint.is_none() {
            return Err(self.trouble(
                Some(span),
                "an ignore needs a path or a fingerprint; to switch a whole rule off, use [severity]",
            ));
        }
        let until = last_second(&entry.expires).ok_or_else(|| {
            self.trouble(
                Some(span.clone()),
                "expires: expected a date such as 2027-07-31",
            )
        })?;
        let globs = entry
            .path
            .as_deref()
            .map(|glob| PathGlobs::new([glob], Vantage::of_file(self.path)))
            .transpose()
            .map_err(|error| self.trouble(Some(span), &format!("path: {error}")))?;
        let place = match (&entry.path, &entry.fingerprint) {
            (Some(path), None) => format!("in {path}"),
            (None, Some(fingerprint)) => format!("of {fingerprint}"),
            (Some(path), Some(fingerprint)) => format!("of {fingerprint} in {path}"),
            (None, None) => String::new(),
        };
        Ok(Ignore {
            name: format!("{} {place}", entry.rule),
            rule: entry.rule,
            paths: globs.map(|globs| -> fabcert_core::selection::PathMatch {
                Arc::new(move |path: &Path| globs.is_match(path))
            }),
            fingerprint: entry.fingerprint,
            until,
            place: Some(Location {
                path: self.path.to_owned(),
                block: None,
                line: Some(line),
            }),
        })
    }
}

fn strings(written: Vec<Spanned<String>>) -> Vec<String> {
    written.into_iter().map(Spanned::into_inner).collect()
}

/// The last second of the day, UTC.
fn last_second(expires: &toml::Value) -> Option<Timestamp> {
    let text = match expires {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(date) => date.to_string(),
        _ => return None,
    };
    let is_date = text.len() == 10;
    is_date
        .then(|| Timestamp::parse(&text))
        .flatten()
        .map(|day| day.plus(DAY - 1))
}

/// The known key that serde's message names and that is most like the unknown one.
fn suggestion(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("unknown field ")?;
    // unknown field `a`, expected one of `b`, `c`
    let mut names = rest.split('`').skip(1).step_by(2);
    let unknown = names.next()?;
    names
        .map(|known| (strsim::jaro_winkler(unknown, known), known))
        .filter(|(likeness, _)| *likeness > LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

/// A file's text; `None` where there is no such file.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>, Trouble> {
    let trouble = |source| Trouble::Read {
        path: path.to_owned(),
        source,
    };
    let mut limits = Limits::default();
    limits.max_file_size = limits.max_total_size;
    let snapshot = match source::read(&[path], &limits) {
        Ok(snapshot) => snapshot,
        Err(error)
            if matches!(
                error.source.kind(),
                ErrorKind::NotFound | ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(Trouble::from_read(error)),
    };
    let bytes = snapshot
        .files()
        .find_map(|file| snapshot.bytes(file))
        .ok_or_else(|| trouble(ErrorKind::InvalidInput.into()))?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Some(text.to_owned())),
        Err(_) => Err(trouble(ErrorKind::InvalidData.into())),
    }
}

/// The path from the working directory, where one lies above the other.
fn seen_from(working: &Path, path: &Path) -> PathBuf {
    if let Ok(below) = path.strip_prefix(working) {
        return below.to_owned();
    }
    let above = path
        .parent()
        .and_then(|folder| working.strip_prefix(folder).ok());
    match above {
        Some(below) => below
            .components()
            .map(|_| "..")
            .collect::<PathBuf>()
            .join(NAME),
        None => path.to_owned(),
    }
}
