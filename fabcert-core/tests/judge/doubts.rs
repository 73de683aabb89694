//! What nobody can know, and material without a folder.

use fabcert_core::fabric::{
    Acceptance, Directory, Entry, FileContent, FileState, Folder, FolderRole, Judge, Listing,
    Lookup, MemoryDirectory, Mode, MspMaterial, MspVersion, Stage, Undecided, Unread,
};
use fabcert_core::signature::Signatures;
use fabcert_testdata::forge::Forge;
use fabcert_testdata::{Key, NOW};
use time::OffsetDateTime;

use crate::{ca, directory, peer, sound};

/// A directory in which some files were not read.
struct Partly {
    whole: MemoryDirectory,
    unread: &'static str,
}

impl Directory for Partly {
    fn list(&self, path: &str) -> Listing {
        match self.whole.list(path) {
            Listing::Entries(entries) => Listing::Entries(
                entries
                    .into_iter()
                    .map(
                        |entry| match format!("{path}/{}", entry.name.display()) == self.unread {
                            true => Entry {
                                state: FileState::Unread(Unread::Outside),
                                ..entry
                            },
                            false => entry,
                        },
                    )
                    .collect(),
            ),
            other => other,
        }
    }

    fn file(&self, path: &str) -> Lookup {
        match path == self.unread {
            true => Lookup::Found(FileState::Unread(Unread::Outside), None),
            false => self.whole.file(path),
        }
    }
}

#[test]
fn what_was_not_read_is_not_decided() {
    let ca = ca();
    let sound = sound(&ca).root("second", &Forge::ca("ca2.org1").self_signed());
    let no_key = sound.clone().without("keystore").file("keystore/x", "x");
    let malformed = sound.clone().file("cacerts/a.pem", Key::named("x").pem());
    let unit = "OrganizationalUnitIdentifier: peer\n";
    let named = format!("Certificate: ou.pem\n    {unit}");
    let role = sound.clone().file("ou.pem", ca.pem()).config(format!(
        "NodeOUs:\n  Enable: true\n  ClientOUIdentifier:\n    OrganizationalUnitIdentifier: client\n  \
         PeerOUIdentifier:\n    {named}"
    ));
    let tls = Forge::ca("tlsca.org1").self_signed();
    let tls_intermediate = Forge::ca("tlsica.org1").issued_by(&tls);
    let with_tls = sound
        .clone()
        .tls_root("tls", &tls)
        .tls_root("tls2", &Forge::ca("tlsca2.org1").self_signed())
        .file("tlsintermediatecerts/ica.pem", tls_intermediate.pem());
    let signatures = Signatures::new();
    for (tree, unread, stage, identity) in [
        (&role, "msp/ou.pem", Stage::Undecided, Acceptance::Undecided),
        (
            &with_tls,
            "msp/tlscacerts/tls.pem",
            Stage::Undecided,
            Acceptance::Accepted,
        ),
        (
            &sound,
            "msp/cacerts/second.pem",
            Stage::Undecided,
            Acceptance::Undecided,
        ),
        (
            &sound,
            "msp/signcerts/cert.pem",
            Stage::Undecided,
            Acceptance::Accepted,
        ),
        (
            &sound,
            "msp/admincerts/admin.pem",
            Stage::Undecided,
            Acceptance::Accepted,
        ),
        (
            &sound,
            "msp/config.yaml",
            Stage::Undecided,
            Acceptance::Undecided,
        ),
        (
            &no_key,
            "msp/keystore/x",
            Stage::Undecided,
            Acceptance::Accepted,
        ),
        // Fabric stops before it comes to what was not read.
        (
            &malformed,
            "msp/cacerts/second.pem",
            Stage::SetUp,
            Acceptance::Undecided,
        ),
    ] {
        let whole = directory(&tree.clone().tree());
        let material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &Partly { whole, unread });
        let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
        let msp = judge.set_up(&material);
        assert_eq!(msp.stage(), stage, "{unread}");
        assert!(!msp.undecided().is_empty(), "{unread}");
        let refusals = msp.refusals();
        assert_eq!(refusals.is_empty(), stage != Stage::SetUp, "{refusals:?}");
        let verdict = msp.validate(&FileContent::new(peer(&ca).pem()));
        assert_eq!(verdict.acceptance(), identity, "{unread}");
    }
}

#[test]
fn channel_material_has_no_load_stage() {
    let ca = ca();
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_0, OffsetDateTime::from(NOW), &signatures);
    let mut material = MspMaterial::of_channel("Org1MSP");
    let empty = judge.set_up(&material);
    assert_eq!(empty.error(), Some("expected at least one CA certificate"));
    material.push(FolderRole::Cacerts, FileContent::new(ca.pem()).into(), None);
    assert!(
        matches!(material.folder(FolderRole::Cacerts), Folder::Files(files) if files.len() == 1 && files[0].content().is_some())
    );
    assert_eq!(judge.set_up(&material).stage(), Stage::Ok);
    material.set_folder(FolderRole::Crls, Folder::Unread(Unread::Outside));
    let unknown = judge.set_up(&material);
    assert_eq!(unknown.stage(), Stage::Undecided);
    assert!(matches!(
        unknown.undecided(),
        [Undecided::Folder {
            folder: FolderRole::Crls,
            ..
        }]
    ));
}

/// The first of a folder that Fabric needs and one that it misses decides.
#[test]
fn a_folder_of_unread_files_may_be_empty() {
    let whole = directory(&sound(&ca()).without("cacerts").tree());
    let unread = "msp/signcerts/cert.pem";
    let material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &Partly { whole, unread });
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
    let msp = judge.set_up(&material);
    assert_eq!(msp.stage(), Stage::Undecided);
    assert_eq!(msp.refusals()[0].stage, Stage::Load);
}

/// Loading and setting up ask for the same folders.
#[test]
fn an_unread_folder_is_one_doubt() {
    let whole = directory(&sound(&ca()).tree());
    let mut material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &whole);
    let roles = [FolderRole::Signcerts, FolderRole::Cacerts];
    for role in roles {
        material.set_folder(role, Folder::Unread(Unread::Outside));
    }
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
    let msp = judge.set_up(&material);
    for role in roles {
        let doubt = Undecided::Folder {
            folder: role,
            reason: Unread::Outside,
        };
        let times = msp.undecided().iter().filter(|&it| *it == doubt).count();
        assert_eq!(times, 1, "{role:?}");
    }
}

/// Node OUs are nothing to an MSP of 1.0, so it does not matter what they name.
#[test]
fn a_unit_that_is_not_asked_for_leaves_no_doubt() {
    let ca = ca();
    let config = "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    Certificate: ou.pem\n    \
                  OrganizationalUnitIdentifier: peer\n";
    let tree = sound(&ca).file("ou.pem", ca.pem()).config(config).tree();
    let signatures = Signatures::new();
    for (version, acceptance) in [
        (MspVersion::V1_0, Acceptance::Accepted),
        (MspVersion::V1_4_3, Acceptance::Undecided),
    ] {
        let whole = directory(&tree);
        let unread = "msp/ou.pem";
        let material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &Partly { whole, unread });
        let judge = Judge::new(version, OffsetDateTime::from(NOW), &signatures);
        let verdict = judge
            .set_up(&material)
            .validate(&FileContent::new(peer(&ca).pem()));
        assert_eq!(verdict.acceptance(), acceptance, "{version}");
    }
}

/// All TLS CAs were read: one that is missing is missing.
#[test]
fn a_tls_intermediate_without_its_root_is_refused() {
    let ca = ca();
    let tls = Forge::ca("tlsca.org1").self_signed();
    let intermediate = Forge::ca("tlsica.org1").issued_by(&Forge::ca("other").self_signed());
    let tree = sound(&ca)
        .tls_root("tls", &tls)
        .file("tlsintermediatecerts/ica.pem", intermediate.pem())
        .tree();
    let signatures = Signatures::new();
    let judge = Judge::new(MspVersion::V1_4_3, OffsetDateTime::from(NOW), &signatures);
    let material = MspMaterial::read("msp", "Org1MSP", Mode::Local, &directory(&tree));
    let msp = judge.set_up(&material);
    assert_eq!(msp.stage(), Stage::SetUp);
    assert_eq!(msp.undecided(), []);
}
