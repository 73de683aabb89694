//! Orders, what is planned for them, and what is left to do.

use fabcert_testdata::NOW;
use fabcert_testdata::forge::{Extension, Forge, Forged};
use fabcert_testdata::key::Key;
use fabcert_testdata::shapes::Msp;
use time::macros::utc_datetime;

use super::*;
use crate::reissue::{Change, SigningKey};

fn read(forged: &Forged) -> Arc<Certificate> {
    Arc::new(Certificate::parse(forged.der()).unwrap())
}

fn order_for(
    ca: &Forged,
    issuer: Option<&Forged>,
    trees: Option<Snapshot>,
) -> Result<Outcome, OrderFault> {
    order_within(WindowRequest::default(), ca, issuer, trees)
}

fn order_within(
    window: WindowRequest,
    ca: &Forged,
    issuer: Option<&Forged>,
    trees: Option<Snapshot>,
) -> Result<Outcome, OrderFault> {
    let signer = SigningKey::from_file(issuer.unwrap_or(ca).key().pkcs8()).unwrap();
    let (ca, issuer) = (read(ca), issuer.map(read));
    let order = Order {
        ca: &ca,
        issuer: issuer.as_ref(),
        signer: &signer,
        window,
        serial: SerialNumber::New,
    };
    plan(&order, trees, &Settings::default(), NOW.into())
}

fn folder(certificates: &[&[u8]]) -> Snapshot {
    let mut files = Snapshot::builder();
    for (number, der) in certificates.iter().enumerate() {
        files.add_file(
            format!("{number}.pem"),
            fabcert_testdata::pem("CERTIFICATE", der),
        );
    }
    files.finish()
}

/// A plan, or why there is none and the files with other certificates of the CA.
fn told(outcome: Result<Outcome, OrderFault>) -> Result<Box<Plan>, (Idle, Vec<String>)> {
    match outcome.expect("an order") {
        Outcome::Plan(plan) => Ok(plan),
        Outcome::NothingToDo(nothing) => {
            let siblings = nothing.siblings.iter();
            let files = siblings.map(|it| it.location.path.display().to_string());
            Err((nothing.reason, files.collect()))
        }
    }
}

#[test]
fn only_its_issuer_reissues_a_ca() {
    let root = Forge::ca("root").self_signed();
    let same_name = Forge::ca("root").key(Key::named("another")).self_signed();
    let other_name = Forge::ca("other").key(root.key().clone()).self_signed();
    let intermediate = Forge::ca("ica").issued_by(&root);
    assert!(order_for(&root, None, None).is_ok());
    assert!(order_for(&root, Some(&root), None).is_ok());
    assert!(order_for(&intermediate, Some(&root), None).is_ok());
    assert!(matches!(
        order_for(&intermediate, None, None),
        Err(OrderFault::IssuerNeeded { subject, issuer }) if (&*subject, &*issuer) == ("CN=ica", "CN=root")
    ));
    // In the CA's own name, but not by its own key.
    let rolled = Forge::ca("root").key(Key::named("next")).issued_by(&root);
    assert!(matches!(
        order_for(&rolled, None, None),
        Err(OrderFault::IssuerNeeded { .. })
    ));
    for given in [&same_name, &other_name] {
        assert!(matches!(
            order_for(&intermediate, Some(given), None),
            Err(OrderFault::NotTheIssuer { .. })
        ));
    }
}

#[test]
fn only_cas_are_reissued() {
    let leaf = Forge::leaf("leaf").self_signed();
    let no_ca = |version| {
        let forge = Forge::ca("old").with(Extension::not_ca());
        forge.version(version).self_signed()
    };
    for certificate in [&leaf, &no_ca(Some(2))] {
        assert!(matches!(
            order_for(certificate, None, None),
            Err(OrderFault::NotACa { .. })
        ));
    }
}

/// Version 1 cannot say that it is a CA.
#[test]
fn a_root_of_version_1_is_a_ca() {
    let old = Forge::ca("old").version(None).extensions(Vec::new());
    assert!(order_for(&old.self_signed(), None, None).is_ok());
}

#[test]
fn nothing_to_do_says_why_and_where_the_ca_is_otherwise() {
    let ca = Forge::ca("ca")
        .not_before(utc_datetime!(2026-11-22 06:03:19))
        .self_signed();
    let renewed = Forge::ca("ca").serial(&[9]).self_signed();
    let leaf = Forge::leaf("leaf")
        .not_before(utc_datetime!(2026-11-22 05:58:00))
        .issued_by(&ca);
    let tree = || Some(folder(&[ca.der(), renewed.der()]));
    let other = vec!["1.pem".to_owned()];
    let covers = told(order_for(&ca, None, tree()));
    assert_eq!(covers.unwrap_err(), (Idle::AlreadyCovers, other.clone()));
    let same = WindowRequest {
        not_before: Some(read(&ca).not_before()),
        ..WindowRequest::default()
    };
    let same = told(order_within(same, &ca, None, tree()));
    assert_eq!(same.unwrap_err(), (Idle::SameWindow, other));

    // Neither the old certificate nor the new one, both, the new one alone.
    let told = |certificates: &[&[u8]]| told(order_for(&ca, None, Some(folder(certificates))));
    let plan = told(&[leaf.der()]).unwrap();
    let new = plan.certificate().der();
    assert!(told(&[leaf.der(), new, ca.der()]).is_ok());
    assert_eq!(
        told(&[leaf.der(), new]).unwrap_err(),
        (Idle::AlreadyReplaced, vec!["1.pem".to_owned()])
    );
}

#[test]
fn what_the_parent_forbids_to_heal_begins_with_the_parent() {
    let root = Forge::ca("root")
        .not_before(utc_datetime!(2026-11-22 06:00:00))
        .self_signed();
    let ca = Forge::ca("ica")
        .not_before(utc_datetime!(2026-11-22 06:10:00))
        .issued_by(&root);
    for (start, reason, first) in [
        (
            utc_datetime!(2026-11-22 06:09:00),
            StartReason::OldestChild,
            false,
        ),
        (
            utc_datetime!(2026-11-22 06:02:00),
            StartReason::Parent,
            false,
        ),
        (
            utc_datetime!(2026-11-22 05:50:00),
            StartReason::Parent,
            true,
        ),
    ] {
        let leaf = Forge::leaf("leaf").not_before(start).issued_by(&ca);
        let tree = folder(&[ca.der(), leaf.der()]);
        let plan = told(order_for(&ca, Some(&root), Some(tree))).unwrap();
        assert_eq!(plan.window.reason, reason, "{start}");
        let named = plan
            .follow_ups
            .iter()
            .any(|it| matches!(it, FollowUp::ReissueParentFirst { parent } if parent == "CN=root"));
        assert_eq!(named, first, "{start}");
    }
}

#[test]
fn a_plan_proves_what_it_heals_and_names_who_must_restart() {
    let ca = Forge::ca("ca.org1")
        .not_before(utc_datetime!(2026-11-22 06:03:19))
        .self_signed();
    let leaf = Forge::leaf("peer0.org1")
        .units(&["peer"])
        .not_before(utc_datetime!(2026-11-22 05:58:00))
        .issued_by(&ca);
    let msp = Msp::new().root("ca", &ca).signer(&leaf).tree();
    let mut files = Snapshot::builder();
    let folder = "peerOrganizations/org1.example.com/peers/peer0.org1.example.com/msp";
    for (path, bytes) in msp.files() {
        files.add_file(std::path::Path::new(folder).join(path), bytes);
    }
    let Ok(Outcome::Plan(plan)) = order_for(&ca, None, Some(files.finish())) else {
        panic!("a plan");
    };
    assert!(plan.is_proven());
    let proof = plan.proof.as_ref().expect("a proof");
    assert!(proof.with(Change::Healed).count() > 0);
    assert_eq!(proof.with(Change::Broken).count(), 0);
    assert_eq!(plan.new.signature_algorithm, "EcdsaSha256");
    let updates: Vec<_> = plan
        .follow_ups
        .iter()
        .filter_map(|it| match it {
            FollowUp::UpdateChannels(update) => Some(&update.fields),
            _ => None,
        })
        .collect();
    assert_eq!(updates, [&["root_certs".to_owned()]]);
    assert!(plan.follow_ups.iter().any(|it| matches!(
        it,
        FollowUp::RestartNodes { nodes } if nodes[..] == ["peer0.org1.example.com"]
    )));
}
