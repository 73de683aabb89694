//! Runs of base64 that hold PEM.

use base64::Engine;
use memchr::{memchr_iter, memmem};
use zeroize::Zeroizing;

use super::escaped::unescape;
use crate::pem::{BASE64, Lines};

/// Part of what `-----BEGIN ` becomes in base64, wherever in a group of three bytes it begins.
const TRACE: &[u8] = b"LS0t";
/// A shorter line that stands above a run is a word, not a part of it.
const SHORTEST_LINE: usize = 16;
const BEGIN: &[u8] = b"-----BEGIN ";

/// A run of base64 and what it holds.
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) line: u32,
    pub(super) decoded: Zeroizing<Vec<u8>>,
}

/// Runs that hold PEM, in document order. Every byte is looked at a bounded number of times.
pub(super) struct Tokens<'a> {
    data: &'a [u8],
    trace: memmem::Finder<'static>,
    begin: memmem::Finder<'static>,
    /// Everything before it is done with.
    floor: usize,
    lines: Lines<'a>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            trace: memmem::Finder::new(TRACE),
            begin: memmem::Finder::new(BEGIN),
            floor: 0,
            lines: Lines::new(data),
        }
    }

    /// What the run holds, where that is PEM.
    fn decode(&self, run: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let run = if run.contains(&b'\\') {
            Zeroizing::new(unescape(run))
        } else {
            Zeroizing::new(run.to_vec())
        };
        let mut compact = Zeroizing::new(Vec::with_capacity(run.len()));
        compact.extend(run.iter().filter(|byte| is_base64(**byte)));
        // Other text may stick to its front: `data/LS0t`.
        (0..4).find_map(|skipped| {
            let text = compact.get(skipped..)?;
            // A single character more than whole groups says nothing.
            let length = text.len() - usize::from(text.len() % 4 == 1);
            let decoded = Zeroizing::new(BASE64.decode(text.get(..length)?).ok()?);
            self.begin.find(&decoded).is_some().then_some(decoded)
        })
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let hit = self.floor + self.trace.find(self.data.get(self.floor..)?)?;
            let start = run_start(&self.data[self.floor..hit]) + self.floor;
            let end = hit + TRACE.len() + run_length(&self.data[hit + TRACE.len()..]);
            self.floor = end;
            if let Some(decoded) = self.decode(&self.data[start..end]) {
                return Some(Token {
                    start,
                    end,
                    line: self.lines.of(start),
                    decoded,
                });
            }
        }
    }
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Where the run begins that reaches the end of `before`, lines of nothing but base64 included.
fn run_start(before: &[u8]) -> usize {
    let mut start = token_start(before);
    loop {
        let above = &before[..start];
        let margin = above.trim_ascii_end();
        // The run goes on above only where it begins its own line, and the line above is nothing else.
        let line_ends = memchr_iter(b'\n', &above[margin.len()..]).count();
        let line_start = token_start(margin);
        let before_line = margin[..line_start].trim_end_blank();
        if line_ends != 1
            || margin.len() - line_start < SHORTEST_LINE
            || !matches!(before_line.last(), None | Some(b'\n'))
        {
            return start;
        }
        start = line_start;
    }
}

fn token_start(before: &[u8]) -> usize {
    let end = before.iter().rposition(|byte| !is_base64(*byte));
    end.map_or(0, |last| last + 1)
}

/// How long the run is that begins `after`: to its padding, over escapes, and over line ends before
/// lines of nothing but base64.
fn run_length(after: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let rest = &after[length..];
        length += match rest {
            [b'=', ..] => {
                return length + rest.iter().take(2).take_while(|it| **it == b'=').count();
            }
            [byte, ..] if is_base64(*byte) => 1,
            [b'\\', b'n' | b'r' | b'/', ..] => 2,
            [b'\\', b'u', b'0', b'0', b'2', b'b' | b'B' | b'f' | b'F', ..] => 6,
            [b'\r' | b'\n', ..] => match next_line(rest) {
                Some(line) => line,
                None => return length,
            },
            _ => return length,
        };
    }
}

/// How far it is to the end of the next line, where that is nothing but base64.
fn next_line(rest: &[u8]) -> Option<usize> {
    let indented = rest
        .strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))?;
    let line = indented.trim_blank_start();
    let base64 = line.iter().take_while(|byte| is_base64(**byte)).count();
    let padded = line[base64..].iter().take(2).take_while(|it| **it == b'=');
    let end = &line[base64 + padded.count()..];
    let ends = matches!(end.trim_blank_start().first(), None | Some(b'\r' | b'\n'));
    (base64 > 0 && ends).then(|| rest.len() - line.len() + base64)
}

trait Blank {
    fn trim_blank_start(&self) -> &Self;
    fn trim_end_blank(&self) -> &Self;
}

/// Spaces and tabs, not line ends.
impl Blank for [u8] {
    fn trim_blank_start(&self) -> &Self {
        let blank = self.iter().take_while(|it| matches!(it, b' ' | b'\t'));
        &self[blank.count()..]
    }

    fn trim_end_blank(&self) -> &Self {
        let blank = self
            .iter()
            .rev()
            .take_while(|it| matches!(it, b' ' | b'\t'));
        &self[..self.len() - blank.count()]
    }
}
