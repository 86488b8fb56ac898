//! What real nodes did, as traces: the run of a decree, as logs tell it, is a run of a model, and can be drawn.

#![allow(clippy::disallowed_methods, reason = "the rule is for the lower layers")]

mod recorded;
mod seeds;
mod stories;
#[path = "../support/mod.rs"]
mod support;
#[path = "../world/mod.rs"]
mod world;
