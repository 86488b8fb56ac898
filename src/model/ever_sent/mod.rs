//! Abstract systems whose state is that of their acceptors and the set of all messages ever sent, in the form that
//! is searched.
//!
//! Acceptors are alike, and leaders have no state. So acceptors are closed under all that can be sent to them, and
//! their code runs only before the search ([`tables`]); what may be proposed in a ballot and a slot is looked up by
//! what each acceptor has promised in that ballot ([`leader`]); and a state is a number for each acceptor and a bit
//! for each message ([`packed`]). A single decree is a log of one slot here.

mod leader;
mod order;
mod packed;
mod renaming;
mod rows;
mod step;
mod tables;

pub(super) use packed::pack;
pub(super) use renaming::{Renaming, renamings};
pub(super) use step::step;

use super::coverage::Case;
use super::message_set::MessageSetState;
use super::question::Question;
use super::system::System;
use crate::paxos::{AcceptorId, Ballot, Quorums, Slot, Value};
use crate::properties::{History, Run};
use std::collections::BTreeSet;
use std::fmt::Debug;

/// What a message is in such a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A prepare, or an accept.
    Request,
    /// The promise of a ballot. An acceptor gives at most one in each ballot.
    Promise(Ballot),
    /// A vote.
    Vote,
}

/// A message, and the acceptor that sent it, or a request, and the acceptor that receives it; for leaders none.
pub(super) type Sent<M> = (Option<AcceptorId>, M);

/// An abstract system of acceptors and all messages ever sent.
pub(super) trait EverSent: System + Debug {
    /// What an acceptor has.
    type Acceptor: Clone + Debug + PartialEq + Send + Sync;
    /// What is said.
    type Message: Clone + Debug + Ord + Send + Sync;

    /// The quorums.
    fn quorums(&self) -> &Quorums;

    /// All ballots, in order.
    fn all_ballots(&self) -> Vec<Ballot>;

    /// The values that can be wanted in each slot.
    fn all_values(&self) -> &[Value];

    /// The slots, in order.
    fn slots(&self) -> Vec<Slot>;

    /// Whether a leader proposes slot after slot.
    fn is_in_order(&self) -> bool;

    /// An acceptor in the beginning.
    fn first_acceptor(&self) -> Self::Acceptor;

    /// What was sent in the beginning.
    fn first_messages(&self) -> Vec<Sent<Self::Message>>;

    /// What begins a ballot.
    fn prepare(&self, ballot: Ballot) -> Self::Message;

    /// What proposes a value.
    fn accept(&self, slot: Slot, ballot: Ballot, value: &Value) -> Self::Message;

    /// What a message is.
    fn sort(message: &Self::Message) -> Sort;

    /// Lets an acceptor receive a request: the case of a handler that this is, if it is one, and the answer.
    fn receive(
        &self,
        acceptor: &mut Self::Acceptor,
        request: &Self::Message,
    ) -> (Option<Case>, Option<Self::Message>);

    /// The values that may be proposed in a slot and ballot, in which nothing is proposed so far, given all promises
    /// of the ballot.
    fn safe(&self, promises: &[Sent<Self::Message>], slot: Slot, ballot: Ballot)
    -> BTreeSet<Value>;

    /// The renamings of slots and values that leave everything the same, also what is asked; without the one that
    /// changes nothing.
    fn renamings(&self, questions: &[Question]) -> Vec<Renaming>;

    /// A message after a renaming.
    fn renamed_message(&self, renaming: &Renaming, message: &Self::Message) -> Self::Message;

    /// An acceptor after a renaming.
    fn renamed_acceptor(&self, renaming: &Renaming, acceptor: &Self::Acceptor) -> Self::Acceptor;

    /// The state with these acceptors and messages.
    fn state(
        &self,
        acceptors: Vec<Self::Acceptor>,
        sent: BTreeSet<Sent<Self::Message>>,
    ) -> Self::State;

    /// The step in which a request is sent, or in which an acceptor receives it.
    fn step_of(&self, recipient: Option<AcceptorId>, request: &Self::Message) -> Self::Action;

    /// For each slot, what has happened: it is read off the messages, as all of them are still there.
    fn runs(
        &self,
        acceptors: &[&Self::Acceptor],
        sent: &mut dyn Iterator<Item = (Option<AcceptorId>, &Self::Message)>,
    ) -> Vec<Run<'_>>;

    /// Shows someone what has happened, by the messages.
    fn show(
        &self,
        acceptors: &[Self::Acceptor],
        sent: &BTreeSet<Sent<Self::Message>>,
        look: &mut dyn FnMut(&History),
    ) {
        let acceptors: Vec<_> = acceptors.iter().collect();
        let mut sent = sent.iter().map(|(from, message)| (*from, message));
        look(&History::of_slots(&self.runs(&acceptors, &mut sent)));
    }

    /// Whether in each decree some steps of the algorithm, or none, lead from one of its states to another.
    fn decrees_lead_to(
        &self,
        before: &[MessageSetState],
        after: &[MessageSetState],
    ) -> Result<(), String>;

    /// Whether the state of each decree has the invariant of the proof.
    fn decrees_keep_invariant(&self, states: &[MessageSetState]) -> Result<(), String>;
}
