//! Line numbers of offsets that are asked for in ascending order, in one pass.

use memchr::memchr_iter;

pub(crate) struct Lines<'a> {
    data: &'a [u8],
    /// The line number of the byte at `counted`.
    line: u32,
    counted: usize,
}

impl<'a> Lines<'a> {
    pub(crate) const fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            line: 1,
            counted: 0,
        }
    }

    /// The line that an offset is on, counted from 1; never an offset before the last one.
    pub(crate) fn of(&mut self, offset: usize) -> u32 {
        let passed = self.data.get(self.counted..offset).unwrap_or_default();
        let lines = memchr_iter(b'\n', passed).count();
        self.line = self.line.saturating_add(lines as u32);
        self.counted = offset;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_feed_is_still_on_its_line() {
        let mut lines = Lines::new(b"a\nb\n\nc");
        let found = [0, 1, 2, 2, 4, 5, 9].map(|offset| lines.of(offset));
        assert_eq!(found, [1, 1, 2, 2, 3, 4, 4]);
    }
}
