//! For tests: changes one element of a DER value, and the lengths around it.

use super::reader::Reader;
use super::writer::element;

/// `der` with the element at `path` (which child, of which child…) replaced by `new`, which may be
/// any bytes. OCTET STRINGs have children too.
pub(crate) fn replace(der: &[u8], path: &[usize], new: &[u8]) -> Vec<u8> {
    let Some((&index, path)) = path.split_first() else {
        return new.to_vec();
    };
    let outer = Reader::new(der).any().expect("an element");
    let mut content = Vec::new();
    let mut children = Reader::new(outer.content);
    let mut count = 0;
    while let Some(child) = children.any() {
        if count == index {
            content.extend(replace(child.whole, path, new));
        } else {
            content.extend_from_slice(child.whole);
        }
        count += 1;
    }
    if count == index {
        content.extend_from_slice(new);
    }
    assert!(children.is_empty() && index <= count, "no such child");
    element(outer.tag, &content)
}

/// The element at `path`.
pub(crate) fn find<'a>(der: &'a [u8], path: &[usize]) -> &'a [u8] {
    let element = Reader::new(der).any().expect("an element");
    let Some((&index, path)) = path.split_first() else {
        return element.whole;
    };
    let mut children = Reader::new(element.content);
    for _ in 0..index {
        children.any().expect("a child");
    }
    find(children.rest(), path)
}
