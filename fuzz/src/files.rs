//! A folder of files as one fuzz input.
//!
//! Every file begins with a line `== KIND PATH`. Of kind `text` it is what follows, of the other
//! kinds it is PEM with what follows as its DER: so the fuzzer changes DER itself, not its base64.

/// What stands before a file.
const MARK: &[u8] = b"\n== ";
/// An input with more files is not worth its time.
const MOST_FILES: usize = 40;
/// A PEM label for each kind.
const LABELS: [(&str, &str); 4] = [
    ("certificate", "CERTIFICATE"),
    ("crl", "X509 CRL"),
    ("key", "PRIVATE KEY"),
    ("sec1", "EC PRIVATE KEY"),
];

/// A path and the bytes there.
pub type File = (String, Vec<u8>);

/// The files that an input stands for.
#[must_use]
pub fn decode(input: &[u8]) -> Vec<File> {
    split(input)
        .into_iter()
        .take(MOST_FILES)
        .filter_map(|record| {
            let line_end = record.iter().position(|byte| *byte == b'\n')?;
            let (line, body) = record.split_at(line_end);
            let body = &body[1..];
            let line = String::from_utf8_lossy(line);
            let (kind, path) = line.split_once(' ')?;
            let bytes = LABELS
                .iter()
                .find(|(known, _)| *known == kind)
                .map_or_else(|| body.to_vec(), |(_, label)| encode_pem(label, body));
            Some((path.to_owned(), bytes))
        })
        .collect()
}

/// The input that stands for these files.
#[must_use]
pub fn encode<'a>(files: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let mut input = Vec::new();
    for (path, bytes) in files {
        let (kind, body) = as_der(bytes).unwrap_or_else(|| ("text", bytes.to_vec()));
        input.extend_from_slice(MARK);
        input.extend_from_slice(format!("{kind} {path}\n").as_bytes());
        input.extend_from_slice(&body);
    }
    input
}

/// The kind and the DER of a file that is one block of PEM and nothing else.
fn as_der(bytes: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let block = pem::parse(bytes).ok()?;
    let (kind, label) = LABELS.iter().find(|(_, label)| *label == block.tag())?;
    (encode_pem(label, block.contents()) == bytes).then(|| (*kind, block.contents().to_vec()))
}

fn encode_pem(label: &str, der: &[u8]) -> Vec<u8> {
    fabcert_testdata::pem(label, der)
}

/// What stands behind each mark.
fn split(input: &[u8]) -> Vec<&[u8]> {
    let mut starts: Vec<usize> = input
        .windows(MARK.len())
        .enumerate()
        .filter_map(|(at, window)| (window == MARK).then_some(at + MARK.len()))
        .collect();
    starts.push(input.len() + MARK.len());
    starts
        .windows(2)
        .map(|pair| &input[pair[0]..pair[1].saturating_sub(MARK.len()).max(pair[0])])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back() {
        let certificate = encode_pem("CERTIFICATE", b"\x30\n== \x00");
        let sound = encode_pem("CERTIFICATE", b"\x30\x00");
        let files: Vec<(String, &[u8])> = vec![
            ("a b".to_owned(), b"text\n"),
            ("c".to_owned(), &sound),
            ("d".to_owned(), b""),
        ];
        let decoded = decode(&encode(files.clone()));
        let expected: Vec<File> = files
            .into_iter()
            .map(|(path, bytes)| (path, bytes.to_vec()))
            .collect();
        assert_eq!(decoded, expected);
        // A mark inside DER cuts a file short; nothing worse.
        let broken = decode(&encode([("x".to_owned(), certificate.as_slice())]));
        assert!(!broken.is_empty());
    }
}
