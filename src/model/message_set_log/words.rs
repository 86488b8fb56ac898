//! The abstract log in words, for data and for people.

use super::state::LogAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::LogState;
use crate::actor::log::State;
use crate::model::story::{Act, Actor, View, casts};
use crate::paxos::{AcceptorId, LogAcceptor, LogMessage, Votes};

/// An action by its stable name.
pub(super) fn act(action: &LogAction) -> Act {
    let acceptor = |id: &AcceptorId| format!("acceptor {id}");
    match action {
        Phase1a(ballot) => Act::Phase1a { ballot: ballot.to_string() },
        Phase1b(id, ballot) => Act::Phase1b { acceptor: acceptor(id), ballot: ballot.to_string() },
        Phase2a(slot, ballot, value) => Act::Phase2a {
            ballot: ballot.to_string(),
            value: value.to_string(),
            slot: Some(slot.to_string()),
        },
        Phase2b(id, slot, ballot, value) => Act::Phase2b {
            acceptor: acceptor(id),
            ballot: ballot.to_string(),
            value: value.to_string(),
            slot: Some(slot.to_string()),
        },
    }
}

/// An action in a few words.
pub(super) fn action(action: &LogAction) -> String {
    match action {
        Phase1a(ballot) => format!("ballot {ballot} begins"),
        Phase1b(id, ballot) => format!("acceptor {id} receives prepare {ballot}"),
        Phase2a(slot, ballot, value) => format!("{value} is proposed at {ballot} in slot {slot}"),
        Phase2b(id, slot, ballot, value) => {
            format!("acceptor {id} receives accept {value} at {ballot} in slot {slot}")
        }
    }
}

/// What an action means, by which it came to a state.
pub(super) fn sentence(action: &LogAction, after: &LogState) -> String {
    match action {
        Phase1a(_) | Phase2a(..) => self::action(action),
        Phase1b(id, ballot) => {
            let promise = after.sent.iter().find_map(|(from, message)| match message {
                LogMessage::Promise { ballot: b, votes } if from == &Some(*id) && b == ballot => {
                    Some(votes)
                }
                _ => None,
            });
            let report = promise.map_or_else(String::new, report);
            format!("acceptor {id} promises {ballot} {report}")
        }
        Phase2b(id, slot, ballot, value) => {
            format!("acceptor {id} votes for {value} at {ballot} in slot {slot}")
        }
    }
}

/// What a promise says of an acceptor's votes.
pub(in crate::model) fn report(votes: &Votes) -> String {
    match votes.len() {
        0 => "and reports no vote".to_string(),
        1 => format!("and reports its vote for {}", listed(votes)),
        _ => format!("and reports its votes for {}", listed(votes)),
    }
}

fn listed(votes: &Votes) -> String {
    let votes: Vec<String> = casts(votes).iter().map(ToString::to_string).collect();
    votes.join(" and ")
}

/// The acceptors of a state.
pub(super) fn actors(state: &LogState) -> Vec<Actor> {
    let view = |(acceptor, number): (&LogAcceptor, usize)| Actor {
        name: format!("acceptor {number}"),
        state: View::from(&State::Acceptor(acceptor.clone())),
    };
    state.acceptors.iter().zip(1..).map(view).collect()
}
