//! With how many threads to work.

use std::num::NonZeroUsize;
use std::thread;

/// As many as the user wants; by default as many as there are processors.
pub(super) fn threads(wanted: Option<NonZeroUsize>) -> NonZeroUsize {
    let processors = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    wanted.unwrap_or_else(processors)
}
