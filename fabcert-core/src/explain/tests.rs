//! Every text that is known, and whole logs.

use proptest::prelude::*;

use super::*;
use crate::timestamp::Timestamp;

const INCIDENT: &str = "the supplied identity is not valid: x509: certificate has expired or is \
    not yet valid: current time 2026-11-22T05:58:01Z is before 2026-11-22T06:03:19Z";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

fn diagnosis(text: &str) -> Diagnosis {
    line(text)
        .unwrap_or_else(|| panic!("not recognised: {text}"))
        .diagnosis
}

fn digest(log: &[u8]) -> Digest {
    let mut recognizer = Recognizer::new();
    recognizer.push(log);
    recognizer.finish()
}

/// The lines `RULE<tab>text` of a table; `-` stands for no rule.
fn table(text: &'static str) -> impl Iterator<Item = (Option<&'static str>, &'static str)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once('\t').expect("a tab"))
        .map(|(rule, text)| ((rule != "-").then_some(rule), text))
}

#[test]
fn every_known_text_has_its_rule() {
    let texts = table(include_str!("testdata/texts.txt"));
    let refusals = table(include_str!("testdata/refusals.txt"));
    let wrong: Vec<String> = texts
        .chain(refusals)
        .filter_map(|(rule, text)| {
            let found = line(text);
            let right = found.as_ref().is_some_and(|found| found.rule == rule);
            (!right).then(|| format!("{rule:?} {text}\n    {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_known_text_is_recognised_behind_every_prefix() {
    let texts = table(include_str!("testdata/texts.txt"));
    for (rule, text) in texts.filter(|(_, text)| !text.starts_with("20")) {
        for (before, after) in [
            (
                "[31m2026-11-22 07:07:07.123 UTC 0001 ERRO[0m [msp] f -> ",
                "",
            ),
            ("Error: rpc error: code = Unknown desc = ", ""),
            (
                "2026-11-22T07:07:07.123Z - error: [Transaction]: Error: ",
                "",
            ),
            ("peer0  | panic: ", " goroutine 1 [running]:"),
        ] {
            let found = line(&format!("{before}{text}{after}"));
            let bare = line(text);
            let of = |reading: &Option<Reading>| {
                reading
                    .as_ref()
                    .map(|reading| std::mem::discriminant(&reading.diagnosis))
            };
            assert_eq!(of(&found), of(&bare), "{rule:?} {before}{text}");
        }
    }
}

#[test]
fn look_alikes_are_told_apart() {
    for (rule, text) in table(include_str!("testdata/texts.txt")) {
        let look_alike = matches!(diagnosis(text), Diagnosis::LookAlike(_));
        assert!(!(look_alike && rule.is_some()), "{text}");
    }
    let cut_off = "grpc: Server.Serve failed to complete security handshake from \
        \"10.0.0.1:52012\": read: connection reset by peer";
    assert_eq!(
        diagnosis(cut_off),
        Diagnosis::LookAlike(LookAlike::HandshakeCutOff)
    );
    // A real refusal in the same words.
    let refused = "grpc: Server.Serve failed to complete security handshake from \
        \"10.0.0.1:52012\": remote error: tls: bad certificate";
    assert_eq!(
        diagnosis(refused),
        Diagnosis::RefusedByRemote(Alert::BadCertificate)
    );
}

#[test]
fn the_incident() {
    let reading = line(INCIDENT).expect("known");
    assert_eq!(reading.rule, Some("FC101"));
    let Diagnosis::OutsideWindow(window) = reading.diagnosis else {
        panic!("{reading:?}");
    };
    assert_eq!(window.tried_by, TriedBy::Msp);
    assert_eq!(window.leaf_not_before(), Some(at("2026-11-22T05:58:00Z")));
    assert_eq!(window.edge, Some(Edge::Before(at("2026-11-22T06:03:19Z"))));
    assert_eq!(window.gap_seconds(), Some(319));
}

#[test]
fn the_incident_in_fabric_cas_re_enrollment() {
    let text = "2026/11/22 07:00:00 [ERROR] Untrusted certificate: Failed to verify certificate: \
        x509: certificate has expired or is not yet valid: current time 2026-11-22T05:58:30Z is \
        before 2026-11-22T06:03:19Z";
    let Diagnosis::OutsideWindow(window) = diagnosis(text) else {
        panic!("another diagnosis");
    };
    assert_eq!(window.tried_by, TriedBy::FabricCaReenroll);
    assert_eq!(window.leaf_not_before(), Some(at("2026-11-22T05:58:00Z")));
}

#[test]
fn a_shifted_tls_clock() {
    let text = "2022-03-02 23:37:56.447 UTC 0001 ERRO [comm.tls] ClientHandshake -> Client TLS \
        handshake failed after 1.570332ms with error: x509: certificate has expired or is not yet \
        valid: current time 2022-01-28T15:37:56Z is before 2022-03-02T22:47:00Z \
        remoteaddress=127.0.0.1:7050";
    let reading = line(text).expect("known");
    assert_eq!(reading.rule, Some("FC115"));
    assert_eq!(reading.context.scene, Scene::TlsHandshake);
    assert_eq!(reading.context.remote.as_deref(), Some("127.0.0.1:7050"));
    let Diagnosis::OutsideWindow(window) = reading.diagnosis else {
        panic!("{reading:?}");
    };
    assert_eq!(
        window.tried_by,
        TriedBy::ShiftedClock {
            seconds: 800 * 3600
        }
    );
    assert_eq!(window.leaf_not_before(), None);
}

#[test]
fn parameters_are_taken_out() {
    assert_eq!(
        diagnosis("signing identity expired 89890h42m6s ago"),
        Diagnosis::OwnIdentityExpired {
            seconds_ago: Some(323_606_526)
        }
    );
    assert_eq!(
        diagnosis(
            r#"x509: certificate signed by unknown authority (possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate "ca.org1")"#
        ),
        Diagnosis::UnknownAuthority {
            hint: Some(SignatureHint {
                reason: "x509: ECDSA verification failure".into(),
                candidate: "ca.org1".into()
            })
        }
    );
    assert_eq!(
        diagnosis("key with SKI 0a1b2c not found in /msp/keystore"),
        Diagnosis::KeyNotFound {
            ski: Some("0a1b2c".into()),
            directory: Some("/msp/keystore".into())
        }
    );
    assert_eq!(
        diagnosis("none of the identity's organizational units [a b(00FF)] are in MSP Org1MSP"),
        Diagnosis::OuNotListed {
            ous: vec![Ou {
                name: "a b".into(),
                certifier: Some("00FF".into())
            }],
            msp_id: Some("Org1MSP".into())
        }
    );
    assert_eq!(
        diagnosis("no ca certificate found in directory /msp/cacerts"),
        Diagnosis::MspFolder {
            folder: Folder::CaCerts,
            fault: FolderFault::Empty,
            directory: Some("/msp/cacerts".into())
        }
    );
    assert_eq!(
        diagnosis(
            "with subject x: failed to traverse certificate verification chain for leaf or intermediate certificate, with subject CN=ca,O=Org 1"
        ),
        Diagnosis::NotASelfSignedCa {
            subject: Some("CN=ca,O=Org 1".into())
        }
    );
    assert_eq!(
        diagnosis("Certificate of n2 from h:7050 for channel c expires in less than 23h5m0s"),
        Diagnosis::ConsenterExpiresSoon {
            node: Some("n2".into()),
            endpoint: Some("h:7050".into()),
            channel: Some("c".into()),
            within_seconds: Some(83_100)
        }
    );
    assert_eq!(
        diagnosis("The client TLS certificate will expire on 2031-01-02 03:04:05 +0000 UTC"),
        Diagnosis::ExpiryWarning {
            certificate: WarnedCertificate::ClientTls,
            when: RunningOut::On(Some(at("2031-01-02T03:04:05Z")))
        }
    );
    assert_eq!(
        diagnosis("Invalid certificate in file 'ca-cert.pem': Certificate provided has expired"),
        Diagnosis::CaFile {
            file: Some("ca-cert.pem".into()),
            fault: CaFileFault::Expired
        }
    );
    assert_eq!(
        diagnosis("x509: certificate is valid for a, b, not c"),
        Diagnosis::HostMismatch {
            valid_for: "a, b".into(),
            wanted: Some("c".into())
        }
    );
}

#[test]
fn scenes_and_concerns() {
    for (text, scene) in [
        (
            format!(
                "Cannot run peer because error when setting up MSP of type bccsp from directory /msp: {INCIDENT}"
            ),
            Scene::PeerStart,
        ),
        (
            format!("Failed to setup local msp with config: {INCIDENT}"),
            Scene::OrdererStart,
        ),
        (
            format!(
                "initializing channelconfig failed: could not create channel Application sub-group config: setting up the MSP manager failed: {INCIDENT}"
            ),
            Scene::ChannelConfig,
        ),
        (format!("ERRO [gossip.comm] f -> {INCIDENT}"), Scene::Gossip),
        (
            format!(
                "WARN [policies] SignatureSetToValidIdentities -> invalid identity error=\"{INCIDENT}\""
            ),
            Scene::Policy,
        ),
        (
            format!("ERRO [endorser] f -> {INCIDENT}"),
            Scene::Endorsement,
        ),
        (INCIDENT.to_owned(), Scene::Unknown),
    ] {
        let reading = line(&text).expect("known");
        assert_eq!(reading.context.scene, scene, "{text}");
        assert_eq!(reading.rule, Some("FC101"), "{text}");
    }
    let consenter = line(
        "consenter o:7050 has invalid certificates: verifying tls client cert with serial number \
         17: x509: certificate signed by unknown authority",
    );
    assert_eq!(
        consenter.expect("known").context.concern,
        Concern::Consenter {
            endpoint: "o:7050".into(),
            side: Some(TlsSide::Client),
            serial: Some("17".into())
        }
    );
    let who = line(&format!(
        "invalid identity error=\"{INCIDENT}\" identity=\"(mspid=Org1MSP subject=CN=a,O=b issuer=CN=c serialnumber=9)\" channel=mychannel"
    ))
    .expect("known")
    .context;
    assert_eq!(who.msp_id.as_deref(), Some("Org1MSP"));
    assert_eq!(who.subject.as_deref(), Some("CN=a,O=b"));
    assert_eq!(who.issuer.as_deref(), Some("CN=c"));
    assert_eq!(who.serial.as_deref(), Some("9"));
    assert_eq!(who.channel.as_deref(), Some("mychannel"));
}

#[test]
fn a_mixed_log() {
    let log = format!(
        "2026-11-22 06:03:20.000 UTC 0001 INFO [gossip] f -> fine certificate, no error\n\
         2026-11-22 06:03:21.000 UTC 0002 ERRO [endorser] f -> {INCIDENT}\n\
         {{\"level\":\"error\",\"ts\":1795327402.5,\"name\":\"endorser\",\"msg\":\"{INCIDENT}\"}}\r\n\
         2026-11-22 06:03:23.000 UTC 0003 ERRO [comm.tls] f -> TLS handshake failed with error tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T06:03:23Z is after 2026-11-20T00:00:00Z remoteaddress=h:1\n\
         2026-11-22 06:03:24.000 UTC 0004 ERRO [comm.tls] f -> TLS handshake failed with error tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T06:03:24Z is after 2026-11-20T00:00:00Z remoteaddress=h:2\n\
         2026-11-22 06:03:25.000 UTC 0005 ERRO [comm.tls] f -> TLS handshake failed with error EOF remoteaddress=h:3\n\
         2026-11-22 06:03:26.000 UTC 0006 ERRO [m] f -> x509: some new failure 17\n\
         2026-11-22 06:03:27.000 UTC 0007 ERRO [m] f -> x509: some new failure 18"
    );
    let digest = digest(log.as_bytes());
    assert_eq!(digest.lines, 8);
    let [incident, tls] = digest.recognised.as_slice() else {
        panic!("{:#?}", digest.recognised);
    };
    assert_eq!((incident.count, incident.first_line), (2, 2));
    assert_eq!(
        incident.first_seen,
        Some(LogTime::Instant(at("2026-11-22T06:03:21Z")))
    );
    assert_eq!(
        incident.last_seen,
        Some(LogTime::Instant(at("2026-11-22T06:03:22Z")))
    );
    assert_eq!((tls.count, tls.reading.rule), (2, Some("FC112")));
    assert_eq!(digest.look_alikes.len(), 1);
    assert_eq!(digest.unknown.len(), 1);
    assert_eq!((digest.unknown[0].line, digest.unknown[0].count), (7, 2));
}

#[test]
fn long_lines() {
    let mut log = b"2026-11-22 06:03:21.000 UTC 0002 ERRO [m] ".to_vec();
    log.extend_from_slice(INCIDENT.as_bytes());
    log.extend(std::iter::repeat_n(b'x', 300_000));
    log.push(b'\n');
    // A text across the cut, and one far behind it.
    for distance in [64 * 1024 - 100, 200_000] {
        log.extend(std::iter::repeat_n(b'y', distance));
        log.extend_from_slice(b" signing identity expired 1h0m0s ago\n");
    }
    let digest = digest(&log);
    let mut in_pieces = Recognizer::new();
    log.chunks(7919).for_each(|piece| in_pieces.push(piece));
    assert_eq!(in_pieces.finish(), digest);
    assert_eq!(digest.lines, 3);
    let counts: Vec<u64> = digest.recognised.iter().map(|group| group.count).collect();
    assert_eq!(counts, [1, 2]);
}

#[test]
fn what_is_kept_is_bounded() {
    let mut recognizer = Recognizer::new();
    for index in 0..3000 {
        recognizer.push(format!("no ca certificate found in directory /msp{index}\n").as_bytes());
        let letters: String = format!("{index}")
            .bytes()
            .map(|b| char::from(b + 49))
            .collect();
        recognizer.push(format!("tls error {letters}\n").as_bytes());
    }
    let digest = recognizer.finish();
    assert_eq!(digest.recognised.len() as u64 + digest.ungrouped, 3000);
    assert!(digest.recognised.len() <= 1000 && digest.unknown.len() <= 50);
    assert_eq!(digest.unknown.len() as u64 + digest.unknown_more, 3000);
}

/// Lines with known texts, torn apart and mixed with arbitrary bytes.
fn logs() -> impl Strategy<Value = Vec<u8>> {
    let texts: Vec<&'static str> = table(include_str!("testdata/texts.txt"))
        .map(|(_, text)| text)
        .collect();
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        (
            proptest::sample::select(texts),
            any::<proptest::sample::Index>()
        )
            .prop_map(|(text, end)| text.as_bytes()[..=end.index(text.len())].to_vec()),
        Just(b"\n".to_vec()),
        Just(b"{\"msg\":\"".to_vec()),
        Just(b"2026-11-22 06:03:20.000 UTC ".to_vec()),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_one_digest(log in logs(), cuts in proptest::collection::vec(1_usize..200, 1..20)) {
        let whole = digest(&log);
        let mut recognizer = Recognizer::new();
        let mut rest = log.as_slice();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (head, tail) = rest.split_at((*cut).min(rest.len()));
            recognizer.push(head);
            rest = tail;
        }
        prop_assert_eq!(recognizer.finish(), whole);
        let _ = line(&String::from_utf8_lossy(&log));
    }
}
