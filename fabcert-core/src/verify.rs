//! One MSP, and identities that are put to it: what `fabcert verify` asks.

use std::path::PathBuf;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::certificate::Certificate;
use crate::check::Settings;
use crate::checker::{Checker, MspQuestion};

pub use crate::checker::Reason;

use crate::clock::Clock;
use crate::fabric::{Acceptance, IdentityVerdict, Mode, MspVersion, Release, Stage, Undecided};
use crate::path::{Options, PathError, Pool, Usage, verify};
use crate::signature::Signatures;
use crate::source::Snapshot;
#[cfg(feature = "fs")]
use crate::source::{self, Limits, ReadError};
use crate::timestamp::Timestamp;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The MSP folder.
    pub msp: PathBuf,
    /// The MSP ID that Fabric would be given.
    pub msp_id: String,
    /// How to load it; `None`: as a local MSP where it has a signcerts folder.
    pub mode: Option<Mode>,
    /// The certificates to put to it.
    pub certificates: Vec<PathBuf>,
    /// The clock.
    pub now: OffsetDateTime,
    /// Release, MSP version, keys.
    pub settings: Settings,
}

/// What Fabric makes of an identity.
#[derive(Clone, Debug)]
pub struct IdentityAnswer {
    /// The file.
    pub path: PathBuf,
    /// The verdict.
    pub verdict: IdentityVerdict,
    /// Why it is refused.
    pub reasons: Vec<Reason>,
    /// What a plain check at the wall clock says (RFC 5280 as openssl does it: no Fabric rule, no
    /// extended key usage): `None` where there is nothing to check.
    pub plain: Option<Result<(), PathError>>,
}

/// What Fabric makes of the MSP and of the identities.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The folder.
    pub dir: PathBuf,
    /// The MSP ID.
    pub id: String,
    /// How it was loaded.
    pub mode: Mode,
    /// The MSP version.
    pub version: MspVersion,
    /// The release.
    pub release: Release,
    /// The instant that was taken for now.
    pub now: OffsetDateTime,
    /// Where Fabric stops.
    pub stage: Stage,
    /// Fabric's text.
    pub error: Option<String>,
    /// Why it is refused.
    pub reasons: Vec<Reason>,
    /// What nobody can know.
    pub undecided: Vec<Undecided>,
    /// The identities, in the order in which they were given.
    pub identities: Vec<IdentityAnswer>,
}

impl Answer {
    /// Whether the MSP loads and accepts every identity; `None` where that cannot be known.
    #[must_use]
    pub fn accepted(&self) -> Option<bool> {
        let refused = matches!(self.stage, Stage::Load | Stage::SetUp)
            || self
                .identities
                .iter()
                .any(|identity| identity.verdict.acceptance() == Acceptance::Refused);
        let open = self.stage == Stage::Undecided
            || self
                .identities
                .iter()
                .any(|identity| identity.verdict.acceptance() == Acceptance::Undecided);
        match (refused, open) {
            (true, _) => Some(false),
            (false, true) => None,
            (false, false) => Some(true),
        }
    }
}

/// Reads the folder and the certificates, and judges them.
///
/// # Errors
/// [`ReadError`] where one of the paths does not exist or cannot be read.
#[cfg(feature = "fs")]
pub fn ask(question: &Question) -> Result<Answer, ReadError> {
    let limits = Limits::default();
    // Read one by one, so that a certificate inside the MSP folder stays one that was named.
    let msp = source::read(std::slice::from_ref(&question.msp), &limits)?;
    let certificates = question
        .certificates
        .iter()
        .map(|path| source::read(std::slice::from_ref(path), &limits))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(answer(question, &msp, &certificates))
}

/// Judges what was read: the MSP folder, and a snapshot for each certificate.
#[must_use]
pub fn answer(question: &Question, msp: &Snapshot, certificates: &[Snapshot]) -> Answer {
    let dir = msp.find_dir(&question.msp);
    let mode = question.mode.unwrap_or_else(|| {
        let signcerts = dir.and_then(|dir| msp.entry(dir, "signcerts"));
        if signcerts.is_some() {
            Mode::Local
        } else {
            Mode::Verifying
        }
    });
    let checker = Checker::new(Clock::Fixed(question.now)).settings(question.settings.clone());
    let identities: Vec<Arc<[u8]>> = certificates.iter().map(bytes).collect();
    let judged = checker.judge_msp(&MspQuestion {
        snapshot: msp,
        dir,
        id: &question.msp_id,
        mode,
        identities: &identities,
    });
    let plain = PlainCheck::over(&judged.trusted, question.now);
    Answer {
        dir: question.msp.clone(),
        id: question.msp_id.clone(),
        mode,
        version: judged.version,
        release: question.settings.release,
        now: question.now,
        stage: judged.stage,
        error: judged.error,
        reasons: judged.reasons,
        undecided: judged.undecided,
        identities: judged
            .identities
            .into_iter()
            .zip(&question.certificates)
            .map(|((verdict, reasons), path)| IdentityAnswer {
                path: path.clone(),
                plain: verdict.certificate.as_ref().map(|leaf| plain.verify(leaf)),
                verdict,
                reasons,
            })
            .collect(),
    }
}

/// The bytes of the one file that a snapshot holds; empty where it was not read.
fn bytes(snapshot: &Snapshot) -> Arc<[u8]> {
    snapshot
        .files()
        .next()
        .and_then(|file| snapshot.bytes(file))
        .map_or_else(|| Arc::from(&[][..]), |bytes| bytes[..].into())
}

/// A check at the wall clock with no rule of Fabric's: what people mean by "openssl says OK".
struct PlainCheck {
    roots: Pool,
    intermediates: Pool,
    now: Timestamp,
    signatures: Signatures,
}

impl PlainCheck {
    fn over(trusted: &[Arc<Certificate>], now: OffsetDateTime) -> Self {
        let (roots, intermediates): (Vec<_>, Vec<_>) = trusted
            .iter()
            .cloned()
            .partition(|ca| ca.looks_self_signed());
        Self {
            roots: roots.into_iter().collect(),
            intermediates: intermediates.into_iter().collect(),
            now: Timestamp::from(now),
            signatures: Signatures::new(),
        }
    }

    fn verify(&self, leaf: &Arc<Certificate>) -> Result<(), PathError> {
        let options = Options::tls(Usage::Any, self.now, &self.roots, &self.intermediates);
        verify(leaf, &options, &self.signatures).map(|_| ())
    }
}
