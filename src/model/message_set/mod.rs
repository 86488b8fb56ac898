//! Lamport's abstract Paxos: acceptors, and the set of all messages ever sent.
//!
//! Leaders have no state here. Any ballot may begin at any time, and any value that the messages
//! sent so far make safe may be proposed in it; so whatever a proposer with a state could do, some
//! run here does. Acceptors are the very [`Acceptor`](crate::paxos::Acceptor) that the nodes run, and what is
//! safe to propose is decided by the very [`value_rule`](crate::paxos::value_rule). The state space is that of
//! the published TLA+ specification of Paxos, and so are the numbers of its states.

mod closing;
mod guards;
mod model;
mod proposable;
mod state;
mod system;
mod tla;
mod words;

pub use model::MessageSet;
pub use state::{MessageSetAction, MessageSetState};
