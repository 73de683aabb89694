//! What each subcommand does.

mod baseline;
mod check;
mod explain;
mod generate;
mod inspect;
mod list;
mod reissue;
mod rules;
mod survey;
mod timeline;
mod tree;
mod verify;
mod wait;

pub(crate) use baseline::baseline;
pub(crate) use check::check;
pub(crate) use explain::explain;
pub(crate) use generate::{completions, man};
pub(crate) use inspect::inspect;
pub(crate) use list::list;
pub(crate) use reissue::reissue;
pub(crate) use rules::rules;
pub(crate) use timeline::timeline;
pub(crate) use tree::tree;
pub(crate) use verify::verify;
pub(crate) use wait::wait;

use fabcert_core::clock::Clock;
use fabcert_core::fabric::{MspVersion, Release};
use time::OffsetDateTime;

use crate::args::JudgeArgs;
use crate::args::value::Moment;
use crate::output::Trouble;

/// When, and by which Fabric, to judge: [`JudgeArgs`] made sense of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct JudgeSettings {
    pub(crate) now: OffsetDateTime,
    pub(crate) release: Release,
    pub(crate) msp_version: Option<MspVersion>,
    pub(crate) channel_version: Option<MspVersion>,
}

impl JudgeSettings {
    pub(crate) fn of(args: &JudgeArgs) -> Result<Self, Trouble> {
        let now = now(args.at)?;
        let msp_version = args
            .msp_version
            .as_deref()
            .map(str::parse::<MspVersion>)
            .transpose()
            .map_err(|error| Trouble::Usage(format!("--msp-version: {error}")))?;
        let channel_version = args
            .channel_capability
            .as_deref()
            .map(|text| {
                MspVersion::of_capability(text).ok_or_else(|| {
                    Trouble::Usage(format!(
                        "--channel-capability: there is no {text} (V1_1, V1_3, V1_4_2, V1_4_3, V2_0, V3_0)"
                    ))
                })
            })
            .transpose()?;
        let release = match args.fabric.as_deref() {
            Some(text) => text
                .parse::<Release>()
                .map_err(|error| Trouble::Usage(format!("--fabric: {error}")))?,
            // An MSP version alone means the newest code that is modelled.
            None if msp_version.is_some() => Release::NEWEST,
            None => Release::default(),
        };
        Ok(Self {
            now,
            release,
            msp_version,
            channel_version,
        })
    }
}

/// The instant that is taken for now: the clock's, unless `--at` says otherwise.
fn now(at: Option<Moment>) -> Result<OffsetDateTime, Trouble> {
    let clock = Clock::System.now();
    at.map_or(Some(clock), |moment| moment.resolve(clock))
        .ok_or_else(|| Trouble::Usage("--at lies beyond the calendar".to_owned()))
}
