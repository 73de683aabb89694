//! `fabcert reissue`

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use fabcert_testdata::forge::{AuthorityKeyId, Extension, Forge, Forged};
use fabcert_testdata::{Tree, pem};
use serde_json::Value;
use tempfile::TempDir;
use time::macros::utc_datetime;

use crate::common::{NOW, Run, fabcert, testdata};

/// Fixtures and certificates laid out in a folder of their own, with a journal beside them.
struct Site {
    folder: TempDir,
}

impl Site {
    fn of(tree: &Tree) -> Self {
        let folder = tempfile::tempdir().unwrap();
        tree.write_to(&folder.path().join("tree")).unwrap();
        Self { folder }
    }

    fn incident() -> Self {
        Self::of(&Tree::read_from(&testdata().join("trees/incident")).unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn tree(&self) -> String {
        self.path("tree")
    }

    fn journal(&self) -> String {
        self.path("journal.json")
    }

    /// `fabcert reissue CA --key KEY --tree TREE` and these arguments.
    fn reissue(&self, ca: &str, key: &str, more: &[&str]) -> Run {
        let (ca, key, tree) = (self.path(ca), self.path(key), self.tree());
        let fixed = ["reissue", &ca, "--key", &key, "--tree", &tree, "--at", NOW];
        fabcert(&[&fixed, more].concat())
    }

    /// The same, written.
    fn write(&self, ca: &str, key: &str, more: &[&str]) -> Run {
        let journal = self.journal();
        self.reissue(
            ca,
            key,
            &[&["--write", "--journal", &journal], more].concat(),
        )
    }

    fn undo(&self) -> Run {
        fabcert(&["reissue", "--undo", &self.journal()])
    }

    fn finish(&self) -> Run {
        fabcert(&["reissue", "--finish", &self.journal()])
    }

    /// Every file with its bytes and mode.
    fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, u32)> {
        let tree = Tree::read_from(&self.folder.path().join("tree")).unwrap();
        let mode = |path: &Path| mode(&self.folder.path().join("tree").join(path));
        tree.files()
            .map(|(path, bytes)| (path.to_owned(), (bytes.to_vec(), mode(path))))
            .collect()
    }

    /// Whether an MSP accepts these identities.
    fn accepts(&self, msp: &str, identities: &[&str]) -> bool {
        let msp = self.path(msp);
        let identities: Vec<String> = identities.iter().map(|it| self.path(it)).collect();
        let mut arguments = vec!["verify", "--msp", &msp, "--at", NOW, "-f", "json"];
        arguments.extend(identities.iter().map(String::as_str));
        let answer = fabcert(&arguments).json();
        let accepted = answer["identities"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["accepted"] == true);
        accepted.collect::<Vec<_>>().iter().all(|it| *it)
    }
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode()
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
}

const CA: &str = "tree/ca-in/ca-cert.pem";
const KEY: &str = "tree/ca-in/ca-key.pem";
const LEAVES: [&str; 3] = [
    "tree/client-admin/msp/signcerts/cert.pem",
    "tree/client-peer0/msp/signcerts/cert.pem",
    "tree/client-user1/msp/signcerts/cert.pem",
];

/// What `openssl verify -attime` says of the leaves one second after their start; `None` without openssl.
fn openssl_accepts(site: &Site, leaves: &[&str]) -> Option<bool> {
    let at = utc_datetime!(2026-11-22 05:58:01)
        .unix_timestamp()
        .to_string();
    let mut command = Command::new("openssl");
    command.args([
        "verify",
        "-attime",
        &at,
        "-check_ss_sig",
        "-CAfile",
        &site.path(CA),
    ]);
    command.args(leaves.iter().map(|leaf| site.path(leaf)));
    Some(command.output().ok()?.status.success())
}

fn objections(plan: &Value) -> Vec<&str> {
    let objections = plan["plan"]["objections"].as_array().unwrap();
    objections
        .iter()
        .filter_map(|it| it["kind"].as_str())
        .collect()
}

#[test]
fn the_incident_is_healed_with_one_command_and_undone_with_another() {
    let site = Site::incident();
    let before = site.state();
    assert!(!site.accepts("tree/org-msp", &LEAVES));
    assert_ne!(openssl_accepts(&site, &LEAVES), Some(true));

    let planned = site.reissue(CA, KEY, &["-f", "json"]);
    assert_eq!(planned.code, Some(0), "{}", planned.stderr);
    assert_eq!(site.state(), before, "a plan touches nothing");
    let plan = planned.json();
    assert_eq!(plan["schema"], "fabcert.reissue/1");
    assert_eq!(plan["outcome"], "planned");
    assert_eq!(plan["plan"]["window"]["reason"], "oldest-child");
    assert_eq!(plan["plan"]["new"]["not_before"], "2026-11-22T05:53:00Z");
    assert_eq!(
        plan["plan"]["new"]["not_after"],
        plan["plan"]["old"]["not_after"]
    );
    let text = std::fs::read_to_string(testdata().join("trees/incident/error.txt")).unwrap();
    let rows = plan["plan"]["proof"]["rows"].as_array().unwrap();
    let healed: Vec<_> = rows
        .iter()
        .filter(|row| row["change"] == "healed")
        .collect();
    assert_eq!(healed.len(), 10);
    assert!(
        healed
            .iter()
            .all(|row| row["before"]["error"] == text.trim())
    );
    assert!(rows.iter().all(|row| row["change"] != "broken"));

    let written = site.write(CA, KEY, &[]);
    assert_eq!(written.code, Some(0), "{}", written.stderr);
    assert!(site.accepts("tree/org-msp", &LEAVES));
    assert!(openssl_accepts(&site, &LEAVES).unwrap_or(true));
    let changed = site.state();
    let differing = changed
        .iter()
        .filter(|(path, file)| before[*path] != **file);
    assert_eq!(differing.count(), 6);
    assert!(
        changed
            .iter()
            .all(|(path, (_, mode))| before[path].1 == *mode)
    );

    let again = site.write(CA, KEY, &[]);
    assert_eq!(again.code, Some(0));
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    assert_eq!(site.state(), changed);

    for _ in 0..2 {
        assert_eq!(site.undo().code, Some(0));
        assert_eq!(site.state(), before);
    }
    assert_eq!(site.finish().code, Some(0));
    assert_eq!(site.state(), changed);
}

#[test]
fn the_plan_reads_well() {
    // Names without a folder that is another one in every run.
    let ca = "trees/incident/ca-in/ca-cert.pem";
    let key = "trees/incident/ca-in/ca-key.pem";
    let run = fabcert(&[
        "reissue",
        ca,
        "--key",
        key,
        "--tree",
        "trees/incident",
        "--at",
        NOW,
    ]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn every_dress_is_replaced_and_every_identity_healed() {
    let mut tree = Tree::new();
    for name in [
        "",
        "-bundle",
        "-channel-config",
        "-connection-profile",
        "-secret",
        "-secrets",
        "-wallet",
    ] {
        let name = format!("incident{name}");
        let fixture = Tree::read_from(&testdata().join("trees").join(&name)).unwrap();
        tree = tree.with_tree(&name, fixture);
    }
    let ca = String::from_utf8(tree.get("incident/ca-in/ca-cert.pem").unwrap().to_vec()).unwrap();
    let indented = ca.trim_end().replace('\n', "\n      ");
    tree.insert(
        "profile.yaml",
        format!("peers:\n  peer0:\n    pem: |\n      {indented}\n    url: x\n"),
    );
    let site = Site::of(&tree);
    let before = site.state();
    let (ca, key) = (
        "tree/incident/ca-in/ca-cert.pem",
        "tree/incident/ca-in/ca-key.pem",
    );
    let old = site.path("old.pem");
    std::fs::copy(site.path(ca), &old).unwrap();
    let run = site.write(ca, key, &["-f", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let plan = run.json();
    let mut dresses: Vec<&str> = plan["plan"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|change| change["places"].as_array().unwrap())
        .map(|place| place["dress"].as_str().unwrap())
        .collect();
    dresses.sort_unstable();
    dresses.dedup();
    assert_eq!(dresses, ["base64", "json-string", "plain", "yaml-indented"]);
    let rows = plan["plan"]["proof"]["rows"].as_array().unwrap();
    let refused =
        |row: &&Value| !row["identity"].is_null() && row["after"]["verdict"] != "accepted";
    assert_eq!(rows.iter().filter(refused).count(), 0);

    let again = site.reissue("old.pem", key, &["-f", "json"]).json();
    assert_eq!(
        (&again["outcome"], &again["reason"]),
        (&"nothing-to-do".into(), &"already-replaced".into())
    );
    assert_eq!(site.undo().code, Some(0));
    assert_eq!(site.state(), before);
}

#[test]
fn an_intermediate_older_than_its_root_is_healed_by_the_root() {
    let read = |name: &str| Tree::read_from(&testdata().join("samples").join(name)).unwrap();
    let ica = read("fabric-ca-1.4.9-intermediate-before-root");
    let clients = read("fabric-ca-1.4.9-intermediate-before-root-clients");
    let site = Site::of(&ica.with_tree("root", clients));
    let msp = "tree/client-admin/msp";
    let leaf = ["tree/client-admin/msp/signcerts/cert.pem"];
    assert!(!site.accepts(msp, &leaf));
    let run = site.write(
        "tree/root/ca-in/ca-cert.pem",
        "tree/root/ca-in/ca-key.pem",
        &[],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(site.accepts(msp, &leaf));
}

/// An MSP with this CA and these leaves, the CA's key beside it.
fn organisation(ca: &Forged, leaves: &[&Forged]) -> Tree {
    let mut tree = Tree::new()
        .with("ca/ca-cert.pem", ca.pem())
        .with("ca/ca-key.pem", pem("PRIVATE KEY", ca.key().pkcs8()))
        .with("msp/cacerts/ca.pem", ca.pem())
        .with("msp/config.yaml", "NodeOUs:\n  Enable: true\n  PeerOUIdentifier: {OrganizationalUnitIdentifier: peer}\n  AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}\n  ClientOUIdentifier: {OrganizationalUnitIdentifier: client}\n  OrdererOUIdentifier: {OrganizationalUnitIdentifier: orderer}\n");
    for (number, leaf) in leaves.iter().enumerate() {
        tree.insert(format!("leaf{number}.pem"), leaf.pem());
    }
    tree
}

fn old_ca() -> Forge {
    Forge::ca("ca").window(
        utc_datetime!(2016-12-01 00:00:00),
        utc_datetime!(2026-12-01 00:00:00),
    )
}

fn peer() -> Forge {
    Forge::leaf("peer0").units(&["peer"])
}

const OWN: (&str, &str) = ("tree/ca/ca-cert.pem", "tree/ca/ca-key.pem");

#[test]
fn a_ca_is_renewed_for_ten_years_and_all_leaves_stay() {
    let ca = old_ca().self_signed();
    let leaf = peer()
        .not_before(utc_datetime!(2026-06-01 00:00:00))
        .issued_by(&ca);
    let site = Site::of(&organisation(&ca, &[&leaf]));
    let run = site.write(OWN.0, OWN.1, &["--not-after", "+10y", "-f", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let new = &run.json()["plan"]["new"];
    assert_eq!(new["not_before"], "2016-12-01T00:00:00Z");
    assert!(new["not_after"].as_str().unwrap().starts_with("2036-11-2"));
    assert!(site.accepts("tree/msp", &["tree/leaf0.pem"]));
    let again = site.reissue(OWN.0, OWN.1, &["--not-after", "+10y"]);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
}

#[test]
fn a_later_start_is_refused_and_names_who_would_die() {
    let ca = old_ca().self_signed();
    let leaf = peer()
        .not_before(utc_datetime!(2026-06-01 00:00:00))
        .issued_by(&ca);
    let site = Site::of(&organisation(&ca, &[&leaf]));
    let before = site.state();
    let later = ["--not-before", "2026-11-01", "-f", "json"];
    let run = site.write(OWN.0, OWN.1, &later);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let plan = run.json();
    assert_eq!(plan["outcome"], "refused");
    assert_eq!(objections(&plan), ["later-start", "broken"]);
    assert_eq!(
        plan["plan"]["objections"][0]["dying"][0]["subject"],
        "CN=peer0,OU=peer"
    );
    assert_eq!(site.state(), before);
    assert_eq!(
        site.write(OWN.0, OWN.1, &[&later[..], &["--force"]].concat())
            .code,
        Some(0)
    );
    assert_ne!(site.state(), before);
}

#[test]
fn two_certificates_of_one_ca_side_by_side_are_refused() {
    let ca = old_ca().self_signed();
    let other = old_ca()
        .serial(&[9])
        .not_after(utc_datetime!(2030-01-01 00:00:00))
        .self_signed();
    let leaf = peer().issued_by(&ca);
    let tree = organisation(&ca, &[&leaf]).with("msp/cacerts/other.pem", other.pem());
    let site = Site::of(&tree);
    let before = site.state();
    let run = site.write(OWN.0, OWN.1, &["--not-after", "+10y"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stdout.contains("side by side"), "{}", run.stdout);
    assert!(
        run.stdout.contains("refused, nothing was written"),
        "{}",
        run.stdout
    );
    assert_eq!(site.state(), before);
}

#[test]
fn a_child_that_names_the_old_serial_number_is_told() {
    let ca = old_ca().self_signed();
    let by_serial = Extension::authority_key_id(AuthorityKeyId::KeyIdIssuerAndSerial);
    let leaf = peer().with(by_serial).issued_by(&ca);
    let site = Site::of(&organisation(&ca, &[&leaf]));
    let run = site.reissue(OWN.0, OWN.1, &["--not-after", "+10y", "-f", "json"]);
    assert_eq!(
        (run.code, &objections(&run.json())[..]),
        (Some(1), &["serial-named"][..])
    );
    let kept = site.write(
        OWN.0,
        OWN.1,
        &["--not-after", "+10y", "--keep-serial", "-f", "json"],
    );
    assert_eq!(kept.code, Some(0), "{}", kept.stderr);
    let plan = kept.json();
    assert_eq!(plan["plan"]["new"]["serial"], plan["plan"]["old"]["serial"]);
}

#[test]
fn an_intermediate_needs_its_issuer() {
    let root = old_ca().self_signed();
    let ica = Forge::ca("ica")
        .not_before(utc_datetime!(2026-05-01 00:00:00))
        .issued_by(&root);
    let leaf = peer()
        .not_before(utc_datetime!(2026-04-30 23:00:00))
        .issued_by(&ica);
    let tree = organisation(&root, &[&leaf])
        .with("msp/intermediatecerts/ica.pem", ica.pem())
        .with("ica.pem", ica.pem())
        .with("ica-key.pem", pem("PRIVATE KEY", ica.key().pkcs8()));
    let site = Site::of(&tree);
    assert!(!site.accepts("tree/msp", &["tree/leaf0.pem"]));
    let alone = site.reissue("tree/ica.pem", "tree/ica-key.pem", &[]);
    assert_eq!(alone.code, Some(2));
    assert!(alone.stderr.contains("--issuer-cert"), "{}", alone.stderr);
    let (issuer, key) = (site.path(OWN.0), site.path(OWN.1));
    let parent = [
        "--issuer-cert",
        issuer.as_str(),
        "--issuer-key",
        key.as_str(),
    ];
    let run = site.write("tree/ica.pem", "tree/ica-key.pem", &parent);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(site.accepts("tree/msp", &["tree/leaf0.pem"]));
}

#[test]
fn without_a_tree_only_the_certificate_is_made() {
    let site = Site::incident();
    let before = site.state();
    let (ca, key, out) = (site.path(CA), site.path(KEY), site.path("new.pem"));
    let arguments = ["reissue", &ca, "--key", &key, "--out", &out, "--at", NOW];
    assert_eq!(fabcert(&arguments).code, Some(0));
    assert!(!Path::new(&out).exists(), "not without --write");
    let write = [&arguments[..], &["--write"]].concat();
    assert_eq!(fabcert(&write).code, Some(0));
    let made = std::fs::read(&out).unwrap();
    let again = fabcert(&write);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert_eq!(std::fs::read(&out).unwrap(), made);
    assert_eq!(site.state(), before);
    let shifted = [&write[..], &["--backdate", "1h"]].concat();
    assert_eq!(
        fabcert(&shifted).code,
        Some(2),
        "another certificate is there already"
    );
}

#[test]
fn a_journal_without_a_folder_lies_where_the_program_was_started() {
    let site = Site::incident();
    let before = site.state();
    let write = ["reissue", CA, "--key", KEY, "--tree", "tree", "--at", NOW];
    let write = [&write[..], &["--write", "--journal", "journal.json"]].concat();
    for arguments in [&write[..], &["reissue", "--undo", "journal.json"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_fabcert"))
            .args(arguments)
            .current_dir(site.folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(Path::new(&site.journal()).exists());
    }
    assert_eq!(site.state(), before);
}

#[test]
fn what_cannot_be_done_says_what_to_type_next() {
    let site = Site::incident();
    let before = site.state();
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    std::fs::write(site.path("encrypted.pem"), encrypted).unwrap();
    std::fs::write(site.path("empty.pem"), "").unwrap();
    let other = fabcert_testdata::Key::named("other");
    std::fs::write(site.path("other.pem"), pem("PRIVATE KEY", other.pkcs8())).unwrap();
    for (ca, key, more, expected) in [
        (CA, "encrypted.pem", &[][..], "openssl pkey"),
        (CA, "other.pem", &[], "msp/keystore"),
        (CA, "empty.pem", &[], "no private key"),
        ("empty.pem", KEY, &[], "no certificate"),
        (LEAVES[0], KEY, &[], "not a CA certificate"),
        (CA, "missing.pem", &[], "missing.pem"),
        (CA, KEY, &["--not-before", "2040-01-01"], "--not-before"),
        (
            CA,
            KEY,
            &["--write", "--journal", "/nowhere/at/all.json"],
            "/nowhere/at/all.json",
        ),
    ] {
        let run = site.reissue(ca, key, more);
        assert_eq!(run.code, Some(2), "{ca} {key}: {}", run.stdout);
        assert!(run.stderr.contains(expected), "{ca} {key}: {}", run.stderr);
    }
    let nowhere = fabcert(&[
        "reissue",
        &site.path(CA),
        "--key",
        &site.path(KEY),
        "--write",
    ]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.stderr.contains("--out"), "{}", nowhere.stderr);
    assert_eq!(site.state(), before);
}

#[test]
fn a_file_that_changed_since_stops_undo_and_is_named() {
    let site = Site::incident();
    assert_eq!(site.write(CA, KEY, &[]).code, Some(0));
    let touched = "tree/org-msp/cacerts/ca-cert.pem";
    std::fs::write(site.path(touched), "somebody else's").unwrap();
    let state = site.state();
    let run = site.undo();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains(touched), "{}", run.stderr);
    assert_eq!(site.state(), state);
}

/// A real SIGKILL at points all over the run: each file is whole, and undo and finish both work.
#[cfg(unix)]
#[test]
fn a_kill_at_any_point_leaves_whole_files_and_a_journal_that_works() {
    use std::process::Stdio;
    use std::time::Duration;

    const ROUNDS: u64 = 5;

    let ca = Forge::ca("ca")
        .not_before(utc_datetime!(2026-11-22 06:03:19))
        .self_signed();
    let leaf = peer()
        .not_before(utc_datetime!(2026-11-22 05:58:00))
        .issued_by(&ca);
    let mut tree = organisation(&ca, &[&leaf]);
    for number in 0..120 {
        tree.insert(format!("peers/{number}/ca.crt"), ca.pem());
    }
    let site = Site::of(&tree);
    let before = site.state();
    let old = &before[Path::new("msp/cacerts/ca.pem")].0;
    for round in 0..ROUNDS {
        let (ca, key, trees) = (site.path(OWN.0), site.path(OWN.1), site.tree());
        let mut child = Command::new(env!("CARGO_BIN_EXE_fabcert"))
            .args(["reissue", &ca, "--key", &key, "--tree", &trees, "--at", NOW])
            .args(["--write", "--journal", &site.journal()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From the first steps of the writing on, wherever the machine's speed puts them.
        while !Path::new(&site.journal()).exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(round * 60));
        child.kill().unwrap();
        child.wait().unwrap();
        // A journal that was cut short itself is no journal: then nothing was touched yet.
        if site.undo().code == Some(2) {
            assert_eq!(site.state(), before, "round {round}");
        } else {
            assert_eq!(site.state(), before, "round {round}");
            assert_eq!(site.finish().code, Some(0), "round {round}");
            let new = site.state();
            assert_eq!(new.len(), before.len(), "round {round}");
            assert!(new.iter().all(|(path, (bytes, mode))| {
                let (was, old_mode) = &before[path];
                (bytes != was) == (was == old) && mode == old_mode
            }));
            assert_eq!(site.undo().code, Some(0), "round {round}");
            assert_eq!(site.state(), before, "round {round}");
        }
        let _ = std::fs::remove_file(site.journal());
    }
}
