//! What can happen in the voting model.

use super::rules::{LowestBallot, Shown, is_free_to_vote, is_value_of};
use super::state::VotingAction::{self, IncreaseMaxBal, VoteFor};
use super::state::{Voter, VotingState};
use super::words;
use crate::model::constants::Constants;
use crate::model::question::Cast;
use crate::model::system::stateright_properties;
use crate::paxos::{AcceptorId, Ballot, Quorums, Value, Vote};
use stateright::Model;

/// Acceptors that vote in so many ballots, for one of these values each time.
#[derive(Clone, Debug)]
pub struct Voting {
    pub(super) constants: Constants,
    pub(super) lowest_ballot: LowestBallot,
}

impl Voting {
    /// The system with these quorums, so many ballots, and these values to choose from.
    pub fn new(
        quorums: Quorums,
        ballots: u64,
        values: Vec<Value>,
        lowest_ballot: LowestBallot,
    ) -> Self {
        Self { constants: Constants::new(quorums, ballots, values), lowest_ballot }
    }

    /// Whom and what a question can be about.
    pub fn cast(&self) -> Cast {
        self.constants.cast(false)
    }

    fn shows<'a>(
        &self,
        state: &'a VotingState,
        ballot: Ballot,
        value: &Value,
    ) -> Option<Shown<'a>> {
        self.lowest_ballot.shows(&self.constants, state, ballot, value)
    }

    fn may_vote(&self, state: &VotingState, id: AcceptorId, ballot: Ballot, value: &Value) -> bool {
        is_free_to_vote(&state.acceptors[usize::from(id.0)], ballot)
            && is_value_of(state, ballot, value)
            && self.shows(state, ballot, value).is_some()
    }

    /// What an action means in the state in which it is taken.
    pub(super) fn sentence(&self, before: &VotingState, action: &VotingAction) -> String {
        let shown = match action {
            IncreaseMaxBal(..) => None,
            VoteFor(_, ballot, value) => self.shows(before, *ballot, value),
        };
        shown.map_or_else(|| words::action(action), |shown| words::vote(action, &shown))
    }

    /// All actions, whether or not they can be taken in some state.
    pub(super) fn all_actions(&self) -> impl Iterator<Item = VotingAction> {
        self.constants.acceptors().flat_map(move |id| {
            self.constants.ballots().flat_map(move |ballot| {
                let values = self.constants.values().iter().cloned();
                let votes = values.map(move |value| VoteFor(id, ballot, value));
                std::iter::once(IncreaseMaxBal(id, ballot)).chain(votes)
            })
        })
    }
}

impl Model for Voting {
    type State = VotingState;
    type Action = VotingAction;

    fn init_states(&self) -> Vec<Self::State> {
        let acceptors = self.constants.acceptors().map(|_| Voter::default()).collect();
        vec![VotingState { acceptors }]
    }

    fn actions(&self, _: &Self::State, actions: &mut Vec<Self::Action>) {
        actions.extend(self.all_actions());
    }

    fn next_state(&self, last: &Self::State, action: Self::Action) -> Option<Self::State> {
        let can_be_taken = match &action {
            IncreaseMaxBal(id, ballot) => {
                last.acceptors[usize::from(id.0)].promised < Some(*ballot)
            }
            VoteFor(id, ballot, value) => self.may_vote(last, *id, *ballot, value),
        };
        can_be_taken.then(|| {
            let mut state = last.clone();
            let (IncreaseMaxBal(id, ballot) | VoteFor(id, ballot, _)) = action;
            let voter = &mut state.acceptors[usize::from(id.0)];
            voter.promised = Some(ballot);
            if let VoteFor(_, ballot, value) = action {
                voter.votes.insert(Vote { ballot, value });
            }
            state
        })
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        stateright_properties(self)
    }

    fn format_action(&self, action: &Self::Action) -> String {
        words::action(action)
    }

    fn format_step(&self, last: &Self::State, action: Self::Action) -> Option<String> {
        self.next_state(last, action.clone()).map(|_| self.sentence(last, &action))
    }
}
