//! Messages and durable state, as they stand in a log.

use super::names::As;
use crate::actor::Msg;
use crate::paxos::{Acceptor, Ballot, Durable, Message, ProposerRecord, Value, Vote};
use serde::{Deserialize, Serialize};

/// A value in a ballot: proposed, or voted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The ballot.
    pub ballot: As<Ballot>,
    /// The value.
    pub value: Value,
}

impl From<&Vote> for Cast {
    fn from(Vote { ballot, value }: &Vote) -> Self {
        Self { ballot: As(*ballot), value: value.clone() }
    }
}

impl From<Cast> for Vote {
    fn from(Cast { ballot, value }: Cast) -> Self {
        Self { ballot: ballot.0, value }
    }
}

/// What one actor says to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// Phase 1a.
    Prepare(As<Ballot>),
    /// Phase 1b.
    Promise {
        /// The ballot that is promised.
        ballot: As<Ballot>,
        /// The vote that is reported.
        vote: Option<Cast>,
    },
    /// Phase 2a.
    Accept(Cast),
    /// Phase 2b.
    Accepted(Cast),
    /// A learner asks for a vote, or for what another has learned.
    Query,
    /// Somebody reads, under this number.
    Read(As<u64>),
    /// The answer to a read of this number: not voted.
    Unvoted(As<u64>),
    /// An acceptor does not answer.
    Refused {
        /// In this ballot,
        ballot: As<Ballot>,
        /// for the sake of this one.
        promised: As<Ballot>,
    },
    /// A learner has learned this value.
    Learned(Value),
}

impl From<&Msg> for Said {
    fn from(msg: &Msg) -> Self {
        match msg {
            Msg::Paxos(Message::Prepare { ballot }) => Self::Prepare(As(*ballot)),
            Msg::Paxos(Message::Promise { ballot, vote }) => {
                Self::Promise { ballot: As(*ballot), vote: vote.as_ref().map(Cast::from) }
            }
            Msg::Paxos(Message::Accept { ballot, value }) => {
                Self::Accept(Cast { ballot: As(*ballot), value: value.clone() })
            }
            Msg::Paxos(Message::Accepted(vote)) => Self::Accepted(vote.into()),
            Msg::Query => Self::Query,
            Msg::Read { number } => Self::Read(As(*number)),
            Msg::Unvoted { number } => Self::Unvoted(As(*number)),
            Msg::Refused { ballot, promised } => {
                Self::Refused { ballot: As(*ballot), promised: As(*promised) }
            }
            Msg::Learned { value } => Self::Learned(value.clone()),
        }
    }
}

impl From<Said> for Msg {
    fn from(said: Said) -> Self {
        match said {
            Said::Prepare(ballot) => Self::Paxos(Message::Prepare { ballot: ballot.0 }),
            Said::Promise { ballot, vote } => {
                Self::Paxos(Message::Promise { ballot: ballot.0, vote: vote.map(Vote::from) })
            }
            Said::Accept(Cast { ballot, value }) => {
                Self::Paxos(Message::Accept { ballot: ballot.0, value })
            }
            Said::Accepted(cast) => Self::Paxos(Message::Accepted(cast.into())),
            Said::Query => Self::Query,
            Said::Read(number) => Self::Read { number: number.0 },
            Said::Unvoted(number) => Self::Unvoted { number: number.0 },
            Said::Refused { ballot, promised } => {
                Self::Refused { ballot: ballot.0, promised: promised.0 }
            }
            Said::Learned(value) => Self::Learned { value },
        }
    }
}

/// What an actor has durable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kept {
    /// An acceptor.
    Acceptor {
        /// The highest ballot that it has taken part in.
        promised: Option<As<Ballot>>,
        /// Its last vote.
        voted: Option<Cast>,
    },
    /// A proposer.
    Proposer {
        /// The last ballot that it has begun.
        ballot: Option<As<Ballot>>,
        /// What it has proposed in it.
        proposed: Option<Value>,
    },
    /// A learner.
    Learner {
        /// What it has learned.
        learned: Value,
    },
}

impl From<&Durable> for Kept {
    fn from(durable: &Durable) -> Self {
        match durable {
            Durable::Acceptor(Acceptor { promised, voted }) => {
                Self::Acceptor { promised: promised.map(As), voted: voted.as_ref().map(Cast::from) }
            }
            Durable::Proposer(ProposerRecord { ballot, proposed }) => {
                Self::Proposer { ballot: ballot.map(As), proposed: proposed.clone() }
            }
            Durable::Learner(value) => Self::Learner { learned: value.clone() },
        }
    }
}

impl From<Kept> for Durable {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Acceptor { promised, voted } => Self::Acceptor(Acceptor {
                promised: promised.map(|ballot| ballot.0),
                voted: voted.map(Vote::from),
            }),
            Kept::Proposer { ballot, proposed } => {
                Self::Proposer(ProposerRecord { ballot: ballot.map(|ballot| ballot.0), proposed })
            }
            Kept::Learner { learned } => Self::Learner(learned),
        }
    }
}
