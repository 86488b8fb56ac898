//! The abstract model as the form that is searched asks for it.

use super::guards::request_case;
use super::model::MessageSet;
use super::state::MessageSetAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::MessageSetState;
use crate::model::coverage::Case;
use crate::model::ever_sent::{self, EverSent, Renaming, Sent, Sort, renamings};
use crate::model::invariant;
use crate::model::packed::{NotPacked, Packing};
use crate::model::question::Question;
use crate::model::width::AnyWidth;
use crate::paxos::{Acceptor, AcceptorId, Ballot, Message, Quorums, Slot, Value, Vote};
use crate::properties::{AcceptorHistory, ProposerHistory, Run};
use std::collections::BTreeSet;

/// The only decree is the first of a log.
const SLOT: Slot = Slot(0);

impl MessageSet {
    /// The packed form of the system, of which this is asked.
    ///
    /// # Errors
    /// If it is too large.
    pub fn pack(self, packing: &Packing, questions: &[Question]) -> Result<AnyWidth, NotPacked> {
        ever_sent::pack(self, packing, questions)
    }
}

impl MessageSet {
    /// A run of which nothing is known but what acceptors have promised.
    pub(in crate::model) fn run_of(
        &self,
        promised: impl Iterator<Item = Option<Ballot>>,
    ) -> Run<'_> {
        let history = |promised| AcceptorHistory { promised, ..AcceptorHistory::default() };
        Run {
            slot: None,
            quorums: &self.constants.quorums,
            wanted: &self.constants.wanted,
            acceptors: promised.map(history).collect(),
            proposers: vec![ProposerHistory::default()],
            learners: Vec::new(),
        }
    }
}

impl EverSent for MessageSet {
    type Acceptor = Acceptor;
    type Message = Message;

    fn quorums(&self) -> &Quorums {
        &self.constants.quorums
    }

    fn all_ballots(&self) -> Vec<Ballot> {
        self.ballots().collect()
    }

    fn all_values(&self) -> &[Value] {
        self.values()
    }

    fn slots(&self) -> Vec<Slot> {
        vec![SLOT]
    }

    fn is_in_order(&self) -> bool {
        false
    }

    fn first_acceptor(&self) -> Acceptor {
        self.fresh()
    }

    fn first_messages(&self) -> Vec<Sent<Message>> {
        self.prepared().collect()
    }

    fn prepare(&self, ballot: Ballot) -> Message {
        Message::Prepare { ballot }
    }

    fn accept(&self, _: Slot, ballot: Ballot, value: &Value) -> Message {
        Message::Accept { ballot, value: value.clone() }
    }

    fn sort(message: &Message) -> Sort {
        match message {
            Message::Prepare { .. } | Message::Accept { .. } => Sort::Request,
            Message::Promise { ballot, .. } => Sort::Promise(*ballot),
            Message::Accepted(_) => Sort::Vote,
        }
    }

    fn receive(
        &self,
        acceptor: &mut Acceptor,
        request: &Message,
    ) -> (Option<Case>, Option<Message>) {
        let (case, answer) = request_case(acceptor, request.clone());
        (Some(case), answer)
    }

    fn safe(&self, promises: &[Sent<Message>], _: Slot, ballot: Ballot) -> BTreeSet<Value> {
        let sent = promises.iter().cloned().collect();
        self.proposable(&MessageSetState { acceptors: Vec::new(), sent }, ballot)
    }

    fn renamings(&self, questions: &[Question]) -> Vec<Renaming> {
        renamings(1, false, self.values(), questions)
    }

    fn renamed_message(&self, renaming: &Renaming, message: &Message) -> Message {
        let values = self.values();
        match message {
            Message::Prepare { .. } => message.clone(),
            Message::Promise { ballot, vote } => {
                let vote = vote.as_ref().map(|vote| renaming.vote(SLOT, values, vote));
                Message::Promise { ballot: *ballot, vote }
            }
            Message::Accept { ballot, value } => {
                Message::Accept { ballot: *ballot, value: renaming.value(SLOT, values, value) }
            }
            Message::Accepted(vote) => Message::Accepted(renaming.vote(SLOT, values, vote)),
        }
    }

    fn renamed_acceptor(&self, renaming: &Renaming, acceptor: &Acceptor) -> Acceptor {
        let voted = acceptor.voted.as_ref();
        let voted = voted.map(|vote| renaming.vote(SLOT, self.values(), vote));
        Acceptor { voted, ..acceptor.clone() }
    }

    fn state(&self, acceptors: Vec<Acceptor>, sent: BTreeSet<Sent<Message>>) -> MessageSetState {
        MessageSetState { acceptors, sent }
    }

    fn step_of(&self, recipient: Option<AcceptorId>, request: &Message) -> MessageSetAction {
        match (recipient, request.clone()) {
            (None, Message::Accept { ballot, value }) => Phase2a(ballot, value),
            (None, request) => Phase1a(request.ballot()),
            (Some(id), Message::Accept { ballot, value }) => Phase2b(id, ballot, value),
            (Some(id), request) => Phase1b(id, request.ballot()),
        }
    }

    fn runs(
        &self,
        acceptors: &[&Acceptor],
        sent: &mut dyn Iterator<Item = (Option<AcceptorId>, &Message)>,
    ) -> Vec<Run<'_>> {
        let mut run = self.run_of(acceptors.iter().map(|acceptor| acceptor.promised));
        for (from, message) in sent {
            match (from, message) {
                (Some(from), Message::Accepted(vote)) => {
                    run.acceptors[usize::from(from.0)].votes.insert(vote.clone());
                }
                (Some(from), Message::Promise { ballot, vote }) => {
                    run.acceptors[usize::from(from.0)].report(*ballot, vote.clone());
                }
                (_, Message::Accept { ballot, value }) => {
                    let proposal = Vote { ballot: *ballot, value: value.clone() };
                    run.proposers[0].proposed.insert(proposal);
                }
                _ => {}
            }
        }
        vec![run]
    }

    /// It is the algorithm itself.
    fn decrees_lead_to(&self, _: &[MessageSetState], _: &[MessageSetState]) -> Result<(), String> {
        Ok(())
    }

    fn decrees_keep_invariant(&self, states: &[MessageSetState]) -> Result<(), String> {
        invariant::holds_in_each(self, states)
    }
}
