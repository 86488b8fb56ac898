//! The abstract log as the form that is searched asks for it.

use super::cases;
use super::model::{MessageSetLog, Order};
use super::state::LogAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::LogState;
use crate::model::coverage::Case;
use crate::model::ever_sent::{self, EverSent, Renaming, Sent, Sort, renamings};
use crate::model::message_set::MessageSetState;
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::width::AnyWidth;
use crate::model::{invariant, refinement};
use crate::paxos::{
    AcceptorId, Ballot, LogAcceptor, LogMessage, Quorums, Slot, Value, Vote, Votes,
};
use crate::properties::Run;
use std::collections::BTreeSet;

impl MessageSetLog {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        ever_sent::pack(self, packing, questions)
    }

    /// Lets an acceptor receive a request: the case of a handler that this is, if it is one, and the answer.
    ///
    /// That the turn of an accept has not come is none.
    pub(super) fn case_of(
        &self,
        acceptor: &mut LogAcceptor,
        request: &LogMessage,
    ) -> (Option<Case>, Option<LogMessage>) {
        let was = acceptor.clone();
        let answer = self.receive(acceptor, request);
        let case = || cases::of_request(&was, acceptor, request, answer.is_some());
        (self.has_turn(&was, request).then(case), answer)
    }

    fn renamed_votes(&self, renaming: &Renaming, votes: &Votes) -> Votes {
        let values = self.decree.values();
        let renamed = votes
            .iter()
            .map(|(slot, vote)| (renaming.slot(*slot), renaming.vote(*slot, values, vote)));
        renamed.collect()
    }
}

impl EverSent for MessageSetLog {
    type Acceptor = LogAcceptor;
    type Message = LogMessage;

    fn quorums(&self) -> &Quorums {
        self.decree.quorums()
    }

    fn all_ballots(&self) -> Vec<Ballot> {
        self.decree.ballots().collect()
    }

    fn all_values(&self) -> &[Value] {
        self.decree.values()
    }

    fn slots(&self) -> Vec<Slot> {
        self.all_slots().collect()
    }

    fn is_in_order(&self) -> bool {
        self.order == Order::Contiguous
    }

    fn first_acceptor(&self) -> LogAcceptor {
        LogAcceptor::default()
    }

    fn first_messages(&self) -> Vec<Sent<LogMessage>> {
        Vec::new()
    }

    fn prepare(&self, ballot: Ballot) -> LogMessage {
        LogMessage::Prepare { ballot }
    }

    fn accept(&self, slot: Slot, ballot: Ballot, value: &Value) -> LogMessage {
        LogMessage::Accept { slot, ballot, value: value.clone() }
    }

    fn sort(message: &LogMessage) -> Sort {
        match message {
            LogMessage::Prepare { .. } | LogMessage::Accept { .. } => Sort::Request,
            LogMessage::Promise { ballot, .. } => Sort::Promise(*ballot),
            LogMessage::Accepted { .. } => Sort::Vote,
        }
    }

    fn receive(
        &self,
        acceptor: &mut LogAcceptor,
        request: &LogMessage,
    ) -> (Option<Case>, Option<LogMessage>) {
        self.case_of(acceptor, request)
    }

    fn safe(&self, promises: &[Sent<LogMessage>], slot: Slot, ballot: Ballot) -> BTreeSet<Value> {
        MessageSetLog::safe(self, promises, slot, ballot)
    }

    /// Slots can change places where their order does not matter, and no rule tells them apart.
    fn renamings(&self, questions: &[Question]) -> Vec<Renaming> {
        let slots = usize::try_from(self.slots).expect("few slots");
        renamings(slots, self.slots_are_alike(), self.decree.values(), questions)
    }

    fn renamed_message(&self, renaming: &Renaming, message: &LogMessage) -> LogMessage {
        let values = self.decree.values();
        match message {
            LogMessage::Prepare { .. } => message.clone(),
            LogMessage::Promise { ballot, votes } => {
                LogMessage::Promise { ballot: *ballot, votes: self.renamed_votes(renaming, votes) }
            }
            LogMessage::Accept { slot, ballot, value } => LogMessage::Accept {
                slot: renaming.slot(*slot),
                ballot: *ballot,
                value: renaming.value(*slot, values, value),
            },
            LogMessage::Accepted { slot, vote } => LogMessage::Accepted {
                slot: renaming.slot(*slot),
                vote: renaming.vote(*slot, values, vote),
            },
        }
    }

    fn renamed_acceptor(&self, renaming: &Renaming, acceptor: &LogAcceptor) -> LogAcceptor {
        LogAcceptor {
            promised: acceptor.promised,
            votes: self.renamed_votes(renaming, &acceptor.votes),
        }
    }

    fn state(&self, acceptors: Vec<LogAcceptor>, sent: BTreeSet<Sent<LogMessage>>) -> LogState {
        LogState { acceptors, sent }
    }

    fn step_of(&self, recipient: Option<AcceptorId>, request: &LogMessage) -> LogAction {
        match (recipient, request.clone()) {
            (None, LogMessage::Accept { slot, ballot, value }) => Phase2a(slot, ballot, value),
            (None, request) => Phase1a(request.ballot()),
            (Some(id), LogMessage::Accept { slot, ballot, value }) => {
                Phase2b(id, slot, ballot, value)
            }
            (Some(id), request) => Phase1b(id, request.ballot()),
        }
    }

    fn runs(
        &self,
        acceptors: &[&LogAcceptor],
        sent: &mut dyn Iterator<Item = (Option<AcceptorId>, &LogMessage)>,
    ) -> Vec<Run<'_>> {
        let run = |slot| Run {
            slot: Some(slot),
            ..self.decree.run_of(acceptors.iter().map(|acceptor| acceptor.promised))
        };
        let mut runs: Vec<Run> = self.all_slots().map(run).collect();
        let index = |slot: &Slot| usize::try_from(slot.0).expect("few slots");
        for (from, message) in sent {
            match (from, message) {
                (Some(from), LogMessage::Accepted { slot, vote }) => {
                    let acceptor = &mut runs[index(slot)].acceptors[usize::from(from.0)];
                    acceptor.votes.insert(vote.clone());
                }
                (Some(from), LogMessage::Promise { ballot, votes }) => {
                    for (slot, run) in self.all_slots().zip(&mut runs) {
                        let acceptor = &mut run.acceptors[usize::from(from.0)];
                        acceptor.report(*ballot, votes.get(&slot).cloned());
                    }
                }
                (_, LogMessage::Accept { slot, ballot, value }) => {
                    let proposal = Vote { ballot: *ballot, value: value.clone() };
                    runs[index(slot)].proposers[0].proposed.insert(proposal);
                }
                _ => {}
            }
        }
        runs
    }

    fn decrees_lead_to(
        &self,
        before: &[MessageSetState],
        after: &[MessageSetState],
    ) -> Result<(), String> {
        refinement::leads_to(&self.decree, before, after)
    }

    fn decrees_keep_invariant(&self, states: &[MessageSetState]) -> Result<(), String> {
        invariant::holds_in_each(&self.decree, states)
    }
}
