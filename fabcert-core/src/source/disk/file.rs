//! Reads one file after the other.

use std::collections::HashMap;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;
use memchr::memmem;
use zeroize::Zeroize;

use super::names::Names;
use super::neglected;
use crate::pem::Canonical;
use crate::source::content::Content;
use crate::source::contents::Contents;
use crate::source::draft::Outcome;
use crate::source::limits::Limits;
use crate::source::unread::{SpecialKind, Unread};

/// Files up to this size are kept whatever they hold.
const SMALL: usize = 64 << 10;

/// What makes a file the same file, whichever name leads to it (device and inode).
type Identity = (u64, u64);

/// What the readers have in common.
pub(super) struct Shared<'a> {
    limits: &'a Limits,
    contents: Contents,
    pub(super) names: Names,
    /// Files that have several names, by what they are, so that each is read once.
    linked: Mutex<HashMap<Identity, Result<Content, Unread>, RandomState>>,
}

impl<'a> Shared<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            contents: Contents::new(limits.max_total_size),
            names: Names::default(),
            linked: Mutex::default(),
        }
    }
}

/// One thread's reader.
pub(super) struct Reader<'a> {
    shared: &'a Shared<'a>,
    buffer: Vec<u8>,
    canonical: Canonical,
    pem: memmem::Finder<'static>,
    base64_pem: memmem::Finder<'static>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(shared: &'a Shared<'a>) -> Self {
        Self {
            shared,
            buffer: Vec::new(),
            canonical: Canonical::default(),
            pem: memmem::Finder::new(b"-----BEGIN "),
            base64_pem: memmem::Finder::new(b"LS0t"),
        }
    }

    /// Reads a file that was a regular one when its folder was listed.
    pub(super) fn read(&mut self, path: &Path, via_link: bool) -> Outcome {
        let (mut size, mut mode) = (0, None);
        let content = File::open(path)
            .and_then(|file| Ok((file.metadata()?, file)))
            .map_err(|error| Unread::from(&error))
            .and_then(|(metadata, file)| {
                // It may have been swapped since.
                if !metadata.is_file() {
                    return Err(Unread::Special(special_kind(metadata.file_type())));
                }
                size = metadata.len();
                mode = permission_bits(&metadata);
                let Some(identity) = shared_identity(&metadata, via_link) else {
                    return self.content(file, size);
                };
                let linked = &self.shared.linked;
                let known = linked.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(content) = known.get(&identity) {
                    return content.clone();
                }
                drop(known);
                let content = self.content(file, size);
                let mut known = linked.lock().unwrap_or_else(PoisonError::into_inner);
                known.insert(identity, content.clone());
                content
            });
        Outcome {
            content,
            size,
            mode,
        }
    }

    pub(super) fn content(&mut self, mut file: File, size: u64) -> Result<Content, Unread> {
        let cap = self.shared.limits.max_file_size;
        let io = |error: io::Error| Unread::from(&error);
        if size > cap {
            // The registry of a CA server is known by its first bytes.
            let start = self.fill(&mut file, 16).map_err(io)?;
            return Err(if neglected::is_database(&self.buffer[..start]) {
                Unread::Database
            } else {
                Unread::TooLarge { size, cap }
            });
        }
        // One byte more than it should have tells whether it grew. Where exactly as many come as it
        // should have, its end is not asked for.
        let wanted = size.saturating_add(1);
        let mut length = self.fill_on(&mut file, 0, wanted, Some(size)).map_err(io)?;
        if length as u64 > size {
            length += self
                .fill_on(&mut file, length, cap.saturating_add(1), None)
                .map_err(io)?;
        }
        if length as u64 > cap {
            let size = length as u64;
            return Err(Unread::TooLarge { size, cap });
        }
        let bytes = &self.buffer[..length];
        if neglected::is_database(bytes) {
            return Err(Unread::Database);
        }
        if length > SMALL && self.is_foreign(bytes) {
            return Err(Unread::Foreign);
        }
        let content = self.shared.contents.share(bytes, &mut self.canonical);
        content.ok_or(Unread::OverBudget {
            cap: self.shared.limits.max_total_size,
        })
    }

    /// Fills the buffer from its start with at most `wanted` bytes; tells how many there were.
    fn fill(&mut self, file: &mut File, wanted: u64) -> io::Result<usize> {
        self.fill_on(file, 0, wanted, None)
    }

    /// Fills the buffer up to `wanted` bytes behind the `have` that are there, or up to `enough`;
    /// tells how many came.
    fn fill_on(
        &mut self,
        file: &mut File,
        have: usize,
        wanted: u64,
        enough: Option<u64>,
    ) -> io::Result<usize> {
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
        if self.buffer.len() < wanted {
            // Growing in place could leave a copy of a key behind.
            let mut larger = vec![0; wanted.max(4096).next_power_of_two()];
            larger[..have].copy_from_slice(&self.buffer[..have]);
            self.buffer.zeroize();
            self.buffer = larger;
        }
        let mut filled = have;
        while filled < wanted && (filled == 0 || enough != Some(filled as u64)) {
            match file.read(&mut self.buffer[filled..wanted]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled - have)
    }

    /// Whether there can be no certificate in it: no PEM, plain or in base64, and no DER.
    fn is_foreign(&self, bytes: &[u8]) -> bool {
        bytes.first() != Some(&0x30)
            && self.pem.find(bytes).is_none()
            && self.base64_pem.find(bytes).is_none()
    }
}

/// The buffer may hold a private key.
impl Drop for Reader<'_> {
    fn drop(&mut self) {
        self.buffer.zeroize();
    }
}

#[cfg(unix)]
fn permission_bits(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    Some(metadata.mode() & 0o7777)
}

#[cfg(not(unix))]
fn permission_bits(_: &fs::Metadata) -> Option<u32> {
    None
}

/// What the file is, where it may well be met under another name.
#[cfg(unix)]
fn shared_identity(metadata: &fs::Metadata, via_link: bool) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    (via_link || metadata.nlink() > 1).then(|| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn shared_identity(_: &fs::Metadata, _: bool) -> Option<Identity> {
    None
}

/// What a thing is that is neither file nor folder.
#[cfg(unix)]
pub(super) fn special_kind(kind: FileType) -> SpecialKind {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        SpecialKind::Fifo
    } else if kind.is_socket() {
        SpecialKind::Socket
    } else if kind.is_char_device() {
        SpecialKind::CharacterDevice
    } else if kind.is_block_device() {
        SpecialKind::BlockDevice
    } else {
        SpecialKind::Other
    }
}

#[cfg(not(unix))]
pub(super) fn special_kind(_: FileType) -> SpecialKind {
    SpecialKind::Other
}
