//! Finite systems of the actors, and the abstract Paxos beside them, for exhaustive search.
//!
//! * [`network`]: the real actors over a network with faults.
//! * [`network_log`]: the actors of a log over such a network.
//! * [`message_set`]: Lamport's abstract model over the same acceptor and value rule.
//! * [`message_set_log`]: the same as a log, many decrees under one promise.
//! * [`voting`]: the votes that make Paxos right, with nothing said about messages.
//! * [`descendants`]: protocols for a log that change one rule of Paxos.
//! * [`commit`]: a transaction, with a decree for each of its managers; and [`two_phase`] beside it.
//! * [`mutants`]: variants that break one rule, to see the checks fail.
//! * [`file`](mod@file): the model file, from which all of these are made.
//! * [`question`]: what a reader asks of a model, beside the properties that all have.
//! * [`story`]: runs in words; and [`words`], of which they are made.

pub(crate) mod closed;
mod columns;
pub mod commit;
mod constants;
pub mod coverage;
pub mod descendants;
mod ever_sent;
mod field;
pub mod file;
pub mod hindrance;
mod invariant;
pub mod message_set;
pub mod message_set_log;
pub mod mutants;
pub mod network;
pub mod network_log;
mod numbered;
mod orders;
pub mod packed;
pub mod question;
mod refinement;
mod reports;
pub mod story;
mod system;
mod telling;
pub mod tla;
pub mod two_phase;
pub mod voting;
pub mod width;
pub mod words;

pub use system::{System, Turn};
