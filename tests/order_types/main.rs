//! For any ballots and any values: the handlers of `src/paxos` only compare them ([`syntax`]), so what they do
//! depends on how those that they are given stand to each other, and on nothing else of them. Of so many ballots
//! and values there are finitely many order types ([`types`]). Each is tried, by ballots and values of several
//! kinds, against the guards of Paxos.tla ([`spec`]).
//!
//! docs/assurance.md says what follows, and what does not.

#![allow(clippy::similar_names, clippy::struct_field_names, reason = "they are those of Paxos.tla")]

mod acceptor;
mod learner;
mod next_ballot;
mod proposer;
mod quorums;
mod spec;
mod syntax;
mod types;
mod value_rule;
