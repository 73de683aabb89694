//! The `-----BEGIN …-----` and `-----END …-----` boundaries of a file, in one pass.

use memchr::memmem;

use super::lines::Lines;

const DASHES: &[u8] = b"-----";
/// A longer label is no label.
const LONGEST_LABEL: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Begin,
    End,
}

/// Where something stands on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// At its start (perhaps behind a byte order mark).
    LineStart,
    /// Behind nothing but spaces and tabs.
    Indented,
    /// Behind other text.
    Midline,
}

/// One boundary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boundary<'a> {
    pub(super) kind: Kind,
    pub(super) position: Position,
    pub(super) start: usize,
    /// Behind the closing dashes.
    pub(super) end: usize,
    pub(super) line: u32,
    /// `None` where there are no closing dashes.
    pub(super) label: Option<&'a [u8]>,
}

/// Finds boundaries one after the other; linear in the length of the data.
pub(super) struct Boundaries<'a> {
    data: &'a [u8],
    finder: memmem::Finder<'static>,
    next: usize,
    lines: Lines<'a>,
}

impl<'a> Boundaries<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            finder: memmem::Finder::new(DASHES),
            next: 0,
            lines: Lines::new(data),
        }
    }
}

impl<'a> Iterator for Boundaries<'a> {
    type Item = Boundary<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let from = self.next;
            let found = from + self.finder.find(self.data.get(from..)?)?;
            let dashes = self.data[found..].iter().take_while(|byte| **byte == b'-');
            // The last five of a run of dashes are the boundary's.
            let after = found + dashes.count();
            let start = after - DASHES.len();
            self.next = after;
            let rest = &self.data[after..];
            let (kind, text) = if let Some(text) = rest.strip_prefix(b"BEGIN ") {
                (Kind::Begin, text)
            } else if let Some(text) = rest.strip_prefix(b"END ") {
                (Kind::End, text)
            } else {
                continue;
            };
            let label = label(text);
            let text_start = self.data.len() - text.len();
            self.next = label.map_or(text_start, |it| text_start + it.len() + DASHES.len());
            return Some(Boundary {
                kind,
                position: position(&self.data[from..start], from == 0),
                start,
                end: self.next,
                line: self.lines.of(start),
                label,
            });
        }
    }
}

/// The label at the start of `text`, where closing dashes follow it on the same line.
fn label(text: &[u8]) -> Option<&[u8]> {
    let text = &text[..text.len().min(LONGEST_LABEL + DASHES.len())];
    let line = text
        .split(|byte| matches!(byte, b'\n' | b'\r' | b'"' | b'\\' | 0))
        .next()?;
    line.get(..memmem::find(line, DASHES)?)
}

/// What stands before a boundary on its line. `before` is the text since the last boundary.
fn position(before: &[u8], from_start: bool) -> Position {
    let blank = before
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let before = &before[..before.len() - blank];
    let marked = before.strip_suffix(b"\xef\xbb\xbf");
    let before = marked.unwrap_or(before);
    let at_line_start = match before.last() {
        Some(byte) => matches!(byte, b'\n' | b'\r'),
        None => from_start,
    };
    match (at_line_start, blank) {
        (false, _) => Position::Midline,
        (true, 0) => Position::LineStart,
        (true, _) => Position::Indented,
    }
}
