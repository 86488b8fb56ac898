//! Our own engine: breadth-first, parallel, and exact unless fingerprints are asked for.
//!
//! States are spread over shards by their hash. A round takes the next states of the present level,
//! lets all threads expand them, and then lets all threads insert what was found, each shard by one
//! of them and in the order of the states that led there. So nothing depends on the number of threads
//! or their speed: states have the same order in every run, and the first state that hits a property
//! is the same.
//!
//! A shard keeps its states in the order in which they came, so a level is a range in each. No way
//! back is kept for a state. The few that are wanted are found again, level by level, by looking
//! which state of the level before leads there.

mod chunks;
mod found;
mod resume;
mod search;
mod stand;

pub(super) use search::survey;
