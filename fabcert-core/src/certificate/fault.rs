//! Why a certificate is refused before anybody looks at its chain.

use std::borrow::Cow;
use std::fmt;

/// What Go's `x509.ParseCertificate` says when it refuses a certificate, to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoFault(pub(crate) Cow<'static, str>);

impl GoFault {
    /// A refusal whose text never varies.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// A refusal that tells what it found.
    pub(crate) const fn telling(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl fmt::Display for GoFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GoFault {}

/// Bytes that are no certificate to any reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a certificate: {go}")]
pub struct Unreadable {
    /// What Go says of them.
    pub go: GoFault,
}
