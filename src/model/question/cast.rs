//! What a question can be about: who takes part in a model, and what can come up in it.

use crate::paxos::{AcceptorId, Ballot, ProposerId, Value};
use std::fmt;

/// Who takes part in a model, and what can come up in it. Names in a question are looked up here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    /// How many acceptors there are.
    pub acceptors: usize,
    /// For each proposer, the ballots that it can begin; nobody, where ballots belong to nobody.
    pub proposers: Vec<Vec<Ballot>>,
    /// How many learners there are.
    pub learners: usize,
    /// Every ballot that can begin, in order.
    pub ballots: Vec<Ballot>,
    /// Every value that can be proposed.
    pub values: Vec<Value>,
    /// Whether there are proposals, or votes alone.
    pub has_proposals: bool,
}

/// Those who have the same part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Group {
    Acceptors,
    Proposers,
    Learners,
}

impl Cast {
    /// How many there are of a group.
    pub(super) fn size(&self, group: Group) -> usize {
        match group {
            Group::Acceptors => self.acceptors,
            Group::Proposers => self.proposers.len(),
            Group::Learners => self.learners,
        }
    }
}

impl Group {
    /// The group of a word such as `acceptor` or `acceptors`.
    pub(super) fn of(word: &str) -> Option<Self> {
        let groups = [Self::Acceptors, Self::Proposers, Self::Learners];
        groups.into_iter().find(|group| word == group.one() || word == group.to_string())
    }

    /// One of them.
    pub(super) fn one(self) -> &'static str {
        match self {
            Self::Acceptors => "acceptor",
            Self::Proposers => "proposer",
            Self::Learners => "learner",
        }
    }

    /// The name of one of them, counted from 0, within the group.
    pub(super) fn name(self, number: usize) -> String {
        let small = "there are no more than a few actors";
        match self {
            Self::Acceptors => AcceptorId(u8::try_from(number).expect(small)).to_string(),
            Self::Proposers => ProposerId(u16::try_from(number).expect(small)).to_string(),
            Self::Learners => (number + 1).to_string(),
        }
    }
}

impl fmt::Display for Group {
    /// Writes what they are called together, as in `acceptors`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.one())
    }
}
