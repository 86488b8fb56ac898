//! What can happen in the abstract model.

use super::guards::receive;
use super::state::MessageSetAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::MessageSetState;
use super::words;
use crate::model::constants::Constants;
use crate::model::ever_sent::step;
use crate::model::question::Cast;
use crate::model::system::stateright_properties;
use crate::paxos::{Acceptor, AcceptorId, AcceptorSet, Ballot, Message, Quorums, Value};
use stateright::Model;

/// The abstract system, for so many ballots and these values.
#[derive(Clone, Debug)]
pub struct MessageSet {
    pub(super) constants: Constants,
}

impl MessageSet {
    /// The system with these quorums, so many ballots, and these values to choose from.
    pub fn new(quorums: Quorums, ballots: u64, values: Vec<Value>) -> Self {
        Self { constants: Constants::new(quorums, ballots, values) }
    }

    /// The same where the first ballot is the lowest there can be, and begins prepared: all have promised it, and
    /// reported no vote.
    #[must_use]
    pub fn fast(self) -> Self {
        Self { constants: self.constants.with_the_lowest() }
    }

    /// An acceptor in the beginning.
    pub(super) fn fresh(&self) -> Acceptor {
        Acceptor { promised: self.constants.lowest(), voted: None }
    }

    /// What has been sent in the beginning.
    pub(in crate::model) fn prepared(&self) -> impl Iterator<Item = (Option<AcceptorId>, Message)> {
        self.constants.lowest().into_iter().flat_map(|ballot| {
            let promise = move |id| (Some(id), Message::Promise { ballot, vote: None });
            let promises = self.acceptors().map(promise);
            promises.chain([(None, Message::Prepare { ballot })])
        })
    }

    /// Whom and what a question can be about.
    pub fn cast(&self) -> Cast {
        self.constants.cast(true)
    }

    /// The quorums.
    pub(in crate::model) fn quorums(&self) -> &Quorums {
        &self.constants.quorums
    }

    /// The values that clients want.
    pub(in crate::model) fn values(&self) -> &[Value] {
        self.constants.values()
    }

    /// Whether votes of these acceptors choose.
    pub(in crate::model) fn is_accept_quorum(&self, acceptors: AcceptorSet) -> bool {
        self.constants.quorums.is_accept_quorum(acceptors)
    }

    /// Whether an action can be taken in a state, in whatever ballot.
    pub(in crate::model) fn allows(
        &self,
        state: &MessageSetState,
        action: &MessageSetAction,
    ) -> bool {
        let sent = |message: Message| state.sent.contains(&(None, message));
        match action.clone() {
            Phase1a(_) => true,
            Phase1b(_, ballot) => sent(Message::Prepare { ballot }),
            Phase2a(ballot, value) => self.proposable(state, ballot).contains(&value),
            Phase2b(_, ballot, value) => sent(Message::Accept { ballot, value }),
        }
    }

    pub(in crate::model) fn ballots(&self) -> impl Iterator<Item = Ballot> + use<> {
        self.constants.ballots()
    }

    pub(in crate::model) fn acceptors(&self) -> impl Iterator<Item = AcceptorId> + use<> {
        self.constants.acceptors()
    }
}

impl Model for MessageSet {
    type State = MessageSetState;
    type Action = MessageSetAction;

    fn init_states(&self) -> Vec<Self::State> {
        let acceptors = self.acceptors().map(|_| self.fresh()).collect();
        vec![MessageSetState { acceptors, sent: self.prepared().collect() }]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        for ballot in self.ballots() {
            actions.push(Phase1a(ballot));
            let values = self.proposable(state, ballot);
            actions.extend(values.into_iter().map(|value| Phase2a(ballot, value)));
        }
        for (_, message) in &state.sent {
            match message {
                Message::Prepare { ballot } => {
                    actions.extend(self.acceptors().map(|id| Phase1b(id, *ballot)));
                }
                Message::Accept { ballot, value } => {
                    actions.extend(self.acceptors().map(|id| Phase2b(id, *ballot, value.clone())));
                }
                Message::Promise { .. } | Message::Accepted(_) => {}
            }
        }
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        let (acceptors, sent) = step(&last.acceptors, &last.sent, action.request(), receive)?;
        Some(MessageSetState { acceptors, sent })
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        match action {
            Phase1a(ballot) => format!("ballot {ballot} begins"),
            Phase1b(id, ballot) => format!("acceptor {id} receives prepare {ballot}"),
            Phase2a(ballot, value) => format!("{value} is proposed at {ballot}"),
            Phase2b(id, ballot, value) => {
                format!("acceptor {id} receives accept {value} at {ballot}")
            }
        }
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        self.next_state(last, action.clone()).map(|_| words::sentence(last, &action))
    }
}
