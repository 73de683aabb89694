//! The rules: one file a rule and one static list. A rule explains a kind of refusal, or finds what
//! Fabric does not refuse, or both.

pub use crate::check::{Explain, Rule, Survey};
use crate::rule::RuleInfo;
use crate::selection::ExceptionRules;

/// What every rule file starts with: number, name and worst severity; its page by its number; and what
/// it does (`explain`, `survey`, or both).
macro_rules! rule {
    (@info $id:literal, $name:literal, $severity:ident) => {
        static INFO: crate::rule::RuleInfo = crate::rule::RuleInfo {
            id: $id,
            name: $name,
            severity: crate::rule::Severity::$severity,
            page: include_str!(concat!("../../docs/rules/", $id, ".md")),
        };
    };
    (@rule $explain:expr, $survey:expr) => {
        pub(super) const RULE: super::Rule = super::Rule {
            info: &INFO,
            explain: $explain,
            survey: $survey,
        };
    };
    // What another room finds and only needs a name for.
    ($id:literal, $name:literal, $severity:ident) => {
        rule!(@info $id, $name, $severity);
        rule!(@rule None, None);
    };
    ($id:literal, $name:literal, $severity:ident, explain) => {
        rule!(@info $id, $name, $severity);
        rule!(@rule Some(explain), None);
    };
    ($id:literal, $name:literal, $severity:ident, survey) => {
        rule!(@info $id, $name, $severity);
        rule!(@rule None, Some(survey));
    };
    ($id:literal, $name:literal, $severity:ident, explain, survey) => {
        rule!(@info $id, $name, $severity);
        rule!(@rule Some(explain), Some(survey));
    };
}

mod dates;
mod expiry;
mod fc101;
mod fc102;
mod fc103;
mod fc104;
mod fc105;
mod fc106;
mod fc107;
mod fc111;
mod fc112;
mod fc113;
mod fc114;
mod fc115;
mod fc116;
mod fc201;
mod fc202;
mod fc203;
mod fc204;
mod fc205;
mod fc206;
mod fc207;
mod fc208;
mod fc209;
mod fc210;
mod fc211;
mod fc212;
mod fc213;
mod fc214;
mod fc301;
mod fc302;
mod fc303;
mod fc304;
mod fc305;
mod fc306;
mod fc307;
mod fc401;
mod fc402;
mod fc403;
mod fc404;
mod fc405;
mod fc406;
mod fc407;
mod fc408;
mod fc409;
mod fc501;
mod fc502;
mod fc503;
mod fc504;
mod fc505;
mod fc901;
mod fc902;
mod fc903;
mod fc904;
mod fc999;
mod folders;
mod signed_weakly;
mod tls;
mod unknown;

/// Every rule, in order of their numbers; a refusal goes to the first that explains it.
pub static RULES: &[Rule] = &[
    fc101::RULE,
    fc102::RULE,
    fc103::RULE,
    fc104::RULE,
    fc105::RULE,
    fc106::RULE,
    fc107::RULE,
    fc111::RULE,
    fc112::RULE,
    fc113::RULE,
    fc114::RULE,
    fc115::RULE,
    fc116::RULE,
    fc201::RULE,
    fc202::RULE,
    fc203::RULE,
    fc204::RULE,
    fc205::RULE,
    fc206::RULE,
    fc207::RULE,
    fc208::RULE,
    fc209::RULE,
    fc210::RULE,
    fc211::RULE,
    fc212::RULE,
    fc213::RULE,
    fc214::RULE,
    fc301::RULE,
    fc302::RULE,
    fc303::RULE,
    fc304::RULE,
    fc305::RULE,
    fc306::RULE,
    fc307::RULE,
    fc401::RULE,
    fc402::RULE,
    fc403::RULE,
    fc404::RULE,
    fc405::RULE,
    fc406::RULE,
    fc407::RULE,
    fc408::RULE,
    fc409::RULE,
    fc501::RULE,
    fc502::RULE,
    fc503::RULE,
    fc504::RULE,
    fc505::RULE,
    fc901::RULE,
    fc902::RULE,
    fc903::RULE,
    fc904::RULE,
    fc999::RULE,
];

/// The rule for refusals that no other explains.
pub(crate) static REJECTED: &RuleInfo = fc999::RULE.info;

/// The rules for exceptions that ended, or hide nothing.
pub(crate) static EXCEPTIONS: ExceptionRules = ExceptionRules {
    ended: fc903::RULE.info,
    unused: fc904::RULE.info,
};

/// The rule of this number or name.
#[must_use]
pub fn find(text: &str) -> Option<&'static RuleInfo> {
    RULES
        .iter()
        .map(|rule| rule.info)
        .find(|info| info.id.eq_ignore_ascii_case(text) || info.name.eq_ignore_ascii_case(text))
}
