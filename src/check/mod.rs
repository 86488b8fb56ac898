//! Checking: running the search engine, and owning the verdict.
//!
//! By default an engine of our own searches. stateright's breadth-first and depth-first searches can
//! be asked instead, or for a second opinion, with one thread; what they report is not passed on as it
//! is, because of what we know of version 0.31:
//!
//! * Later hits of a property overwrite its report, so it is no shortest trace. Each of our
//!   properties is hit only once, by the first state in the order of the search.
//! * It does not expand a state in which every property is hit, and explores nothing at all where
//!   there is no property. Our survey has one property that is never hit.
//! * After a time limit, a state limit or a panic it calls itself done, and its assertions pass. We
//!   stop a search by leaving it no more actions, and remember that we did; and we join its
//!   threads, so that a panic is seen as one. Its time limit does nothing with one thread.
//! * Its depth limit misses violations in depth-first search, its symmetry reduction is ignored in
//!   breadth-first search and unsound for ballots, its "eventually" is no proof on graphs with
//!   joins or cycles, its visitors cost several times the search. We use none of these.
//! * It remembers states by 64-bit fingerprints. The chance that two of them collided, and a state
//!   was passed over, is reported with every verdict.

mod asked_for;
pub mod catalogue;
mod dead_ends;
mod engine;
mod expectation;
#[cfg(test)]
mod graph;
mod hunt;
mod judge;
mod judgement;
mod keys;
mod machine;
pub mod memory;
mod minimise;
mod noted;
mod paragraph;
mod part;
mod platform;
mod prints;
mod readable;
mod refinement;
mod report;
mod search;
mod shards;
pub mod simulate;
mod stateright;
mod store;
mod survey;
mod verdict;
mod walk;
mod way;
pub mod ways;

pub use dead_ends::Outlook;
pub use hunt::{Hunt, hunt};
pub use judge::{check, check_stored};
pub use judgement::Judgement;
pub use machine::Machine;
pub use minimise::minimise;
pub use paragraph::{Line, Paragraph, Tone};
pub use readable::readable;
pub use report::{Group, Reported, groups, human, json, seconds};
pub use search::{Engine, Limits, Options, Progress};
pub use store::{Checkpoint, Storage, StoreError};
pub use verdict::{Judged, PropertyResult, PropertyVerdict, Verdict};
