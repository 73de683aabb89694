//! Domain names and mailboxes as Go checks them in certificates (`crypto/x509`).

/// Whether Go takes this for a domain name (`domainNameValid`): empty, or labels of visible ASCII
/// without an empty one. A constraint may start with a dot.
pub(crate) fn is_domain(name: &str, constraint: bool) -> bool {
    if name.is_empty() {
        return true;
    }
    if name.ends_with('.') {
        return false;
    }
    let name = match name.strip_prefix('.') {
        Some(rest) if constraint => rest,
        _ => name,
    };
    name.split('.')
        .all(|label| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// An email address: local part (unquoted) and domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    pub(crate) local: String,
    pub(crate) domain: String,
}

impl Mailbox {
    /// Reads an ASCII address (`parseRFC2821Mailbox`).
    pub(crate) fn parse(address: &str) -> Option<Self> {
        let (local, rest) = match address.strip_prefix('"') {
            Some(quoted) => quoted_local_part(quoted)?,
            None => plain_local_part(address)?,
        };
        let domain = rest.strip_prefix('@').filter(|it| is_domain(it, false))?;
        Some(Self {
            local,
            domain: domain.to_owned(),
        })
    }
}

/// The local part after an opening quote, and what follows the closing one.
fn quoted_local_part(text: &str) -> Option<(String, &str)> {
    let mut local = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((local, characters.as_str())),
            '\\' => local.push(
                characters
                    .next()
                    .filter(|it| it.is_ascii() && !matches!(it, '\0' | '\n' | '\r'))?,
            ),
            '\0' | '\t' | '\n' | '\r' => return None,
            plain if plain.is_ascii() => local.push(plain),
            _ => return None,
        }
    }
}

/// A local part without quotes, and what follows it. A backslash frees any character.
fn plain_local_part(text: &str) -> Option<(String, &str)> {
    let mut local = String::new();
    let mut characters = text.chars();
    loop {
        let rest = characters.as_str();
        match characters.next() {
            Some('\\') => local.push(characters.next()?),
            Some(it) if it.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(it) => {
                local.push(it);
            }
            _ => {
                let dots = local.starts_with('.') || local.ends_with('.') || local.contains("..");
                return (!local.is_empty() && !dots).then_some((local, rest));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_domains() {
        for (name, constraint, expected) in [
            ("", true, true),
            ("example.com", true, true),
            (".example.com", true, true),
            (".example.com", false, false),
            ("..example.com", true, false),
            ("a..b", true, false),
            ("a.", true, false),
            (".", true, false),
            ("a b", true, false),
            ("a_b", false, true),
        ] {
            assert_eq!(is_domain(name, constraint), expected, "{name}");
        }
    }

    #[test]
    fn knows_mailboxes() {
        for (address, local) in [
            ("a@example.com", Some("a")),
            ("a.b+c@example.com", Some("a.b+c")),
            (r"a\@b@example.com", Some("a@b")),
            (r#""a b\"c"@example.com"#, Some("a b\"c")),
            ("a@", Some("a")),
            (".a@b", None),
            ("a.@b", None),
            ("a..b@c", None),
            ("@b", None),
            ("a b@c", None),
            ("a@b..c", None),
            ("a@.b", None),
            ("\"a@b", None),
            ("a", None),
            ("", None),
        ] {
            let found = Mailbox::parse(address).map(|it| it.local);
            assert_eq!(found.as_deref(), local, "{address}");
        }
    }
}
