//! Arguments, environment and `fabcert.toml`, resolved into what a check is told.

mod file;
mod layer;
mod paths;
mod show;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fabcert_core::check::{Keys, Settings};
use fabcert_core::rules::RULES;
use fabcert_core::selection::Selection;
use fabcert_core::source::Limits;
use time::{Duration, OffsetDateTime};

use crate::args::{FailOn, JudgeArgs, KeysArg, ReadArgs, SettingsArgs};
use crate::command::JudgeSettings;
use crate::output::Trouble;

pub(crate) use file::read_text;

use file::{ConfigFile, Level};
use layer::{Layer, Origin, variable_name};
use paths::PathGlobs;
use show::Shown;

/// What a run does, and where each part of it stands.
pub(crate) struct Resolved {
    /// The instant that is taken for now.
    pub(crate) now: OffsetDateTime,
    pub(crate) settings: Settings,
    pub(crate) limits: Limits,
    pub(crate) fail_on: FailOn,
    shown: Shown,
}

impl Resolved {
    /// Resolves the settings of a run over these paths.
    pub(crate) fn of(
        args: &SettingsArgs,
        fail_on: Option<FailOn>,
        paths: &[PathBuf],
    ) -> Result<Self, Trouble> {
        let file = match (configured(args), args.no_config) {
            (_, true) => None,
            (Some(path), false) => Some(ConfigFile::named(&path)?),
            (None, false) => ConfigFile::find(paths.first().map(PathBuf::as_path))?,
        };
        let environment = Layer::of_environment(&variable)?;
        resolve(args, fail_on, &environment, file)
    }

    /// The settings as TOML, each with where it is from.
    pub(crate) fn show(&self) -> String {
        self.shown.to_string()
    }
}

fn configured(args: &SettingsArgs) -> Option<PathBuf> {
    let named = || variable("FABCERT_CONFIG").filter(|name| !name.is_empty());
    args.config.clone().or_else(|| named().map(PathBuf::from))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads settings from the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The places in which a setting of one value is looked for.
struct Layers<'a> {
    arguments: Layer,
    environment: &'a Layer,
    file: Option<&'a ConfigFile>,
    shown: Shown,
}

impl Layers<'_> {
    /// The value that wins; and notes it, and where it is from, for `--show-config`.
    fn pick<T>(
        &mut self,
        key: &'static str,
        get: fn(&Layer) -> Option<T>,
        default: Option<T>,
        show: fn(&T) -> String,
    ) -> Option<T> {
        let argument = || Origin::Argument(format!("--{}", key.replace('_', "-")));
        let environment = || Origin::Environment(variable_name(key));
        let in_file = |file: &ConfigFile| {
            get(&file.layer).map(|value| (value, Origin::File(file.name.clone())))
        };
        let found = get(&self.arguments)
            .map(|value| (value, argument()))
            .or_else(|| get(self.environment).map(|value| (value, environment())))
            .or_else(|| self.file.and_then(in_file))
            .or_else(|| default.map(|value| (value, Origin::Default)));
        match found {
            Some((value, origin)) => {
                self.shown.value(key, &show(&value), &origin);
                Some(value)
            }
            None => {
                self.shown.unset(key);
                None
            }
        }
    }

    /// A list: what the file has and what was typed, together.
    fn join(
        &mut self,
        key: &'static str,
        flag: &str,
        in_file: fn(&ConfigFile) -> &Vec<String>,
        typed: &[String],
    ) -> Vec<String> {
        let from_file = self.file.map_or(&[][..], |file| in_file(file));
        let name = self.file.map(|file| Origin::File(file.name.clone()));
        let mut items: Vec<(String, Origin)> = Vec::new();
        items.extend(from_file.iter().cloned().zip(name.into_iter().cycle()));
        items.extend(
            typed
                .iter()
                .map(|item| (item.clone(), Origin::Argument(flag.to_owned()))),
        );
        self.shown.list(key, &items);
        items.into_iter().map(|(item, _)| item).collect()
    }
}

fn resolve(
    args: &SettingsArgs,
    fail_on: Option<FailOn>,
    environment: &Layer,
    file: Option<ConfigFile>,
) -> Result<Resolved, Trouble> {
    let mut layers = Layers {
        arguments: Layer::of_arguments(args, fail_on),
        environment,
        file: file.as_ref(),
        shown: Shown::new(file.as_ref().map(|file| file.name.as_str())),
    };
    let usual = Settings::default();
    let text = |text: &String| show::quoted(text);
    let judge = JudgeArgs {
        at: args.judge.at,
        fabric: layers.pick("fabric", |it| it.fabric.clone(), None, text),
        msp_version: layers.pick("msp_version", |it| it.msp_version.clone(), None, text),
        channel_capability: layers.pick(
            "channel_capability",
            |it| it.channel_capability.clone(),
            None,
            text,
        ),
    };
    let judge = JudgeSettings::of(&judge)?;
    layers.shown.judged_as(&judge);
    let keys = layers.pick("keys", |it| it.keys, Some(KeysArg::Auto), show::choice);
    let mut length = |key, get: fn(&Layer) -> Option<Duration>, default: Duration| {
        layers
            .pick(key, get, Some(default), show::duration)
            .unwrap_or(default)
    };
    let warn_within = length("warn_within", |it| it.warn_within, usual.warn_within);
    let ca_warn_within = length(
        "ca_warn_within",
        |it| it.ca_warn_within,
        usual.ca_warn_within,
    );
    let skew = length("skew", |it| it.skew, usual.skew);
    let enroll_backdate = layers.pick(
        "enroll_backdate",
        |it| it.enroll_backdate,
        None,
        show::duration,
    );
    let mut limits = Limits::default();
    limits.max_file_size = layers
        .pick(
            "max_file_size",
            |it| it.max_file_size,
            Some(limits.max_file_size),
            show::size,
        )
        .unwrap_or(limits.max_file_size);
    let fail_on = layers
        .pick(
            "fail_on",
            |it| it.fail_on,
            Some(FailOn::Error),
            show::choice,
        )
        .unwrap_or_default();
    layers.join(
        "exclude",
        "--exclude",
        |file| &file.exclude,
        &args.read.exclude,
    );
    let expect_hosts = layers.join(
        "expect_hosts",
        "--expect-host",
        |file| &file.expect_hosts,
        &args.expect_host,
    );
    let selection = selection(&mut layers, args)?;
    let shown = layers.shown;
    limits.exclude = exclude(&args.read, file)?;
    Ok(Resolved {
        now: judge.now,
        settings: Settings {
            release: judge.release,
            msp_version: judge.msp_version,
            channel_version: judge.channel_version,
            keys: match keys.unwrap_or_default() {
                KeysArg::Auto => Keys::Auto,
                KeysArg::Here => Keys::Here,
                KeysArg::Elsewhere => Keys::Elsewhere,
            },
            warn_within,
            ca_warn_within,
            skew,
            enroll_backdate: enroll_backdate.map(Duration::whole_seconds),
            expect_hosts,
            selection,
            ..usual
        },
        limits,
        fail_on,
        shown,
    })
}

fn selection(layers: &mut Layers<'_>, args: &SettingsArgs) -> Result<Selection, Trouble> {
    let typed = Selection::default()
        .select(args.select.iter().cloned())
        .ignore(args.ignore.iter().cloned());
    let rules: Vec<_> = RULES.iter().map(|rule| rule.info).collect();
    if let Some(unknown) = typed.unknown(&rules).next() {
        return Err(Trouble::Usage(format!(
            "there is no rule {unknown} (`fabcert rules` lists them)"
        )));
    }
    layers.shown.section("rules");
    // What is selected by hand is all that is wanted; the file's list would add to it.
    let select = if args.select.is_empty() {
        layers.join("select", "--select", |file| &file.select, &[])
    } else {
        const NONE: &Vec<String> = &Vec::new();
        layers.join("select", "--select", |_| NONE, &args.select)
    };
    let ignore = layers.join("ignore", "--ignore", |file| &file.ignore, &args.ignore);
    let mut selection = Selection::default().select(select).ignore(ignore);
    let Some(file) = layers.file else {
        return Ok(selection);
    };
    layers.shown.severities(&file.severity, &file.name);
    layers.shown.exceptions(&file.exceptions);
    for (rule, level) in &file.severity {
        selection = match level {
            Level::Off => selection.ignore([rule.clone()]),
            Level::At(severity) => selection.severity(rule.clone(), *severity),
        };
    }
    Ok(selection.exceptions(file.exceptions.iter().cloned()))
}

/// The limits that arguments alone give.
pub(crate) fn limits(args: &ReadArgs) -> Result<Limits, Trouble> {
    let mut limits = Limits::default();
    if let Some(size) = args.max_file_size {
        limits.max_file_size = size;
    }
    limits.exclude = exclude(args, None)?;
    Ok(limits)
}

fn exclude(
    args: &ReadArgs,
    file: Option<ConfigFile>,
) -> Result<Option<fabcert_core::source::Exclude>, Trouble> {
    let typed = PathGlobs::new(args.exclude.iter().map(String::as_str), None)
        .map_err(|error| Trouble::Usage(format!("--exclude: {error}")))?;
    let written = file.filter(|file| !file.exclude.is_empty());
    if args.exclude.is_empty() && written.is_none() {
        return Ok(None);
    }
    Ok(Some(Arc::new(move |path: &Path| {
        typed.is_match(path)
            || written
                .as_ref()
                .is_some_and(|file| file.excluded.is_match(path))
    })))
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
