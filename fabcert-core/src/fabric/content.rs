//! One file's bytes, and what Go makes of them: read once, however many MSPs hold the file.

use std::sync::{Arc, OnceLock};

use crate::certificate::{Certificate, Fingerprint, GoFault, PublicKey};
use crate::crl::{CrlFault, RevocationList};
use crate::key::{self, PrivateKey};
use crate::pem;
use crate::source::{Bytes, Content};

use super::config::{self, RawConfiguration, Stop};

/// A file's content. Share one for equal bytes, and each is parsed once in a whole run. What a file is
/// seldom asked for is boxed: there is one of these for every file of every MSP.
#[derive(Debug)]
pub struct FileContent {
    content: Content,
    known: Known,
    certificate: OnceLock<Option<Result<Arc<Certificate>, Malformed>>>,
    crl: OnceLock<Box<Result<Arc<RevocationList>, CrlFault>>>,
    private_key: OnceLock<Option<Box<PublicKey>>>,
    configuration: OnceLock<Box<Result<RawConfiguration, Stop>>>,
}

/// What somebody has found in a file before.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// A certificate.
    pub(crate) certificate: Option<Arc<Certificate>>,
    /// The private key that is all it holds.
    pub(crate) key: Option<Arc<PrivateKey>>,
}

/// A PEM block that Go reads as no certificate.
#[derive(Clone, Debug)]
pub struct Malformed {
    /// What Go says.
    pub go: GoFault,
    /// What could be read all the same.
    pub certificate: Option<Arc<Certificate>>,
}

impl FileContent {
    /// A file with these bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::of(Content::plain(bytes.into()))
    }

    fn of(content: Content) -> Self {
        Self {
            content,
            known: Known::default(),
            certificate: OnceLock::new(),
            crl: OnceLock::new(),
            private_key: OnceLock::new(),
            configuration: OnceLock::new(),
        }
    }

    /// The same, where this certificate was found in it before: if Go finds it first, too, it is
    /// not parsed again.
    pub(crate) fn with_known(content: Content, known: Known) -> Self {
        Self {
            known,
            ..Self::of(content)
        }
    }

    /// A file whose first PEM block is this certificate; its bytes are the DER alone.
    #[must_use]
    pub fn of_certificate(certificate: Arc<Certificate>) -> Self {
        let content = Self::new(Arc::clone(certificate.der()));
        // Nobody has asked yet, so this is the first value.
        let _ = content.certificate.set(Some(as_go_reads(certificate)));
        content
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> Bytes<'_> {
        self.content.bytes()
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.content.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// Whether Go finds a PEM block in it, so that Fabric's loader takes it.
    #[must_use]
    pub fn is_pem(&self) -> bool {
        self.certificate().is_some()
    }

    /// The certificate of its first PEM block, whatever the label; `None` without PEM.
    pub fn certificate(&self) -> Option<&Result<Arc<Certificate>, Malformed>> {
        self.certificate
            .get_or_init(|| {
                let der = match self.content.block() {
                    Some((_, der)) => Arc::clone(der),
                    None => pem::go_decode(&self.content.bytes())?.der.into(),
                };
                Some(match &self.known.certificate {
                    Some(known) if *known.der() == der => as_go_reads(Arc::clone(known)),
                    _ => read_certificate(der),
                })
            })
            .as_ref()
    }

    /// The revocation list that Go's `ParseCRL` reads in it.
    ///
    /// # Errors
    /// Go's refusal.
    pub fn crl(&self) -> Result<&Arc<RevocationList>, &CrlFault> {
        self.crl
            .get_or_init(|| {
                let list = RevocationList::from_file(&self.content.bytes());
                Box::new(list.map(Arc::new))
            })
            .as_ref()
            .as_ref()
    }

    /// The public half of the private key that Fabric's keystore loads from it.
    pub fn private_key(&self) -> Option<&PublicKey> {
        self.private_key
            .get_or_init(|| {
                let key = match self.content.block() {
                    Some((_, der)) => {
                        let known = self.known.key.as_deref();
                        key::go_private_key_of(der, known.and_then(PrivateKey::computed_public_key))
                    }
                    None => key::go_private_key(&self.content.bytes()),
                };
                key.map(Box::new)
            })
            .as_deref()
    }

    /// What it says as an MSP's `config.yaml`. An organisation's nodes all have the same.
    pub(crate) fn configuration(&self) -> Result<RawConfiguration, Stop> {
        self.configuration
            .get_or_init(|| Box::new(config::parse(&self.content.bytes())))
            .as_ref()
            .clone()
    }
}

fn read_certificate(der: Arc<[u8]>) -> Result<Arc<Certificate>, Malformed> {
    let fingerprint = Fingerprint::of(&der);
    match Certificate::parse_known(der, fingerprint) {
        Ok(certificate) => as_go_reads(Arc::new(certificate)),
        Err(unreadable) => Err(Malformed {
            go: unreadable.go,
            certificate: None,
        }),
    }
}

fn as_go_reads(certificate: Arc<Certificate>) -> Result<Arc<Certificate>, Malformed> {
    match certificate.go() {
        Ok(()) => Ok(certificate),
        Err(go) => Err(Malformed {
            go: go.clone(),
            certificate: Some(certificate),
        }),
    }
}

#[cfg(test)]
mod tests {
    use fabcert_testdata::forge::Forge;

    use super::*;

    /// What was parsed before stands in for the file's own certificate only where it is that one.
    #[test]
    fn a_known_certificate_is_not_taken_for_another() {
        let (own, other) = (Forge::ca("own"), Forge::ca("other"));
        let (own, other) = (own.self_signed(), other.self_signed());
        for known in [&own, &other] {
            let known = Certificate::parse(known.der()).map(Arc::new).ok();
            assert!(known.is_some());
            let content = FileContent::with_known(
                Content::new(&own.pem()),
                Known {
                    certificate: known,
                    key: None,
                },
            );
            let read = content.certificate().and_then(|it| it.as_ref().ok());
            assert!(read.is_some_and(|read| read.der()[..] == *own.der()));
        }
    }
}
