//! Paths as Go's `filepath.Join` makes them: joined and cleaned without asking the file system.

/// `filepath.Clean` on Unix.
pub fn clean(path: &str) -> String {
    if is_clean(path) {
        return path.to_owned();
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if rooted => {}
                _ => parts.push(".."),
            },
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// Whether cleaning would change nothing, as far as can be told at a glance.
fn is_clean(path: &str) -> bool {
    let below = path.strip_prefix('/').unwrap_or(path);
    below
        .split('/')
        .all(|part| !matches!(part, "" | "." | ".."))
}

/// `filepath.Join(dir, name)` on Unix: empty elements are left out.
pub(crate) fn join(dir: &str, name: &str) -> String {
    match (dir.is_empty(), name.is_empty()) {
        (true, true) => String::new(),
        (true, false) => clean(name),
        (false, true) => clean(dir),
        (false, false) => {
            let joined = format!("{dir}/{name}");
            match is_clean(&joined) {
                true => joined,
                false => clean(&joined),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_as_go_does() {
        for (dir, name, joined) in [
            ("a/msp", "./a//../b", "a/msp/b"),
            ("a/msp", "/etc/x", "a/msp/etc/x"),
            ("a/msp/", "../ca.pem", "a/ca.pem"),
            (".", "cacerts", "cacerts"),
            (".", "../x", "../x"),
            ("/", "../x", "/x"),
            ("msp", "", "msp"),
            ("../a", "../../b", "../../b"),
            ("a", "..", "."),
            ("", "", ""),
        ] {
            assert_eq!(join(dir, name), joined, "{dir} + {name}");
        }
    }
}
