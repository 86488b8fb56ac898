//! Why a state may be left out of a search: one file for each reason, which knows the tables, and none of
//! the others. `docs/reductions.md` argues for each that no verdict changes.
//!
//! * [`symmetry`]: it differs from another only in the names of acceptors.
//! * [`stale`]: it differs from another only in a message that will never be heeded again.
//! * [`observers`]: it differs from another only in what learners have heard.
//! * [`persistent`]: whatever can happen there can also happen after another step.
//! * [`settled`]: whatever happens from there on, one value at most can be chosen.

pub(super) mod observers;
pub(super) mod persistent;
pub(super) mod settled;
pub(super) mod stale;
pub(super) mod symmetry;

pub(crate) use settled::MAX_ACCEPTORS as MAX_SETTLED_ACCEPTORS;
