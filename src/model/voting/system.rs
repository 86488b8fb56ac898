//! The voting model as a finite system, of which the state is the history.

use super::model::Voting;
use super::state::Voter;
use super::state::VotingAction::{IncreaseMaxBal, VoteFor};
use super::words;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::properties::{
    AcceptorHistory, History, Property, Run, agreement, one_value_per_ballot, validity, votes_safe,
    witness,
};

impl System for Voting {
    fn show_history(&self, state: &Self::State, look: &mut dyn FnMut(&History)) {
        let history = |voter: &Voter| AcceptorHistory {
            promised: voter.promised,
            votes: voter.votes.clone(),
            ..AcceptorHistory::default()
        };
        look(&History::of(&Run {
            slot: None,
            quorums: &self.constants.quorums,
            wanted: &self.constants.wanted,
            acceptors: state.acceptors.iter().map(history).collect(),
            proposers: Vec::new(),
            learners: Vec::new(),
        }));
    }

    fn relevant(&self) -> Vec<Property> {
        vec![
            agreement::PROPERTY,
            validity::PROPERTY,
            one_value_per_ballot::PROPERTY,
            votes_safe::PROPERTY,
            witness::VALUE_CHOSEN,
            witness::BALLOTS_CONTEND,
        ]
    }

    fn bounds(&self) -> Vec<String> {
        let mut bounds = self.constants.bounds();
        bounds.extend(self.lowest_ballot.needs().map(String::from));
        bounds.push(self.constants.quorums.to_string());
        bounds
    }

    fn actors(&self, state: &Self::State) -> Vec<Actor> {
        words::actors(state)
    }

    fn tell(&self, before: &Self::State, action: &Self::Action, after: &Self::State) -> Step {
        telling::step(self, (before, action, after), self.sentence(before, action))
    }

    fn act(&self, action: &Self::Action) -> Act {
        words::act(action)
    }

    fn turn(&self, action: &Self::Action) -> Turn {
        let (IncreaseMaxBal(id, _) | VoteFor(id, ..)) = action;
        Turn { actor: id.0.into(), from: id.0.into() }
    }
}
