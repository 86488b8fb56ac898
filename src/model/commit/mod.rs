//! Atomic commit by Paxos (Gray and Lamport, *Consensus on Transaction Commit*, 2006): one decree for each resource
//! manager, whose value is "prepared" or "aborted".
//!
//! A transaction is committed if every manager has prepared it, and aborted otherwise; so what is to be agreed on is one
//! value for each manager. Each is a slot of a log. Its lowest ballot is the manager's own, who proposes in it without
//! phase 1. A leader that is tired of waiting begins a higher ballot, and where it is free it proposes "aborted".
//! The transaction is committed when "prepared" is chosen in all slots, and aborted when "aborted" is chosen in one.
//!
//! **Two-phase commit is this with one acceptor**, the coordinator: what it has noted is chosen. Where it stops, nobody
//! can tell the outcome any more. With three acceptors, of which one stops, a second ballot can.

mod model;
mod parties;
mod rows;
mod state;
mod system;
mod words;

pub use parties::{Commit, Promises};
pub use state::{CommitAction, CommitState, Manager, Stopped};
