//! Reports in memory: the incident, and one in which everything is hostile.

use std::path::PathBuf;
use std::sync::Arc;

use fabcert_core::backdate::{Conflict, verified_at};
use fabcert_core::certificate::Certificate;
use fabcert_core::fabric::{Mode, MspVersion, NodeRole, Stage};
use fabcert_core::facts::{Facts, Ground};
use fabcert_core::finding::{Finding, Location};
use fabcert_core::layout::Purpose;
use fabcert_core::remedy::Remedy;
use fabcert_core::report::{
    Assumed, CertificateEntry, Holder, IdentityVerdict, MspVerdict, Report, SkippedPath, Summary,
};
use fabcert_core::rule::{Bite, RuleInfo, Severity};
use fabcert_core::timestamp::Timestamp;
use fabcert_testdata::forge::{AttributeType, Forge, Name};
use time::macros::{datetime, utc_datetime};

macro_rules! rule {
    ($id:literal, $name:literal, $severity:ident) => {
        &RuleInfo {
            id: $id,
            name: $name,
            severity: Severity::$severity,
            page: include_str!(concat!("../../../../fabcert-core/docs/rules/", $id, ".md")),
        }
    };
}

const FC101: &RuleInfo = rule!("FC101", "leaf-before-issuer", Error);
const FC104: &RuleInfo = rule!("FC104", "enrollment-window-open", Warning);
const FC111: &RuleInfo = rule!("FC111", "expired-identity", Error);
const FC114: &RuleInfo = rule!("FC114", "expires-soon", Warning);
const FC904: &RuleInfo = rule!("FC904", "ignore-unused", Warning);
const FC999: &RuleInfo = rule!("FC999", "rejected-by-fabric", Error);

/// What no output may let through as it is: terminal escapes, markup, line breaks with workflow
/// commands, formulas, label breaks, text turned round, and a character that XML cannot carry.
pub(super) const HOSTILE: &str = "=cmd|' /C calc'!A0\u{1b}[31m\u{7}<script>alert(1)</script><img src=x onerror=alert(1)>\
     ]]>--><!--\"} 1\\ \nfabcert_findings{rule=\"x\"} 9\r\n::error title=x::y%0A::error::z\u{202e}\u{feff}\u{ffff}\
     `| @everyone [a](javascript:b) https://evil.example/ </details>&amp;";

const ERROR: &str = "the supplied identity is not valid: x509: certificate has expired or is not yet valid: \
     current time 2026-11-22T05:58:01Z is before 2026-11-22T06:03:19Z";

fn place(path: &str) -> Location {
    Location {
        path: PathBuf::from(path),
        block: Some(1),
        line: Some(1),
    }
}

fn empty() -> Report {
    Report {
        checked_at: datetime!(2026-11-22 06:04:00 UTC),
        assumed: Assumed {
            fabric: "2.5".to_owned(),
            local_msp_version: "1.4.3".to_owned(),
            verifying_msp_version: "1.4.3".to_owned(),
            keys_here: true,
        },
        summary: Summary {
            files: 14,
            ..Summary::default()
        },
        findings: Vec::new(),
        msps: Vec::new(),
        certificates: Vec::new(),
        holders: Vec::new(),
        skipped: Vec::new(),
    }
}

/// A report without findings.
pub(super) fn sound() -> Report {
    empty()
}

fn certificates(subject: &str) -> (Arc<Certificate>, Arc<Certificate>) {
    let ca = Forge::ca("ca.org1.example.com")
        .window(
            utc_datetime!(2026-11-22 06:03:19),
            utc_datetime!(2036-11-19 06:03:19),
        )
        .self_signed();
    let leaf = Forge::leaf(subject)
        .subject(
            Name::new()
                .with(AttributeType::CommonName, subject)
                .with_units(&["peer"]),
        )
        .window(
            utc_datetime!(2026-11-22 05:58:00),
            utc_datetime!(2027-11-22 06:03:00),
        )
        .issued_by(&ca);
    let parse = |der| Arc::new(Certificate::parse(der).expect("forged certificates parse"));
    (parse(leaf.der()), parse(ca.der()))
}

fn before_issuer(leaf: &Arc<Certificate>, ca: &Arc<Certificate>) -> Finding {
    let conflict = Conflict::between(leaf, ca, []).expect("the leaf is older");
    let facts = Facts::BeforeIssuer {
        ground: Ground::Msp,
        verified_at: verified_at(leaf),
        conflict,
        safe_from: Timestamp::parse("2026-11-22T06:08:30Z").expect("an instant"),
        safe_now: false,
    };
    Finding {
        certificate: Some(Arc::clone(leaf)),
        issuer: Some(Arc::clone(ca)),
        fabric_error: Some(ERROR.to_owned()),
        ..Finding::new(FC101, facts)
    }
    .bites(&[Bite::Msp, Bite::NodeStart])
}

/// One peer, enrolled 11 s after its CA was made, and what stands around it.
pub(super) fn incident() -> Report {
    let (leaf, ca) = certificates("peer0.org1.example.com");
    let org = "crypto/peerOrganizations/org1.example.com";
    let msp = format!("{org}/peers/peer0.org1.example.com/msp");
    let at = |text| Timestamp::parse(text).expect("an instant");
    let refused = Finding {
        owner: Some("peer0.org1.example.com".to_owned()),
        places: vec![place(&format!("{msp}/signcerts/cert.pem"))],
        issuer_places: [
            place(&format!("{msp}/cacerts/ca.pem")),
            place(&format!("{org}/ca/ca-cert.pem")),
        ]
        .into(),
        msps: vec![PathBuf::from(&msp)],
        ..before_issuer(&leaf, &ca)
    }
    .remedy(Remedy::EnrollAgain {
        who: "peer0.org1.example.com".to_owned(),
        safe_from: Some(at("2026-11-22T06:08:30Z")),
        safe_now: false,
    })
    .remedy(Remedy::ReissueCa {
        ca: PathBuf::from(format!("{org}/ca/ca-cert.pem")),
        key: Some(PathBuf::from(format!("{org}/ca/ca-key.pem"))),
        parent: None,
        tree: PathBuf::from("crypto"),
        not_before: at("2026-11-22T05:53:00Z"),
        renew: false,
    });
    let open = Finding {
        owner: Some("ca.org1.example.com".to_owned()),
        certificate: Some(Arc::clone(&ca)),
        places: vec![place(&format!("{org}/ca/ca-cert.pem"))],
        ..Finding::new(
            FC104,
            Facts::EnrollmentWindowOpen {
                backdate: 300,
                backdating_ca_seen: true,
                safe_from: at("2026-11-22T06:08:30Z"),
                remaining: 270,
            },
        )
    }
    .remedy(Remedy::Wait {
        until: at("2026-11-22T06:08:30Z"),
    });
    let old = Arc::new(
        Certificate::parse(
            Forge::leaf("orderer0.example.com")
                .window(
                    utc_datetime!(2025-11-20 00:00:00),
                    utc_datetime!(2026-11-20 00:00:00),
                )
                .self_signed()
                .der(),
        )
        .expect("forged certificates parse"),
    );
    let orderer = "crypto/ordererOrganizations/example.com/orderers/orderer0.example.com/msp";
    let expired = Finding {
        owner: Some("orderer0.example.com".to_owned()),
        certificate: Some(Arc::clone(&old)),
        places: vec![place(&format!("{orderer}/signcerts/cert.pem"))],
        ..Finding::new(
            FC111,
            Facts::Expired {
                purpose: Purpose::Identity,
                since: 194_640,
                tls: false,
            },
        )
    };
    let soon = Arc::new(
        Certificate::parse(
            Forge::leaf("peer1.org1.example.com")
                .window(
                    utc_datetime!(2025-12-10 00:00:00),
                    utc_datetime!(2026-12-10 00:00:00),
                )
                .self_signed()
                .der(),
        )
        .expect("forged certificates parse"),
    );
    let expires = Finding {
        owner: Some("peer1.org1.example.com".to_owned()),
        certificate: Some(Arc::clone(&soon)),
        places: vec![place(&format!(
            "{org}/peers/peer1.org1.example.com/tls/server.crt"
        ))],
        ..Finding::new(
            FC114,
            Facts::ExpiresSoon {
                purpose: Purpose::TlsLeaf,
                left: 1_533_360,
                within: 2_592_000,
            },
        )
    };
    let mut report = Report {
        findings: vec![refused, expired, open, expires],
        msps: vec![MspVerdict {
            path: PathBuf::from(&msp),
            id: Some("Org1MSP".to_owned()),
            mode: Mode::Local,
            version: MspVersion::V1_4_3,
            stage: Stage::SetUp,
            error: Some(ERROR.to_owned()),
            identities: vec![IdentityVerdict {
                path: PathBuf::from(format!("{msp}/signcerts/cert.pem")),
                accepted: Some(false),
                error: Some(ERROR.to_owned()),
                roles: vec![NodeRole::Peer],
            }],
        }],
        certificates: vec![
            entry(
                &old,
                Some("example.com"),
                "orderer0.example.com",
                &["signcert"],
                &format!("{orderer}/signcerts/cert.pem"),
            ),
            entry(
                &ca,
                Some("org1.example.com"),
                "ca.org1.example.com",
                &["cacert"],
                &format!("{org}/ca/ca-cert.pem"),
            ),
            entry(
                &leaf,
                Some("org1.example.com"),
                "peer0.org1.example.com",
                &["signcert"],
                &format!("{msp}/signcerts/cert.pem"),
            ),
            entry(
                &soon,
                Some("org1.example.com"),
                "peer1.org1.example.com",
                &["tls-server"],
                &format!("{org}/peers/peer1.org1.example.com/tls/server.crt"),
            ),
        ],
        holders: vec![
            holder(
                Some("example.com"),
                "orderer0.example.com",
                "orderer",
                Some(&old),
                None,
                None,
            ),
            holder(
                Some("org1.example.com"),
                "ca.org1.example.com",
                "ca",
                Some(&ca),
                None,
                None,
            ),
            holder(
                Some("org1.example.com"),
                "peer0.org1.example.com",
                "peer",
                Some(&leaf),
                None,
                Some(false),
            ),
            holder(
                Some("org1.example.com"),
                "peer1.org1.example.com",
                "peer",
                None,
                Some(&soon),
                Some(true),
            ),
        ],
        ..empty()
    };
    report.summary.msps = 1;
    report.summary.certificates = 4;
    report.recount();
    report
}

fn entry(
    certificate: &Arc<Certificate>,
    organisation: Option<&str>,
    owner: &str,
    roles: &[&'static str],
    path: &str,
) -> CertificateEntry {
    CertificateEntry {
        certificate: Arc::clone(certificate),
        purpose: if certificate.is_ca() {
            Purpose::Ca
        } else {
            Purpose::Identity
        },
        organisation: organisation.map(str::to_owned),
        owner: Some(owner.to_owned()),
        roles: roles.to_vec(),
        places: vec![place(path)],
    }
}

fn holder(
    organisation: Option<&str>,
    name: &str,
    kind: &'static str,
    identity: Option<&Arc<Certificate>>,
    tls: Option<&Arc<Certificate>>,
    accepted: Option<bool>,
) -> Holder {
    Holder {
        organisation: organisation.map(str::to_owned),
        name: name.to_owned(),
        kind,
        identity: identity.map(Arc::clone),
        tls: tls.map(Arc::clone),
        accepted,
    }
}

/// Every text that a tree can bring along is [`HOSTILE`], and one path is no UTF-8.
pub(super) fn hostile() -> Report {
    let (leaf, ca) = certificates(HOSTILE);
    let mut places = vec![place(HOSTILE)];
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        let name = std::ffi::OsString::from_vec(b"\xff\n::warning::x".to_vec());
        places.push(Location::whole(PathBuf::from(name)));
    }
    let refused = Finding {
        owner: Some(HOSTILE.to_owned()),
        fabric_error: Some(HOSTILE.to_owned()),
        places: places.clone(),
        issuer_places: places.clone().into(),
        msps: vec![PathBuf::from(HOSTILE)],
        ..before_issuer(&leaf, &ca)
    }
    .remedy(Remedy::Move {
        from: PathBuf::from(HOSTILE),
        to: PathBuf::from("/abs/x"),
    })
    .remedy(Remedy::EnrollAgain {
        who: HOSTILE.to_owned(),
        safe_from: None,
        safe_now: true,
    });
    let ignore = Finding::new(
        FC904,
        Facts::IgnoreUnused {
            ignore: HOSTILE.to_owned(),
        },
    );
    let rejected = Finding {
        fabric_error: Some(HOSTILE.to_owned()),
        places: vec![Location::whole(PathBuf::from("/abs/\u{1b}c.pem"))],
        ..Finding::new(FC999, Facts::Rejected {})
    };
    let twice = rejected.clone();
    let identity = IdentityVerdict {
        path: PathBuf::from(HOSTILE),
        accepted: Some(false),
        error: Some(HOSTILE.to_owned()),
        roles: Vec::new(),
    };
    let verdict = |stage| MspVerdict {
        path: PathBuf::from(HOSTILE),
        id: Some(HOSTILE.to_owned()),
        mode: Mode::Local,
        version: MspVersion::V1_4_3,
        stage,
        error: Some(HOSTILE.to_owned()),
        identities: vec![identity.clone()],
    };
    let mut report = Report {
        findings: vec![refused, rejected, twice, ignore],
        msps: vec![
            verdict(Stage::Ok),
            verdict(Stage::SetUp),
            verdict(Stage::Undecided),
        ],
        certificates: vec![
            entry(&leaf, Some(HOSTILE), HOSTILE, &["signcert"], HOSTILE),
            entry(&leaf, Some(HOSTILE), HOSTILE, &["signcert"], HOSTILE),
            entry(&ca, None, HOSTILE, &["cacert"], HOSTILE),
        ],
        holders: vec![holder(
            Some(HOSTILE),
            HOSTILE,
            "peer",
            Some(&leaf),
            Some(&ca),
            Some(false),
        )],
        skipped: vec![SkippedPath {
            path: PathBuf::from(HOSTILE),
            reason: HOSTILE.to_owned(),
        }],
        ..empty()
    };
    report.recount();
    report
}
