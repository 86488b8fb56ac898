//! The abstract model as a finite system.

use super::guards;
use super::model::MessageSet;
use super::state::MessageSetAction::{Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::MessageSetState;
use super::words;
use crate::model::coverage::Case;
use crate::model::ever_sent::EverSent;
use crate::model::invariant;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::paxos::Ballot;
use crate::properties::{History, Property, agreement, one_value_per_ballot, validity, witness};

impl System for MessageSet {
    fn show_history(&self, state: &Self::State, look: &mut dyn FnMut(&History)) {
        self.show(&state.acceptors, &state.sent, look);
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
        let mut bounds = vec!["any number of leaders".to_string()];
        bounds.extend(self.constants.bounds());
        bounds.extend(self.constants.lowest().map(|_| "the lowest begins prepared".to_string()));
        bounds.push("messages lost, delayed, reordered and duplicated".to_string());
        bounds.push(self.constants.quorums.to_string());
        bounds
    }

    fn actors(&self, state: &Self::State) -> Vec<Actor> {
        words::actors(state)
    }

    fn tell(&self, before: &Self::State, action: &Self::Action, after: &Self::State) -> Step {
        telling::step(self, (before, action, after), words::sentence(before, action))
    }

    fn act(&self, action: &Self::Action) -> Act {
        words::act(action)
    }

    fn cases(&self) -> Vec<Case> {
        guards::CASES.to_vec()
    }

    fn case(&self, state: &Self::State, action: &Self::Action) -> Option<Case> {
        guards::case(state, action)
    }

    fn stands_for(&self, state: &Self::State) -> Vec<MessageSetState> {
        vec![state.clone()]
    }

    fn keeps_invariant(&self, state: &Self::State) -> Result<(), String> {
        invariant::holds(self, state)
    }

    /// First come the acceptors; behind them, for each ballot, whoever leads it.
    fn turn(&self, action: &Self::Action) -> Turn {
        let leader = |ballot: &Ballot| {
            self.constants.quorums.acceptors() + usize::try_from(ballot.round).expect("few ballots")
        };
        let (actor, from) = match action {
            Phase1a(ballot) | Phase2a(ballot, _) => (leader(ballot), leader(ballot)),
            Phase1b(id, ballot) | Phase2b(id, ballot, _) => (id.0.into(), leader(ballot)),
        };
        Turn { actor, from }
    }
}
