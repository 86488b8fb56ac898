//! What can happen in the abstract log.

use super::broken::Broken;
use super::rules::{Asked, Reference, Rules};
use super::state::LogAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::LogState;
use super::words;
use crate::model::ever_sent::{Sent, step};
use crate::model::message_set::MessageSet;
use crate::model::question::Cast;
use crate::model::system::stateright_properties;
use crate::paxos::{Ballot, LogAcceptor, LogMessage, Slot, Value};
use serde::Deserialize;
use stateright::Model;
use std::collections::BTreeSet;
use std::sync::Arc;

/// In which order a log is proposed and voted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// In any.
    #[default]
    Any,
    /// Slot after slot: in a ballot a leader proposes in a slot only after the one before it, and an acceptor votes
    /// in a slot only after it has voted in the one before it.
    Contiguous,
}

/// The abstract system, for so many slots.
#[derive(Clone, Debug)]
pub struct MessageSetLog {
    /// What the decree of each slot is.
    pub(super) decree: MessageSet,
    pub(super) slots: u64,
    pub(super) order: Order,
    broken: Option<Broken>,
    rules: Arc<dyn Rules>,
}

impl MessageSetLog {
    /// The system with so many slots, each a decree like this one.
    pub fn new(decree: MessageSet, slots: u64, order: Order) -> Self {
        Self { decree, slots, order, broken: None, rules: Arc::new(Reference) }
    }

    /// The same, and this of its rules is broken; or none.
    #[must_use]
    pub fn breaking(self, broken: Option<Broken>) -> Self {
        let rules = broken.map_or_else(|| Arc::new(Reference) as Arc<dyn Rules>, Broken::rules);
        Self { broken, rules, ..self }
    }

    /// The rule that it breaks, if it does.
    pub(in crate::model) fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// Whom and what a question can be about.
    pub fn cast(&self) -> Cast {
        self.decree.cast()
    }

    pub(super) fn all_slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (0..self.slots).map(Slot)
    }

    /// The slot after which this one comes, where the order matters.
    pub(super) fn after(&self, slot: Slot) -> Option<Slot> {
        match self.order {
            Order::Any => None,
            Order::Contiguous => slot.0.checked_sub(1).map(Slot),
        }
    }

    /// Lets an acceptor receive a request: its answer, if it gives one. Where the order matters, it gives none to an
    /// accept as long as it has not voted, in this ballot, in the slot before.
    pub(super) fn receive(
        &self,
        acceptor: &mut LogAcceptor,
        request: &LogMessage,
    ) -> Option<LogMessage> {
        let has_turn = self.has_turn(acceptor, request);
        if has_turn { self.rules.receive(acceptor, request) } else { None }
    }

    /// Whether an acceptor has done what comes before a request.
    pub(super) fn has_turn(&self, acceptor: &LogAcceptor, request: &LogMessage) -> bool {
        match request {
            LogMessage::Accept { slot, ballot, .. } => self.after(*slot).is_none_or(|before| {
                acceptor.votes.get(&before).is_some_and(|vote| vote.ballot == *ballot)
            }),
            _ => true,
        }
    }

    /// Whether neither the order nor a rule tells slots apart.
    pub(super) fn slots_are_alike(&self) -> bool {
        self.order == Order::Any && self.rules.leave_slots_alike()
    }

    /// The values that promises of a ballot show to be safe in a slot.
    pub(super) fn safe(
        &self,
        promises: &[Sent<LogMessage>],
        slot: Slot,
        ballot: Ballot,
    ) -> BTreeSet<Value> {
        self.rules.safe(&Asked { decree: &self.decree, promises, slot, ballot })
    }

    /// The values that may be proposed in a slot of a ballot; none once one is, or before its turn.
    fn proposable(&self, state: &LogState, slot: Slot, ballot: Ballot) -> BTreeSet<Value> {
        let is_proposed = |at: Slot| {
            state.sent.iter().any(|(_, message)| match message {
                LogMessage::Accept { slot, ballot: b, .. } => *slot == at && *b == ballot,
                _ => false,
            })
        };
        if is_proposed(slot) || self.after(slot).is_some_and(|before| !is_proposed(before)) {
            return BTreeSet::new();
        }
        let promises = state.sent.iter().filter(|(_, message)| {
            matches!(message, LogMessage::Promise { .. }) && message.ballot() == ballot
        });
        self.safe(&promises.cloned().collect::<Vec<_>>(), slot, ballot)
    }

    /// Whether an action can be taken in a state, in whatever ballot.
    pub(in crate::model) fn allows(&self, state: &LogState, action: &LogAction) -> bool {
        let sent = |message: LogMessage| state.sent.contains(&(None, message));
        match action {
            Phase1a(_) => true,
            Phase1b(_, ballot) => sent(LogMessage::Prepare { ballot: *ballot }),
            Phase2a(slot, ballot, value) => self.proposable(state, *slot, *ballot).contains(value),
            Phase2b(_, slot, ballot, value) => {
                sent(LogMessage::Accept { slot: *slot, ballot: *ballot, value: value.clone() })
            }
        }
    }
}

impl Model for MessageSetLog {
    type State = LogState;
    type Action = LogAction;

    fn init_states(&self) -> Vec<Self::State> {
        let acceptors = self.decree.acceptors().map(|_| LogAcceptor::default()).collect();
        vec![LogState { acceptors, sent: BTreeSet::new() }]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        for ballot in self.decree.ballots() {
            actions.push(Phase1a(ballot));
            for slot in self.all_slots() {
                let values = self.proposable(state, slot, ballot).into_iter();
                actions.extend(values.map(|value| Phase2a(slot, ballot, value)));
            }
        }
        for (_, message) in &state.sent {
            let acceptors = self.decree.acceptors();
            match message {
                LogMessage::Prepare { ballot } => {
                    actions.extend(acceptors.map(|id| Phase1b(id, *ballot)));
                }
                LogMessage::Accept { slot, ballot, value } => {
                    actions.extend(acceptors.map(|id| Phase2b(id, *slot, *ballot, value.clone())));
                }
                LogMessage::Promise { .. } | LogMessage::Accepted { .. } => {}
            }
        }
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        let receive = |acceptor: &mut LogAcceptor, request| self.receive(acceptor, &request);
        let (acceptors, sent) = step(&last.acceptors, &last.sent, action.request(), receive)?;
        Some(LogState { acceptors, sent })
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        words::action(action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        let next = self.next_state(last, action.clone())?;
        Some(words::sentence(&action, &next))
    }
}
