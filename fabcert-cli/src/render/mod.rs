//! Reports as text: one file a format, all over the same values.

mod checkstyle;
mod columns;
mod compact;
mod escape;
pub(crate) mod explanation;
mod forest;
mod github;
mod gitlab;
mod html;
mod human;
pub(crate) mod inspect;
mod json;
mod jsonl;
mod junit;
pub(crate) mod list;
mod markdown;
mod page;
pub(crate) mod progress;
mod prometheus;
mod proof;
pub(crate) mod reissue;
mod sarif;
mod statistics;
pub(crate) mod style;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod timeline;
pub(crate) mod tree;
mod verdict;

use clap::ValueEnum;
use fabcert_core::report::Report;

pub(crate) use human::Detail;
pub(crate) use json::pretty;
pub(crate) use page::page;
pub(crate) use statistics::{Stages, statistics};
pub(crate) use verdict::{verdict_human, verdict_json};

/// An output format of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// A line a finding.
    Compact,
    /// `fabcert.report/1`.
    Json,
    /// The same as JSON Lines.
    #[value(name = "jsonl")]
    JsonLines,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// GitHub workflow commands.
    Github,
    /// GitLab Code Quality.
    Gitlab,
    /// Checkstyle XML.
    Checkstyle,
    /// For pull requests and job summaries.
    Markdown,
    /// A page of its own.
    Html,
    /// Prometheus' text format.
    Prometheus,
}

impl Format {
    /// Whether it shows every certificate, not only the findings.
    pub(crate) const fn shows_certificates(self) -> bool {
        matches!(self, Self::Json | Self::Html | Self::Prometheus)
    }
}

/// The report in this format; `width` columns where the format is laid out for people.
pub(crate) fn render(report: &Report, format: Format, width: usize, detail: Detail) -> String {
    match format {
        Format::Human => human::render(report, width, detail),
        Format::Compact => compact::render(report),
        Format::Json => json::render(report),
        Format::JsonLines => jsonl::render(report),
        Format::Sarif => sarif::render(report),
        Format::Junit => junit::render(report),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Checkstyle => checkstyle::render(report),
        Format::Markdown => markdown::render(report),
        Format::Html => html::render(report),
        Format::Prometheus => prometheus::render(report),
    }
}
