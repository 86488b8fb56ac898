//! The actions of the abstract model, for data and for people.

use super::state::MessageSetAction::{self, Phase1a, Phase1b, Phase2a, Phase2b};
use super::state::MessageSetState;
use crate::actor::State;
use crate::model::story::{self, Act, Actor, View};

/// An action by its stable name.
pub(super) fn act(action: &MessageSetAction) -> Act {
    match action {
        Phase1a(ballot) => Act::Phase1a { ballot: ballot.to_string() },
        Phase1b(id, ballot) => {
            Act::Phase1b { acceptor: format!("acceptor {id}"), ballot: ballot.to_string() }
        }
        Phase2a(ballot, value) => {
            Act::Phase2a { ballot: ballot.to_string(), value: value.to_string(), slot: None }
        }
        Phase2b(id, ballot, value) => Act::Phase2b {
            acceptor: format!("acceptor {id}"),
            ballot: ballot.to_string(),
            value: value.to_string(),
            slot: None,
        },
    }
}

/// What an action means in the state in which it is taken.
pub(super) fn sentence(before: &MessageSetState, action: &MessageSetAction) -> String {
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

/// The acceptors of a state.
pub(super) fn actors(state: &MessageSetState) -> Vec<Actor> {
    let view = |(acceptor, number): (&_, usize)| Actor {
        name: format!("acceptor {number}"),
        state: View::from(&State::Acceptor(Clone::clone(acceptor))),
    };
    state.acceptors.iter().zip(1..).map(view).collect()
}
