//! The voting model in words, for data and for people.

use super::rules::Shown;
use super::state::VotingAction::{self, IncreaseMaxBal, VoteFor};
use super::state::{Voter, VotingState};
use crate::model::story::{Act, Actor, Cast, View, vote_text};

/// An action by its stable name.
pub(super) fn act(action: &VotingAction) -> Act {
    match action {
        IncreaseMaxBal(id, ballot) => {
            Act::IncreaseMaxBal { acceptor: format!("acceptor {id}"), ballot: ballot.to_string() }
        }
        VoteFor(id, ballot, value) => Act::Vote {
            acceptor: format!("acceptor {id}"),
            ballot: ballot.to_string(),
            value: value.to_string(),
        },
    }
}

/// An action in a few words.
pub(super) fn action(action: &VotingAction) -> String {
    match action {
        IncreaseMaxBal(id, ballot) => {
            format!("acceptor {id} promises to vote in no ballot below {ballot}")
        }
        VoteFor(id, ballot, value) => format!("acceptor {id} votes for {value} at {ballot}"),
    }
}

/// A vote, and why it may be cast.
pub(super) fn vote(vote: &VotingAction, shown: &Shown) -> String {
    let vote = action(vote);
    match shown {
        Shown::Lowest => format!("{vote}, the lowest ballot"),
        Shown::ByQuorum(quorum, None) => {
            format!("{vote}: {quorum} left all lower ballots, and never voted there")
        }
        Shown::ByQuorum(quorum, Some(highest)) => {
            let highest = vote_text(highest);
            format!("{vote}: {quorum} left all lower ballots, and voted there last for {highest}")
        }
    }
}

/// The acceptors of a state.
pub(super) fn actors(state: &VotingState) -> Vec<Actor> {
    let view = |(voter, number): (&Voter, usize)| Actor {
        name: format!("acceptor {number}"),
        state: View::Voter {
            promised: voter.promised.map(|ballot| ballot.to_string()),
            votes: voter.votes.iter().map(Cast::from).collect(),
            stopped: false,
        },
    };
    state.acceptors.iter().zip(1..).map(view).collect()
}
