//! Paxos, written once: the roles are [stateright] actors that are model-checked exhaustively, and
//! the same actors run as nodes over UDP.
//!
//! Read in this order: [`paxos`] (the algorithm in prose, then ballot, quorum, message, acceptor,
//! proposer, learner), [`actor`], [`node`].

pub mod actor;
pub mod cli;
pub mod node;
pub mod paxos;
