//! The terminal: its width, whether it takes colours.

use std::io::{IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use crate::render::style;

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where the output is a terminal that takes them, and NO_COLOR is not set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The width that piped output is laid out for: a report reads the same in every log.
pub(crate) const PIPED_WIDTH: usize = 120;
const NARROWEST: usize = 40;

/// Where results go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    color: Color,
}

impl Terminal {
    pub(crate) const fn new(color: Color) -> Self {
        Self { color }
    }

    /// Columns to lay text out for.
    pub(crate) fn width() -> usize {
        if !std::io::stdout().is_terminal() {
            return PIPED_WIDTH;
        }
        terminal_size::terminal_size().map_or(PIPED_WIDTH, |(width, _)| {
            usize::from(width.0).max(NARROWEST)
        })
    }

    /// Writes a result to stdout, styles kept or stripped as `--color` and the terminal want it.
    ///
    /// # Errors
    /// What writing to stdout gives; a closed pipe too (the caller takes it for success).
    pub(crate) fn print(self, text: &str) -> std::io::Result<()> {
        let choice = self.choice(&std::io::stdout());
        let mut out = AutoStream::new(std::io::stdout().lock(), choice);
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Says something on stderr, beside the result.
    pub(crate) fn note(self, text: &str) {
        let choice = self.choice(&std::io::stderr());
        let mut out = AutoStream::new(std::io::stderr().lock(), choice);
        // A note that nobody can read changes nothing.
        let _ = writeln!(out, "{}", text.trim_end());
    }

    /// Says on stderr what went wrong.
    pub(crate) fn complain(self, trouble: &dyn std::fmt::Display) {
        let choice = self.choice(&std::io::stderr());
        let mut out = AutoStream::new(std::io::stderr().lock(), choice);
        // Where stderr is gone too, nobody is left to tell.
        let _ = writeln!(out, "{} {trouble}", style::paint(style::BAD, "fabcert:"));
    }

    /// Whether stderr takes a line that is drawn again and again: a terminal, and no CI.
    #[expect(clippy::disallowed_methods, reason = "the environment is read here")]
    pub(crate) fn takes_progress() -> bool {
        let in_ci = std::env::var("CI").is_ok_and(|it| !it.is_empty() && it != "false");
        let dumb = std::env::var("TERM").is_ok_and(|it| it == "dumb");
        std::io::stderr().is_terminal() && !in_ci && !dumb
    }

    /// Draws the last line of stderr anew.
    pub(crate) fn redraw(self, text: &str) {
        let width = terminal_size::terminal_size_of(std::io::stderr())
            .map_or(PIPED_WIDTH, |(width, _)| usize::from(width.0));
        let text: String = text.chars().take(width.saturating_sub(1)).collect();
        let mut out = std::io::stderr();
        let _ = write!(out, "\r\u{1b}[K{text}");
        let _ = out.flush();
    }

    fn choice(self, stream: &impl anstream::stream::RawStream) -> ColorChoice {
        match self.color {
            Color::Auto => AutoStream::choice(stream),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}
