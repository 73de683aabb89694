//! How long a program takes, and how much memory.

use std::io;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often the memory of a running program is looked at.
const LOOK: Duration = Duration::from_millis(1);

/// The median of `runs` runs of each program, taken in turns, so that what else the machine does
/// meets all of them alike. A program may end as it likes: `fabcert check` ends with 1 on findings.
///
/// # Errors
/// Where one does not start.
pub fn medians(programs: &mut [Command], runs: usize) -> io::Result<Vec<Duration>> {
    let mut times = vec![Vec::with_capacity(runs); programs.len()];
    for _ in 0..runs {
        for (program, times) in programs.iter_mut().zip(&mut times) {
            let start = Instant::now();
            quiet(program).status()?;
            times.push(start.elapsed());
        }
    }
    Ok(times.into_iter().map(median).collect())
}

/// The middle one; zero of none.
#[must_use]
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The most memory that a program holds at once (`VmHWM`), in bytes; `None` where the system does not
/// tell.
///
/// # Errors
/// Where it does not start.
pub fn peak_memory(program: &mut Command) -> io::Result<Option<u64>> {
    let mut child = quiet(program).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait()?.is_none() {
        // It only ever grows, and is gone once the program has ended.
        peak = std::fs::read_to_string(&status)
            .ok()
            .as_deref()
            .and_then(high_water_mark)
            .or(peak);
        thread::sleep(LOOK);
    }
    Ok(peak)
}

fn high_water_mark(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}

fn quiet(program: &mut Command) -> &mut Command {
    program
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}
