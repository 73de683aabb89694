//! From YAML nodes to the configuration, with the conversions of Go's YAML library.

use std::collections::HashMap;

use base64::Engine;

use super::super::configuration::Text;
use super::yaml::{Document, Kind, Node, NodeId};
use super::{ConfigFault, ConfigUnknown, RawConfiguration, RawNodeOus, RawOu, Stop};

/// Merges (`<<`) that are followed before the file counts as too tangled.
const MAX_MERGES: usize = 1_000;

/// Reads `config.yaml`.
pub(crate) fn parse(bytes: &[u8]) -> Result<RawConfiguration, Stop> {
    let document = Document::compose(bytes)?;
    let mut decoder = Decoder {
        document: &document,
        misfits: Vec::new(),
        merges: 0,
    };
    let configuration = match document.root {
        Some(root) => decoder.configuration(root)?,
        None => RawConfiguration::default(),
    };
    if decoder.misfits.is_empty() {
        Ok(configuration)
    } else {
        Err(Stop::Refused(ConfigFault::Construct(decoder.misfits)))
    }
}

const CONFIGURATION: &str = "msp.Configuration";
const NODE_OUS: &str = "msp.NodeOUs";
const OU: &str = "msp.OrganizationalUnitIdentifiersConfiguration";

/// The values of a mapping by key; own keys win over merged ones.
type Fields<'d> = HashMap<&'d str, NodeId>;

struct Decoder<'d> {
    document: &'d Document,
    misfits: Vec<String>,
    merges: usize,
}

impl<'d> Decoder<'d> {
    fn configuration(&mut self, id: NodeId) -> Result<RawConfiguration, Stop> {
        let Some(fields) = self.mapping(id, CONFIGURATION)? else {
            return Ok(RawConfiguration::default());
        };
        Ok(RawConfiguration {
            ou_identifiers: match fields.get("OrganizationalUnitIdentifiers") {
                Some(&list) => self.ou_list(list)?,
                None => Vec::new(),
            },
            node_ous: match fields.get("NodeOUs") {
                Some(&section) => self.node_ous(section)?,
                None => None,
            },
        })
    }

    fn ou_list(&mut self, id: NodeId) -> Result<Vec<Option<RawOu>>, Stop> {
        let (_, node) = self.document.node(id);
        if is_null(node) {
            return Ok(Vec::new());
        }
        let Kind::Sequence(items) = &node.kind else {
            self.misfit(node, &format!("[]*{OU}"));
            return Ok(Vec::new());
        };
        items.iter().map(|&item| self.ou(item)).collect()
    }

    fn node_ous(&mut self, id: NodeId) -> Result<Option<RawNodeOus>, Stop> {
        let Some(fields) = self.mapping(id, NODE_OUS)? else {
            return Ok(None);
        };
        let mut role = |key: &str| match fields.get(key) {
            Some(&section) => self.ou(section),
            None => Ok(None),
        };
        let (client, peer) = (role("ClientOUIdentifier")?, role("PeerOUIdentifier")?);
        let (admin, orderer) = (role("AdminOUIdentifier")?, role("OrdererOUIdentifier")?);
        let enable = fields
            .get("Enable")
            .is_some_and(|&enable| self.boolean(enable));
        Ok(Some(RawNodeOus {
            enable,
            client,
            peer,
            admin,
            orderer,
        }))
    }

    fn ou(&mut self, id: NodeId) -> Result<Option<RawOu>, Stop> {
        let Some(fields) = self.mapping(id, OU)? else {
            return Ok(None);
        };
        let mut text = |key: &str| fields.get(key).map_or_else(Vec::new, |&id| self.text(id));
        let certificate = text("Certificate");
        Ok(Some(RawOu {
            certificate: String::from_utf8_lossy(&certificate).into_owned(),
            name: Text {
                bytes: text("OrganizationalUnitIdentifier"),
            },
        }))
    }

    /// The fields of a mapping; `None` where the node is null or no mapping.
    fn mapping(&mut self, id: NodeId, into: &str) -> Result<Option<Fields<'d>>, Stop> {
        let (id, node) = self.document.node(id);
        if is_null(node) {
            return Ok(None);
        }
        if !matches!(node.kind, Kind::Mapping(_)) {
            self.misfit(node, into);
            return Ok(None);
        }
        let mut fields = Fields::new();
        self.collect(id, &mut fields, &mut Vec::new())?;
        Ok(Some(fields))
    }

    /// Adds the keys of a mapping that are not there yet, then those of its merges.
    fn collect(
        &mut self,
        id: NodeId,
        fields: &mut Fields<'d>,
        inside: &mut Vec<NodeId>,
    ) -> Result<(), Stop> {
        let (id, node) = self.document.node(id);
        let Kind::Mapping(pairs) = &node.kind else {
            return Err(self.wants_map());
        };
        if inside.contains(&id) {
            return Err(refused("yaml: anchor value contains itself"));
        }
        self.merges += 1;
        if self.merges > MAX_MERGES {
            return Err(Stop::Unknown(ConfigUnknown::TooDeep));
        }
        inside.push(id);
        self.refuse_duplicates(pairs);
        let mut merge = None;
        for &(key, value) in pairs {
            let written = self.document.raw(key);
            if is_merge(written) {
                merge = Some(value);
                continue;
            }
            let (_, key) = self.document.node(key);
            match &key.kind {
                Kind::Scalar { value: name, .. } => {
                    fields.entry(name).or_insert(value);
                }
                Kind::Sequence(_) | Kind::Mapping(_) | Kind::Alias { .. } => {
                    self.misfit(key, "string");
                }
            }
        }
        if let Some(merge) = merge {
            let (_, node) = self.document.node(merge);
            match &node.kind {
                // An alias may stand for a mapping only, a list must be written out.
                Kind::Sequence(items) if !self.is_alias(merge) => {
                    for &item in items {
                        self.collect(item, fields, inside)?;
                    }
                }
                _ => self.collect(merge, fields, inside)?,
            }
        }
        inside.pop();
        Ok(())
    }

    /// Go compares keys as they are written, whatever their quotes.
    fn refuse_duplicates(&mut self, pairs: &[(NodeId, NodeId)]) {
        let mut first_lines: HashMap<(u8, &str), u64> = HashMap::with_capacity(pairs.len());
        for &(key, _) in pairs {
            let node = self.document.raw(key);
            let identity = match &node.kind {
                Kind::Scalar { value, .. } => (0, value.as_str()),
                Kind::Alias { name, .. } => (1, name.as_str()),
                Kind::Sequence(_) => (2, ""),
                Kind::Mapping(_) => (3, ""),
            };
            match first_lines.get(&identity) {
                Some(first) => self.misfits.push(format!(
                    "line {}: mapping key {:?} already defined at line {first}",
                    node.line, identity.1
                )),
                None => {
                    first_lines.insert(identity, node.line);
                }
            }
        }
    }

    fn is_alias(&self, id: NodeId) -> bool {
        matches!(self.document.raw(id).kind, Kind::Alias { .. })
    }

    fn wants_map(&self) -> Stop {
        refused("yaml: map merge requires map or sequence of maps as the value")
    }

    fn boolean(&mut self, id: NodeId) -> bool {
        let (_, node) = self.document.node(id);
        if is_null(node) {
            return false;
        }
        let read = match &node.kind {
            Kind::Scalar { value, tag, plain } => read_bool(value, tag.as_deref(), *plain),
            Kind::Sequence(_) | Kind::Mapping(_) | Kind::Alias { .. } => None,
        };
        read.unwrap_or_else(|| {
            self.misfit(node, "bool");
            false
        })
    }

    fn text(&mut self, id: NodeId) -> Vec<u8> {
        let (_, node) = self.document.node(id);
        let Kind::Scalar { value, tag, .. } = &node.kind else {
            self.misfit(node, "string");
            return Vec::new();
        };
        if is_null(node) {
            return Vec::new();
        }
        if tag.as_deref() == Some(tags::BINARY) {
            let bare: String = value.split_ascii_whitespace().collect();
            return base64::engine::general_purpose::STANDARD
                .decode(bare)
                .unwrap_or_else(|_| {
                    let line = node.line;
                    self.misfits.push(format!(
                        "line {line}: !!binary value contains invalid base64 data"
                    ));
                    Vec::new()
                });
        }
        value.as_bytes().to_vec()
    }

    fn misfit(&mut self, node: &Node, into: &str) {
        let what = match &node.kind {
            Kind::Sequence(_) => "!!seq".to_owned(),
            Kind::Mapping(_) => "!!map".to_owned(),
            Kind::Alias { .. } => "!!alias".to_owned(),
            Kind::Scalar { value, tag, plain } => {
                let shown = match value.char_indices().nth(7) {
                    Some((seventh, _)) if value.len() > 10 => format!("{}...", &value[..seventh]),
                    _ => value.clone(),
                };
                format!("{} `{shown}`", short_tag(value, tag.as_deref(), *plain))
            }
        };
        self.misfits.push(format!(
            "line {}: cannot construct {what} into {into}",
            node.line
        ));
    }
}

/// The tags of YAML's own types.
mod tags {
    pub(super) const PREFIX: &str = "tag:yaml.org,2002:";
    pub(super) const BINARY: &str = "tag:yaml.org,2002:binary";
    pub(super) const BOOL: &str = "tag:yaml.org,2002:bool";
    pub(super) const NULL: &str = "tag:yaml.org,2002:null";
    pub(super) const MERGE: &str = "tag:yaml.org,2002:merge";
    /// Types that are never read as a boolean.
    pub(super) const NUMBERS: [&str; 3] = [
        "tag:yaml.org,2002:int",
        "tag:yaml.org,2002:float",
        "tag:yaml.org,2002:timestamp",
    ];
}

fn refused(text: &str) -> Stop {
    Stop::Refused(ConfigFault::Syntax(text.to_owned()))
}

fn is_null_word(value: &str) -> bool {
    matches!(value, "" | "~" | "null" | "Null" | "NULL")
}

fn is_null(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar {
            value,
            tag: None,
            plain: true,
        } => is_null_word(value),
        Kind::Scalar { tag: Some(tag), .. } => tag == tags::NULL,
        _ => false,
    }
}

fn is_merge(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar {
            value,
            tag: None,
            plain: true,
        } => value == "<<",
        Kind::Scalar {
            value,
            tag: Some(tag),
            ..
        } => value == "<<" && tag == tags::MERGE,
        _ => false,
    }
}

fn core_bool(value: &str) -> Option<bool> {
    match value {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A bool: the core words where plain or tagged; the words of YAML 1.1 wherever the value would be a
/// string.
fn read_bool(value: &str, tag: Option<&str>, plain: bool) -> Option<bool> {
    match tag {
        Some(tags::BOOL) => return core_bool(value),
        Some(tag) if tags::NUMBERS.contains(&tag) => return None,
        None if plain && core_bool(value).is_some() => return core_bool(value),
        Some(_) | None => {}
    }
    match value {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// What Go calls the scalar's type in its refusal.
fn short_tag(value: &str, tag: Option<&str>, plain: bool) -> String {
    match tag {
        Some(tag) => match tag.strip_prefix(tags::PREFIX) {
            Some(short) => format!("!!{short}"),
            None => tag.to_owned(),
        },
        None if !plain => "!!str".to_owned(),
        None if is_null_word(value) => "!!null".to_owned(),
        None if core_bool(value).is_some() => "!!bool".to_owned(),
        None if value.parse::<i64>().is_ok() => "!!int".to_owned(),
        None if value.starts_with(|c: char| c.is_ascii_digit() || ".+-".contains(c))
            && value.parse::<f64>().is_ok() =>
        {
            "!!float".to_owned()
        }
        None => "!!str".to_owned(),
    }
}
