//! One stream, such as standard input.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::PathBuf;

use super::content::Content;
use super::draft::{Draft, DraftFile};
use super::limits::Limits;
use super::snapshot::Snapshot;
use super::unread::Unread;

/// Something that was named outright cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
pub struct ReadError {
    /// What was named.
    pub path: PathBuf,
    /// Why it cannot be read.
    pub source: io::Error,
}

/// Reads a stream to its end, as one file of this name (`-` for standard input).
///
/// # Errors
/// Where the stream fails. One that is too long is a file that was not read.
pub fn from_reader(
    name: impl AsRef<OsStr>,
    reader: impl Read,
    limits: &Limits,
) -> Result<Snapshot, ReadError> {
    let name = name.as_ref();
    let cap = limits.max_stream_size;
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    reader
        .take(cap.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError {
            path: name.into(),
            source,
        })?;
    let size = bytes.len() as u64;
    let content = if size > cap {
        Err(Unread::TooLarge { size, cap })
    } else {
        Ok(Content::new(&bytes))
    };
    let mut draft = Draft::default();
    let dir = draft.add_incomplete_dir(OsStr::new(""));
    let file = draft.add_file(DraftFile {
        dir,
        name: name.into(),
        content,
        size,
        mode: None,
        via_link: false,
    });
    draft.add_root_file(file);
    Ok(draft.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Node;

    #[test]
    fn a_stream_is_one_file_and_has_a_cap() {
        let mut limits = Limits::default();
        let snapshot = from_reader("-", &b"text"[..], &limits).expect("reads");
        let [Node::File(file)] = snapshot.roots() else {
            panic!("one file");
        };
        assert_eq!(snapshot.path(*file), PathBuf::from("-"));
        assert_eq!(snapshot.bytes(*file).map(|it| it.len()), Some(4));

        limits.max_stream_size = 3;
        let snapshot = from_reader("-", io::repeat(b'x'), &limits).expect("reads");
        let skipped: Vec<_> = snapshot.skipped().map(|it| it.reason.clone()).collect();
        assert_eq!(skipped, [Unread::TooLarge { size: 4, cap: 3 }]);
    }
}
