//! What comes of expanding states.

use crate::check::shards::SHARDS;
use crate::model::packed::Step;

/// What came of the expansion of a chunk; kept from round to round, so that memory is allotted once.
#[derive(Debug)]
pub(super) struct Found<const N: usize> {
    /// The states of the chunk.
    pub(super) states: Vec<[u64; N]>,
    /// For each shard, the states that belong there, and their hashes.
    pub(super) next: Vec<Vec<(u64, [u64; N])>>,
    pub(super) successors: Vec<(Step, [u64; N])>,
    pub(super) generated: u64,
    /// The number of states of the unreduced system for which those of the chunk stand.
    pub(super) orbits: u64,
    /// For each thing that is sought, the first state of the chunk that hits it.
    pub(super) hits: Vec<Option<Hit<N>>>,
}

/// A state that hits something that is sought.
#[derive(Clone, Debug)]
pub(super) struct Hit<const N: usize> {
    pub(super) state: [u64; N],
    /// The number of steps to it.
    pub(super) steps: usize,
    /// The number of steps that learners take beyond the state, if they are only observed.
    pub(super) further: usize,
}

impl<const N: usize> Hit<N> {
    pub(super) fn length(&self) -> usize {
        self.steps + self.further
    }
}

impl<const N: usize> Found<N> {
    pub(super) fn new(sought: usize) -> Self {
        Self {
            states: Vec::new(),
            next: vec![Vec::new(); SHARDS],
            successors: Vec::new(),
            generated: 0,
            orbits: 0,
            hits: vec![None; sought],
        }
    }

    pub(super) fn clear(&mut self) {
        self.next.iter_mut().for_each(Vec::clear);
        self.hits.fill(None);
        (self.generated, self.orbits) = (0, 0);
    }
}

/// Whether no state after so many steps can hit something in fewer.
pub(super) fn is_settled<const N: usize>(hit: Option<&Hit<N>>, steps: usize) -> bool {
    hit.is_some_and(|hit| hit.length() <= steps)
}
