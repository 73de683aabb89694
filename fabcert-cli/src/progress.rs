//! How far a check has come, as a line on stderr that is drawn again and again: on a terminal only, and
//! only where the check takes longer than half a second.
//!
//! The line is plain text, the cursor stays visible and nothing of the terminal is changed, so that
//! whoever interrupts the program finds the terminal as it was.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fabcert_core::progress::{Phase, Progress, Silent};
use fabcert_core::words;

use crate::terminal::Terminal;

/// What is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two drawings.
const PAUSE: Duration = Duration::from_millis(100);
/// Columns of the bar.
const BAR: usize = 14;

/// Does `work`, and shows how far it is where stderr is a terminal.
pub(crate) fn shown<T>(terminal: Terminal, work: impl FnOnce(&dyn Progress) -> T) -> T {
    if !Terminal::takes_progress() {
        return work(&Silent);
    }
    let state = &State::default();
    thread::scope(|scope| {
        // It ends when `working` is dropped, also where the work panics.
        let (working, ended) = channel::<()>();
        let draw = move || state.draw(terminal, &ended);
        // Without a thread to draw there is no line; the work is done all the same.
        let drawing = thread::Builder::new().spawn_scoped(scope, draw);
        let result = work(state);
        drop(working);
        if let Ok(drawing) = drawing {
            // Whatever is printed next must not be wiped away.
            let _ = drawing.join();
        }
        result
    })
}

/// What the threads of a check have told so far.
#[derive(Debug, Default)]
struct State {
    phase: AtomicU8,
    files: AtomicUsize,
    certificates: AtomicUsize,
}

impl Progress for State {
    fn phase(&self, phase: Phase) {
        self.phase.store(number(phase), Ordering::Relaxed);
    }

    fn files(&self, more: usize) {
        self.files.fetch_add(more, Ordering::Relaxed);
    }

    fn certificates(&self, found: usize) {
        self.certificates.store(found, Ordering::Relaxed);
    }
}

impl State {
    fn draw(&self, terminal: Terminal, ended: &Receiver<()>) {
        let mut pause = PATIENCE;
        let mut drawn = false;
        while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            terminal.redraw(&self.line());
            drawn = true;
            pause = PAUSE;
        }
        if drawn {
            terminal.redraw("");
        }
    }

    fn line(&self) -> String {
        let phase = self.phase.load(Ordering::Relaxed);
        let name = NAMES.get(usize::from(phase)).unwrap_or(&"checking");
        let full = (usize::from(phase) + 1) * BAR / NAMES.len();
        let bar: String = (0..BAR)
            .map(|at| if at < full { '█' } else { '░' })
            .collect();
        let files = words::count(self.files.load(Ordering::Relaxed), "file");
        match self.certificates.load(Ordering::Relaxed) {
            0 => format!("{bar} {name}: {files}"),
            found => format!(
                "{bar} {name}: {files}, {}",
                words::count(found, "certificate")
            ),
        }
    }
}

/// What each phase is called, in their order.
const NAMES: [&str; 6] = [
    "reading",
    "parsing",
    "verifying signatures",
    "judging MSPs",
    "running rules",
    "writing the report",
];

const fn number(phase: Phase) -> u8 {
    match phase {
        Phase::Reading => 0,
        Phase::Parsing => 1,
        Phase::Signatures => 2,
        Phase::Judging => 3,
        Phase::Rules => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_phase_files_and_certificates() {
        let state = State::default();
        state.phase(Phase::Reading);
        state.files(1);
        assert_eq!(state.line(), "██░░░░░░░░░░░░ reading: 1 file");
        state.files(1999);
        state.phase(Phase::Report);
        state.certificates(7);
        let line = state.line();
        assert!(
            line.starts_with("██████████████ writing the report: "),
            "{line}"
        );
        assert!(line.ends_with(", 7 certificates"), "{line}");
    }
}
