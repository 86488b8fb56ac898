//! The rules of a log, of which a broken one breaks one: how an acceptor answers, and what a leader may propose.

use crate::model::message_set::{MessageSet, MessageSetState};
use crate::paxos::{AcceptorId, Ballot, LogAcceptor, LogMessage, Slot, Value};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// The promises of a ballot, of which is asked what they show to be safe in a slot.
pub(super) struct Asked<'a> {
    /// The model of the decree in each slot.
    pub(super) decree: &'a MessageSet,
    /// Who has promised what.
    pub(super) promises: &'a [(Option<AcceptorId>, LogMessage)],
    pub(super) slot: Slot,
    pub(super) ballot: Ballot,
}

/// What an acceptor and a leader of a log do; as it stands, what is right.
pub(super) trait Rules: Debug + Send + Sync {
    /// Lets an acceptor receive a prepare or an accept: its answer, if it gives one.
    fn receive(&self, acceptor: &mut LogAcceptor, request: &LogMessage) -> Option<LogMessage> {
        receive(acceptor, request)
    }

    /// Whether slots are told apart by nothing but their numbers.
    fn leave_slots_alike(&self) -> bool {
        true
    }

    /// The values that may be proposed. What is said of other slots does not matter.
    fn safe(&self, asked: &Asked) -> BTreeSet<Value> {
        let in_slot =
            |(from, promise): &(_, LogMessage)| Some((*from, promise.in_slot(asked.slot)?));
        let sent = asked.promises.iter().filter_map(in_slot).collect();
        let decree = MessageSetState { acceptors: Vec::new(), sent };
        asked.decree.proposable(&decree, asked.ballot)
    }
}

/// The reference.
#[derive(Debug)]
pub(super) struct Reference;

impl Rules for Reference {}

/// What the reference answers.
pub(super) fn receive(acceptor: &mut LogAcceptor, request: &LogMessage) -> Option<LogMessage> {
    let output = match request.clone() {
        LogMessage::Prepare { ballot } => acceptor.on_prepare(ballot),
        LogMessage::Accept { slot, ballot, value } => acceptor.on_accept(slot, ballot, value),
        LogMessage::Promise { .. } | LogMessage::Accepted { .. } => {
            unreachable!("acceptors are sent prepares and accepts")
        }
    };
    output.map(|output| output.take().1)
}
