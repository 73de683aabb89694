//! Text on its way into another notation. What comes out of [`words`] has no control characters;
//! what is left to do is each notation's own.

use std::fmt::Write as _;
use std::path::{Component, Path};

use fabcert_core::words;

/// The path as reports for other programs name it: `/` between components, no `.` among them, lossy
/// where it is no UTF-8, control characters written out.
pub(super) fn path(path: &Path) -> String {
    words::safe(&join(path, |name| name.to_string_lossy().into_owned()))
}

/// The path as a URI reference (RFC 3986): relative as it is, `file://` where it is absolute; each
/// byte that is not unreserved is percent-encoded, so that names that are no UTF-8 survive too.
pub(super) fn uri(path: &Path) -> String {
    let encoded = join(path, |name| percent(name.as_encoded_bytes()));
    match path.has_root() {
        true if encoded.starts_with('/') => format!("file://{encoded}"),
        true => format!("file:///{encoded}"),
        false => encoded,
    }
}

fn join(path: &Path, text: impl Fn(&std::ffi::OsStr) -> String) -> String {
    let mut out = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => continue,
            Component::RootDir => {
                out.push('/');
                continue;
            }
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {}
        }
        if !out.is_empty() && !out.ends_with('/') {
            out.push('/');
        }
        out.push_str(&text(component.as_os_str()));
    }
    if out.is_empty() {
        out.push('.');
    }
    out
}

fn percent(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Only characters that XML 1.0 can carry (its production 2), the others written out.
pub(super) fn xml_chars(text: &str) -> String {
    words::safe(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// The inside of an XML or HTML attribute or element.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in xml_chars(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

/// The message of a GitHub workflow command; line breaks are kept.
pub(super) fn workflow_message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a GitHub workflow command.
pub(super) fn workflow_property(text: &str) -> String {
    workflow_message(text)
        .replace(':', "%3A")
        .replace(',', "%2C")
}

/// The inside of a quoted label value in Prometheus' text format.
pub(super) fn prometheus_label(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// Markdown in which the text is nothing but text: no emphasis, links, HTML, table cells or mentions.
pub(super) fn markdown(text: &str) -> String {
    let text = words::safe(text);
    let mut out = String::with_capacity(text.len() + 16);
    for (at, character) in text.char_indices() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(character);
            }
            // GitHub looks for mentions and addresses after Markdown is done with backslashes.
            '@' => out.push_str(MENTION),
            // These two would become links.
            ':' if text[at..].starts_with("://") => out.push_str("\\:"),
            '.' if ends_with_www(&out) => out.push_str("\\."),
            _ => out.push(character),
        }
    }
    out
}

/// An `@` that mentions nobody: a zero-width space stands behind it.
const MENTION: &str = "@&#8203;";

fn ends_with_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// HTML inside Markdown, such as a `<summary>`.
pub(super) fn markdown_html(text: &str) -> String {
    xml(text)
        .replace('`', "&#96;")
        .replace('[', "&#91;")
        .replace("://", "&#58;//")
        .replace('@', MENTION)
}

/// Code in Markdown. Character references, and no backticks, since backticks and pipes cannot both be
/// kept in a table's cell.
pub(super) fn markdown_code(text: &str) -> String {
    let mut out = String::from("<code>");
    for character in words::safe(text).chars() {
        let plain = character.is_alphanumeric() || " -/,".contains(character);
        if plain || (character == '.' && !ends_with_www(&out)) || !character.is_ascii() {
            out.push(character);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "&#{};", u32::from(character));
        }
    }
    out.push_str("</code>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_dots_and_keep_parents() {
        assert_eq!(path(Path::new("./a/./b.pem")), "a/b.pem");
        assert_eq!(path(Path::new("../a")), "../a");
        assert_eq!(path(Path::new(".")), ".");
        assert_eq!(path(Path::new("/a/b")), "/a/b");
        assert_eq!(path(Path::new("a\u{1b}\n")), "a\\u{1b}\\u{a}");
    }

    #[test]
    fn uris_carry_any_name() {
        assert_eq!(uri(Path::new("./a b/ü%.pem")), "a%20b/%C3%BC%25.pem");
        assert_eq!(uri(Path::new("a:b?c#d")), "a%3Ab%3Fc%23d");
        assert_eq!(uri(Path::new("/a/b")), "file:///a/b");
    }

    #[cfg(unix)]
    #[test]
    fn uris_carry_bytes_that_are_no_utf8() {
        use std::os::unix::ffi::OsStrExt as _;
        let name = std::ffi::OsStr::from_bytes(b"a\xff\n");
        assert_eq!(uri(Path::new(name)), "a%FF%0A");
    }

    #[test]
    fn xml_takes_no_markup_and_no_controls() {
        assert_eq!(
            xml("<a b=\"'&\u{0}\u{ffff}"),
            "&lt;a b=&quot;&#39;&amp;\\u{0}\u{fffd}"
        );
    }

    #[test]
    fn workflow_commands_stay_one_line() {
        assert_eq!(workflow_message("100%\r\n::error"), "100%25%0D%0A::error");
        assert_eq!(workflow_property("a,b:c"), "a%2Cb%3Ac");
    }

    #[test]
    fn prometheus_labels_stay_quoted() {
        assert_eq!(prometheus_label("a\"} 1\n\\"), "a\\\"} 1\\n\\\\");
    }

    #[test]
    fn markdown_is_only_text() {
        assert_eq!(markdown("a*b*|[x](y)<b>"), "a\\*b\\*\\|\\[x\\](y)&lt;b&gt;");
        assert_eq!(markdown("see https://x WWW.y"), "see https\\://x WWW\\.y");
        assert_eq!(
            markdown("Admin@org1.example.com"),
            "Admin@&#8203;org1.example.com"
        );
        assert_eq!(markdown("a\nb"), "a\\\\u\\{a\\}b");
        assert_eq!(
            markdown_code("a`|b c.pem"),
            "<code>a&#96;&#124;b c.pem</code>"
        );
        assert_eq!(markdown_html("<b>`@x"), "&lt;b&gt;&#96;@&#8203;x");
    }
}
