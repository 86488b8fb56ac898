//! No clock, and no thread but the one that runs.

use std::num::NonZeroUsize;
use std::time::Duration;

/// No time ever passes, so no limit of time is reached.
pub(in crate::check) fn now() -> Duration {
    Duration::ZERO
}

/// Does something. What it shares out over threads is done by the one that there is, which rayon takes for the only
/// one of its pool where it can start none.
pub(in crate::check) fn with_threads<T: Send>(
    _: NonZeroUsize,
    work: impl FnOnce() -> T + Send,
) -> T {
    work()
}
