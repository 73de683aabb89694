//! What a file holds.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use zeroize::{Zeroize, Zeroizing};

use crate::pem::{Canonical, canonical, canonical_length};

/// The bytes of a file. Where they are one block of PEM and nothing else, just as Go and openssl
/// write it, its DER is held in their place: that is less, it is what everybody wants, and the bytes
/// can be made from it again.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// What is held: the bytes, or the DER of the block.
    pub(super) held: Arc<[u8]>,
    /// The block's label, where it is DER that is held.
    pub(super) label: Option<&'static str>,
}

impl Content {
    /// A content of these bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        match Canonical::default().read(bytes) {
            Some((label, der)) => Self {
                held: der.into(),
                label: Some(label),
            },
            None => Self::plain(bytes.into()),
        }
    }

    /// A content that is no block of PEM, or is not to be taken for one.
    pub(crate) const fn plain(bytes: Arc<[u8]>) -> Self {
        Self {
            held: bytes,
            label: None,
        }
    }

    /// The bytes, as they stand in the file.
    #[must_use]
    pub fn bytes(&self) -> Bytes<'_> {
        Bytes(match self.label {
            Some(label) => Text::Made(canonical(label, &self.held).into()),
            None => Text::Held(&self.held),
        })
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.label {
            Some(label) => canonical_length(label, self.held.len()),
            None => self.held.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Label and DER, where it is one block of PEM and nothing else.
    pub(crate) fn block(&self) -> Option<(&'static str, &Arc<[u8]>)> {
        Some((self.label?, &self.held))
    }

    /// Overwrites the bytes and forgets them. Where somebody else still holds them, they are
    /// forgotten here only.
    pub(super) fn wipe(&mut self) {
        if let Some(held) = Arc::get_mut(&mut self.held) {
            held.zeroize();
        }
        *self = Self::plain(Arc::from([]));
    }
}

/// The bytes of a [`Content`]. Where they were made for the occasion they are overwritten
/// afterwards: they may be a private key's.
pub struct Bytes<'a>(Text<'a>);

enum Text<'a> {
    Held(&'a [u8]),
    Made(Zeroizing<Vec<u8>>),
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Text::Held(bytes) => bytes,
            Text::Made(bytes) => bytes,
        }
    }
}

/// It may be a private key: only its length is told.
impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({})", self.len())
    }
}

/// It may be a private key: only its length is told.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pem::encode;

    #[test]
    fn the_bytes_are_those_of_the_file() {
        let pem = encode("CERTIFICATE", &[5; 100]);
        for (file, held) in [(pem.clone(), 100), (format!(" {pem}"), pem.len() + 1)] {
            let mut content = Content::new(file.as_bytes());
            assert_eq!(content.held.len(), held);
            assert_eq!(content.bytes()[..], *file.as_bytes());
            assert_eq!(content.len(), file.len());
            content.wipe();
            assert!(content.is_empty() && content.bytes().is_empty());
        }
    }
}
