//! The states of the abstract model, and its actions.

use crate::paxos::{Acceptor, AcceptorId, Ballot, Message, Value};
use std::collections::BTreeSet;

/// The state: every acceptor, and every message ever sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MessageSetState {
    /// The acceptors, in order.
    pub acceptors: Vec<Acceptor>,
    /// The messages of acceptors carry their sender, those of leaders need none.
    pub sent: BTreeSet<(Option<AcceptorId>, Message)>,
}

/// The four actions of the specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageSetAction {
    /// Some leader begins the ballot.
    Phase1a(Ballot),
    /// The acceptor receives the prepare of this ballot.
    Phase1b(AcceptorId, Ballot),
    /// Some leader proposes the value.
    Phase2a(Ballot, Value),
    /// The acceptor receives the accept of this ballot and value.
    Phase2b(AcceptorId, Ballot, Value),
}
