//! Sequence Paxos as a finite system, of which the state is the history.

use super::model::SequencePaxos;
use super::state::SequenceAction::{Adopt, Append, Begin, Promise, Vote};
use super::state::{SequenceAcceptor, SequenceState};
use super::words;
use crate::model::descendants::past::Past;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::properties::{
    History, Logs, Property, agreement, leaders_keep, one_value_per_ballot, validity, votes_safe,
    witness,
};
use std::sync::Arc;

impl System for SequencePaxos {
    fn show_history(&self, state: &SequenceState, look: &mut dyn FnMut(&History)) {
        let past = |acceptor: &Arc<SequenceAcceptor>| Past {
            promised: acceptor.promised,
            voted: acceptor.voted.iter().map(|(ballot, entries)| (*ballot, *entries)).collect(),
        };
        let acceptors: Vec<Past> = state.acceptors.iter().map(past).collect();
        let active = state.ballots.keys().filter_map(|b| Some((*b, state.log(*b)?.1.clone())));
        let logs = Logs { kept: Vec::new(), led: active.collect() };
        Past::show(&self.bounds, &acceptors, logs, look);
    }

    fn relevant(&self) -> Vec<Property> {
        vec![
            agreement::PROPERTY,
            validity::PROPERTY,
            one_value_per_ballot::PROPERTY,
            votes_safe::PROPERTY,
            leaders_keep::PROPERTY,
            witness::VALUE_CHOSEN,
            witness::BALLOTS_CONTEND,
        ]
    }

    fn bounds(&self) -> Vec<String> {
        self.bounds.told()
    }

    fn actors(&self, state: &SequenceState) -> Vec<Actor> {
        words::actors(&self.bounds, state)
    }

    fn tell(&self, before: &SequenceState, action: &Self::Action, after: &SequenceState) -> Step {
        let sentence = words::sentence(&self.bounds, before, action);
        let told = telling::step(self, (before, action, after), sentence);
        Step { reference: words::by_the_rules(before, action), ..told }
    }

    fn act(&self, action: &Self::Action) -> Act {
        words::act(action)
    }

    /// First come the acceptors; behind them, for each ballot, whoever leads it.
    fn turn(&self, action: &Self::Action) -> Turn {
        let (Begin(ballot)
        | Promise(_, ballot)
        | Adopt(ballot, _)
        | Append(ballot, _)
        | Vote(_, ballot, _)) = action;
        let round = usize::try_from(ballot.round).expect("few ballots");
        let leader = self.bounds.constants.quorums.acceptors() + round;
        match action {
            Promise(id, _) | Vote(id, ..) => Turn { actor: id.0.into(), from: leader },
            Begin(_) | Adopt(..) | Append(..) => Turn { actor: leader, from: leader },
        }
    }
}
