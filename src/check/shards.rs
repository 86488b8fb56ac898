//! Shards: each state belongs to one of them, by its hash.

/// How many there are; the upper bits of a hash choose one.
pub(super) const SHARDS: usize = 64;

/// The shard of a state with this hash.
pub(super) fn shard_of(hash: u64) -> usize {
    (hash >> 58) as usize
}
