//! What actors say to each other.

use crate::actor::Msg;
use crate::paxos::{Ballot, LogMessage, Message, Slot, Vote, Votes};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A message, by its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// Phase 1a.
    Prepare {
        /// The ballot that begins.
        ballot: String,
    },
    /// Phase 1b.
    Promise {
        /// The ballot promised.
        ballot: String,
        /// The last vote reported.
        vote: Option<Cast>,
    },
    /// Phase 1b of a log.
    LogPromise {
        /// The ballot promised.
        ballot: String,
        /// The last vote in every slot in which there is one.
        votes: Vec<Cast>,
    },
    /// Phase 2a.
    Accept(Cast),
    /// Phase 2b.
    Accepted(Cast),
    /// A learner's question.
    Query,
    /// A client's question, passed on by a learner.
    Read {
        /// The number of the read.
        read: u64,
    },
    /// An acceptor has not voted.
    Unvoted {
        /// The number of the read that this answers.
        read: u64,
    },
    /// An acceptor does not answer, and says why.
    Refused {
        /// The ballot refused.
        ballot: String,
        /// The higher ballot that it has promised.
        promised: String,
    },
    /// A learner tells another what is chosen.
    Learned {
        /// The value.
        value: String,
    },
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prepare { ballot } => write!(f, "prepare {ballot}"),
            Self::Promise { ballot, vote: None } => write!(f, "promise {ballot}, no vote"),
            Self::Promise { ballot, vote: Some(vote) } => {
                write!(f, "promise {ballot}, vote {vote}")
            }
            Self::LogPromise { ballot, votes } => match &votes[..] {
                [] => write!(f, "promise {ballot}, no vote"),
                [vote] => write!(f, "promise {ballot}, vote {vote}"),
                votes => {
                    let votes: Vec<String> = votes.iter().map(ToString::to_string).collect();
                    write!(f, "promise {ballot}, votes {}", votes.join(" and "))
                }
            },
            Self::Accept(cast) => write!(f, "accept {cast}"),
            Self::Accepted(cast) => write!(f, "accepted {cast}"),
            Self::Query => f.write_str("query"),
            Self::Read { read } => write!(f, "read {read}"),
            Self::Unvoted { read } => write!(f, "unvoted, read {read}"),
            Self::Refused { ballot, promised } => {
                write!(f, "refused {ballot}, promised {promised}")
            }
            Self::Learned { value } => write!(f, "learned {value}"),
        }
    }
}

impl Said {
    /// The ballot that it is about, if it is about one.
    pub fn ballot(&self) -> Option<&str> {
        match self {
            Self::Prepare { ballot }
            | Self::Promise { ballot, .. }
            | Self::LogPromise { ballot, .. }
            | Self::Refused { ballot, .. } => Some(ballot),
            Self::Accept(cast) | Self::Accepted(cast) => Some(&cast.ballot),
            Self::Query | Self::Read { .. } | Self::Unvoted { .. } | Self::Learned { .. } => None,
        }
    }
}

/// A ballot and a value: a vote cast, or one asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The ballot.
    pub ballot: String,
    /// The value.
    pub value: String,
    /// The slot of a log, counted from 1; none where there is one decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
}

impl From<&Vote> for Cast {
    fn from(vote: &Vote) -> Self {
        Self { ballot: vote.ballot.to_string(), value: vote.value.to_string(), slot: None }
    }
}

impl Cast {
    /// The same in a slot of a log, if it is of one.
    #[must_use]
    pub fn in_slot(self, slot: Option<Slot>) -> Self {
        Self { slot: slot.map(|slot| slot.to_string()), ..self }
    }
}

impl From<&Msg> for Said {
    fn from(msg: &Msg) -> Self {
        match msg {
            Msg::Paxos(Message::Prepare { ballot }) => Self::Prepare { ballot: ballot.to_string() },
            Msg::Paxos(Message::Promise { ballot, vote }) => {
                Self::Promise { ballot: ballot.to_string(), vote: vote.as_ref().map(Cast::from) }
            }
            Msg::Paxos(Message::Accept { ballot, value }) => Self::Accept(Cast {
                ballot: ballot.to_string(),
                value: value.to_string(),
                slot: None,
            }),
            Msg::Paxos(Message::Accepted(vote)) => Self::Accepted(vote.into()),
            Msg::Query => Self::Query,
            Msg::Read { number } => Self::Read { read: *number },
            Msg::Unvoted { number } => Self::Unvoted { read: *number },
            Msg::Refused { ballot, promised } => {
                Self::Refused { ballot: ballot.to_string(), promised: promised.to_string() }
            }
            Msg::Learned { value } => Self::Learned { value: value.to_string() },
        }
    }
}

impl From<&LogMessage> for Said {
    fn from(msg: &LogMessage) -> Self {
        match msg {
            LogMessage::Prepare { ballot } => Self::Prepare { ballot: ballot.to_string() },
            LogMessage::Promise { ballot, votes } => {
                Self::LogPromise { ballot: ballot.to_string(), votes: casts(votes) }
            }
            LogMessage::Accept { slot, ballot, value } => {
                let vote = Vote { ballot: *ballot, value: value.clone() };
                Self::Accept(Cast::from(&vote).in_slot(Some(*slot)))
            }
            LogMessage::Accepted { slot, vote } => {
                Self::Accepted(Cast::from(vote).in_slot(Some(*slot)))
            }
        }
    }
}

/// The votes of a log, each with its slot.
pub(in crate::model) fn casts(votes: &Votes) -> Vec<Cast> {
    votes.iter().map(|(slot, vote)| Cast::from(vote).in_slot(Some(*slot))).collect()
}

impl fmt::Display for Cast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.value, self.ballot)?;
        self.slot.as_ref().map_or(Ok(()), |slot| write!(f, " in slot {slot}"))
    }
}

/// A vote in a sentence: `8 at 1.A`.
pub(in crate::model) fn vote_text(vote: &Vote) -> String {
    format!("{} at {}", vote.value, vote.ballot)
}

/// What a promise says of an acceptor's last vote.
fn report_text(vote: Option<&Vote>) -> String {
    vote.map_or_else(
        || "and reports no vote".to_string(),
        |vote| format!("and reports its vote for {}", vote_text(vote)),
    )
}

/// A promise in a sentence.
pub(in crate::model) fn promise_text(
    acceptor: &str,
    ballot: Ballot,
    vote: Option<&Vote>,
) -> String {
    format!("{acceptor} promises {ballot} {}", report_text(vote))
}

/// A message in a few words.
pub(in crate::model) fn message_text(msg: &Msg) -> String {
    Said::from(msg).to_string()
}
