//! The rooms of the crate know each other in one direction only.

#![expect(clippy::disallowed_methods, reason = "a test that reads the sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a room's sources name of other rooms, tests left out.
fn known(path: &Path, rooms: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder of sources") {
            known(&entry.expect("an entry").path(), rooms, found);
        }
        return;
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_test = name.ends_with("tests") || path.components().any(|it| it.as_os_str() == "tests");
    if is_test || path.extension().is_none_or(|extension| extension != "rs") {
        return;
    }
    let text = std::fs::read_to_string(path).expect("a source");
    let code = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let code = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    for line in code {
        for after in line.split("crate::").skip(1) {
            let listed = after.strip_prefix('{').unwrap_or(after);
            let names = if after.starts_with('{') {
                listed.split('}').next()
            } else {
                None
            };
            let all: Vec<&str> =
                names.map_or_else(|| vec![listed], |names| names.split(", ").collect());
            for name in all {
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
                let room = &name[..end.unwrap_or(name.len())];
                if rooms.contains(room) {
                    found.insert(room.to_owned());
                }
            }
        }
    }
}

#[test]
fn no_room_knows_itself_through_others() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms: BTreeMap<String, std::path::PathBuf> = std::fs::read_dir(&src)
        .expect("the sources")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "lib.rs"))
        .map(|path| {
            (
                path.file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                path,
            )
        })
        .collect();
    let names: BTreeSet<String> = rooms.keys().cloned().collect();
    let mut left: BTreeMap<&String, BTreeSet<String>> = rooms
        .iter()
        .map(|(room, path)| {
            let mut found = BTreeSet::new();
            known(path, &names, &mut found);
            found.remove(room);
            (room, found)
        })
        .collect();
    assert!(left.len() > 30, "the sources were found");
    // Take away rooms that know no room that is left, until none goes.
    loop {
        let free: Vec<&String> = left
            .iter()
            .filter(|(_, known)| known.iter().all(|other| !left.contains_key(other)))
            .map(|(room, _)| *room)
            .collect();
        if free.is_empty() {
            break;
        }
        for room in free {
            left.remove(room);
        }
    }
    assert!(left.is_empty(), "rooms in a circle: {left:#?}");
}
