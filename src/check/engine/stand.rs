//! How far a search has come.

use super::found::Hit;
use crate::check::search::Earlier;
use crate::check::shards::SHARDS;
use crate::check::store::Shard;
use std::time::Duration;

/// All that a search has found.
pub(super) struct Stand<const N: usize> {
    pub(super) shards: Vec<Shard<N>>,
    /// For each level and shard, the number of states up to the end of the level. The first level is
    /// of nothing.
    pub(super) levels: Vec<Vec<usize>>,
    /// How many chunks of the last level are expanded.
    pub(super) done: usize,
    /// For each thing that is sought, the first state that hits it.
    pub(super) hits: Vec<Option<Hit<N>>>,
    pub(super) generated: u64,
    pub(super) orbits: u64,
    /// What a search had found that this one continues.
    pub(super) earlier: Option<Earlier>,
    /// When it was begun, as the machine tells the time.
    pub(super) begun: Duration,
}

impl<const N: usize> Stand<N> {
    /// Nothing found yet, for so many things that are sought, at this time.
    pub(super) fn new(shards: Vec<Shard<N>>, sought: usize, begun: Duration) -> Self {
        Self {
            shards,
            levels: vec![vec![0; SHARDS]],
            done: 0,
            hits: vec![None; sought],
            generated: 1,
            orbits: 0,
            earlier: None,
            begun,
        }
    }

    /// How many states were found.
    pub(super) fn unique(&self) -> usize {
        self.shards.iter().map(Shard::len).sum()
    }

    /// Makes a level of the states that were found while the last one was expanded. Whether there
    /// are any.
    pub(super) fn next_level(&mut self) -> bool {
        let ends: Vec<usize> = self.shards.iter().map(Shard::len).collect();
        if self.levels.last() == Some(&ends) {
            return false;
        }
        self.levels.push(ends);
        self.done = 0;
        true
    }
}
