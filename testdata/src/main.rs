//! Makes the committed fixtures again, or says where they differ from what would be made.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use fabcert_testdata::{Tree, fixtures, parity};

const USAGE: &str = "usage: fabcert-testdata write                make testdata/trees again
       fabcert-testdata check                compare testdata/trees with what would be made
       fabcert-testdata list                 the table of testdata/README.md
       fabcert-testdata unpack-parity DIR    write the parity corpus as directories
";

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["write"] => write(),
        ["check"] => check(),
        ["list"] => list(),
        ["unpack-parity", directory] => {
            parity::unpacked().write_to(Path::new(directory))?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            io::stderr().write_all(USAGE.as_bytes())?;
            Ok(ExitCode::from(2))
        }
    }
}

/// Files that are no longer made are taken away; the real incident is left alone.
fn write() -> io::Result<ExitCode> {
    for fixture in fixtures::all() {
        let directory = fixtures::directory().join(&fixture.path);
        if directory.is_dir() {
            std::fs::remove_dir_all(&directory)?;
        }
        fixture.tree.write_to(&directory)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check() -> io::Result<ExitCode> {
    let made = fixtures::all()
        .into_iter()
        .fold(Tree::new(), |tree, fixture| {
            tree.with_tree(fixture.path, fixture.tree)
        });
    let committed = Tree::read_from(&fixtures::directory())?.without("incident");
    let mut out = io::stdout().lock();
    let mut same = true;
    for (path, bytes) in made.files() {
        let difference = match committed.get(path) {
            None => "missing",
            Some(committed) if committed != bytes => "differs",
            Some(_) => continue,
        };
        same = false;
        writeln!(out, "{difference}: {}", path.display())?;
    }
    for (path, _) in committed
        .files()
        .filter(|(path, _)| made.get(path).is_none())
    {
        same = false;
        writeln!(out, "not made: {}", path.display())?;
    }
    Ok(if same {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn list() -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    for fixture in fixtures::all() {
        writeln!(out, "| `{}` | {} |", fixture.path, fixture.shows)?;
    }
    Ok(ExitCode::SUCCESS)
}
