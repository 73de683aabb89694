//! One YAML document as a tree, from the events of libyaml, which Go's YAML library was ported from.
//!
//! Where the ports differ (encodings, characters, `%YAML 1.2`), this room sets it right
//! before or after the parser.

use std::borrow::Cow;
use std::collections::HashMap;

use libyaml_safer::{Error, EventData, Mark, Parser, ScalarStyle, VersionDirective};

use super::{ConfigFault, ConfigUnknown, Stop};

/// Index of a node in its document.
pub(super) type NodeId = usize;

/// A node and the line (from 1) that it starts on.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar {
        value: String,
        tag: Option<String>,
        plain: bool,
    },
    Sequence(Vec<NodeId>),
    Mapping(Vec<(NodeId, NodeId)>),
    Alias {
        name: String,
        target: NodeId,
    },
}

/// The first document of a text; `root` is `None` where there is none.
#[derive(Debug, Default)]
pub(super) struct Document {
    nodes: Vec<Node>,
    pub(super) root: Option<NodeId>,
}

/// Deeper nesting is left undecided: Go goes to 10,000, and the work grows with depth.
const MAX_DEPTH: usize = 1_000;

const UTF8_BOM: &str = "\u{feff}";

impl Document {
    /// Reads the first document. Go asks the parser no further than its end.
    pub(super) fn compose(bytes: &[u8]) -> Result<Self, Stop> {
        let text = decode(bytes)?;
        let text = text.strip_prefix(UTF8_BOM).unwrap_or(&text);
        if is_beyond_the_parser(text) {
            return Err(Stop::Unknown(ConfigUnknown::Unreadable));
        }
        let disguise = Disguise::of(text);
        let cut_off = may_be_cut_off(text);
        let end = if cut_off { "\n" } else { "" };
        // The parser takes a first byte EF for a BOM come what may; so it gets one.
        let input = format!("{UTF8_BOM}{}{end}", disguise.put_on(text));
        let mut bytes = input.as_bytes();
        let mut parser = Parser::new();
        parser.set_input_string(&mut bytes);

        let mut composer = Composer {
            disguise,
            cut_off,
            ..Composer::default()
        };
        loop {
            let event = parser.parse().map_err(|error| syntax(&error))?;
            let line = event.start_mark.line + 1;
            match event.data {
                EventData::DocumentEnd { .. } | EventData::StreamEnd => break,
                other => composer.take(other, line)?,
            }
        }
        Ok(composer.document)
    }

    /// The node, aliases followed.
    pub(super) fn node(&self, id: NodeId) -> (NodeId, &Node) {
        match &self.nodes[id] {
            Node {
                kind: Kind::Alias { target, .. },
                ..
            } => (*target, &self.nodes[*target]),
            node => (id, node),
        }
    }

    /// The node as it stands.
    pub(super) fn raw(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }
}

/// An open sequence or mapping.
struct Open {
    id: NodeId,
    key: Option<NodeId>,
}

#[derive(Default)]
struct Composer {
    document: Document,
    anchors: HashMap<String, NodeId>,
    open: Vec<Open>,
    disguise: Disguise,
    cut_off: bool,
}

impl Composer {
    fn take(&mut self, event: EventData, line: u64) -> Result<(), Stop> {
        match event {
            EventData::DocumentStart {
                version_directive, ..
            } => {
                if let Some(VersionDirective { minor: 2, .. }) = version_directive {
                    return Err(syntax_at("found incompatible YAML document", line));
                }
            }
            EventData::Alias { anchor } => {
                let target = *self.anchors.get(&anchor).ok_or_else(|| {
                    refused(format!("yaml: unknown anchor '{anchor}' referenced"))
                })?;
                self.add(
                    line,
                    Kind::Alias {
                        name: anchor,
                        target,
                    },
                    None,
                );
            }
            EventData::Scalar {
                anchor,
                tag,
                value,
                style,
                ..
            } => {
                if self.cut_off && matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    return Err(Stop::Unknown(ConfigUnknown::Unreadable));
                }
                let plain = style == ScalarStyle::Plain;
                let value = self.disguise.take_off(value);
                self.add(line, Kind::Scalar { value, tag, plain }, anchor);
            }
            EventData::SequenceStart { anchor, .. } => {
                self.enter(line, Kind::Sequence(Vec::new()), anchor)?;
            }
            EventData::MappingStart { anchor, .. } => {
                self.enter(line, Kind::Mapping(Vec::new()), anchor)?;
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                self.open.pop();
            }
            EventData::StreamStart { .. }
            | EventData::DocumentEnd { .. }
            | EventData::StreamEnd => {}
        }
        Ok(())
    }

    fn enter(&mut self, line: u64, kind: Kind, anchor: Option<String>) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Stop::Unknown(ConfigUnknown::TooDeep));
        }
        let id = self.add(line, kind, anchor);
        self.open.push(Open { id, key: None });
        Ok(())
    }

    /// Puts a new node where it belongs.
    fn add(&mut self, line: u64, kind: Kind, anchor: Option<String>) -> NodeId {
        let id = self.document.nodes.len();
        self.document.nodes.push(Node { line, kind });
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        let Some(open) = self.open.last_mut() else {
            self.document.root = Some(id);
            return id;
        };
        match &mut self.document.nodes[open.id].kind {
            Kind::Sequence(items) => items.push(id),
            Kind::Mapping(pairs) => match open.key.take() {
                Some(key) => pairs.push((key, id)),
                None => open.key = Some(id),
            },
            Kind::Scalar { .. } | Kind::Alias { .. } => {}
        }
        id
    }
}

/// What libyaml-safer 0.3.0 panics at: an escape that the end of the text cuts off, and a tag that
/// a comma directly follows.
fn is_beyond_the_parser(text: &str) -> bool {
    let tag_and_comma = |word: &str| {
        word.split_once('!')
            .is_some_and(|(_, tag)| tag.contains(','))
    };
    text.ends_with('\\') || text.split_whitespace().any(tag_and_comma)
}

/// Whether the text may end within a block scalar's line. libyaml-safer 0.3.0 panics at that, so it
/// gets a line break, which says nothing elsewhere.
fn may_be_cut_off(text: &str) -> bool {
    !text.ends_with(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) && text.contains(['|', '>'])
}

/// DEL and the C1 controls, which Go accepts and libyaml does not, go through the parser as private
/// characters.
#[derive(Clone, Copy, Default)]
struct Disguise {
    needed: bool,
}

impl Disguise {
    const SHIFT: u32 = 0x0010_ff00;

    fn of(text: &str) -> Self {
        Self {
            needed: text.chars().any(Self::hidden),
        }
    }

    const fn hidden(c: char) -> bool {
        matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
    }

    fn put_on(self, text: &str) -> Cow<'_, str> {
        if !self.needed {
            return Cow::Borrowed(text);
        }
        let shift = |c| char::from_u32(u32::from(c) + Self::SHIFT).unwrap_or(c);
        Cow::Owned(
            text.chars()
                .map(|c| if Self::hidden(c) { shift(c) } else { c })
                .collect(),
        )
    }

    fn take_off(self, text: String) -> String {
        if !self.needed {
            return text;
        }
        text.chars()
            .map(|c| {
                u32::from(c)
                    .checked_sub(Self::SHIFT)
                    .and_then(char::from_u32)
                    .filter(|&c| Self::hidden(c))
                    .unwrap_or(c)
            })
            .collect()
    }
}

/// The text as characters: UTF-8, or UTF-16 with a BOM; no control characters.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Stop> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(decode_utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(decode_utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(
            std::str::from_utf8(bytes)
                .map_err(|error| at_offset(error.valid_up_to(), "invalid leading UTF-8 octet"))?,
        ),
    };
    let forbidden = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    match text.char_indices().find(|&(_, c)| forbidden(c)) {
        Some((offset, _)) => Err(at_offset(offset, "control characters are not allowed")),
        None => Ok(text),
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Stop> {
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(at_offset(bytes.len(), "incomplete UTF-16 character"));
    }
    char::decode_utf16(units.iter().map(|&pair| unit(pair)))
        .collect::<Result<String, _>>()
        .map_err(|_| at_offset(0, "unexpected low surrogate area"))
}

fn refused(text: String) -> Stop {
    Stop::Refused(ConfigFault::Syntax(text))
}

fn at_offset(offset: usize, problem: &str) -> Stop {
    refused(format!("yaml: offset {offset}: {problem}"))
}

fn syntax_at(problem: &str, line: u64) -> Stop {
    refused(format!("yaml: line {line}: {problem}"))
}

fn syntax(error: &Error) -> Stop {
    let place = |mark: Mark| format!("line {}, column {}", mark.line + 1, mark.column + 1);
    let mut text = String::from("yaml: ");
    let context = error.context().zip(error.context_mark());
    if let Some((context, mark)) = context {
        text.push_str(&format!("{context} at {}: ", place(mark)));
    }
    if let Some(mark) = error.problem_mark()
        && context.is_none_or(|(_, context_mark)| context_mark != mark)
    {
        text.push_str(&format!("{}: ", place(mark)));
    }
    text.push_str(error.problem());
    refused(text)
}
