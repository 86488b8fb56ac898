//! Finite systems of the actors, and the abstract Paxos beside them, for exhaustive search.
//!
//! * [`network`]: the real actors over a network with faults.
//! * [`message_set`]: Lamport's abstract model over the same acceptor and value rule.
//! * [`mutants`]: variants that break one rule, to see the checks fail.
//! * [`file`](mod@file): the model file, from which all of these are made.
//! * [`story`]: runs in words.

mod columns;
pub mod coverage;
mod field;
pub mod file;
mod invariant;
pub mod message_set;
pub mod mutants;
pub mod network;
pub mod packed;
mod refinement;
pub mod story;
mod system;

pub use system::{System, Turn};
