//! Text that is safe to show, and paths that are safe to type.

use std::fmt::Write as _;
use std::path::Path;

/// Characters that move the cursor, hide or turn text round: controls, zero-width and
/// bidirectional marks.
#[must_use]
pub const fn is_hostile(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with every hostile character written out as `\u{1b}`.
#[must_use]
pub fn safe(text: &str) -> String {
    if !text.contains(is_hostile) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hostile(character) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// A path as text, bytes that are no UTF-8 shown as U+FFFD, hostile characters written out.
#[must_use]
pub fn path(path: &Path) -> String {
    safe(&path.to_string_lossy())
}

/// A path as a word for a POSIX shell.
#[must_use]
pub fn shell(path: &Path) -> String {
    shell_word(&path.to_string_lossy())
}

/// Any text as a word for a POSIX shell; hostile characters in `$'…'` form.
#[must_use]
pub fn shell_word(text: &str) -> String {
    if text.starts_with('-') {
        // No command takes it for an option.
        return shell_word(&format!("./{text}"));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./@:+,=%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.contains(is_hostile) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut out = String::from("$'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            _ if is_hostile(character) => {
                let mut buffer = [0; 4];
                for byte in character.encode_utf8(&mut buffer).bytes() {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\x{byte:02x}");
                }
            }
            _ => out.push(character),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        assert_eq!(safe("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(safe("ü\u{202e}x"), "ü\\u{202e}x");
        assert_eq!(safe("CN=peer0"), "CN=peer0");
    }

    #[test]
    fn shell_words_mean_one_path() {
        assert_eq!(shell_word("a/b-c.pem"), "a/b-c.pem");
        assert_eq!(shell_word("it's here"), "'it'\\''s here'");
        assert_eq!(shell_word("a\nb"), "$'a\\x0ab'");
        assert_eq!(shell_word("-rf"), "./-rf");
        assert_eq!(shell_word(""), "''");
    }
}
