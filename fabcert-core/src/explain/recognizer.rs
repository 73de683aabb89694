//! A whole log, fed in pieces of any size, grouped by what it says.

use std::collections::HashMap;

use super::diagnosis::Diagnosis;
use super::instants::{LogTime, TriedBy};
use super::line::{self, Level};
use super::reading::{Reading, reading};
use super::scan;
use super::scene::{Concern, Scene};
use crate::timestamp::Timestamp;

/// A longer line is read in pieces of this size.
pub(super) const LONGEST_LINE: usize = 64 * 1024;
/// A piece repeats so much of the one before it, so that no text is lost at the cut.
const OVERLAP: usize = 1024;
/// At most so many different recognised things are told apart.
const MOST_GROUPS: usize = 1000;
/// At most so many different unknown lines are kept.
const MOST_UNKNOWN: usize = 50;
/// An example line is cut to so many characters.
const LONGEST_EXAMPLE: usize = 600;

/// Reads a log in pieces of any size and groups what it recognises. Holds one line at most.
#[derive(Debug, Default)]
pub struct Recognizer {
    /// The line so far; of a long one, the piece so far.
    buffer: Vec<u8>,
    current: CurrentLine,
    groups: Vec<Recognised>,
    group_of: HashMap<GroupKey, usize>,
    ungrouped: u64,
    unknown: Vec<UnknownLine>,
    unknown_of: HashMap<String, usize>,
    unknown_more: u64,
    lines: u64,
}

/// The state of the line that is being read.
#[derive(Debug, Default)]
struct CurrentLine {
    /// A piece of it was read already.
    begun: bool,
    recognised: bool,
    at: Option<LogTime>,
    level: Option<Level>,
    /// Suspicious text of its first such piece, unless something is recognised later.
    unknown: Option<String>,
}

/// What makes two sightings the same thing.
#[derive(Debug, PartialEq, Eq, Hash)]
struct GroupKey {
    diagnosis: Diagnosis,
    scene: Scene,
    concern: Concern,
}

/// What a log says about certificates. Groups stand in the order of their first lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// How many lines were read.
    pub lines: u64,
    /// Certificate faults.
    pub recognised: Vec<Recognised>,
    /// What looks like a certificate fault and is none, or only its echo.
    pub look_alikes: Vec<Recognised>,
    /// Recognised lines beyond the number of groups that are told apart.
    pub ungrouped: u64,
    /// Lines that speak of certificates and of a failure and are not known.
    pub unknown: Vec<UnknownLine>,
    /// Further such lines that were not kept.
    pub unknown_more: u64,
}

/// One thing that was recognised, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// What the first line said.
    pub reading: Reading,
    /// How many lines say so.
    pub count: u64,
    /// When it was first said.
    pub first_seen: Option<LogTime>,
    /// When it was last said.
    pub last_seen: Option<LogTime>,
    /// The number of its first line, from 1.
    pub first_line: u64,
    /// The first line, cleaned of control characters and cut to a sensible length.
    pub example: String,
}

/// A line that speaks of certificates and of a failure and is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLine {
    /// Its number, from 1.
    pub line: u64,
    /// The line, cleaned of control characters and cut to a sensible length.
    pub text: String,
    /// How many lines say the same but for digits.
    pub count: u64,
}

impl Recognizer {
    /// A recogniser that has read nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads on. How a log is cut into pieces makes no difference.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = LONGEST_LINE - self.buffer.len();
            let (window, beyond) = bytes.split_at(room.min(bytes.len()));
            if let Some(end) = window.iter().position(|byte| *byte == b'\n') {
                let (head, tail) = bytes.split_at(end);
                if self.buffer.is_empty() {
                    self.read_piece(head);
                } else {
                    self.buffer.extend_from_slice(head);
                    self.read_buffer();
                }
                self.end_line();
                bytes = tail.strip_prefix(b"\n").unwrap_or(tail);
            } else {
                self.buffer.extend_from_slice(window);
                if self.buffer.len() == LONGEST_LINE {
                    self.read_buffer();
                    self.buffer.drain(..LONGEST_LINE - OVERLAP);
                }
                bytes = beyond;
            }
        }
    }

    /// Ends the log.
    #[must_use]
    pub fn finish(mut self) -> Digest {
        if !self.buffer.is_empty() {
            self.read_buffer();
            self.end_line();
        }
        let (look_alikes, recognised) = self
            .groups
            .into_iter()
            .partition(|group| matches!(group.reading.diagnosis, Diagnosis::LookAlike(_)));
        Digest {
            lines: self.lines,
            recognised,
            look_alikes,
            ungrouped: self.ungrouped,
            unknown: self.unknown,
            unknown_more: self.unknown_more,
        }
    }

    fn read_buffer(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        self.read_piece(&buffer);
        self.buffer = buffer;
    }

    /// Reads a line, or a piece of a long one.
    fn read_piece(&mut self, raw: &[u8]) {
        let first = !std::mem::replace(&mut self.current.begun, true);
        // The start of a long line is always read, since the time of the whole line stands there.
        let starts_long_line = first && raw.len() == LONGEST_LINE;
        if self.current.recognised || !(starts_long_line || scan::is_of_interest(raw)) {
            return;
        }
        let mut line = line::read(raw);
        if first {
            self.current.at.clone_from(&line.at);
            self.current.level = line.level;
        } else {
            line.at.clone_from(&self.current.at);
            line.level = self.current.level;
        }
        let found = scan::scan(&line.text);
        let unknown = found.suspicious && line.level != Some(Level::Quiet);
        let example = |text: &str| text.chars().take(LONGEST_EXAMPLE).collect::<String>();
        if found.diagnosis.is_some() {
            let example = example(&line.text);
            if let Some(reading) = reading(line, found) {
                self.current.recognised = true;
                self.count(reading, example);
            }
        } else if unknown && self.current.unknown.is_none() {
            self.current.unknown = Some(example(&line.text));
        }
    }

    fn end_line(&mut self) {
        self.buffer.clear();
        self.lines += 1;
        let line = std::mem::take(&mut self.current);
        if !line.recognised
            && let Some(text) = line.unknown
        {
            self.count_unknown(text);
        }
    }

    fn count(&mut self, reading: Reading, example: String) {
        let key = GroupKey {
            diagnosis: without_passing_values(reading.diagnosis.clone()),
            scene: reading.context.scene,
            concern: reading.context.concern.clone(),
        };
        let group = self
            .group_of
            .get(&key)
            .and_then(|index| self.groups.get_mut(*index));
        if let Some(group) = group {
            group.count += 1;
            group.seen_again(reading.logged_at);
        } else if self.groups.len() < MOST_GROUPS {
            self.group_of.insert(key, self.groups.len());
            self.groups.push(Recognised {
                count: 1,
                first_seen: reading.logged_at.clone(),
                last_seen: reading.logged_at.clone(),
                first_line: self.lines + 1,
                example,
                reading,
            });
        } else {
            self.ungrouped += 1;
        }
    }

    fn count_unknown(&mut self, text: String) {
        let key: String = text
            .chars()
            .filter(|character| !character.is_ascii_digit())
            .collect();
        let kept = self
            .unknown_of
            .get(&key)
            .and_then(|index| self.unknown.get_mut(*index));
        if let Some(kept) = kept {
            kept.count += 1;
        } else if self.unknown.len() < MOST_UNKNOWN {
            self.unknown_of.insert(key, self.unknown.len());
            self.unknown.push(UnknownLine {
                line: self.lines,
                text,
                count: 1,
            });
        } else {
            self.unknown_more += 1;
        }
    }
}

impl Recognised {
    fn seen_again(&mut self, at: Option<LogTime>) {
        let Some(at) = at else { return };
        // Where times cannot be compared, the order of the lines counts.
        let before = |seen: &Option<LogTime>| {
            let seen = seen.as_ref().and_then(instant);
            instant(&at).zip(seen).is_some_and(|(at, seen)| at < seen)
        };
        let (is_first, is_last) = (before(&self.first_seen), !before(&self.last_seen));
        if is_first || self.first_seen.is_none() {
            self.first_seen = Some(at.clone());
        }
        if is_last {
            self.last_seen = Some(at);
        }
    }
}

fn instant(at: &LogTime) -> Option<Timestamp> {
    match at {
        LogTime::Instant(instant) | LogTime::Local(instant) => Some(*instant),
        LogTime::Text(_) => None,
    }
}

/// Without the values that differ from line to line although the fault is the same.
fn without_passing_values(mut diagnosis: Diagnosis) -> Diagnosis {
    match &mut diagnosis {
        Diagnosis::OutsideWindow(window) => match &mut window.tried_by {
            TriedBy::WallClock => window.tried_at = None,
            TriedBy::ShiftedClock { seconds } => {
                window.tried_at = None;
                *seconds = 0;
            }
            TriedBy::Msp | TriedBy::FabricCaReenroll | TriedBy::Unknown => {}
        },
        Diagnosis::OwnIdentityExpired { seconds_ago }
        | Diagnosis::ClientIdentityExpired { seconds_ago, .. } => *seconds_ago = None,
        Diagnosis::ConsenterExpiresSoon { within_seconds, .. } => *within_seconds = None,
        Diagnosis::ExpiryWarning {
            when: super::diagnosis::RunningOut::Within { days, hours },
            ..
        } => (*days, *hours) = (0, 0),
        _ => {}
    }
    diagnosis
}
