//! The baselines: what the checker's speed is measured against. They are used nowhere else, and
//! but for the last they share no code with what they measure.
//!
//! * [`hand_packed`] is Lamport's Paxos for three acceptors and two values, the whole state packed
//!   by hand into 128 bits. It runs under stateright, which shows what a general engine makes of
//!   the cheapest possible model; and under a bare loop written for it alone, which shows about
//!   what the machine can do.
//! * [`example`] is stateright's own Paxos example, built from the very stateright that
//!   `Cargo.lock` pins: a model that others have written, under an engine that others have written.
//! * [`plain_pass`] looks at every step of a packed model, and for dead ends, as one would do it first: with one
//!   thread, a map, and no thought of what was looked at before.

pub(crate) mod example;
pub(crate) mod hand_packed;
pub(crate) mod plain_pass;
