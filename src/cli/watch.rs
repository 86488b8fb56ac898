//! Work that takes long: a line on the terminal tells how far it has come, and Ctrl-C ends it.

use super::Failure;
use indicatif::{ProgressBar, ProgressStyle};
use signal_hook::{consts::SIGINT, flag};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
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

/// Does some work, and meanwhile keeps a line on the terminal up to date. There is none where the output is not a
/// terminal.
pub(super) fn with_line<T>(line: &Line, work: impl FnOnce() -> T) -> T {
    let Line::Told(line) = line else { return work() };
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {wide_msg}");
    bar.set_style(style.expect("a valid template"));
    let done = AtomicBool::new(false);
    let begun = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) && !bar.is_hidden() {
                bar.set_message(line(begun.elapsed()));
                bar.tick();
                thread::sleep(Duration::from_millis(100));
            }
        });
        let result = work();
        done.store(true, Relaxed);
        bar.finish_and_clear();
        result
    })
}

/// How many of something there are in a second.
pub(super) fn rate(count: u64, elapsed: Duration) -> u64 {
    let rate = u128::from(count) * 1000 / elapsed.as_millis().max(1);
    u64::try_from(rate).unwrap_or(u64::MAX)
}
