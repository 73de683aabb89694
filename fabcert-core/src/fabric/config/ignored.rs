//! What a `config.yaml` says and Fabric passes over without a word: keys that it does not know, and
//! NodeOUs that are not enabled.

/// What is passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PassedOver {
    /// Keys that Fabric does not know, in document order.
    pub(crate) keys: Vec<UnknownKey>,
    /// The line of a `NodeOUs` section that is there and not enabled.
    pub(crate) disabled: Option<u32>,
}

/// A key that Fabric does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownKey {
    /// The key.
    pub(crate) key: String,
    /// Its line, counted from 1.
    pub(crate) line: u32,
    /// The key that it resembles.
    pub(crate) suggestion: Option<&'static str>,
}

/// Looks for what Fabric passes over; nothing in a file that Fabric refuses.
#[cfg(not(feature = "yaml"))]
pub(crate) fn passed_over(_bytes: &[u8]) -> PassedOver {
    PassedOver::default()
}

#[cfg(feature = "yaml")]
pub(crate) use with_yaml::passed_over;

#[cfg(feature = "yaml")]
mod with_yaml {
    use super::super::yaml::{Document, Kind, Node, NodeId};
    use super::{PassedOver, UnknownKey};

    const TOP: &[&str] = &["OrganizationalUnitIdentifiers", NODE_OUS];
    const NODE_OUS: &str = "NodeOUs";
    const ENABLE: &str = "Enable";
    const SECTION: &[&str] = &[
        ENABLE,
        "ClientOUIdentifier",
        "PeerOUIdentifier",
        "AdminOUIdentifier",
        "OrdererOUIdentifier",
    ];
    const UNIT: &[&str] = &["Certificate", "OrganizationalUnitIdentifier"];

    /// Looks for what Fabric passes over; nothing in a file that Fabric refuses.
    pub(crate) fn passed_over(bytes: &[u8]) -> PassedOver {
        let Ok(configuration) = super::super::parse(bytes) else {
            return PassedOver::default();
        };
        let Ok(document) = Document::compose(bytes) else {
            return PassedOver::default();
        };
        let mut found = PassedOver::default();
        let root = document.root.into_iter();
        for (key, value) in root.flat_map(|root| pairs(&document, root)) {
            match known(&document, key, TOP, &mut found.keys) {
                Some(NODE_OUS) => {
                    let before = found.keys.len();
                    section(&document, value, &mut found.keys);
                    let is_misspelt = |it: &UnknownKey| it.suggestion == Some(ENABLE);
                    let explained = found.keys.iter().skip(before).any(is_misspelt);
                    let enabled = configuration.node_ous.as_ref().is_none_or(|it| it.enable);
                    if !enabled && !explained {
                        found.disabled = Some(line(document.raw(key)));
                    }
                }
                Some(_) => {
                    if let (
                        _,
                        Node {
                            kind: Kind::Sequence(items),
                            ..
                        },
                    ) = document.node(value)
                    {
                        for item in items {
                            unit(&document, *item, &mut found.keys);
                        }
                    }
                }
                None => {}
            }
        }
        found
    }

    fn section(document: &Document, id: NodeId, unknown: &mut Vec<UnknownKey>) {
        for (key, value) in pairs(document, id) {
            if known(document, key, SECTION, unknown).is_some_and(|it| it != ENABLE) {
                unit(document, value, unknown);
            }
        }
    }

    fn unit(document: &Document, id: NodeId, unknown: &mut Vec<UnknownKey>) {
        for (key, _) in pairs(document, id) {
            known(document, key, UNIT, unknown);
        }
    }

    /// A mapping's own pairs; none of anything else.
    fn pairs(document: &Document, id: NodeId) -> Vec<(NodeId, NodeId)> {
        match &document.node(id).1.kind {
            Kind::Mapping(pairs) => pairs.clone(),
            _ => Vec::new(),
        }
    }

    /// The key, where Fabric knows it; otherwise it is noted, unless it is a merge.
    fn known(
        document: &Document,
        key: NodeId,
        keys: &[&'static str],
        unknown: &mut Vec<UnknownKey>,
    ) -> Option<&'static str> {
        let node = document.node(key).1;
        let Kind::Scalar { value, .. } = &node.kind else {
            return None;
        };
        let known = keys.iter().find(|it| *it == value).copied();
        if known.is_none() && value != "<<" {
            unknown.push(UnknownKey {
                key: value.clone(),
                line: line(node),
                suggestion: nearest(value, keys),
            });
        }
        known
    }

    fn line(node: &Node) -> u32 {
        u32::try_from(node.line).unwrap_or(u32::MAX)
    }

    /// The key that was probably meant: the same but for a few letters, or for its case.
    fn nearest(written: &str, keys: &[&'static str]) -> Option<&'static str> {
        /// The longest key that is compared letter by letter.
        const LONGEST: usize = 64;
        if written.len() > LONGEST {
            return None;
        }
        let written = written.to_ascii_lowercase();
        keys.iter()
            .map(|key| (distance(&written, &key.to_ascii_lowercase()), *key))
            .filter(|(distance, key)| *distance * 3 <= key.len())
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, key)| key)
    }

    /// Levenshtein's distance.
    fn distance(a: &str, b: &str) -> usize {
        let b: Vec<char> = b.chars().collect();
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, from) in a.chars().enumerate() {
            let mut next = vec![i + 1];
            for (j, (to, (above_left, above))) in
                b.iter().zip(row.iter().zip(row.iter().skip(1))).enumerate()
            {
                let left = next.get(j).copied().unwrap_or(usize::MAX - 1);
                let change = above_left + usize::from(from != *to);
                next.push(change.min(above + 1).min(left + 1));
            }
            row = next;
        }
        row.last().copied().unwrap_or_default()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn unknown(text: &str) -> Vec<(String, u32, Option<&'static str>)> {
            let found = passed_over(text.as_bytes()).keys.into_iter();
            found.map(|it| (it.key, it.line, it.suggestion)).collect()
        }

        #[test]
        fn unknown_keys_are_found_where_fabric_would_look() {
            let text = "NodeOUs:\n  Enable: yes\n  ClientOUIdentifer:\n    x: 1\n  \
                        PeerOUIdentifier:\n    certificate: a\nNote: {x: 1}\n";
            let expected = [
                (
                    "ClientOUIdentifer".to_owned(),
                    3,
                    Some("ClientOUIdentifier"),
                ),
                ("certificate".to_owned(), 6, Some("Certificate")),
                ("Note".to_owned(), 7, None),
            ];
            assert_eq!(unknown(text), expected);
            let listed = "OrganizationalUnitIdentifiers:\n- Certficate: x\n  OU: y\n";
            let expected = [
                ("Certficate".to_owned(), 2, Some("Certificate")),
                ("OU".to_owned(), 3, None),
            ];
            assert_eq!(unknown(listed), expected);
            assert_eq!(unknown("NodeOUs: [}"), []);
            // Too much would have to be taken away.
            let longer = ("EnableTheNodes".to_owned(), 2, None);
            assert_eq!(unknown("NodeOUs:\n  EnableTheNodes: yes\n"), [longer]);
        }

        #[test]
        fn a_section_that_is_not_enabled_is_told_once() {
            let disabled = |text: &str| passed_over(text.as_bytes()).disabled;
            assert_eq!(disabled("NodeOUs:\n  Enable: false\n"), Some(1));
            assert_eq!(disabled("NodeOUs:\n  PeerOUIdentifier:\n"), Some(1));
            assert_eq!(disabled("NodeOUs:\n  Enable: true\n"), None);
            assert_eq!(disabled("NodeOUs:\n"), None);
            // The misspelt key says it.
            assert_eq!(disabled("NodeOUs:\n  enable: true\n"), None);
        }

        #[test]
        fn distances() {
            for (a, b, expected) in [
                ("", "", 0),
                ("abc", "abc", 0),
                ("ab", "abc", 1),
                ("nodeou", "nodeous", 1),
                ("x", "", 1),
                ("abcd", "b", 3),
                ("b", "abcd", 3),
                ("kitten", "sitting", 3),
            ] {
                assert_eq!(distance(a, b), expected, "{a} {b}");
            }
        }
    }
}
