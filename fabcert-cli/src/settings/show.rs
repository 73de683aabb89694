//! `check --show-config`: the settings as TOML, each with where it is from.

use std::fmt::{self, Write as _};

use clap::ValueEnum;
use fabcert_core::selection::Ignore;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use time::Duration;

use super::file::Level;
use super::layer::Origin;
use crate::command::JudgeSettings;

/// Settings as they are shown.
pub(super) struct Shown(String);

impl Shown {
    pub(super) fn new(file: Option<&str>) -> Self {
        Self(match file {
            Some(name) => format!("# {name}\n"),
            None => "# no fabcert.toml\n".to_owned(),
        })
    }

    pub(super) fn value(&mut self, key: &str, value: &str, origin: &Origin) {
        let _ = writeln!(self.0, "{:<36}# {origin}", format!("{key} = {value}"));
    }

    pub(super) fn unset(&mut self, key: &str) {
        let _ = writeln!(self.0, "# {key} is not set");
    }

    pub(super) fn judged_as(&mut self, judge: &JudgeSettings) {
        let _ = writeln!(
            self.0,
            "# judged as Fabric {} at {}",
            judge.release,
            words::instant(Timestamp::from(judge.now))
        );
    }

    pub(super) fn list(&mut self, key: &str, items: &[(String, Origin)]) {
        if items.is_empty() {
            self.value(key, "[]", &Origin::Default);
            return;
        }
        let _ = writeln!(self.0, "{key} = [");
        for (item, origin) in items {
            let _ = writeln!(self.0, "{:<36}# {origin}", format!("    {},", quoted(item)));
        }
        self.0.push_str("]\n");
    }

    pub(super) fn section(&mut self, name: &str) {
        let _ = writeln!(self.0, "\n[{name}]");
    }

    pub(super) fn severities(&mut self, severities: &[(String, Level)], file: &str) {
        if severities.is_empty() {
            return;
        }
        self.section("severity");
        for (rule, level) in severities {
            let level = match level {
                Level::Off => "off".to_owned(),
                Level::At(severity) => severity.to_string(),
            };
            self.value(rule, &quoted(&level), &Origin::File(file.to_owned()));
        }
    }

    pub(super) fn exceptions(&mut self, exceptions: &[Ignore]) {
        if exceptions.is_empty() {
            return;
        }
        self.0.push('\n');
        for exception in exceptions {
            let line = exception.place.as_ref().and_then(|place| place.line);
            let _ = writeln!(
                self.0,
                "# [[ignore]] {} until {}, line {}",
                words::safe(&exception.name),
                words::instant(exception.until),
                line.unwrap_or_default()
            );
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub(super) fn choice<T: ValueEnum>(value: &T) -> String {
    value
        .to_possible_value()
        .map_or_else(String::new, |value| quoted(value.get_name()))
}

/// In whole days where it is, since nobody thinks of 180 days as 5 months 27 days.
pub(super) fn duration(length: &Duration) -> String {
    let seconds = length.whole_seconds();
    quoted(&match (seconds % 86_400, length.unsigned_abs()) {
        (0, _) if seconds > 0 => format!("{}d", seconds / 86_400),
        (_, length) => humantime::format_duration(length).to_string(),
    })
}

pub(super) fn size(bytes: &u64) -> String {
    quoted(&match bytes {
        bytes if bytes % (1 << 20) == 0 => format!("{}MiB", bytes >> 20),
        bytes if bytes % (1 << 10) == 0 => format!("{}KiB", bytes >> 10),
        bytes => bytes.to_string(),
    })
}
