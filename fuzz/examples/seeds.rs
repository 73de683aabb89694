//! Fills `fuzz/corpus` from the project's fixtures and the conformance corpus.
//!
//! `cargo run --example seeds` (in `fuzz/`)

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use fabcert_core::baseline::Baseline;
use fabcert_core::source::Snapshot;
use fabcert_core::{Checker, Clock, pem};
use fabcert_fuzz::authority::Authority;
use fabcert_fuzz::files;
use fabcert_testdata::{Forge, NOW, Tree, fixtures, hex, parity};
use sha2::{Digest as _, Sha256};
use time::Duration;

/// Larger seeds make the fuzzer slow.
const LARGEST: usize = 64 * 1024;

/// Seeds by target.
#[derive(Default)]
struct Corpus {
    seeds: BTreeMap<&'static str, BTreeSet<Vec<u8>>>,
}

impl Corpus {
    fn add(&mut self, target: &'static str, seed: Vec<u8>) {
        if seed.len() <= LARGEST {
            self.seeds.entry(target).or_default().insert(seed);
        }
    }

    fn add_tree(&mut self, tree: &Tree) {
        for (path, bytes) in tree.files() {
            self.add_file(path, bytes);
        }
        self.add("tree", encode(tree));
        let mut snapshot = Snapshot::builder();
        for (path, bytes) in tree.files() {
            snapshot.add_file(path, bytes);
        }
        let report =
            Checker::new(Clock::Fixed(fabcert_testdata::NOW.into())).check(snapshot.finish());
        if !report.findings.is_empty() {
            self.add(
                "baseline",
                Baseline::of(&report, &[]).to_json().into_bytes(),
            );
        }
    }

    fn add_file(&mut self, path: &Path, bytes: &[u8]) {
        self.add("pem", bytes.to_vec());
        if path.ends_with("config.yaml") {
            self.add("config", bytes.to_vec());
        }
        if path.parent().is_some_and(|parent| parent.ends_with("crls")) {
            self.add("crl", bytes.to_vec());
        }
        for block in pem::blocks(bytes) {
            let Ok(der) = block.der else { continue };
            match &*block.label {
                "CERTIFICATE" => {
                    self.add("signature", der.clone());
                    self.add("splice", der.clone());
                    self.add("certificate", der);
                }
                "X509 CRL" => self.add("crl", der),
                label if label.ends_with("KEY") => self.add("key", der),
                _ => {}
            }
        }
    }

    fn write(&self, directory: &Path) -> io::Result<()> {
        for (target, seeds) in &self.seeds {
            let directory = directory.join(target);
            std::fs::create_dir_all(&directory)?;
            for seed in seeds {
                let name = hex(&Sha256::digest(seed)[..8]);
                std::fs::write(directory.join(name), seed)?;
            }
            println!("{target}: {} seeds", seeds.len());
        }
        Ok(())
    }
}

fn encode(tree: &Tree) -> Vec<u8> {
    files::encode(
        tree.files()
            .map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes)),
    )
}

/// The certificate of the CA that is reissued, in every dress.
fn authority_trees(authority: &Authority) -> Vec<Tree> {
    let ca = authority.forged.pem();
    let text = String::from_utf8_lossy(&ca).into_owned();
    let leaf = Forge::leaf("peer0")
        .units(&["peer"])
        .window(
            authority.forged.not_before() - Duration::MINUTE * 5,
            NOW + Duration::DAY,
        )
        .issued_by(&authority.forged);
    let escaped = text.replace('\n', "\\n");
    let indented = text.replace('\n', "\n    ");
    let base64 = fabcert_testdata::base64(&ca);
    let msp = Tree::new()
        .with("msp/cacerts/ca.pem", ca.clone())
        .with("msp/signcerts/cert.pem", leaf.pem())
        .with("ca/ca.der", authority.forged.der());
    let dressed = Tree::new()
        .with("bundle.pem", [leaf.pem(), ca.clone(), ca].concat())
        .with("profile.json", format!("{{\"pem\": \"{escaped}\"}}"))
        .with("values.yaml", format!("ca: |\n    {indented}\n"))
        .with(
            "secret.yaml",
            format!("kind: Secret\ndata:\n  ca.pem: {base64}\n"),
        )
        .with("crlf.pem", text.replace('\n', "\r\n"));
    vec![msp.clone(), dressed.clone(), msp.with_tree("more", dressed)]
}

fn main() -> io::Result<()> {
    let mut corpus = Corpus::default();
    for fixture in fixtures::all() {
        corpus.add_tree(&fixture.tree);
    }
    for case in parity::cases() {
        for (path, bytes) in case.tree.files() {
            corpus.add_file(path, bytes);
        }
        corpus.add("msp", encode(&case.tree.subtree("msp")));
        let identities = case.expected.identities.iter();
        let texts = identities
            .filter_map(|identity| identity.error.as_ref())
            .chain(&case.expected.error);
        for text in texts {
            corpus.add("explain", text.clone().into_bytes());
        }
    }
    for tree in authority_trees(&Authority::new()) {
        corpus.add("reissue", encode(&tree));
        let journal = fabcert_fuzz::authority::journal(&tree);
        corpus.add("journal", journal);
    }
    corpus.write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))
}
