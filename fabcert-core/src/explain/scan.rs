//! One pass over a line that finds all anchors at once.

use std::cmp::Reverse;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::diagnosis::Diagnosis;
use super::instants::Wording;
use super::patterns::{self, Found, Pattern};
use super::scene::{SCENES, Scene};

/// What an anchor is there for.
#[derive(Clone, Copy)]
enum Purpose {
    Pattern(usize),
    Scene(Scene),
    Voice(Voice),
    /// Words of lines that may matter although no known text stands in them.
    Subject,
    /// Words of lines that report a failure.
    Failure,
}

/// Whose words a text is.
#[derive(Clone, Copy)]
enum Voice {
    Msp,
    Tls,
    FabricCa,
}

const VOICES: &[(&str, Voice)] = &[
    ("supplied identity is not valid", Voice::Msp),
    ("could not obtain certification chain", Voice::Msp),
    ("tls: ", Voice::Tls),
    ("tls handshake", Voice::Tls),
    ("handshake failed", Voice::Tls),
    ("security handshake", Voice::Tls),
    ("ServerHandshake", Voice::Tls),
    ("ClientHandshake", Voice::Tls),
    ("[comm.tls]", Voice::Tls),
    ("verifying tls ", Voice::Tls),
    ("Untrusted certificate", Voice::FabricCa),
    ("Failed to verify certificate", Voice::FabricCa),
];

const SUBJECTS: &[&str] = &["x509", "tls", "certificate", "msp", "pkix", "crypto/rsa"];

const FAILURES: &[&str] = &[
    "err",
    "fail",
    "invalid",
    "expire",
    "panic",
    "fatal",
    "denied",
    "unable",
    "cannot",
    "could not",
    "not valid",
    "unknown",
    "bad ",
    "mismatch",
    "reject",
];

/// Parameters are looked for this far behind an anchor.
const REACH: usize = 4096;

struct Scanner {
    /// All anchors.
    automaton: AhoCorasick,
    /// Those without which a line is of no interest.
    interest: AhoCorasick,
    purposes: Vec<Purpose>,
    patterns: Vec<&'static Pattern>,
}

fn scanner() -> Option<&'static Scanner> {
    static SCANNER: OnceLock<Option<Scanner>> = OnceLock::new();
    SCANNER.get_or_init(build).as_ref()
}

/// `None` cannot happen: the anchors are few and fixed (a test holds it).
fn build() -> Option<Scanner> {
    let patterns: Vec<&'static Pattern> = patterns::all().collect();
    let known = patterns.iter().enumerate();
    let anchors: Vec<(&'static str, Purpose)> = known
        .map(|(index, pattern)| (pattern.anchor, Purpose::Pattern(index)))
        .chain(
            SCENES
                .iter()
                .map(|(anchor, scene)| (*anchor, Purpose::Scene(*scene))),
        )
        .chain(
            VOICES
                .iter()
                .map(|(anchor, voice)| (*anchor, Purpose::Voice(*voice))),
        )
        .chain(SUBJECTS.iter().map(|anchor| (*anchor, Purpose::Subject)))
        .chain(FAILURES.iter().map(|anchor| (*anchor, Purpose::Failure)))
        .collect();
    let interesting = anchors
        .iter()
        .filter(|(_, purpose)| matches!(purpose, Purpose::Pattern(_) | Purpose::Subject));
    Some(Scanner {
        automaton: automaton(anchors.iter().map(|(anchor, _)| *anchor))?,
        interest: automaton(interesting.map(|(anchor, _)| *anchor))?,
        purposes: anchors.into_iter().map(|(_, purpose)| purpose).collect(),
        patterns,
    })
}

fn automaton(anchors: impl Iterator<Item = &'static str>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(anchors)
        .ok()
}

/// What stands in a line.
#[derive(Debug)]
pub(super) struct Scan {
    /// The innermost known text.
    pub(super) diagnosis: Option<Diagnosis>,
    /// The outermost words that say where it happened.
    pub(super) scene: Scene,
    /// Whose words the line uses.
    pub(super) wording: Wording,
    /// It speaks of certificates and of a failure, known or not.
    pub(super) suspicious: bool,
}

/// Whether a known text or its subject may stand in these bytes; a quick way past most lines of a log.
pub(super) fn is_of_interest(raw: &[u8]) -> bool {
    scanner().is_some_and(|scanner| scanner.interest.is_match(raw))
}

/// Reads a cleaned line.
pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan {
        diagnosis: None,
        scene: Scene::Unknown,
        wording: Wording::default(),
        suspicious: false,
    };
    let Some(scanner) = scanner() else {
        return scan;
    };
    // The last place of each pattern, and the first of the scenes.
    let mut places: Vec<Option<(usize, usize)>> = vec![None; scanner.patterns.len()];
    let mut scene_start = usize::MAX;
    let (mut subject, mut failure) = (false, false);
    for found in scanner.automaton.find_overlapping_iter(text) {
        match scanner.purposes.get(found.pattern().as_usize()) {
            Some(Purpose::Pattern(index)) => {
                if let Some(place) = places.get_mut(*index) {
                    *place = Some((found.start(), found.end()));
                }
            }
            Some(Purpose::Scene(scene)) if found.start() < scene_start => {
                scene_start = found.start();
                scan.scene = *scene;
            }
            Some(Purpose::Voice(Voice::Msp)) => scan.wording.msp = true,
            Some(Purpose::Voice(Voice::Tls)) => scan.wording.tls = true,
            Some(Purpose::Voice(Voice::FabricCa)) => scan.wording.fabric_ca = true,
            Some(Purpose::Subject) => subject = true,
            Some(Purpose::Failure) => failure = true,
            Some(Purpose::Scene(_)) | None => {}
        }
    }
    scan.suspicious = subject && failure;
    let mut candidates: Vec<(&Pattern, usize, usize)> = scanner
        .patterns
        .iter()
        .zip(&places)
        .filter_map(|(pattern, place)| place.map(|(start, end)| (*pattern, start, end)))
        .collect();
    // Heaviest first, then the last; of anchors that end together the longest.
    candidates
        .sort_by_key(|(pattern, start, end)| (Reverse(pattern.weight), Reverse(*end), *start));
    scan.diagnosis = candidates.into_iter().find_map(|(pattern, start, end)| {
        (pattern.read)(&Found {
            before: text.get(..start)?,
            after: reach(text.get(end..)?),
        })
    });
    scan
}

fn reach(text: &str) -> &str {
    let mut end = REACH.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_automaton_is_built() {
        assert!(scanner().is_some());
        assert!(is_of_interest(b"... X509: unknown ..."));
        assert!(!is_of_interest(b"committed block [7]"));
    }

    #[test]
    fn anchors_are_distinct() {
        let mut anchors: Vec<String> = patterns::all()
            .map(|pattern| pattern.anchor.to_lowercase())
            .collect();
        let count = anchors.len();
        anchors.sort();
        anchors.dedup();
        assert_eq!(anchors.len(), count);
    }
}
