//! The node's own certificate and its private key (`setupSigningIdentity`, `bccsp/sw/fileks.go`).

use std::time::Duration;

use time::OffsetDateTime;

use crate::certificate::{Certificate, PublicKey};
use crate::key;
use crate::signature::Undecidable;

use super::content::FileContent;
use super::counted::{Counted, counted, unread_file, unread_folder};
use super::ledger::About;
use super::material::{FileState, Folder, FolderRole, MaterialFile, Unread};
use super::refusal::{Fault, Judged, Stop, Subject, Undecided};
use super::set_up::SetUp;
use super::text::go_duration;
use super::{Judge, KeyPolicy};

/// Fabric scans only key files up to this size.
const MAX_SCANNED: u64 = 1 << 16;

impl SetUp<'_, '_> {
    /// `setupSigningIdentity`: parse, import, sanitise, find the key, look at the clock.
    pub(crate) fn set_up_signer(&mut self) {
        let role = FolderRole::Signcerts;
        let (file, content) = match counted(self.material, role).next() {
            None => return,
            Some(Counted::Unknown(doubt)) => return self.ledger.doubt(doubt),
            Some(Counted::Pem(file, content)) => (file, content),
        };
        let about = About::file(Subject::Signer, file);
        let Some(made) = self.make_identity(content, &about) else {
            return;
        };
        let about = about.with_certificate(&made.certificate);
        if self.judge.keys == KeyPolicy::Here {
            let keystore = self.material.folder(FolderRole::Keystore);
            self.ledger
                .take(find_key(keystore, made.certificate.public_key()), &about);
        }
        self.ledger
            .take(self.judge.check_expiry(&made.certificate), &about);
    }
}

impl Judge<'_> {
    fn check_expiry(&self, certificate: &Certificate) -> Judged<()> {
        let end = certificate.not_after();
        // Go's zero time counts as "no known expiration".
        if !self.behaviour.checks_signer_expiry || end.unix() == GO_ZERO_TIME {
            return Ok(());
        }
        match expired_for(self.now, end.unix()) {
            None => Ok(()),
            Some(ago) => {
                // Go's durations end at 2^63 − 1 nanoseconds.
                let nanoseconds = i64::try_from(ago.as_nanos()).unwrap_or(i64::MAX);
                let text = format!(
                    "signing identity expired {} ago",
                    go_duration(nanoseconds.unsigned_abs())
                );
                Err(Stop::refused(Fault::SignerExpired(ago), text))
            }
        }
    }
}

/// 0001-01-01T00:00:00Z.
const GO_ZERO_TIME: i64 = -62_135_596_800;

/// How long before `now` the instant `end` was; `None` where it is still to come.
fn expired_for(now: OffsetDateTime, end: i64) -> Option<Duration> {
    let nanoseconds = now.unix_timestamp_nanos() - i128::from(end) * 1_000_000_000;
    let nanoseconds = u128::try_from(nanoseconds).ok()?;
    let seconds = u64::try_from(nanoseconds / 1_000_000_000).ok()?;
    Some(Duration::new(seconds, (nanoseconds % 1_000_000_000) as u32))
}

/// The file keystore's `GetKey` for the public key's SKI: by name, else by content.
fn find_key(keystore: &Folder, key: &PublicKey) -> Judged<()> {
    let not_found = || {
        Err(Stop::refused(
            Fault::KeyNotFound,
            "KeyMaterial not found in SigningIdentityInfo",
        ))
    };
    let files = match keystore {
        Folder::Files(files) => files,
        Folder::Missing | Folder::NotADirectory => return not_found(),
        Folder::Unread(reason) => {
            return Err(Stop::Unknown(unread_folder(FolderRole::Keystore, reason)));
        }
    };
    if cfg!(not(feature = "signatures")) {
        return Err(Stop::Unknown(Undecided::Crypto(Undecidable::NotBuiltIn)));
    }
    let Some(ski) = key.ski() else {
        return not_found();
    };
    let alias: String = ski.iter().map(|byte| format!("{byte:02x}")).collect();
    let found = match files.iter().find(|file| file.name.starts_with(&alias)) {
        Some(named) if named.name.ends_with("sk") => {
            exactly(files, &format!("{alias}_sk"), |content| {
                content.private_key().is_some()
            })?
        }
        Some(named) if named.name.ends_with("pk") => {
            exactly(files, &format!("{alias}_pk"), |content| {
                key::go_public_key(&content.bytes()).is_some()
            })?
        }
        Some(named) if named.name.ends_with("key") => {
            let is_symmetric = |content: &FileContent| key::go_symmetric_key(&content.bytes());
            if exactly(files, &format!("{alias}_key"), is_symmetric)? {
                let text = "getIdentityFromBytes error: Failed initializing bccspCryptoSigner: key must be asymmetric.";
                return Err(Stop::refused(Fault::KeySymmetric, text));
            }
            false
        }
        _ => scan(files, &ski)?,
    };
    if found { Ok(()) } else { not_found() }
}

/// Whether the file of exactly this name is what it should be. There is no fall-back.
fn exactly(
    files: &[MaterialFile],
    name: &str,
    fits: impl Fn(&FileContent) -> bool,
) -> Judged<bool> {
    match files.iter().find(|file| file.name == name) {
        Some(file) => match &file.state {
            FileState::Content(content) => Ok(fits(content)),
            FileState::Unread(reason) => Err(unread(file, reason)),
            FileState::Folder | FileState::Broken => Ok(false),
        },
        None => Ok(false),
    }
}

/// Whether some file holds the private key. A file that was not read leaves a doubt only if no other
/// has it.
fn scan(files: &[MaterialFile], ski: &[u8; 32]) -> Judged<bool> {
    let mut doubt = None;
    for file in files.iter().filter(|file| file.own_size <= MAX_SCANNED) {
        match &file.state {
            FileState::Content(content) => {
                let found = content.private_key().and_then(PublicKey::ski);
                if found.as_ref() == Some(ski) {
                    return Ok(true);
                }
            }
            FileState::Unread(reason) => {
                doubt.get_or_insert_with(|| unread(file, reason));
            }
            FileState::Folder | FileState::Broken => {}
        }
    }
    doubt.map_or(Ok(false), Err)
}

fn unread(file: &MaterialFile, reason: &Unread) -> Stop {
    Stop::Unknown(unread_file(FolderRole::Keystore, file, reason))
}
