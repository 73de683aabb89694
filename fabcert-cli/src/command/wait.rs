//! `fabcert wait`

use fabcert_core::backdate::Gate;
use fabcert_core::clock::Clock;
use fabcert_core::issuance::Issuance;
use fabcert_core::layout::Layout;
use fabcert_core::signature::Signatures;
use fabcert_core::store::Store;
use fabcert_core::timestamp::Timestamp;
use fabcert_core::words;
use time::Duration;

use super::check::read;
use crate::args::WaitArgs;
use crate::exit::Exit;
use crate::output::Trouble;
use crate::render::progress;
use crate::terminal::Terminal;

/// What is waited for.
struct Goal {
    /// The CA that decides, by name.
    ca: String,
    /// From when on an enrollment is safe.
    at: Timestamp,
}

/// Blocks until an enrollment under every CA found is safe.
pub(crate) fn wait(args: &WaitArgs, terminal: Terminal) -> Result<Exit, Trouble> {
    let start = super::now(args.at)?;
    // With `--at`, time runs on from there.
    let shift = start - Clock::System.now();
    let Some(goal) = goal(args)? else {
        terminal.complain(&"no CA certificate for identities was found");
        return Ok(Exit::Nothing);
    };
    if args.print {
        terminal.print(&format!("{}\n", goal.at))?;
        return Ok(Exit::Clean);
    }
    let now = || Timestamp::from(Clock::System.now() + shift);
    let begin = Timestamp::from(start);
    let left = goal.at.since(begin);
    if left <= 0 {
        terminal.print(&format!(
            "an enrollment under {} is safe since {}\n",
            goal.ca,
            words::instant(goal.at)
        ))?;
        return Ok(Exit::Clean);
    }
    if let Some(timeout) = args.timeout.filter(|it| it.whole_seconds() < left) {
        terminal.complain(&format!(
            "an enrollment under {} is safe from {} on, in {}: later than --timeout {} allows",
            goal.ca,
            words::instant(goal.at),
            words::duration(left),
            words::duration(timeout.whole_seconds())
        ));
        return Ok(Exit::Findings);
    }
    let mut bar = progress::Countdown::new(terminal, &goal.ca, begin, goal.at);
    block(goal.at, now, |at| {
        bar.show(at);
        std::thread::sleep(bar.pause());
    });
    bar.finish();
    terminal.print(&format!(
        "an enrollment under {} is safe now ({})\n",
        goal.ca,
        words::instant(goal.at)
    ))?;
    Ok(Exit::Clean)
}

/// The CA whose gate opens last; `None` where there is no CA for identities.
fn goal(args: &WaitArgs) -> Result<Option<Goal>, Trouble> {
    let snapshot = read(&args.paths, &args.read)?;
    let store = Store::read(&snapshot);
    let layout = Layout::of(&snapshot, &store);
    let issuance = Issuance::of(&store, &Signatures::new());
    let told = args.enroll_backdate.map(Duration::whole_seconds);
    let gates = Gate::all(&store, &layout, &issuance);
    Ok(gates
        .map(|gate| Goal {
            ca: words::short_name(store.certificate(gate.ca)),
            // Where what is enrolled starts with its CA, it is safe as soon as the CA is there.
            at: gate.safe_from(told).unwrap_or(gate.chain_start) + args.skew,
        })
        .max_by_key(|goal| goal.at))
}

/// Asks the clock and pauses, in turn, until it shows `until`.
fn block(until: Timestamp, now: impl Fn() -> Timestamp, mut pause: impl FnMut(Timestamp)) {
    loop {
        let at = now();
        if at >= until {
            return;
        }
        pause(at);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn blocks_until_the_clock_shows_the_instant() {
        let clock = Cell::new(Timestamp::from_unix(100));
        let mut seen = Vec::new();
        block(
            Timestamp::from_unix(103),
            || clock.get(),
            |at| {
                seen.push(at.unix());
                clock.set(at.plus(1));
            },
        );
        assert_eq!(seen, [100, 101, 102]);
    }

    #[test]
    fn a_clock_that_is_set_back_is_waited_for() {
        let clock = Cell::new(Timestamp::from_unix(100));
        let mut pauses = 0;
        block(
            Timestamp::from_unix(102),
            || clock.get(),
            |at| {
                pauses += 1;
                clock.set(if pauses == 1 { at.plus(-5) } else { at.plus(1) });
            },
        );
        assert_eq!((pauses, clock.get().unix()), (8, 102));
    }
}
