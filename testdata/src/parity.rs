//! The parity corpus: MSPs with the verdicts that Fabric itself gave on them.
//!
//! `parity/README.md` describes the files.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::Tree;

/// One MSP with Fabric's verdict.
#[derive(Clone, Debug)]
pub struct Case {
    /// `0000` to `0599`.
    pub id: String,
    /// The MSP's name.
    pub msp_id: String,
    /// How the MSP was loaded.
    pub mode: Mode,
    /// MSP version, such as `1.4.3`.
    pub version: String,
    /// The clock that Fabric was given, RFC 3339.
    pub now: String,
    /// What was bent.
    pub tags: Vec<String>,
    /// `msp/` and `ids/`.
    pub tree: Tree,
    /// Identities that were put to the MSP: paths in [`tree`](Self::tree).
    pub validate: Vec<String>,
    /// What Fabric said.
    pub expected: Expected,
}

/// How an MSP is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// With its signing identity.
    Local,
    /// Without.
    Verifying,
}

/// Where Fabric stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Reading the folder.
    Load,
    /// Setting the MSP up.
    Setup,
    /// Not at all.
    Ok,
}

/// Fabric's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Expected {
    /// Where Fabric stopped.
    pub stage: Stage,
    /// Fabric's text.
    pub error: Option<String>,
    /// What Fabric said of each identity, where the MSP set up.
    pub identities: Vec<ExpectedIdentity>,
}

/// Fabric's verdict on one identity.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ExpectedIdentity {
    /// The identity's file in the case's tree.
    pub path: String,
    /// Fabric's text; `None` where the identity was accepted.
    pub error: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    msp_id: String,
    mode: Mode,
    version: String,
    now: String,
    tags: Vec<String>,
    files: BTreeMap<String, String>,
    empty_directories: Vec<String>,
    validate: Vec<String>,
    expected: Expected,
}

impl Case {
    /// The directory that Fabric's texts name: `cases/0000`.
    pub fn directory(&self) -> String {
        format!("cases/{}", self.id)
    }
}

/// All cases, in order.
///
/// # Panics
/// When the committed corpus is damaged.
pub fn cases() -> Vec<Case> {
    let contents: HashMap<String, String> = lines(include_str!("../parity/contents.jsonl"))
        .map(|content: Content| (content.id, content.text))
        .collect();
    lines(include_str!("../parity/cases.jsonl"))
        .map(|line: Line| line.case(&contents))
        .collect()
}

/// The corpus as directories: `cases/`, `manifest.jsonl` and `expected.jsonl`.
pub fn unpacked() -> Tree {
    let cases = cases();
    let manifest = cases.iter().map(manifest_line);
    let expected = cases.iter().map(expected_line);
    let tree = Tree::new()
        .with("manifest.jsonl", manifest.collect::<String>())
        .with("expected.jsonl", expected.collect::<String>());
    cases.iter().fold(tree, |tree, case| {
        tree.with_tree(case.directory(), case.tree.clone())
    })
}

fn lines<'a, T: Deserialize<'a>>(text: &'a str) -> impl Iterator<Item = T> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of the parity corpus"))
}

impl Line {
    fn case(self, contents: &HashMap<String, String>) -> Case {
        let files = self.files.iter().fold(Tree::new(), |tree, (path, id)| {
            tree.with(
                path,
                contents
                    .get(id)
                    .expect("a content that a case names")
                    .as_str(),
            )
        });
        let tree = self
            .empty_directories
            .iter()
            .fold(files, Tree::with_empty_directory);
        Case {
            id: self.id,
            msp_id: self.msp_id,
            mode: self.mode,
            version: self.version,
            now: self.now,
            tags: self.tags,
            tree,
            validate: self.validate,
            expected: self.expected,
        }
    }
}

fn manifest_line(case: &Case) -> String {
    let directory = case.directory();
    let validate: Vec<_> = case
        .validate
        .iter()
        .map(|path| format!("{directory}/{path}"))
        .collect();
    let mode = match case.mode {
        Mode::Local => "local",
        Mode::Verifying => "verifying",
    };
    let line = json!({
        "id": case.id, "dir": format!("{directory}/msp"), "mspid": case.msp_id, "mode": mode,
        "version": case.version, "now": case.now, "validate": validate, "tags": case.tags,
    });
    format!("{line}\n")
}

fn expected_line(case: &Case) -> String {
    let directory = case.directory();
    let identity = |identity: &ExpectedIdentity| json!({ "path": format!("{directory}/{}", identity.path), "error": identity.error });
    let stage = match case.expected.stage {
        Stage::Load => "load",
        Stage::Setup => "setup",
        Stage::Ok => "ok",
    };
    let identities: Vec<Value> = case.expected.identities.iter().map(identity).collect();
    let line = json!({
        "id": case.id, "stage": stage, "error": case.expected.error, "identities": identities,
    });
    format!("{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_corpus_is_whole() {
        let cases = cases();
        assert_eq!(cases.len(), 600);
        for case in &cases {
            assert!(
                case.validate
                    .iter()
                    .all(|path| case.tree.get(path).is_some()),
                "{}",
                case.id
            );
            let judged = case.expected.identities.len();
            assert_eq!(
                judged,
                if case.expected.stage == Stage::Ok {
                    case.validate.len()
                } else {
                    0
                }
            );
        }
    }

    #[test]
    fn contents_are_named_by_their_hash() {
        for content in lines(include_str!("../parity/contents.jsonl")) {
            let Content { id, text } = content;
            assert_eq!(id, crate::hex(&Sha256::digest(text))[..16]);
        }
    }

    #[test]
    fn empty_directories_survive() {
        let tree = unpacked();
        assert!(tree.empty_directories().count() > 100);
        assert!(tree.get("cases/0599/ids/signer.pem").is_some());
    }
}
