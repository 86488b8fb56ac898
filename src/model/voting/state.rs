//! The states of the voting model, and its actions.

use crate::paxos::{AcceptorId, Ballot, Value, Vote};
use std::collections::BTreeSet;

/// An acceptor, as far as its votes matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Voter {
    /// The ballot below which it no longer votes; `maxBal` in the spec.
    pub promised: Option<Ballot>,
    /// Its votes, of which it casts at most one in a ballot.
    pub votes: BTreeSet<Vote>,
}

impl Voter {
    /// Its vote in a ballot.
    pub(super) fn vote_at(&self, ballot: Ballot) -> Option<&Vote> {
        self.votes.iter().find(|vote| vote.ballot == ballot)
    }

    /// Its highest vote below a ballot.
    pub(super) fn vote_below(&self, ballot: Ballot) -> Option<&Vote> {
        self.votes.iter().rfind(|vote| vote.ballot < ballot)
    }
}

/// The state: every acceptor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VotingState {
    /// The acceptors, in order.
    pub acceptors: Vec<Voter>,
}

/// The two actions of the specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VotingAction {
    /// The acceptor promises to vote in no ballot below this one any more.
    IncreaseMaxBal(AcceptorId, Ballot),
    /// The acceptor votes for the value in this ballot.
    VoteFor(AcceptorId, Ballot, Value),
}
