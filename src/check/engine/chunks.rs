//! How states are shared out over threads: in chunks.

use std::ops::Range;

/// How many states are expanded in one go, and how many of these in one round.
pub(super) const CHUNK: usize = 256;
pub(super) const CHUNKS: usize = 32;

/// States of one shard, by their numbers there.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub(super) shard: usize,
    pub(super) states: Range<usize>,
}

/// The states between these numbers, shard by shard, in chunks.
pub(super) fn chunks(begins: &[usize], ends: &[usize]) -> Vec<Chunk> {
    let shards = begins.iter().zip(ends).enumerate();
    let chunks = shards.flat_map(|(shard, (begin, end))| {
        let starts = (*begin..*end).step_by(CHUNK);
        starts.map(move |start| Chunk { shard, states: start..(start + CHUNK).min(*end) })
    });
    chunks.collect()
}
