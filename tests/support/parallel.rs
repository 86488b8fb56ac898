//! Work on all cores.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

/// Does something for each, as many at a time as there are cores.
///
/// # Panics
/// If it does so for some of them.
pub(crate) fn for_each<T: Sync>(all: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let worker = || {
        while let Some(one) = all.get(next.fetch_add(1, Relaxed)) {
            work(one);
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().map_or(1, usize::from)).for_each(|_| {
            scope.spawn(worker);
        });
    });
}
