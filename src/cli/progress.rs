//! Work that takes long: a line on the terminal tells how far it has come, and Ctrl-C ends it.

use super::Failure;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use signal_hook::{consts::SIGINT, flag};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

/// A flag that Ctrl-C sets. A second Ctrl-C ends the program at once.
pub(super) fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
    let interrupted = Arc::new(AtomicBool::new(false));
    flag::register_conditional_shutdown(SIGINT, 3, Arc::clone(&interrupted))
        .and_then(|_| flag::register(SIGINT, Arc::clone(&interrupted)))
        .map_err(|error| Failure::unexpected(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(interrupted)
}

/// What a terminal is told while some work goes on, given for how long it has.
pub(super) enum Line<'a> {
    /// Nothing.
    None,
    /// This.
    Told(&'a (dyn Fn(Duration) -> String + Sync)),
}

/// How often a line is brought up to date.
const TICK: Duration = Duration::from_millis(100);

/// What a terminal is told while it is waited for something. There are no lines where the output is not a terminal.
#[derive(Debug, Default)]
pub(super) struct Watch(MultiProgress);

impl Watch {
    /// Does some work, and meanwhile keeps a line on the terminal up to date.
    pub(super) fn with_line<T>(&self, line: &Line, work: impl FnOnce() -> T) -> T {
        let Line::Told(line) = line else { return work() };
        let bar = self.0.add(ProgressBar::new_spinner());
        let style = ProgressStyle::with_template("{spinner} {wide_msg}  ");
        bar.set_style(style.expect("a valid template"));
        let done = AtomicBool::new(false);
        let begun = Instant::now();
        thread::scope(|scope| {
            let ticking = scope.spawn(|| {
                while !done.load(Relaxed) && !bar.is_hidden() {
                    bar.set_message(line(begun.elapsed()));
                    bar.tick();
                    thread::park_timeout(TICK);
                }
                bar.finish_and_clear();
            });
            let _ended = Ended { done: &done, ticking: ticking.thread().clone() };
            work()
        })
    }

    /// Prints something where a line may stand at the same time.
    pub(super) fn above<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }
}

/// Ends the ticking when the work ends, be it by a panic.
struct Ended<'a> {
    done: &'a AtomicBool,
    ticking: Thread,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.done.store(true, Relaxed);
        self.ticking.unpark();
    }
}

/// How many of something there are in a second.
pub(super) fn rate(count: u64, elapsed: Duration) -> u64 {
    let rate = u128::from(count) * 1000 / elapsed.as_millis().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}
