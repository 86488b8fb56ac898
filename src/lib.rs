//! Paxos, written once: the roles are [stateright] actors that are model-checked exhaustively, and
//! the same actors run as nodes over UDP.
//!
//! Read in this order: the runs 01, 02 and 04 in `tests/scenarios`, [`paxos`] (the algorithm in prose, then
//! ballot, quorum, message, acceptor, proposer, learner), [`actor`], [`properties`], a file in `models/`,
//! [`model`], [`node`], [`client`], and last `specs/`. Each layer knows only those below it; `ARCHITECTURE.md` draws them.

pub mod actor;
pub mod files;
pub mod model;
#[cfg(not(target_family = "wasm"))]
mod origin;
pub mod paxos;
pub mod properties;
pub mod trace;

// From here on up there are clocks, randomness and maps of random order.
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod audit;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod check;
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod cli;
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod client;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod explorer;
#[cfg(not(target_family = "wasm"))]
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod node;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod quiz;
