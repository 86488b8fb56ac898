//! Lamport's abstract Paxos: acceptors, and the set of all messages ever sent.
//!
//! Leaders have no state here. Any ballot may begin at any time, and any value that the messages
//! sent so far make safe may be proposed in it; so whatever a proposer with a state could do, some
//! run here does. Acceptors are the very [`Acceptor`] that the nodes run, and what is safe to
//! propose is decided by the very [`value_rule`](crate::paxos::value_rule). The state space is that of the published
//! TLA+ specification of Paxos, and so are the numbers of its states.

mod guards;
mod leader;
mod order;
mod packed;
mod proposable;
mod tables;
mod tla;

use super::coverage::Case;
use super::invariant;
use super::story::{self, Act, Actor, Step, Story, View};
use super::system::{System, Turn, stateright_properties};
use crate::actor::State;
use crate::paxos::{
    Acceptor, AcceptorId, AcceptorSet, Ballot, Message, ProposerId, Quorums, Value, Vote,
};
use crate::properties::{
    AcceptorHistory, Property, ProposerHistory, Run, agreement, one_value_per_ballot, validity,
    witness,
};
use stateright::Model;
use std::collections::BTreeSet;

/// The abstract system, for so many ballots and these values.
#[derive(Debug)]
pub struct MessageSet {
    pub(super) quorums: Quorums,
    ballots: u64,
    /// One list, as if all clients stood behind one leader.
    wanted: [Vec<Value>; 1],
}

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

use MessageSetAction::{Phase1a, Phase1b, Phase2a, Phase2b};

impl MessageSet {
    /// The system with these quorums, so many ballots, and these values to choose from.
    pub fn new(quorums: Quorums, ballots: u64, values: Vec<Value>) -> Self {
        Self { quorums, ballots, wanted: [values] }
    }

    /// The values that clients want.
    pub(super) fn values(&self) -> &[Value] {
        &self.wanted[0]
    }

    /// Whether votes of these acceptors choose.
    pub(super) fn is_accept_quorum(&self, acceptors: AcceptorSet) -> bool {
        self.quorums.is_accept_quorum(acceptors)
    }

    /// Whether an action can be taken in a state, in whatever ballot.
    pub(super) fn allows(&self, state: &MessageSetState, action: &MessageSetAction) -> bool {
        let sent = |message: Message| state.sent.contains(&(None, message));
        match action.clone() {
            Phase1a(_) => true,
            Phase1b(_, ballot) => sent(Message::Prepare { ballot }),
            Phase2a(ballot, value) => self.proposable(state, ballot).contains(&value),
            Phase2b(_, ballot, value) => sent(Message::Accept { ballot, value }),
        }
    }

    fn ballots(&self) -> impl Iterator<Item = Ballot> {
        (1..=self.ballots).map(|round| Ballot { round, proposer: ProposerId(0) })
    }

    fn acceptors(&self) -> impl Iterator<Item = AcceptorId> + use<> {
        let last = u8::try_from(self.quorums.acceptors()).expect("at most MAX_ACCEPTORS");
        (0..last).map(AcceptorId)
    }

    /// An acceptor receives a message: how that changes it, and what it sends; none if it sends
    /// nothing.
    fn deliver(last: &MessageSetState, id: AcceptorId, message: Message) -> Option<Delivery> {
        let before = &last.acceptors[usize::from(id.0)];
        let mut acceptor = before.clone();
        let output = match message {
            Message::Prepare { ballot } => acceptor.on_prepare(ballot),
            Message::Accept { ballot, value } => acceptor.on_accept(ballot, value),
            Message::Promise { .. } | Message::Accepted(_) => {
                unreachable!("acceptors are sent prepares and accepts")
            }
        };
        let (_, answer) = output?.take();
        let changed = (acceptor != *before).then_some((id, acceptor));
        Some((changed, (Some(id), answer)))
    }
}

/// What an acceptor's step changes, and what it sends.
type Delivery = (Option<(AcceptorId, Acceptor)>, (Option<AcceptorId>, Message));

impl Model for MessageSet {
    type State = MessageSetState;
    type Action = MessageSetAction;

    fn init_states(&self) -> Vec<Self::State> {
        let acceptors = self.acceptors().map(|_| Acceptor::default()).collect();
        vec![MessageSetState { acceptors, sent: BTreeSet::new() }]
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
        let (changed, sent) = match action {
            Phase1a(ballot) => (None, (None, Message::Prepare { ballot })),
            Phase2a(ballot, value) => (None, (None, Message::Accept { ballot, value })),
            Phase1b(id, ballot) => Self::deliver(last, id, Message::Prepare { ballot })?,
            Phase2b(id, ballot, value) => {
                Self::deliver(last, id, Message::Accept { ballot, value })?
            }
        };
        if changed.is_none() && last.sent.contains(&sent) {
            return None;
        }
        let mut state = last.clone();
        state.sent.insert(sent);
        if let Some((id, acceptor)) = changed {
            state.acceptors[usize::from(id.0)] = acceptor;
        }
        Some(state)
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
        self.next_state(last, action.clone()).map(|_| sentence(&action, last))
    }
}

impl System for MessageSet {
    /// History is read off the messages: they are all still there.
    fn with_run<T>(&self, state: &Self::State, look: impl FnOnce(&Run) -> T) -> T {
        let mut acceptors = vec![AcceptorHistory::default(); state.acceptors.len()];
        let mut leaders = ProposerHistory::default();
        for (from, message) in &state.sent {
            match (from, message) {
                (Some(from), Message::Accepted(vote)) => {
                    acceptors[usize::from(from.0)].votes.insert(vote.clone());
                }
                (_, Message::Accept { ballot, value }) => {
                    leaders.proposed.insert(Vote { ballot: *ballot, value: value.clone() });
                }
                _ => {}
            }
        }
        for (history, acceptor) in acceptors.iter_mut().zip(&state.acceptors) {
            history.promised = acceptor.promised;
        }
        look(&Run {
            quorums: &self.quorums,
            wanted: &self.wanted,
            acceptors,
            proposers: vec![leaders],
            learners: Vec::new(),
        })
    }

    fn relevant(&self) -> Vec<Property> {
        vec![
            agreement::PROPERTY,
            validity::PROPERTY,
            one_value_per_ballot::PROPERTY,
            witness::VALUE_CHOSEN,
            witness::BALLOTS_CONTEND,
        ]
    }

    fn bounds(&self) -> Vec<String> {
        vec![
            "any number of leaders".to_string(),
            format!("{} acceptors", self.quorums.acceptors()),
            format!("{} values", self.wanted[0].len()),
            format!(
                "{} in all",
                if self.ballots == 1 {
                    "1 ballot".into()
                } else {
                    format!("{} ballots", self.ballots)
                }
            ),
            "messages lost, delayed, reordered and duplicated".to_string(),
            self.quorums.to_string(),
        ]
    }

    fn story(&self, actions: &[Self::Action]) -> Story {
        let mut state = self.init_states().pop().expect("it begins in one state");
        let view = |id: AcceptorId, acceptor: &Acceptor| Actor {
            name: format!("acceptor {id}"),
            state: View::from(&State::Acceptor(acceptor.clone())),
        };
        let start = self.acceptors().zip(&state.acceptors).map(|(id, a)| view(id, a)).collect();
        let mut steps = Vec::new();
        for action in actions {
            let next = self
                .next_state(&state, action.clone())
                .unwrap_or_else(|| panic!("not a run of the model: {action:?}"));
            let changed = self.acceptors().zip(state.acceptors.iter().zip(&next.acceptors));
            steps.push(Step {
                action: act(action),
                text: sentence(action, &state),
                reference: None,
                sent: Vec::new(),
                changed: changed
                    .filter(|(_, (before, after))| before != after)
                    .map(|(id, (_, after))| view(id, after))
                    .collect(),
            });
            state = next;
        }
        Story { start, steps }
    }

    fn act(&self, action: &Self::Action) -> Act {
        act(action)
    }

    fn cases(&self) -> Vec<Case> {
        guards::CASES.to_vec()
    }

    fn case(&self, state: &Self::State, action: &Self::Action) -> Option<Case> {
        guards::case(state, action)
    }

    fn stands_for(&self, state: &Self::State) -> MessageSetState {
        state.clone()
    }

    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        invariant::holds(self, state)
    }

    /// First come the acceptors; behind them, for each ballot, whoever leads it.
    fn turn(&self, action: &Self::Action) -> Turn {
        let leader = |ballot: &Ballot| {
            self.quorums.acceptors() + usize::try_from(ballot.round).expect("few ballots")
        };
        let (actor, from) = match action {
            Phase1a(ballot) | Phase2a(ballot, _) => (leader(ballot), leader(ballot)),
            Phase1b(id, ballot) | Phase2b(id, ballot, _) => (id.0.into(), leader(ballot)),
        };
        Turn { actor, from }
    }
}

fn act(action: &MessageSetAction) -> Act {
    match action {
        Phase1a(ballot) => Act::Phase1a { ballot: ballot.to_string() },
        Phase1b(id, ballot) => {
            Act::Phase1b { acceptor: format!("acceptor {id}"), ballot: ballot.to_string() }
        }
        Phase2a(ballot, value) => {
            Act::Phase2a { ballot: ballot.to_string(), value: value.to_string() }
        }
        Phase2b(id, ballot, value) => Act::Phase2b {
            acceptor: format!("acceptor {id}"),
            ballot: ballot.to_string(),
            value: value.to_string(),
        },
    }
}

fn sentence(action: &MessageSetAction, before: &MessageSetState) -> String {
    match action {
        Phase1a(ballot) => format!("ballot {ballot} begins"),
        Phase1b(id, ballot) => {
            let voted = before.acceptors[usize::from(id.0)].voted.as_ref();
            story::promise_text(&format!("acceptor {id}"), *ballot, voted)
        }
        Phase2a(ballot, value) => format!("{value} is proposed at {ballot}"),
        Phase2b(id, ballot, value) => format!("acceptor {id} votes for {value} at {ballot}"),
    }
}
