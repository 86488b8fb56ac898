//! The states of the abstract log, and its actions.

use crate::model::message_set::MessageSetState;
use crate::paxos::{AcceptorId, Ballot, LogAcceptor, LogMessage, Slot, Value};
use std::collections::BTreeSet;

/// The state: every acceptor, and every message ever sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LogState {
    /// The acceptors, in order.
    pub acceptors: Vec<LogAcceptor>,
    /// The messages of acceptors carry their sender, those of leaders need none.
    pub sent: BTreeSet<(Option<AcceptorId>, LogMessage)>,
}

impl LogState {
    /// What it is in the decree of one slot.
    pub fn in_slot(&self, slot: Slot) -> MessageSetState {
        let acceptors = self.acceptors.iter().map(|acceptor| acceptor.in_slot(slot));
        let sent = self.sent.iter();
        let sent = sent.filter_map(|(from, message)| Some((*from, message.in_slot(slot)?)));
        MessageSetState { acceptors: acceptors.collect(), sent: sent.collect() }
    }
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogAction {
    /// Some leader begins the ballot, for all slots.
    Phase1a(Ballot),
    /// The acceptor receives the prepare of this ballot.
    Phase1b(AcceptorId, Ballot),
    /// Some leader proposes the value in the slot.
    Phase2a(Slot, Ballot, Value),
    /// The acceptor receives the accept of this slot, ballot and value.
    Phase2b(AcceptorId, Slot, Ballot, Value),
}

impl LogAction {
    /// The request that is sent, or that this acceptor receives.
    pub(super) fn request(&self) -> (Option<AcceptorId>, LogMessage) {
        match self.clone() {
            Self::Phase1a(ballot) => (None, LogMessage::Prepare { ballot }),
            Self::Phase1b(id, ballot) => (Some(id), LogMessage::Prepare { ballot }),
            Self::Phase2a(slot, ballot, value) => {
                (None, LogMessage::Accept { slot, ballot, value })
            }
            Self::Phase2b(id, slot, ballot, value) => {
                (Some(id), LogMessage::Accept { slot, ballot, value })
            }
        }
    }
}
