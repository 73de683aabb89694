//! A rule's page, for the terminal: the few kinds of Markdown that the pages use.

use std::fmt::Write as _;

use anstyle::Style;

use super::style::{BOLD, DIM, NOTE, paint};

/// Text is not set wider than this: long lines are hard to read.
const WIDEST: usize = 96;

/// The page, without a mark of Markdown.
pub(crate) fn page(markdown: &str, width: usize) -> String {
    let mut setter = Setter {
        out: String::new(),
        width: width.min(WIDEST),
        paragraph: None,
    };
    let mut in_fence = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            setter.flush();
            in_fence = !in_fence;
        } else if in_fence {
            setter.code(line);
        } else {
            setter.line(line);
        }
    }
    setter.flush();
    let mut text = setter.out;
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}

/// A paragraph or a list's item that is being read.
struct Paragraph {
    text: String,
    first: String,
    rest: String,
}

struct Setter {
    out: String,
    width: usize,
    paragraph: Option<Paragraph>,
}

impl Setter {
    fn line(&mut self, line: &str) {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim();
        if text.is_empty() {
            self.flush();
            self.blank();
        } else if let Some(title) = text.strip_prefix('#').filter(|_| indent == 0) {
            self.flush();
            let _ = writeln!(
                self.out,
                "{}",
                paint(BOLD, title.trim_start_matches('#').trim())
            );
        } else if let Some((mark, item)) =
            item(text).filter(|_| indent < 4 || self.paragraph.is_some())
        {
            self.flush();
            let first = format!("{}{mark} ", " ".repeat(indent + 2));
            let rest = " ".repeat(first.chars().count());
            self.paragraph = Some(Paragraph {
                text: item.to_owned(),
                first,
                rest,
            });
        } else if let Some(paragraph) = &mut self.paragraph {
            paragraph.text.push(' ');
            paragraph.text.push_str(text);
        } else if indent >= 4 {
            let blanks = if indent > 4 { 2 } else { 4 };
            self.code(line.get(blanks..).unwrap_or(text));
        } else {
            // What goes on below an item stands under the item's text.
            let blanks = " ".repeat(if indent == 0 { 0 } else { indent + 2 });
            let paragraph = Paragraph {
                text: text.to_owned(),
                first: blanks.clone(),
                rest: blanks,
            };
            self.paragraph = Some(paragraph);
        }
        if line.ends_with("  ") || is_table(text) {
            self.flush();
        }
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Code keeps its lines, whatever the width.
    fn code(&mut self, line: &str) {
        if line.is_empty() {
            self.out.push('\n');
        } else {
            let _ = writeln!(self.out, "    {}", paint(NOTE, line));
        }
    }

    fn flush(&mut self) {
        let Some(paragraph) = self.paragraph.take() else {
            return;
        };
        // Labels such as **Severity** and **Bites** begin lines of their own.
        for text in paragraph
            .text
            .replace(" **Bites**", "\n**Bites**")
            .split('\n')
        {
            let options = textwrap::Options::new(self.width)
                .initial_indent(&paragraph.first)
                .subsequent_indent(&paragraph.rest);
            // A mark has no width on the screen: wrapping counts the text without it.
            let (plain, marks) = inline(text);
            let mut styler = Styler {
                marks: &marks,
                at: 0,
                style: Style::new(),
            };
            for (number, line) in textwrap::wrap(&plain, options).iter().enumerate() {
                let indent = if number == 0 {
                    &paragraph.first
                } else {
                    &paragraph.rest
                };
                let body = line.strip_prefix(indent.as_str()).unwrap_or(line);
                let _ = writeln!(
                    self.out,
                    "{}{}",
                    paint(DIM, indent),
                    styler.line(&plain, body)
                );
            }
        }
    }
}

/// The mark and the text of a list's item.
fn item(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) {
        return Some(("•".to_owned(), rest));
    }
    let (number, rest) = text.split_once(". ")?;
    let is_number =
        !number.is_empty() && number.len() < 3 && number.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| (format!("{number}."), rest))
}

fn is_table(text: &str) -> bool {
    text.starts_with('|')
}

/// The text without its marks, and from which byte on which style holds.
fn inline(text: &str) -> (String, Vec<(usize, Style)>) {
    let mut plain = String::with_capacity(text.len());
    let mut marks = Vec::new();
    let (mut bold, mut code) = (false, false);
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let mark = if character == '`' {
            code = !code;
            1
        } else if !code && rest.starts_with("**") {
            bold = !bold;
            2
        } else {
            plain.push(character);
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
            continue;
        };
        let style = match (bold, code) {
            (_, true) => NOTE,
            (true, false) => BOLD,
            (false, false) => Style::new(),
        };
        marks.push((plain.len(), style));
        rest = rest.get(mark..).unwrap_or_default();
    }
    (plain, marks)
}

/// Gives wrapped lines their styles back.
struct Styler<'a> {
    marks: &'a [(usize, Style)],
    /// How far in the text the lines so far go.
    at: usize,
    style: Style,
}

impl Styler<'_> {
    fn line(&mut self, plain: &str, line: &str) -> String {
        // Wrapping drops blanks at line ends only.
        let from = plain
            .get(self.at..)
            .and_then(|rest| rest.find(line))
            .map_or(self.at, |skipped| self.at + skipped);
        let until = from + line.len();
        let mut out = String::new();
        let mut done = from;
        while let Some((at, style)) = self.marks.first().filter(|(at, _)| *at < until) {
            let piece = plain.get(done..(*at).max(done)).unwrap_or_default();
            push(&mut out, self.style, piece);
            done = (*at).max(done);
            self.style = *style;
            self.marks = self.marks.get(1..).unwrap_or_default();
        }
        push(
            &mut out,
            self.style,
            plain.get(done..until).unwrap_or_default(),
        );
        self.at = until;
        out
    }
}

fn push(out: &mut String, style: Style, text: &str) {
    if !text.is_empty() {
        out.push_str(&paint(style, text));
    }
}

#[cfg(test)]
mod tests {
    use fabcert_core::rules::RULES;

    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        anstream::adapter::strip_str(&page(markdown, width)).to_string()
    }

    #[test]
    fn marks_are_gone_and_lines_fit() {
        let text = plain(
            "# T\n\nSome **bold words** and `code` that\ngo on and on.\n\n- one\n  more\n- two\n\n    $ cmd `x`\n",
            24,
        );
        assert_eq!(
            text,
            "T\n\nSome bold words and code\nthat go on and on.\n\n  • one more\n  • two\n\n    $ cmd `x`\n"
        );
    }

    #[test]
    fn every_page_is_set_without_marks() {
        for rule in RULES.iter().map(|it| it.info) {
            let text = plain(rule.page, 72);
            for line in text.lines().filter(|line| !line.starts_with("    ")) {
                assert!(
                    !line.replace("**/", "").replace("/**", "").contains("**")
                        && !line.contains('`')
                        && !line.starts_with('#'),
                    "{}: {line}",
                    rule.id
                );
                assert!(
                    textwrap::core::display_width(line) <= 72 || !line.contains(' '),
                    "{}: {line}",
                    rule.id
                );
            }
        }
    }
}
