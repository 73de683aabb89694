//! Spans of a file that are replaced, forwards and backwards.

use std::fmt::Write as _;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// One span that is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Its offset in the old file.
    pub start: usize,
    /// What stands there.
    #[serde(with = "as_base64")]
    pub old: Vec<u8>,
    /// What shall stand there.
    #[serde(with = "as_base64")]
    pub new: Vec<u8>,
}

/// The file with every edit made; `None` where the edits are out of order or the file is not the one
/// that they were made for.
pub(super) fn redo(file: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    splice(
        file,
        edits
            .iter()
            .map(|edit| (edit.start, &edit.old[..], &edit.new[..])),
    )
}

/// The file as it was before the edits; `None` where it is not what they made of it.
pub(super) fn undo(file: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut grown = 0isize;
    let mut moved = Vec::with_capacity(edits.len());
    for edit in edits {
        moved.push((
            edit.start.checked_add_signed(grown)?,
            &edit.new[..],
            &edit.old[..],
        ));
        grown += edit.new.len() as isize - edit.old.len() as isize;
    }
    splice(file, moved)
}

fn splice<'a>(
    file: &[u8],
    edits: impl IntoIterator<Item = (usize, &'a [u8], &'a [u8])>,
) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(file.len());
    let mut done = 0;
    for (start, old, new) in edits {
        let span = Range {
            start,
            end: start.checked_add(old.len())?,
        };
        if file.get(span.clone())? != old {
            return None;
        }
        out.extend_from_slice(file.get(done..start)?);
        out.extend_from_slice(new);
        done = span.end;
    }
    out.extend_from_slice(file.get(done..)?);
    Some(out)
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Bytes in JSON.
pub(super) mod as_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(in crate::reissue) fn serialize<S: Serializer>(
        bytes: &[u8],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(in crate::reissue) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(from)?)
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, old: &str, new: &str) -> Edit {
        Edit {
            start,
            old: old.into(),
            new: new.into(),
        }
    }

    #[test]
    fn what_is_done_can_be_undone() {
        let edits = [edit(0, "a", "xyz"), edit(2, "bb", ""), edit(5, "c", "C")];
        let old = b"a-bb-c-";
        let new = redo(old, &edits).unwrap();
        assert_eq!(new, b"xyz--C-");
        assert_eq!(undo(&new, &edits).unwrap(), old);
        assert_eq!(redo(&new, &edits), None);
        assert_eq!(undo(old, &edits), None);
    }

    #[test]
    fn edits_out_of_order_or_out_of_the_file_are_refused() {
        assert_eq!(redo(b"abc", &[edit(1, "b", "x"), edit(0, "a", "y")]), None);
        assert_eq!(redo(b"abc", &[edit(3, "d", "x")]), None);
        assert_eq!(redo(b"abc", &[edit(usize::MAX, "d", "x")]), None);
        assert_eq!(
            undo(b"abc", &[edit(0, "aaaaaaa", ""), edit(1, "b", "")]),
            None
        );
    }
}
