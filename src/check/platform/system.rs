//! The clock and the threads of a system that has them.

use rayon::ThreadPoolBuilder;
use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The time since the program first asked for it.
pub(in crate::check) fn now() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGUN.elapsed()
}

/// Does something with so many threads of its own; on those that there are, if it begins on one of so many. It begins on
/// one of them, so that what is shared out over all of them later need not be handed over from outside each time.
pub(in crate::check) fn with_threads<T: Send>(
    threads: NonZeroUsize,
    work: impl FnOnce() -> T + Send,
) -> T {
    if rayon::current_thread_index().is_some() && rayon::current_num_threads() == threads.get() {
        return work();
    }
    let pool = ThreadPoolBuilder::new().num_threads(threads.get()).build();
    pool.expect("threads can be started").install(work)
}
