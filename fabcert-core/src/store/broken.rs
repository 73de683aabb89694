//! What could not be read.

use crate::certificate::Unreadable;
use crate::crl::CrlFault;
use crate::pem::BlockFault;

/// Why a block says nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Broken {
    /// It is no block of PEM.
    #[error(transparent)]
    Block(BlockFault),
    /// Its label says certificate, and neither reader can make anything of it.
    #[error(transparent)]
    Certificate(Unreadable),
    /// Its label says private key, and it is none, or none of a known kind.
    #[error("not a private key that can be read")]
    PrivateKey,
    /// Its label says CRL, and Go cannot read it.
    #[error("not a revocation list: {0}")]
    Crl(CrlFault),
    /// The file has more blocks than are read.
    #[error("more than {most} blocks: the rest was not read")]
    TooManyBlocks {
        /// How many are read.
        most: usize,
    },
}
