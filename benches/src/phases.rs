//! What each phase of a check takes.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use fabcert_core::progress::{Phase, Progress};
use fabcert_core::source::{self, Limits, ReadError};
use fabcert_core::{Checker, Clock, Report};

/// Notes when each phase began.
#[derive(Debug, Default)]
struct StopWatch {
    started: Mutex<Vec<(Phase, Instant)>>,
}

impl Progress for StopWatch {
    fn phase(&self, phase: Phase) {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        started.push((phase, Instant::now()));
    }
}

/// Checks a tree; the report, and what each phase took.
///
/// # Errors
/// Where the tree cannot be read.
pub fn check(tree: &Path, clock: Clock) -> Result<(Report, Vec<(Phase, Duration)>), ReadError> {
    let watch = StopWatch::default();
    let snapshot = source::read_with(&[tree], &Limits::default(), &watch)?;
    let report = Checker::new(clock).check_with(snapshot, &watch);
    let end = Instant::now();
    let started = watch
        .started
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let ends = started.iter().skip(1).map(|it| it.1).chain([end]);
    let took = started
        .iter()
        .zip(ends)
        .map(|((phase, start), end)| (*phase, end - *start))
        .collect();
    Ok((report, took))
}
