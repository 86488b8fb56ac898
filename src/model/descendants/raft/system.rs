//! Raft as a finite system, of which the state is the history.

use super::model::Raft;
use super::state::RaftAction::{Acknowledge, Append, Stand, Support};
use super::state::{RaftState, Server};
use super::words;
use crate::model::descendants::past::Past;
use crate::model::story::{Act, Actor, Step};
use crate::model::system::{System, Turn};
use crate::model::telling;
use crate::paxos::{Ballot, Value, Vote};
use crate::properties::{
    History, Logs, Property, agreement, leaders_keep, logs_match, one_value_per_ballot, validity,
    votes_safe, witness,
};
use std::sync::Arc;

impl Raft {
    /// For each ballot in which an acceptor has voted, for how many entries of the leader's log.
    fn voted(&self, state: &RaftState, server: &Server) -> Vec<(Ballot, usize)> {
        let voted = server.acknowledged.iter().filter_map(|(ballot, entries)| {
            let acknowledged = &state.terms.get(ballot)?.log[..*entries];
            Some((*ballot, (self.rules.votes)(acknowledged, *ballot)))
        });
        voted.collect()
    }
}

fn values(log: &[Vote]) -> Vec<Value> {
    log.iter().map(|entry| entry.value.clone()).collect()
}

impl System for Raft {
    fn show_history(&self, state: &RaftState, look: &mut dyn FnMut(&History)) {
        let past = |server: &Arc<Server>| Past {
            promised: server.promised,
            voted: self.voted(state, server),
        };
        let acceptors: Vec<Past> = state.servers.iter().map(past).collect();
        let led = state.terms.keys().filter_map(|b| Some((*b, values(&self.led(state, *b)?.log))));
        let kept = state.servers.iter().map(|server| server.log.clone());
        let logs = Logs { kept: kept.collect(), led: led.collect() };
        Past::show(&self.bounds, &acceptors, logs, look);
    }

    fn relevant(&self) -> Vec<Property> {
        vec![
            agreement::PROPERTY,
            validity::PROPERTY,
            one_value_per_ballot::PROPERTY,
            votes_safe::PROPERTY,
            leaders_keep::PROPERTY,
            logs_match::PROPERTY,
            witness::VALUE_CHOSEN,
            witness::BALLOTS_CONTEND,
        ]
    }

    fn bounds(&self) -> Vec<String> {
        self.bounds.told()
    }

    fn actors(&self, state: &RaftState) -> Vec<Actor> {
        words::actors(&self.bounds, state)
    }

    fn tell(&self, before: &RaftState, action: &Self::Action, after: &RaftState) -> Step {
        let told = telling::step(
            self,
            (before, action, after),
            words::sentence(&self.rules, before, action),
        );
        Step { reference: words::by_the_rules(&self.rules, before, action), ..told }
    }

    fn act(&self, action: &Self::Action) -> Act {
        words::act(action)
    }

    /// First come the acceptors; behind them, for each ballot, whoever leads it, as far as others hear him.
    fn turn(&self, action: &Self::Action) -> Turn {
        let leader = |ballot: &Ballot| {
            let round = usize::try_from(ballot.round).expect("few ballots");
            self.bounds.constants.quorums.acceptors() + round
        };
        match action {
            Stand(id, _) | Append(id, ..) => Turn { actor: id.0.into(), from: id.0.into() },
            Support(id, ballot) | Acknowledge(id, ballot, _) => {
                Turn { actor: id.0.into(), from: leader(ballot) }
            }
        }
    }
}
