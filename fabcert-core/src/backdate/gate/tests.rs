//! What a tree tells of its CAs.

use fabcert_testdata::Tree;
use fabcert_testdata::forge::Forge;
use fabcert_testdata::shapes::{self, FabricCa, FabricCaVersion, server_home};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::*;
use crate::signature::Signatures;
use crate::source::Snapshot;

/// NotBefore of the CAs: not at a whole minute.
const BIRTH: UtcDateTime = utc_datetime!(2026-11-22 06:03:19);

fn gates(tree: &Tree) -> Vec<Gate> {
    let mut files = Snapshot::builder();
    for (path, bytes) in tree.files() {
        files.add_file(path, bytes);
    }
    let snapshot = files.finish();
    let store = Store::read(&snapshot);
    let layout = Layout::of(&snapshot, &store);
    let issuance = Issuance::of(&store, &Signatures::new());
    Gate::all(&store, &layout, &issuance).collect()
}

fn enroller(tree: &Tree) -> Enroller {
    match gates(tree)[..] {
        [gate] => gate.enroller,
        ref gates => panic!("one gate, not {gates:?}"),
    }
}

/// A CA born at that instant, and the server that enrolls under it.
fn server(version: FabricCaVersion, birth: UtcDateTime) -> FabricCa {
    let ca = Forge::ca("ca.org1").window(birth, birth + Duration::days(3650));
    FabricCa::over(version, ca.self_signed())
}

/// The MSP of an identity that this server enrolled a day after the CA's birth.
fn enrolled(server: &FabricCa) -> Tree {
    let identity = shapes::Enrollment::new("peer0", "peer", "org1");
    let leaf = server.enroll(&identity, BIRTH + Duration::days(1));
    Tree::new()
        .with("msp/cacerts/ca.pem", server.certificate().pem())
        .with("msp/signcerts/peer0.pem", leaf.pem())
}

#[test]
fn only_cas_for_identities_have_a_gate() {
    let tls = Forge::ca("tlsca.org1").self_signed();
    let server = server(FabricCaVersion::V1_4, BIRTH);
    let tree = enrolled(&server).with("msp/tlscacerts/tlsca.pem", tls.pem());
    assert_eq!(gates(&tree).len(), 1);
    // A leaf that lies where a CA should be enrolls nobody.
    let leaf = Forge::leaf("peer0").self_signed();
    let misplaced = Tree::new().with("msp/cacerts/peer0.pem", leaf.pem());
    assert_eq!(gates(&misplaced), []);
}

#[test]
fn the_chain_starts_with_its_youngest_certificate() {
    let later = BIRTH + Duration::minutes(2);
    let end = BIRTH + Duration::days(900);
    let root = Forge::ca("root").window(later, end).self_signed();
    let inter = Forge::ca("inter").window(BIRTH, end).issued_by(&root);
    let tree = Tree::new()
        .with("msp/cacerts/root.pem", root.pem())
        .with("msp/intermediatecerts/inter.pem", inter.pem());
    for gate in gates(&tree) {
        assert_eq!(
            gate.chain_start,
            Timestamp::from_unix(later.unix_timestamp())
        );
    }
}

#[test]
fn leaves_tell_how_enrollments_are_dated() {
    let backdating = server(FabricCaVersion::V1_4, BIRTH);
    assert_eq!(enroller(&enrolled(&backdating)), Enroller::Backdates(300));
    let hour = backdating.backdate(Duration::hours(1));
    assert_eq!(enroller(&enrolled(&hour)), Enroller::Backdates(3600));
    let inheriting = server(FabricCaVersion::V1_5, BIRTH);
    assert_eq!(enroller(&enrolled(&inheriting)), Enroller::Inherits);
    // A CA and leaf that start at one whole minute prove nothing.
    let round = server(FabricCaVersion::V1_5, utc_datetime!(2026-11-22 06:03));
    assert_eq!(enroller(&enrolled(&round)), Enroller::Unknown);
    let alone = Tree::new().with("msp/cacerts/ca.pem", inheriting.certificate().pem());
    assert_eq!(enroller(&alone), Enroller::Unknown);
}

#[test]
fn the_version_of_a_server_home_tells_how_enrollments_are_dated() {
    let ca = server(FabricCaVersion::V1_4, BIRTH);
    for (version, expected) in [
        ("1.4.9", Enroller::Backdates(300)),
        ("v1.4.9", Enroller::Backdates(300)),
        ("0.9", Enroller::Backdates(300)),
        ("1.5.0", Enroller::Inherits),
        ("v1.5.13", Enroller::Inherits),
        ("1.10.0", Enroller::Inherits),
        ("2.0.0", Enroller::Inherits),
        ("unknown", Enroller::Unknown),
    ] {
        let home = Tree::new().with_tree("server", server_home(&ca, version));
        assert_eq!(enroller(&home), expected, "{version}");
    }
    // It is the server's word against its leaves' shape.
    let upgraded = enrolled(&ca).with_tree("server", server_home(&ca, "1.5.5"));
    assert_eq!(enroller(&upgraded), Enroller::Inherits);
}

#[test]
fn what_is_told_counts_before_what_is_seen() {
    let chain_start = Timestamp::parse("2026-11-22T06:03:19Z").expect("an instant");
    let at = Timestamp::parse;
    let tree = enrolled(&server(FabricCaVersion::V1_4, BIRTH));
    let [seen] = gates(&tree)[..] else {
        panic!("one gate");
    };
    for (enroller, told, safe_from) in [
        (Enroller::Unknown, None, at("2026-11-22T06:08:30Z")),
        (Enroller::Backdates(3600), None, at("2026-11-22T07:03:30Z")),
        (Enroller::Inherits, None, None),
        (Enroller::Unknown, Some(60), at("2026-11-22T06:04:30Z")),
        (
            Enroller::Backdates(3600),
            Some(60),
            at("2026-11-22T06:04:30Z"),
        ),
        (Enroller::Inherits, Some(60), at("2026-11-22T06:04:30Z")),
    ] {
        let gate = Gate {
            chain_start,
            enroller,
            ..seen
        };
        assert_eq!(gate.safe_from(told), safe_from, "{enroller:?} {told:?}");
    }
}
