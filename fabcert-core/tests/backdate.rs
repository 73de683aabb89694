//! The backdate analysis over certificates as the real programs make them.

use std::collections::BTreeSet;

use fabcert_core::backdate::{
    Cause, Certainty, Conflict, Enrollment, HealingWindow, Maker, Origin, Sibling, WindowChoice,
    rejected_as_too_late, rejected_as_too_old, verified_at,
};
use fabcert_core::certificate::Certificate;
use fabcert_core::timestamp::Timestamp;
use fabcert_testdata::Key;
use fabcert_testdata::forge::{Forge, Forged};
use fabcert_testdata::shapes::{self, Cryptogen, CryptogenRelease, FabricCa, FabricCaVersion};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

const BIRTH: UtcDateTime = utc_datetime!(2026-11-22 06:03:19);

fn parse(forged: &Forged) -> Certificate {
    Certificate::parse(forged.der()).expect("forged certificates parse")
}

fn stamp(at: UtcDateTime) -> Timestamp {
    Timestamp::from_unix(at.unix_timestamp())
}

/// A CA that starts at `at` to the second, as openssl or an old cryptogen makes it.
fn ca(at: UtcDateTime) -> Forged {
    Forge::ca("ca.org1.example.com")
        .window(at, at + Duration::days(3650))
        .self_signed()
}

fn enroll(version: FabricCaVersion, ca: &Forged, at: UtcDateTime) -> Certificate {
    let server = FabricCa::over(version, ca.clone());
    parse(&server.enroll(&shapes::Enrollment::new("user1", "client", "org1"), at))
}

#[test]
fn an_enrollment_in_the_first_minutes_is_a_backdate() {
    let ca = ca(BIRTH);
    let leaf = enroll(FabricCaVersion::V1_4, &ca, BIRTH + Duration::seconds(6));
    let issuer = parse(&ca);
    let conflict = Conflict::between(&leaf, &issuer, []).expect("a conflict");
    assert_eq!(conflict.gap, 319);
    assert_eq!(conflict.cause, Cause::Backdated { backdate: 300 });
    assert_eq!(conflict.certainty, Certainty::Certain);
    assert_eq!(conflict.origin.maker, Maker::FabricCa11To14);
    let issued = conflict.issued.expect("a range");
    assert_eq!(issued.from, stamp(BIRTH), "not before the CA itself");
    assert_eq!(issued.until, stamp(utc_datetime!(2026-11-22 06:03:30)));
    assert_eq!(conflict.issuer_age_at_most, Some(11));
}

/// Over every second of the first ten minutes: the analysis says "too early" exactly while the
/// computed instant lies ahead, and the range of issue holds the true instant.
#[test]
fn the_safe_instant_and_the_range_of_issue_are_exact() {
    let ca = ca(BIRTH);
    let issuer = parse(&ca);
    let safe = Enrollment::default().safe_from(issuer.not_before());
    for second in 0..600 {
        let at = BIRTH + Duration::seconds(second);
        let leaf = enroll(FabricCaVersion::V1_4, &ca, at);
        let conflict = Conflict::between(&leaf, &issuer, []);
        assert_eq!(conflict.is_some(), stamp(at) < safe, "at +{second} s");
        if let Some(issued) = conflict.and_then(|it| it.issued) {
            assert!(
                issued.from <= stamp(at) && stamp(at) < issued.until,
                "at +{second} s"
            );
        }
    }
}

#[test]
fn another_backdate_is_measured() {
    let ca = ca(BIRTH);
    let server = FabricCa::over(FabricCaVersion::V1_4, ca.clone()).backdate(Duration::hours(1));
    let enrollment = shapes::Enrollment::new("user1", "client", "org1");
    let leaf = parse(&server.enroll(&enrollment, BIRTH + Duration::minutes(30)));
    let conflict = Conflict::between(&leaf, &parse(&ca), []).expect("a conflict");
    assert_eq!(conflict.cause, Cause::Backdated { backdate: 3600 });
    assert!(conflict.origin.backdate_measured);
    let safe = conflict.origin.enrollment().safe_from(stamp(BIRTH));
    assert_eq!(safe, stamp(utc_datetime!(2026-11-22 07:03:30)));
}

#[test]
fn fabric_ca_1_5_starts_leaves_with_their_ca() {
    let ca = ca(BIRTH);
    let leaf = enroll(FabricCaVersion::V1_5, &ca, BIRTH + Duration::days(20));
    let issuer = parse(&ca);
    assert_eq!(Conflict::between(&leaf, &issuer, []), None);
    let origin = Origin::of(&leaf, [&issuer]);
    assert_eq!(origin.maker, Maker::FabricCaSince15);
    assert_eq!(origin.certainty, Certainty::Certain);
    let issued = origin.issued.expect("a range");
    let at = stamp(BIRTH + Duration::days(20));
    assert!(issued.from <= at && at < issued.until);
}

#[test]
fn a_renewed_ca_kills_older_leaves() {
    let old = ca(BIRTH);
    let renewed_at = BIRTH + Duration::days(800);
    let renewed = Forge::ca("ca.org1.example.com")
        .key(old.key().clone())
        .window(renewed_at, renewed_at + Duration::days(3650))
        .self_signed();
    for version in [FabricCaVersion::V1_4, FabricCaVersion::V1_5] {
        let leaf = enroll(version, &old, BIRTH + Duration::days(100));
        let (old, renewed) = (parse(&old), parse(&renewed));
        assert_eq!(Conflict::between(&leaf, &old, [Sibling(&renewed)]), None);
        let with_old = Conflict::between(&leaf, &renewed, [Sibling(&old)]).expect("a conflict");
        let older = Some(old.fingerprint());
        assert_eq!(with_old.cause, Cause::Renewed { older });
        assert_eq!(with_old.certainty, Certainty::Certain);
        let alone = Conflict::between(&leaf, &renewed, []).expect("a conflict");
        assert_eq!(alone.cause, Cause::Renewed { older: None });
    }
}

#[test]
fn a_cross_signed_ca_is_told_from_a_renewed_one() {
    let root = Forge::ca("root")
        .window(BIRTH, BIRTH + Duration::days(9000))
        .self_signed();
    let own = ca(BIRTH);
    let later = BIRTH + Duration::days(50);
    let cross = Forge::ca("ca.org1.example.com")
        .key(own.key().clone())
        .window(later, later + Duration::days(3000))
        .issued_by(&root);
    let leaf = enroll(FabricCaVersion::V1_4, &own, BIRTH + Duration::days(10));
    let (own, cross) = (parse(&own), parse(&cross));
    let conflict = Conflict::between(&leaf, &cross, [Sibling(&own)]).expect("a conflict");
    assert_eq!(
        conflict.cause,
        Cause::CrossSigned {
            sibling: own.fingerprint()
        }
    );
}

#[test]
fn cryptogens_are_told_by_their_seconds() {
    let at = utc_datetime!(2026-11-22 06:03:19);
    let maker = |release| {
        let ca = parse(&Cryptogen::new(release, at).ca("org1.example.com"));
        Origin::of(&ca, []).maker
    };
    assert_eq!(maker(CryptogenRelease::V1_0_2), Maker::CryptogenTo12);
    assert_eq!(maker(CryptogenRelease::V1_0_3), Maker::CryptogenTo12);
    assert_eq!(maker(CryptogenRelease::V1_4), Maker::CryptogenSince13);
    assert_eq!(maker(CryptogenRelease::V3_1), Maker::CryptogenSince13);
}

#[test]
fn what_has_no_known_shape_is_unknown() {
    let ca = ca(BIRTH);
    let at = BIRTH - Duration::seconds(17);
    let leaf = Forge::leaf("odd")
        .window(at, at + Duration::days(77))
        .issued_by(&ca);
    let conflict = Conflict::between(&parse(&leaf), &parse(&ca), []).expect("a conflict");
    assert_eq!(conflict.origin.maker, Maker::Unknown);
    assert_eq!(conflict.cause, Cause::Unknown);
    assert_eq!(conflict.issued, None);
}

#[test]
fn the_healing_window_covers_every_child() {
    let ca = ca(BIRTH);
    let leaves: Vec<Certificate> = [6, 30, 100]
        .map(|second| {
            enroll(
                FabricCaVersion::V1_4,
                &ca,
                BIRTH + Duration::seconds(second),
            )
        })
        .into();
    let issuer = parse(&ca);
    let window = HealingWindow::choose(&issuer, &leaves, None, 300);
    assert_eq!(window.choice, WindowChoice::OldestChild);
    assert_eq!(window.not_before, stamp(utc_datetime!(2026-11-22 05:53:00)));
    assert!(window.heals_all);
    let sound = enroll(FabricCaVersion::V1_4, &ca, BIRTH + Duration::minutes(10));
    let nothing = HealingWindow::choose(&issuer, [&sound], None, 300);
    assert_eq!(nothing.choice, WindowChoice::AlreadyCovers);
    assert_eq!(nothing.not_before, issuer.not_before());
    let blind = HealingWindow::choose(&issuer, [], None, 300);
    assert_eq!(blind.choice, WindowChoice::NoChildren);
    assert_eq!(blind.not_before, issuer.not_before().plus(-300));
}

#[test]
fn an_intermediate_never_starts_before_its_parent() {
    let root_start = BIRTH - Duration::minutes(2);
    let root = Forge::ca("root")
        .window(root_start, BIRTH + Duration::days(9000))
        .self_signed();
    let inter = Forge::ca("inter")
        .window(BIRTH, BIRTH + Duration::days(900))
        .issued_by(&root);
    let start = BIRTH - Duration::minutes(5);
    let leaf = Forge::leaf("leaf")
        .window(start, start + Duration::days(9))
        .issued_by(&inter);
    let window = HealingWindow::choose(&parse(&inter), [&parse(&leaf)], Some(&parse(&root)), 300);
    assert_eq!(window.choice, WindowChoice::Parent);
    assert_eq!(window.not_before, stamp(root_start));
    assert!(!window.heals_all, "the leaf is older than the root too");
}

/// Makers stay apart over many instants: no cryptogen leaf is taken for fabric-ca's, or the other way.
#[test]
fn makers_are_not_confused_over_an_hour() {
    let mut makers = BTreeSet::new();
    for second in (0..3600).step_by(37) {
        let at = BIRTH + Duration::seconds(second);
        let ca = ca(BIRTH - Duration::days(1));
        let leaf = enroll(FabricCaVersion::V1_4, &ca, at);
        makers.insert(format!("{:?}", Origin::of(&leaf, [&parse(&ca)]).maker));
    }
    assert_eq!(makers.into_iter().collect::<Vec<_>>(), ["FabricCa11To14"]);
}

/// A leaf of no known shape, issued by `ca` so many seconds before the CA's birth, for so long.
fn odd_leaf(ca: &Forged, gap: i64, lifetime: Duration) -> Certificate {
    let start = ca.not_before() - Duration::seconds(gap);
    let leaf = Forge::leaf("odd").window(start, start + lifetime);
    parse(&leaf.issued_by(ca))
}

/// Fabric looks one second after the leaf's NotBefore, and both ends of a window belong to it.
#[test]
fn an_issuer_must_be_valid_one_second_after_the_leafs_start() {
    let end = BIRTH + Duration::days(9);
    let ca = Forge::ca("ca").window(BIRTH, end).self_signed();
    let issuer = parse(&ca);
    let after = |seconds: i64| odd_leaf(&ca, -seconds, Duration::days(1));
    let last = (end - BIRTH).whole_seconds();
    for (start, too_old, too_late) in [
        (-2, true, false),
        (-1, false, false),
        (0, false, false),
        (last - 1, false, false),
        (last, false, true),
        (last + 1, false, true),
    ] {
        let leaf = after(start);
        assert_eq!(rejected_as_too_old(&leaf, &issuer), too_old, "{start}");
        assert_eq!(rejected_as_too_late(&leaf, &issuer), too_late, "{start}");
        let looked_at = stamp(BIRTH + Duration::seconds(start + 1));
        assert_eq!(verified_at(&leaf), looked_at);
    }
}

/// What was issued at leaf.NotBefore + backdate ± 30 s was issued when the CA was there, or not.
#[test]
fn an_older_leaf_was_backdated_only_if_its_ca_was_there_by_then() {
    let backdated = (Cause::Backdated { backdate: 300 }, Certainty::Possible);
    let renewed = (Cause::Renewed { older: None }, Certainty::Likely);
    let unknown = (Cause::Unknown, Certainty::Possible);
    // Leaves at a whole minute, as rounding leaves them, and others.
    for (seconds_of_ca, gap, expected) in [
        (29, 29, backdated),
        (29, 329, backdated),
        (30, 330, renewed),
        (31, 331, renewed),
        (29, 28, unknown),
        (29, 328, unknown),
        (29, 330, renewed),
        (30, 9000 - 1, renewed),
    ] {
        let ca = ca(BIRTH.replace_second(seconds_of_ca).expect("a second"));
        let leaf = odd_leaf(&ca, gap, Duration::seconds(6_652_801));
        let conflict = Conflict::between(&leaf, &parse(&ca), []).expect("a conflict");
        assert_eq!((conflict.cause, conflict.certainty), expected, "{gap}");
    }
}

#[test]
fn a_backdated_leaf_of_no_known_shape_was_issued_about_five_minutes_later() {
    let ca = ca(BIRTH);
    let leaf = odd_leaf(&ca, 19, Duration::seconds(6_652_801));
    let conflict = Conflict::between(&leaf, &parse(&ca), []).expect("a conflict");
    let issued = conflict.issued.expect("a range");
    assert_eq!(issued.from, stamp(utc_datetime!(2026-11-22 06:07:30)));
    assert_eq!(issued.until, stamp(utc_datetime!(2026-11-22 06:08:30)));
    assert_eq!(conflict.issuer_age_at_most, Some(311));
}

/// An older certificate of the CA explains a leaf only where it covers the leaf.
#[test]
fn a_sibling_that_had_ended_is_not_what_issued_the_leaf() {
    let now = ca(BIRTH);
    let older = |start: UtcDateTime, end: UtcDateTime| {
        let older = Forge::ca("ca.org1.example.com").key(now.key().clone());
        parse(&older.window(start, end).self_signed())
    };
    let leaf = odd_leaf(&now, 17, Duration::days(9));
    let looked_at = BIRTH - Duration::seconds(16);
    let (day, second) = (Duration::days(1), Duration::seconds(1));
    for (start, end, covers) in [
        (looked_at, looked_at, true),
        (looked_at - day, looked_at - second, false),
        (looked_at + second, looked_at + day, false),
    ] {
        let older = older(start, end);
        let conflict =
            Conflict::between(&leaf, &parse(&now), [Sibling(&older)]).expect("a conflict");
        let cause = if covers {
            let older = Some(older.fingerprint());
            Cause::Renewed { older }
        } else {
            Cause::Unknown
        };
        assert_eq!(conflict.cause, cause, "{start} {end}");
    }
}

/// A parent holds a window back only where it starts later than wanted, and not later than the
/// certificate itself, which is another fault.
#[test]
fn a_parent_holds_back_what_would_start_before_it() {
    let wanted = BIRTH - Duration::minutes(7);
    let second = Duration::seconds(1);
    for (parent, choice, start) in [
        (wanted - second, WindowChoice::OldestChild, wanted),
        (wanted, WindowChoice::OldestChild, wanted),
        (wanted + second, WindowChoice::Parent, wanted + second),
        (BIRTH, WindowChoice::Parent, BIRTH),
        (BIRTH + second, WindowChoice::OldestChild, wanted),
    ] {
        let root = Forge::ca("root").window(parent, BIRTH + Duration::days(9000));
        let root = root.self_signed();
        let inter = Forge::ca("inter").window(BIRTH, BIRTH + Duration::days(900));
        let inter = inter.issued_by(&root);
        let leaf = odd_leaf(&inter, 120, Duration::days(9));
        let window = HealingWindow::choose(&parse(&inter), [&leaf], Some(&parse(&root)), 300);
        assert_eq!((window.choice, window.not_before), (choice, stamp(start)));
        assert_eq!(window.heals_all, start < BIRTH, "{parent}");
    }
}

/// The CA's own older certificates are none of its children; another CA of its name or key is.
#[test]
fn a_ca_is_no_child_of_its_own() {
    let ca = ca(BIRTH);
    let older = |name: &str, key: &Key| {
        let start = BIRTH - Duration::days(100);
        let older = Forge::ca(name).key(key.clone()).window(start, BIRTH);
        parse(&older.self_signed())
    };
    let (name, other) = ("ca.org1.example.com", Key::named("another"));
    for (child, choice) in [
        (older(name, ca.key()), WindowChoice::NoChildren),
        (older(name, &other), WindowChoice::OldestChild),
        (older("another", ca.key()), WindowChoice::OldestChild),
    ] {
        let window = HealingWindow::choose(&parse(&ca), [&child], None, 300);
        assert_eq!(window.choice, choice);
    }
}
