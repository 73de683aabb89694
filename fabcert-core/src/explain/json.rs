//! Just enough JSON to read one log line, also where the line is cut off in the middle.

/// A member of the outermost object, strings unescaped, numbers and literals as written.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) value: String,
}

/// The members of the object at the start of `text`; nested objects and arrays are passed over.
/// A cut-off object gives the members up to the cut. `None` where there is no object.
pub(super) fn members(text: &str) -> Option<Vec<Member>> {
    let mut reader = Reader { rest: text };
    reader.expect('{')?;
    let mut members = Vec::new();
    while let Some(name) = reader.string() {
        let Some(value) = reader.expect(':').and_then(|()| reader.value()) else {
            break;
        };
        if let Some(value) = value {
            members.push(Member { name, value });
        }
        if reader.expect(',').is_none() {
            break;
        }
    }
    (!members.is_empty()).then_some(members)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn expect(&mut self, character: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(character)?;
        Some(())
    }

    /// A string; one that is cut off is given as far as it goes.
    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut text = String::new();
        let mut characters = self.rest.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => match characters.next() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some('u') => {
                        let digits: String = characters.by_ref().take(4).collect();
                        let code = u32::from_str_radix(&digits, 16).ok();
                        text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                    }
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                _ => text.push(character),
            }
        }
        self.rest = characters.as_str();
        Some(text)
    }

    /// A value: `Some(None)` for an object or an array.
    fn value(&mut self) -> Option<Option<String>> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '"' => Some(self.string()),
            '{' | '[' => self.skip_nested().map(|()| None),
            _ => {
                let end = self.rest.find([',', '}', ']']).unwrap_or(self.rest.len());
                let (literal, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                Some(Some(literal.trim().to_owned()))
            }
        }
    }

    fn skip_nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            let next = self.rest.find(['"', '{', '}', '[', ']'])?;
            self.rest = self.rest.get(next..)?;
            if self.rest.starts_with('"') {
                self.string()?;
                continue;
            }
            let opens = self.rest.starts_with(['{', '[']);
            self.rest = self.rest.get(1..)?;
            if opens {
                depth += 1;
            } else {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        members(text)
            .unwrap_or_default()
            .into_iter()
            .map(|member| (member.name, member.value))
            .collect()
    }

    #[test]
    fn reads_members() {
        let found = read(r#"{"a": "x\"\u003e\n", "n":{"b":["]"]}, "t": 1.5, "z":null} tail"#);
        let expected = [("a", "x\">\n"), ("t", "1.5"), ("z", "null")];
        assert_eq!(
            found,
            expected.map(|(name, value)| (name.into(), value.into()))
        );
    }

    #[test]
    fn reads_what_is_there_of_a_cut_line() {
        let cut = read(r#"{"level":"error","msg":"x509: some"#);
        assert_eq!(cut[1].1, "x509: some");
        assert!(read(r#"{"a":[[[[["#).is_empty());
        assert!(read("{").is_empty());
        assert!(read("not").is_empty());
    }
}
