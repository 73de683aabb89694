//! What the dates, identifiers and extensions of a certificate tell of its maker.

use fabcert_testdata::forge::{AuthorityKeyId, Extension, Forge, Forged, KeyId, oid};
use fabcert_testdata::shapes::{Enrollment as Identity, FabricCa, FabricCaVersion};
use fabcert_testdata::{Key, KeyKind};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::*;

/// Not at a whole minute.
const BIRTH: UtcDateTime = utc_datetime!(2026-11-22 06:03:19);
const YEAR: Duration = Duration::hours(8_760);
const CRYPTOGENS: Duration = Duration::hours(87_600);

fn read(forged: &Forged) -> Certificate {
    Certificate::parse(forged.der()).expect("a certificate")
}

fn stamp(at: UtcDateTime) -> Timestamp {
    Timestamp::from_unix(at.unix_timestamp())
}

/// A CA that lives for two years, at whose end its leaves are cut.
fn ca(birth: UtcDateTime) -> Forged {
    Forge::ca("ca.org1")
        .window(birth, utc_datetime!(2028-11-22 06:00))
        .self_signed()
}

fn enroll(version: FabricCaVersion, ca: &Forged, identity: &Identity, at: UtcDateTime) -> Origin {
    let leaf = FabricCa::over(version, ca.clone()).enroll(identity, at);
    Origin::of(&read(&leaf), [&read(ca)])
}

fn user() -> Identity {
    Identity::new("user1", "client", "org1")
}

#[test]
fn a_range_is_cut_where_that_leaves_something() {
    let at = Timestamp::from_unix;
    let range = IssueRange {
        from: at(10),
        until: at(20),
    };
    assert_eq!(range.since(at(5)), Some(range));
    let last = IssueRange {
        from: at(19),
        until: at(20),
    };
    assert_eq!(range.since(at(19)), Some(last));
    assert_eq!(range.since(at(20)), None);
}

#[test]
fn enrollments_since_1_5() {
    use Certainty::{Certain, Likely, Possible};
    let ca = ca(BIRTH);
    let at = BIRTH + Duration::days(20);
    let since_15 = |identity: &Identity| enroll(FabricCaVersion::V1_5, &ca, identity, at);
    for (what, identity, certainty, dated) in [
        ("attributes", user(), Certain, true),
        ("no attributes", Identity::bootstrap_admin(), Likely, true),
        (
            "cut at the CA's end",
            user().expiry(YEAR * 3),
            Certain,
            false,
        ),
        (
            "cut, no attributes",
            Identity::bootstrap_admin().expiry(YEAR * 3),
            Possible,
            false,
        ),
    ] {
        let origin = since_15(&identity);
        assert_eq!(origin.maker, Maker::FabricCaSince15, "{what}");
        assert_eq!(origin.certainty, certainty, "{what}");
        assert_eq!(origin.issued.is_some(), dated, "{what}");
    }
    // Its CA is not known, but fabric-ca up to 1.4 would have rounded.
    let leaf = read(&FabricCa::over(FabricCaVersion::V1_5, ca.clone()).enroll(&user(), at));
    let origin = Origin::of(&leaf, []);
    assert_eq!(
        (origin.maker, origin.certainty),
        (Maker::FabricCaSince15, Likely)
    );
}

/// NotAfter − expiry is the instant of issue only where NotAfter is rounded as well.
#[test]
fn an_end_that_is_not_rounded_tells_no_instant_of_issue() {
    let ca = ca(BIRTH);
    let leaf = Forge::leaf("user1")
        .window(BIRTH, utc_datetime!(2027-12-22 06:03:20))
        .issued_by(&ca);
    let origin = Origin::of(&read(&leaf), [&read(&ca)]);
    assert_eq!(
        (origin.maker, origin.issued),
        (Maker::FabricCaSince15, None)
    );
}

#[test]
fn enrollments_before_1_5() {
    use Certainty::{Certain, Likely, Possible};
    use FabricCaVersion::{V1_0, V1_4};
    let ca = ca(BIRTH);
    let at = BIRTH + Duration::days(20);
    for (what, version, identity, maker, certainty, measured) in [
        ("1.4", V1_4, user(), Maker::FabricCa11To14, Certain, true),
        (
            "1.4, no attributes",
            V1_4,
            Identity::bootstrap_admin(),
            Maker::FabricCa11To14,
            Likely,
            true,
        ),
        (
            "1.4, an expiry of its own",
            V1_4,
            user().expiry(Duration::days(77)),
            Maker::FabricCa11To14,
            Possible,
            false,
        ),
        (
            "1.4, cut at the CA's end",
            V1_4,
            Identity::bootstrap_admin().expiry(YEAR * 3),
            Maker::FabricCa11To14,
            Possible,
            false,
        ),
        ("1.0", V1_0, user(), Maker::FabricCa10OrCfssl, Likely, false),
    ] {
        let origin = enroll(version, &ca, &identity, at);
        assert_eq!(origin.maker, maker, "{what}");
        assert_eq!(origin.certainty, certainty, "{what}");
        assert_eq!(origin.backdate, Some(300), "{what}");
        assert_eq!(origin.backdate_measured, measured, "{what}");
    }
}

#[test]
fn a_lifetime_tells_the_backdate() {
    let start = utc_datetime!(2026-11-22 05:58);
    let origin = |not_before: UtcDateTime, lifetime: Duration| {
        let leaf = Forge::leaf("leaf").window(not_before, not_before + lifetime);
        let origin = Origin::of(&read(&leaf.self_signed()), []);
        (origin.maker, origin.backdate)
    };
    for (surplus, backdate) in [
        (60, 60),
        (180, 180),
        // The clock was read twice, on either side of a half minute.
        (240, 300),
        (300, 300),
        (360, 300),
        (420, 420),
        (86_400, 86_400),
    ] {
        let found = origin(start, YEAR + Duration::seconds(surplus));
        assert_eq!(found, (Maker::FabricCa11To14, Some(backdate)), "{surplus}");
    }
    // Leaves, intermediate CAs, root CAs.
    for years in [1, 5, 15] {
        let found = origin(start, YEAR * years + Duration::seconds(300));
        assert_eq!(found, (Maker::FabricCa11To14, Some(300)), "{years}");
    }
    let unknown = (Maker::Unknown, None);
    assert_eq!(origin(start, YEAR + Duration::seconds(86_460)), unknown);
    // Both ends are rounded, or it is somebody else's.
    assert_eq!(origin(start, YEAR + Duration::seconds(301)), unknown);
    let off = start + Duration::seconds(1);
    assert_eq!(origin(off, YEAR + Duration::seconds(299)), unknown);
}

/// Since 1.5 a leaf starts with its CA, so that its lifetime tells only how old the CA was.
#[test]
fn a_leaf_that_starts_with_its_ca_has_no_measured_backdate() {
    let ca = ca(utc_datetime!(2026-11-22 06:03));
    let after = |minutes| {
        let at = ca.not_before() + Duration::minutes(minutes);
        let origin = enroll(FabricCaVersion::V1_5, &ca, &user(), at);
        (origin.maker, origin.certainty)
    };
    assert_eq!(after(65), (Maker::FabricCaSince15, Certainty::Certain));
    // In the fifth minute it is what fabric-ca 1.4 might have made five minutes later.
    assert_eq!(after(5), (Maker::FabricCa11To14, Certainty::Possible));
}

#[test]
fn cryptogen_is_told_by_its_key_identifiers() {
    let dated = |forge: Forge| forge.window(BIRTH, BIRTH + CRYPTOGENS);
    let long = || Extension::subject_key_id(KeyId::Sha256);
    let root = dated(Forge::ca("ca").with(long())).self_signed();
    let short = Extension::subject_key_id(KeyId::Sha1);
    let short_root = dated(Forge::ca("ca").with(short)).self_signed();
    let aki = || Extension::authority_key_id(AuthorityKeyId::KeyId);
    let bare = || dated(Forge::leaf("leaf")).without(oid::SUBJECT_KEY_ID);
    for (what, certificate, issuers, cryptogens) in [
        ("a CA", root.clone(), vec![], true),
        ("a CA with a short SKI", short_root.clone(), vec![], false),
        (
            "a CA with an AKI",
            dated(Forge::ca("ca").with(long()))
                .with(Extension::authority_key_id(AuthorityKeyId::Bytes(vec![
                    7;
                    32
                ])))
                .self_signed(),
            vec![],
            false,
        ),
        (
            "a CA under a CA",
            dated(Forge::ca("inter").with(long()))
                .without(oid::AUTHORITY_KEY_ID)
                .issued_by(&root),
            vec![&root],
            false,
        ),
        ("a leaf", bare().with(aki()).issued_by(&root), vec![], true),
        (
            "a leaf without AKI, its CA known",
            bare().without(oid::AUTHORITY_KEY_ID).issued_by(&root),
            vec![&root],
            true,
        ),
        (
            "a leaf without AKI, its CA unknown",
            bare().without(oid::AUTHORITY_KEY_ID).issued_by(&root),
            vec![],
            false,
        ),
        (
            "a leaf under a short SKI",
            bare().with(aki()).issued_by(&short_root),
            vec![&short_root],
            false,
        ),
        (
            "a leaf with an SKI",
            dated(Forge::leaf("leaf").with(long()))
                .with(aki())
                .issued_by(&root),
            vec![&root],
            false,
        ),
    ] {
        let issuers: Vec<_> = issuers.into_iter().map(read).collect();
        let maker = Origin::of(&read(&certificate), &issuers).maker;
        assert_eq!(
            maker == Maker::CryptogenTo12,
            cryptogens,
            "{what}: {maker:?}"
        );
    }
}

#[test]
fn an_old_cryptogen_may_have_backdated() {
    let make = |kind| {
        let ca = Forge::ca("ca")
            .key(Key::of(kind, "ca"))
            .with(Extension::subject_key_id(KeyId::Sha256))
            .window(BIRTH, BIRTH + CRYPTOGENS);
        Origin::of(&read(&ca.self_signed()), [])
    };
    let origin = make(KeyKind::P256);
    assert_eq!(origin.certainty, Certainty::Likely);
    let range = IssueRange {
        from: stamp(BIRTH),
        until: stamp(BIRTH + Duration::seconds(301)),
    };
    assert_eq!(origin.issued, Some(range));
    // Ed25519 came with 3.0, which rounds.
    assert_eq!(make(KeyKind::Ed25519).certainty, Certainty::Possible);
}
