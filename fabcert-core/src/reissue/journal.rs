//! The journal: enough to undo or to finish what was begun, written before anything else.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::edit::{self, Edit, sha256};
use crate::certificate::Fingerprint;
use crate::timestamp::Timestamp;

/// Names the form of the journal.
const SCHEMA: &str = "fabcert.journal/1";

/// What was to be changed. It holds the replaced bytes alone and not whole files, so that a private
/// key which shares a file with the certificate is not copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    schema: String,
    /// When it was written.
    pub written_at: String,
    /// SHA-256 of the old certificate.
    pub old_certificate: String,
    /// SHA-256 of the new one.
    pub new_certificate: String,
    /// The files, in the order in which they are changed.
    pub files: Vec<JournalFile>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalFile {
    /// Its absolute path, links followed.
    #[serde(with = "exact_path")]
    pub path: PathBuf,
    /// Its permission bits, where the system has such.
    pub mode: Option<u32>,
    /// SHA-256 of the old file.
    pub old_sha256: String,
    /// SHA-256 of the new one.
    pub new_sha256: String,
    /// What differs.
    pub edits: Vec<Edit>,
}

/// Why a file is no journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalFault {
    /// It is not what is written here.
    #[error("it is not a journal of fabcert reissue: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another version.
    #[error("it is not a journal of fabcert reissue: its schema is \"{0}\"")]
    Schema(String),
}

impl Journal {
    pub(super) fn new(
        written_at: Timestamp,
        old: Fingerprint,
        new: Fingerprint,
        files: Vec<JournalFile>,
    ) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            written_at: written_at.utc().to_string(),
            old_certificate: old.to_string(),
            new_certificate: new.to_string(),
            files,
        }
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`JournalFault`] where the bytes are no journal.
    pub fn parse(json: &[u8]) -> Result<Self, JournalFault> {
        let journal: Self = serde_json::from_slice(json)?;
        if journal.schema == SCHEMA {
            Ok(journal)
        } else {
            Err(JournalFault::Schema(journal.schema))
        }
    }

    /// The journal as JSON.
    ///
    /// # Errors
    /// Where a path cannot be written down (outside Unix: one that is not Unicode).
    pub fn to_json(&self) -> Result<Vec<u8>, JournalFault> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }
}

/// Which way a journal is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the new files.
    Finish,
    /// Back to the old ones.
    Undo,
}

/// In which state a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It is as it is to be.
    Done,
    /// It is to become this.
    Pending(Vec<u8>),
    /// It is neither the old file nor the new one.
    Foreign,
}

impl JournalFile {
    /// What is to be done with a file that holds these bytes.
    pub(super) fn state(&self, bytes: &[u8], direction: Direction) -> State {
        let (from, to) = match direction {
            Direction::Finish => (&self.old_sha256, &self.new_sha256),
            Direction::Undo => (&self.new_sha256, &self.old_sha256),
        };
        let hash = sha256(bytes);
        if hash == *to {
            return State::Done;
        }
        let made = match direction {
            Direction::Finish => edit::redo(bytes, &self.edits),
            Direction::Undo => edit::undo(bytes, &self.edits),
        };
        match made {
            Some(made) if hash == *from && sha256(&made) == *to => State::Pending(made),
            _ => State::Foreign,
        }
    }
}

/// Paths byte for byte: text where they are Unicode, else base64.
mod exact_path {
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Bytes {
            #[serde(with = "crate::reissue::edit::as_base64")]
            base64: Vec<u8>,
        },
    }

    pub(super) fn serialize<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
        let written = match path.to_str() {
            Some(text) => Written::Text(text.to_owned()),
            None => Written::Bytes {
                base64: bytes(path).ok_or_else(|| ser::Error::custom("a path is not Unicode"))?,
            },
        };
        written.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PathBuf, D::Error> {
        match Written::deserialize(from)? {
            Written::Text(text) => Ok(PathBuf::from(text)),
            Written::Bytes { base64 } => {
                path(base64).ok_or_else(|| de::Error::custom("a path is not Unicode"))
            }
        }
    }

    #[cfg(unix)]
    fn bytes(path: &Path) -> Option<Vec<u8>> {
        use std::os::unix::ffi::OsStrExt as _;
        Some(path.as_os_str().as_bytes().to_vec())
    }

    #[cfg(unix)]
    fn path(bytes: Vec<u8>) -> Option<PathBuf> {
        use std::os::unix::ffi::OsStringExt as _;
        Some(std::ffi::OsString::from_vec(bytes).into())
    }

    #[cfg(not(unix))]
    fn bytes(_: &Path) -> Option<Vec<u8>> {
        None
    }

    #[cfg(not(unix))]
    fn path(_: Vec<u8>) -> Option<PathBuf> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(path: PathBuf) -> Journal {
        let edits = vec![Edit {
            start: 1,
            old: b"b".into(),
            new: b"xyz".into(),
        }];
        let file = JournalFile {
            path,
            mode: Some(0o640),
            old_sha256: sha256(b"abc"),
            new_sha256: sha256(b"axyzc"),
            edits,
        };
        Journal::new(
            Timestamp::from_unix(0),
            Fingerprint([1; 32]),
            Fingerprint([2; 32]),
            vec![file],
        )
    }

    #[test]
    fn a_journal_is_read_as_it_was_written() {
        let mut paths = vec![PathBuf::from("/msp/cacerts/ca.pem")];
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt as _;
            paths.push(std::ffi::OsString::from_vec(b"/msp/\xff.pem".to_vec()).into());
        }
        for path in paths {
            let journal = journal(path);
            let json = journal.to_json().unwrap();
            assert_eq!(Journal::parse(&json).unwrap(), journal);
        }
    }

    #[test]
    fn other_files_are_no_journals() {
        let text = String::from_utf8(journal(PathBuf::from("a")).to_json().unwrap()).unwrap();
        let other = text.replace(SCHEMA, "fabcert.journal/9");
        assert!(matches!(
            Journal::parse(other.as_bytes()),
            Err(JournalFault::Schema(_))
        ));
        assert!(matches!(Journal::parse(b"{}"), Err(JournalFault::Json(_))));
    }

    #[test]
    fn a_file_is_old_new_or_foreign() {
        let journal = journal(PathBuf::from("a"));
        let file = &journal.files[0];
        let (old, new) = (&b"abc"[..], &b"axyzc"[..]);
        assert_eq!(
            file.state(old, Direction::Finish),
            State::Pending(new.into())
        );
        assert_eq!(file.state(new, Direction::Finish), State::Done);
        assert_eq!(file.state(new, Direction::Undo), State::Pending(old.into()));
        assert_eq!(file.state(old, Direction::Undo), State::Done);
        assert_eq!(file.state(b"abd", Direction::Finish), State::Foreign);
        assert_eq!(file.state(b"", Direction::Undo), State::Foreign);

        let mut damaged = file.clone();
        damaged.edits[0].new = b"other".into();
        assert_eq!(damaged.state(old, Direction::Finish), State::Foreign);
    }
}
