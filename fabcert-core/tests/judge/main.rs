//! The judge over MSPs made for the purpose: releases, folders, keystores, doubts.

mod doubts;
mod keystore;
mod load;
mod refusals;
mod releases;
mod set_up;

use fabcert_core::fabric::{
    FileContent, Judge, KeyPolicy, MemoryDirectory, Mode, MspMaterial, MspVersion, Release, Stage,
};
use fabcert_core::signature::Signatures;
use fabcert_testdata::forge::{Forge, Forged};
use fabcert_testdata::shapes::Msp;
use fabcert_testdata::{NOW, Tree};
use time::OffsetDateTime;

fn directory(tree: &Tree) -> MemoryDirectory {
    let mut directory = MemoryDirectory::new().with_folder("msp");
    for (path, bytes) in tree.files() {
        directory = directory.with_file(&format!("msp/{}", path.display()), bytes);
    }
    for path in tree.empty_directories() {
        directory = directory.with_folder(&format!("msp/{}", path.display()));
    }
    directory
}

/// What is asked of a judge.
struct Trial {
    version: MspVersion,
    release: &'static str,
    mode: Mode,
    keys: KeyPolicy,
}

const NEWEST: Trial = Trial {
    version: MspVersion::V1_4_3,
    release: "3.1",
    mode: Mode::Local,
    keys: KeyPolicy::Here,
};

impl Trial {
    fn of(release: &'static str) -> Self {
        let version = release
            .parse::<Release>()
            .expect("a release")
            .local_msp_version();
        Self {
            version,
            release,
            ..NEWEST
        }
    }

    /// Stage and text, then the text for each identity (empty where accepted).
    fn run(&self, tree: &Tree, identities: &[&[u8]]) -> (Stage, String, Vec<String>) {
        let signatures = Signatures::new();
        let judge = Judge::new(self.version, OffsetDateTime::from(NOW), &signatures)
            .with_release(self.release.parse().expect("a release"))
            .with_keys(self.keys);
        let material = MspMaterial::read("msp", "Org1MSP", self.mode, &directory(tree));
        let msp = judge.set_up(&material);
        let verdicts = identities.iter().map(|pem| {
            let verdict = msp.validate(&FileContent::new(*pem));
            verdict.error().unwrap_or_default().to_owned()
        });
        (
            msp.stage(),
            msp.error().unwrap_or_default().to_owned(),
            verdicts.collect(),
        )
    }

    fn text(&self, tree: &Tree) -> String {
        self.run(tree, &[]).1
    }
}

fn ca() -> Forged {
    Forge::ca("ca.org1").self_signed()
}

fn peer(ca: &Forged) -> Forged {
    Forge::leaf("peer0.org1").units(&["peer"]).issued_by(ca)
}

/// A local MSP with NodeOUs that every release accepts.
fn sound(ca: &Forged) -> Msp {
    let admin = Forge::leaf("admin.org1").units(&["client"]).issued_by(ca);
    Msp::new()
        .root("ca", ca)
        .signer(&peer(ca))
        .admin("admin", &admin)
}
