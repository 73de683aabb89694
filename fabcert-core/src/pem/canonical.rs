//! Files that are one block of PEM and nothing else, exactly as [`encode`](super::encode()) writes it
//! (Go's `pem.Encode`, openssl): their DER says all that they say.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use zeroize::Zeroize;

use super::block::LABELS;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const CLOSE: &[u8] = b"-----\n";
/// Characters on each line but the last.
const COLUMNS: usize = 64;
/// What some PEM inside the DER might look like: base64 in base64 is looked for elsewhere.
const NESTED: &[u8] = b"LS0t";

/// Takes such files apart, one after the other.
pub(crate) struct Canonical {
    /// The base64 without line ends; may have been a private key's.
    text: Vec<u8>,
    /// What it says.
    der: Vec<u8>,
    nested: memmem::Finder<'static>,
}

impl Default for Canonical {
    fn default() -> Self {
        Self {
            text: Vec::new(),
            der: Vec::new(),
            nested: memmem::Finder::new(NESTED),
        }
    }
}

impl Canonical {
    /// Label and DER of a file that is just what [`encode`](super::encode()) makes of them.
    pub(crate) fn read(&mut self, file: &[u8]) -> Option<(&'static str, &[u8])> {
        let opened = file.strip_prefix(BEGIN)?;
        let label = LABELS
            .into_iter()
            .find(|label| after(opened, label).is_some())?;
        let body = after(opened, label)?
            .strip_suffix(CLOSE)?
            .strip_suffix(label.as_bytes())?
            .strip_suffix(END)?
            .strip_suffix(b"\n")?;
        self.make_room(body.len());
        for (number, line) in body.chunks(COLUMNS + 1).enumerate() {
            let is_last = (number + 1) * (COLUMNS + 1) > body.len();
            self.text.extend_from_slice(match is_last {
                true => line,
                false => line.strip_suffix(b"\n")?,
            });
        }
        // What is no base64, or says the same in other characters, the decoder refuses.
        let length = STANDARD.decode_slice(&self.text, &mut self.der).ok()?;
        let der = self.der.get(..length).filter(|der| !der.is_empty())?;
        self.nested
            .find(&self.text)
            .is_none()
            .then_some((label, der))
    }

    /// Growing in place could leave a copy of a key behind.
    fn make_room(&mut self, length: usize) {
        self.text.clear();
        if self.text.capacity() < length {
            self.wipe();
            self.text = Vec::with_capacity(length.next_power_of_two());
            self.der = vec![0; length.next_power_of_two()];
        }
    }

    fn wipe(&mut self) {
        self.text.zeroize();
        self.der.zeroize();
    }
}

impl Drop for Canonical {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// The body of a block that is opened under this label.
fn after<'a>(opened: &'a [u8], label: &str) -> Option<&'a [u8]> {
    opened.strip_prefix(label.as_bytes())?.strip_prefix(CLOSE)
}

/// The file that [`Canonical`] would take apart into these. No copy of what may be a key is made on
/// the way.
pub(crate) fn canonical(label: &str, der: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(canonical_length(label, der.len()));
    let boundary = |file: &mut Vec<u8>, dashes| {
        file.extend_from_slice(dashes);
        file.extend_from_slice(label.as_bytes());
        file.extend_from_slice(CLOSE);
    };
    boundary(&mut file, BEGIN);
    for line in der.chunks(COLUMNS / 4 * 3) {
        let mut text = [0; COLUMNS];
        // A line always has room for its bytes.
        let length = STANDARD.encode_slice(line, &mut text).unwrap_or_default();
        file.extend_from_slice(&text[..length]);
        file.push(b'\n');
        text.zeroize();
    }
    boundary(&mut file, END);
    file
}

/// How long the text of such a file is, line end included.
pub(crate) const fn canonical_length(label: &str, der: usize) -> usize {
    let base64 = der.div_ceil(3) * 4;
    let boundaries = BEGIN.len() + END.len() + 2 * (label.len() + CLOSE.len());
    boundaries + base64 + base64.div_ceil(COLUMNS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pem::{blocks, encode, go_decode};

    fn read(file: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        let mut canonical = Canonical::default();
        let (label, der) = canonical.read(file)?;
        Some((label, der.to_vec()))
    }

    proptest! {
        #[test]
        fn what_encode_writes_is_read_back(label in prop::sample::select(&LABELS[..]), der in prop::collection::vec(any::<u8>(), 1..200)) {
            let file = encode(label, &der);
            prop_assume!(memmem::find(file.as_bytes(), NESTED).is_none());
            prop_assert_eq!(file.len(), canonical_length(label, der.len()));
            prop_assert_eq!(canonical(label, &der), file.as_bytes());
            prop_assert_eq!(read(file.as_bytes()), Some((label, der.clone())));
            // Go and the splitter read the same in it.
            prop_assert_eq!(go_decode(file.as_bytes()).map(|it| it.der), Some(der.clone()));
            let blocks = blocks(file.as_bytes());
            prop_assert_eq!(blocks.len(), 1);
            prop_assert_eq!((blocks[0].start, blocks[0].end, blocks[0].line), (0, file.len() - 1, 1));
            prop_assert_eq!(blocks[0].der.as_ref().ok(), Some(&der));
        }

        #[test]
        fn whatever_is_read_is_what_encode_writes(der in prop::collection::vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut file = encode("CERTIFICATE", &der).into_bytes();
            let at = at.index(file.len());
            file[at] = byte;
            if let Some((label, der)) = read(&file) {
                prop_assert_eq!(canonical(label, &der), file);
            }
        }
    }

    #[test]
    fn one_reader_serves_for_many_files() {
        let mut canonical = Canonical::default();
        for length in [3000, 1, 48, 49, 9000, 2] {
            let der = vec![7; length];
            let file = encode("CERTIFICATE", &der);
            assert_eq!(
                canonical.read(file.as_bytes()),
                Some(("CERTIFICATE", &der[..]))
            );
        }
    }

    #[test]
    fn other_files_are_left_alone() {
        let file = encode("CERTIFICATE", &[1, 2, 3, 4]);
        assert_eq!(
            file,
            "-----BEGIN CERTIFICATE-----\nAQIDBA==\n-----END CERTIFICATE-----\n"
        );
        for other in [
            file.replace('\n', "\r\n"),
            file.trim_end().to_owned(),
            format!("{file}\n"),
            format!("{file}{file}"),
            format!("text\n{file}"),
            file.replace("AQIDBA==", "AQIDBA"),
            // The spare bits are not zero.
            file.replace("AQIDBA==", "AQIDBB=="),
            file.replace("AQIDBA==", "AQID\nBA=="),
            file.replace("AQIDBA==", ""),
            file.replace("AQIDBA==\n", ""),
            file.replace("AQIDBA==", "LS0tLS1C"),
            file.replace("END CERTIFICATE", "END PRIVATE KEY"),
            file.replace("CERTIFICATE", "SOMETHING"),
        ] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
    }
}
