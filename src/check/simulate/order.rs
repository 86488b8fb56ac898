//! What a simulation is asked for, and what can be seen of it.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicU64;

/// What to simulate.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// From which all random numbers are drawn, together with the number of the run.
    pub seed: u64,
    /// The number of the first run.
    pub first_run: u64,
    /// How many runs there are.
    pub runs: u64,
    /// How many steps a run takes at most.
    pub depth: u64,
    /// How many threads walk.
    pub threads: NonZeroUsize,
}

/// What can be seen of a simulation from outside while it goes on.
#[derive(Debug, Default)]
pub struct Progress {
    /// Runs that are done.
    pub runs: AtomicU64,
    /// Steps taken in all runs.
    pub steps: AtomicU64,
}
