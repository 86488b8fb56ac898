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

impl MessageSetAction {
    /// The request that is sent, or that this acceptor receives.
    pub(super) fn request(&self) -> (Option<AcceptorId>, Message) {
        match self.clone() {
            Self::Phase1a(ballot) => (None, Message::Prepare { ballot }),
            Self::Phase1b(id, ballot) => (Some(id), Message::Prepare { ballot }),
            Self::Phase2a(ballot, value) => (None, Message::Accept { ballot, value }),
            Self::Phase2b(id, ballot, value) => (Some(id), Message::Accept { ballot, value }),
        }
    }
}
