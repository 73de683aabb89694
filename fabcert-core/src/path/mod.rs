//! Go's `x509.Certificate.Verify`, exactly: who may have issued a certificate, in which order they
//! are tried, which chains hold, and what Go says where none does.

mod build;
mod error;
mod filter;
mod name_constraints;
mod policy;
mod pool;
mod subtrees;
#[cfg(all(test, feature = "signatures"))]
mod tests;

use std::sync::Arc;

pub use error::{Breach, GoTexts, Hint, NameConstraintFault, NameType, PathError};
pub use name_constraints::legacy_name_constraints;
pub use pool::Pool;

use crate::certificate::Certificate;
use crate::signature::Signatures;
use crate::timestamp::Timestamp;

/// A chain, the certificate itself first, a root last.
pub type Chain = Vec<Arc<Certificate>>;

/// The extended key usage that every certificate of a chain must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Usage {
    /// serverAuth. An MSP asks for it without meaning to: it leaves the usage unset, which Go takes
    /// for serverAuth.
    ServerAuth,
    /// clientAuth.
    ClientAuth,
    /// Any usage will do.
    Any,
}

/// What a certificate is verified against.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The trust anchors.
    pub roots: &'a Pool,
    /// Certificates that may stand between.
    pub intermediates: &'a Pool,
    /// The instant at which every certificate of the chain must be valid.
    pub at: Timestamp,
    /// What the chain must be good for.
    pub usage: Usage,
}

impl<'a> Options<'a> {
    /// As an MSP verifies this certificate: one second after its own NotBefore, whatever the time is,
    /// and for serverAuth (`msp.getValidityOptsForCert`).
    #[must_use]
    pub fn msp(certificate: &Certificate, roots: &'a Pool, intermediates: &'a Pool) -> Self {
        Self {
            roots,
            intermediates,
            at: certificate.not_before().plus(1),
            usage: Usage::ServerAuth,
        }
    }

    /// As the other end of a TLS connection verifies it: at the clock's time, for the usage of this
    /// end ([`Usage::ServerAuth`] for a server's certificate).
    #[must_use]
    pub const fn tls(
        usage: Usage,
        now: Timestamp,
        roots: &'a Pool,
        intermediates: &'a Pool,
    ) -> Self {
        Self {
            roots,
            intermediates,
            at: now,
            usage,
        }
    }
}

impl Usage {
    /// The extended key usage's dotted OID; `None` where any will do.
    const fn purpose(self) -> Option<&'static str> {
        match self {
            Self::ServerAuth => Some("1.3.6.1.5.5.7.3.1"),
            Self::ClientAuth => Some("1.3.6.1.5.5.7.3.2"),
            Self::Any => None,
        }
    }
}

/// Every chain from `leaf` to a root that Go accepts.
///
/// # Errors
/// What Go says where there is none, or that it could not be found out.
pub fn verify(
    leaf: &Arc<Certificate>,
    options: &Options<'_>,
    signatures: &Signatures,
) -> Result<Vec<Chain>, PathError> {
    build::check_itself(leaf, options.at)?;
    let chains = if options.roots.contains(leaf) {
        vec![vec![Arc::clone(leaf)]]
    } else {
        build::chains(leaf, options, signatures)?
    };
    filter::keep_valid(chains, options.usage)
}

/// The value of the SAN extension, whatever it holds.
fn san_extension(certificate: &Certificate) -> Option<&[u8]> {
    /// 2.5.29.17.
    const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];
    certificate.extension_value(&SUBJECT_ALT_NAME)
}
