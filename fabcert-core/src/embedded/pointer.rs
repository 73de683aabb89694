//! The key that a value stands under.

/// Keys are looked for this far back.
const FARTHEST: usize = 256;

/// The JSON or YAML key whose value begins where `before` ends.
pub(super) fn key_before(before: &[u8]) -> Option<String> {
    let before = &before[before.len().saturating_sub(FARTHEST)..];
    let decoration = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\');
    // `|-`, `>+`: what announces a YAML block.
    let announcement = |byte: &u8| matches!(byte, b'|' | b'>' | b'-' | b'+');
    let before = trim_end(before, decoration);
    let before = trim_end(before, announcement);
    let before = trim_end(before, decoration);
    let before = trim_end(before.strip_suffix(b":")?, decoration);
    let is_key = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b'@')
    };
    let key = &before[trim_end(before, is_key).len()..];
    (!key.is_empty()).then(|| String::from_utf8_lossy(key).into_owned())
}

fn trim_end(text: &[u8], mut drop: impl FnMut(&u8) -> bool) -> &[u8] {
    let kept = text.iter().rposition(|byte| !drop(byte));
    &text[..kept.map_or(0, |last| last + 1)]
}
