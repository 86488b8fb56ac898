//! What the roles say to each other.

use super::Ballot;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// A value that may be proposed and chosen: any text. Cheap to clone: a short one is copied, so threads that search the
/// same model do not wait for each other at a count of references.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Value(SmolStr);

impl Value {
    /// The text of the value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<SmolStr>> From<T> for Value {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A vote: in this ballot, for this value. PMS calls it an accepted proposal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Vote {
    /// The ballot in which the vote was cast.
    pub ballot: Ballot,
    /// The value proposed in that ballot.
    pub value: Value,
}

/// The four messages of Paxos.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Message {
    /// Phase 1a, from a proposer to acceptors: vote in no ballot below this one, and report the
    /// last vote that you cast.
    Prepare {
        /// The ballot that the proposer begins.
        ballot: Ballot,
    },
    /// Phase 1b, from an acceptor to the proposer of the ballot: the promise, and the report.
    Promise {
        /// The ballot of the prepare that this answers.
        ballot: Ballot,
        /// The acceptor's last vote, cast below the ballot; none if it has not voted.
        vote: Option<Vote>,
    },
    /// Phase 2a, from a proposer to acceptors: vote for this value in this ballot.
    Accept {
        /// The proposer's ballot.
        ballot: Ballot,
        /// The only value ever proposed in it.
        value: Value,
    },
    /// Phase 2b, from an acceptor to learners: it has cast this vote.
    Accepted(Vote),
}

impl Message {
    /// The ballot that the message belongs to.
    pub fn ballot(&self) -> Ballot {
        match self {
            Self::Prepare { ballot }
            | Self::Promise { ballot, .. }
            | Self::Accept { ballot, .. }
            | Self::Accepted(Vote { ballot, .. }) => *ballot,
        }
    }
}
