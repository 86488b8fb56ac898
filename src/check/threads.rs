//! Doing something with several threads.

use rayon::ThreadPoolBuilder;
use std::num::NonZeroUsize;

/// Does something with so many threads; one of them begins it, so that between two parts of it that all share
/// none is waited for.
pub(super) fn with_threads<T: Send>(threads: NonZeroUsize, work: impl FnOnce() -> T + Send) -> T {
    let pool = ThreadPoolBuilder::new().num_threads(threads.get()).build();
    pool.expect("threads can be started").install(work)
}
