//! Doing something with several threads.

use rayon::ThreadPoolBuilder;
use std::num::NonZeroUsize;

/// Does something with so many threads of its own. It begins on one of them, so that what is shared out over all of
/// them later need not be handed over from outside each time.
pub(super) fn with_threads<T: Send>(threads: NonZeroUsize, work: impl FnOnce() -> T + Send) -> T {
    let pool = ThreadPoolBuilder::new().num_threads(threads.get()).build();
    pool.expect("threads can be started").install(work)
}
