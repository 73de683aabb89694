//! A CA to be made again, and files that are changed in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fabcert_core::certificate::Certificate;
use fabcert_core::check::Settings;
use fabcert_core::reissue::{
    self, CurrentFile, Order, OrderFault, Outcome, SerialNumber, SigningKey, WindowRequest, Writer,
};
use fabcert_core::source::Snapshot;
use fabcert_testdata::{Forge, Forged, NOW, Tree};
use time::Duration;

/// Where the journal goes.
pub const JOURNAL: &str = "/journal.json";

/// A self-signed CA with its key.
pub struct Authority {
    /// As it was made.
    pub forged: Forged,
    /// Its certificate.
    pub certificate: Arc<Certificate>,
    /// Its key.
    pub key: SigningKey,
}

impl Authority {
    /// The same every time.
    ///
    /// # Panics
    /// Never: it was tried.
    #[must_use]
    pub fn new() -> Self {
        let forged = Forge::ca("ca.org1.example.com")
            .window(NOW - Duration::HOUR, NOW + Duration::DAY * 3650)
            .self_signed();
        let certificate = Certificate::parse(forged.der()).expect("a certificate");
        let key = SigningKey::from_file(&forged.key().pem()).expect("a key");
        Self {
            forged,
            certificate: Arc::new(certificate),
            key,
        }
    }

    /// Plans to make it again with an earlier start, over these files.
    ///
    /// # Errors
    /// Why there is no plan.
    pub fn plan(&self, files: &Files) -> Result<Outcome, OrderFault> {
        let order = Order {
            ca: &self.certificate,
            issuer: None,
            signer: &self.key,
            window: WindowRequest {
                backdate: Some(600),
                ..WindowRequest::default()
            },
            serial: SerialNumber::Kept,
        };
        reissue::plan(
            &order,
            Some(files.snapshot()),
            &Settings::default(),
            NOW.into(),
        )
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// Files in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<PathBuf, Vec<u8>>);

impl Files {
    fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot::builder();
        for (path, bytes) in &self.0 {
            snapshot.add_file(path, bytes);
        }
        snapshot.finish()
    }
}

impl Writer for Files {
    fn resolve(&mut self, path: &Path) -> io::Result<PathBuf> {
        self.read(path).map(|_| path.to_path_buf())
    }

    fn read(&mut self, path: &Path) -> io::Result<CurrentFile> {
        let bytes = self.0.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(CurrentFile {
            bytes: bytes.clone(),
            mode: None,
        })
    }

    fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.0.insert(path.to_path_buf(), bytes.to_vec());
        Ok(())
    }

    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.0.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.replace(path, bytes)
    }

    fn tidy(&mut self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

/// The journal of a plan over this tree.
///
/// # Panics
/// Where nothing can be planned.
#[must_use]
pub fn journal(tree: &Tree) -> Vec<u8> {
    let files = tree
        .files()
        .map(|(path, bytes)| (path.to_path_buf(), bytes.to_vec()));
    let mut files = Files(files.collect());
    if let Ok(Outcome::Plan(plan)) = Authority::new().plan(&files) {
        let now = time::OffsetDateTime::from(NOW).into();
        reissue::apply(&plan, Path::new(JOURNAL), now, &mut files).expect("applied");
    }
    files.0.remove(Path::new(JOURNAL)).expect("a journal")
}
