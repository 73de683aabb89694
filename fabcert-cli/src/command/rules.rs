//! `fabcert rules`

use std::fmt::Write as _;

use fabcert_core::rules::RULES;
use serde::Serialize;

use crate::args::{RulesArgs, RulesFormat};
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::{self, style};
use crate::terminal::Terminal;

#[derive(Serialize)]
struct RuleView {
    id: &'static str,
    name: &'static str,
    severity: fabcert_core::rule::Severity,
    summary: &'static str,
}

/// Lists the catalogue.
pub(crate) fn rules(args: &RulesArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let rules = RULES.iter().map(|rule| rule.info);
    let text = match args.format {
        RulesFormat::Human => {
            let mut text = String::new();
            for rule in rules {
                let _ = writeln!(
                    text,
                    "{}  {:<8} {:<26} {}",
                    style::paint(style::BOLD, rule.id),
                    rule.severity,
                    rule.name,
                    rule.summary()
                );
            }
            text
        }
        RulesFormat::Json => {
            let views: Vec<RuleView> = rules
                .map(|rule| RuleView {
                    id: rule.id,
                    name: rule.name,
                    severity: rule.severity,
                    summary: rule.summary(),
                })
                .collect();
            render::pretty(&views)
        }
    };
    terminal.print(&text)?;
    Ok(Exit::Clean)
}
