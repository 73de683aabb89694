//! Who made a certificate, in words.

use super::{duration, instant, time_of_day};
use crate::backdate::{Certainty, IssueRange, Maker, Origin};

/// `probably fabric-ca 1.1–1.4, backdated by 5 min, issued …`; `None` where nothing is known.
#[must_use]
pub fn origin(origin: &Origin) -> Option<String> {
    let maker = match origin.maker {
        Maker::CryptogenTo12 => "cryptogen up to 1.2",
        Maker::CryptogenSince13 => "cryptogen since 1.3",
        Maker::FabricCa11To14 => "fabric-ca 1.1–1.4",
        Maker::FabricCa10OrCfssl => "fabric-ca 1.0 or cfssl",
        Maker::FabricCaSince15 => "fabric-ca since 1.5",
        Maker::Unknown => return None,
    };
    let mut text = format!("{}{maker}", sure(origin.certainty));
    if let Some(backdate) = origin.backdate {
        let how = if origin.backdate_measured {
            "backdated"
        } else {
            "which backdates"
        };
        text.push_str(&format!(", {how} by {}", duration(backdate)));
    }
    if let Some(issued) = origin.issued {
        text.push_str(&format!(", issued {}", range(issued)));
    }
    Some(text)
}

/// What stands before a statement that is this sure.
pub(super) const fn sure(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "",
        Certainty::Likely => "probably ",
        Certainty::Possible => "perhaps ",
    }
}

/// `06:03:19Z–06:03:30Z` on one day, whole instants otherwise.
pub(super) fn range(issued: IssueRange) -> String {
    let (from, until) = (instant(issued.from), instant(issued.until));
    if from.get(..10) == until.get(..10) {
        format!("{from}–{}", time_of_day(issued.until))
    } else {
        format!("{from} – {until}")
    }
}
