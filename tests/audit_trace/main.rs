//! What real nodes did, as traces: the run of a decree, as logs tell it, is a run of a model, and can be drawn.
//!
//! `UPDATE_GOLDEN=1 cargo test --test audit_trace` writes the texts of the stories anew, for you to read.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod failed;
#[path = "../support/parallel.rs"]
mod parallel;
mod processes;
mod recorded;
mod refused;
mod seeds;
mod stories;
#[path = "../support/mod.rs"]
mod support;
#[path = "../world/mod.rs"]
mod world;
