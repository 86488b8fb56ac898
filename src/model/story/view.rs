//! What actors hold.

use super::{Cast, Heard, LeaderView, LogLearnerView, casts};
use crate::actor::{State, log};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An actor and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Its name, as in `acceptor 2`.
    pub name: String,
    /// Its state.
    pub state: View,
}

/// The state of an actor, by its role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum View {
    /// Of a proposer.
    Proposer {
        /// What it proposes when it is free to.
        wanted: String,
        /// Its current ballot.
        ballot: Option<String>,
        /// The acceptors whose promises it holds.
        promised_by: Vec<String>,
        /// What it has proposed in its current ballot.
        proposed: Option<String>,
        /// The acceptors that have told it that they refuse its current ballot.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refused_by: Vec<String>,
    },
    /// Of an acceptor.
    Acceptor {
        /// The highest ballot that it took part in.
        promised: Option<String>,
        /// Its last vote.
        voted: Option<Cast>,
    },
    /// Of an acceptor that has more than one vote: where nothing is said about messages, or of a log.
    Voter {
        /// The ballot below which it no longer votes.
        promised: Option<String>,
        /// All its votes, by their ballots; of a log the last in each slot.
        votes: Vec<Cast>,
        /// Whether it has stopped for ever.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        stopped: bool,
    },
    /// Of a resource manager, or of a coordinator.
    Manager {
        /// Where it is with the transaction.
        is: String,
        /// The managers of which a coordinator has noted that they have prepared.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        noted: Vec<String>,
        /// Whether it has stopped for ever.
        stopped: bool,
    },
    /// Of an acceptor that keeps a log as one whole.
    Server {
        /// The highest ballot that it took part in.
        promised: Option<String>,
        /// Its log, from the first slot on.
        log: Vec<Cast>,
        /// For each ballot, how much of its leader's log it has acknowledged.
        acknowledged: Vec<Acknowledged>,
    },
    /// Of a proposer of a log.
    Leader(LeaderView),
    /// Of a learner of a log.
    LogLearner(LogLearnerView),
    /// Of a learner.
    Learner {
        /// The votes that it has heard of, and who cast them.
        heard: Vec<Heard>,
        /// What it has learned.
        learned: Option<String>,
        /// The client's read that goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read: Option<Reading>,
    },
}

/// How much of the log of a ballot's leader is acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledged {
    /// The ballot.
    pub ballot: String,
    /// How many entries.
    pub entries: usize,
}

impl fmt::Display for Acknowledged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.entries, self.ballot)
    }
}

/// A read that goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Its number.
    pub number: u64,
    /// The acceptors that have said, in answer to it, that they have not voted.
    pub unvoted: Vec<String>,
}

impl From<&State> for View {
    fn from(state: &State) -> Self {
        match state {
            State::Proposer(proposer) => Self::Proposer {
                wanted: proposer.wanted().to_string(),
                ballot: proposer.record().ballot.map(|ballot| ballot.to_string()),
                promised_by: proposer.promised_by().iter().map(|id| id.to_string()).collect(),
                proposed: proposer.record().proposed.as_ref().map(ToString::to_string),
                refused_by: proposer.refused_by().iter().map(|id| id.to_string()).collect(),
            },
            State::Acceptor(acceptor) => Self::Acceptor {
                promised: acceptor.promised.map(|ballot| ballot.to_string()),
                voted: acceptor.voted.as_ref().map(Cast::from),
            },
            State::Learner(learner) => Self::Learner {
                heard: Heard::all_of(learner, None).collect(),
                learned: learner.learned().map(ToString::to_string),
                read: learner.read().map(|(number, unvoted)| Reading {
                    number,
                    unvoted: unvoted.iter().map(|id| id.to_string()).collect(),
                }),
            },
        }
    }
}

impl From<&log::State> for View {
    fn from(state: &log::State) -> Self {
        match state {
            log::State::Leader(leader) => Self::Leader(leader.into()),
            log::State::Acceptor(acceptor) => Self::Voter {
                promised: acceptor.promised.map(|ballot| ballot.to_string()),
                votes: casts(&acceptor.votes),
                stopped: false,
            },
            log::State::Learner(learner) => Self::LogLearner(learner.into()),
        }
    }
}

impl fmt::Display for View {
    /// Says what an actor has done and holds, in a few words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proposer { ballot: None, wanted, .. } => write!(f, "wants {wanted}"),
            Self::Proposer { ballot: Some(ballot), proposed: Some(value), refused_by, .. } => {
                write!(f, "has proposed {value} at {ballot}{}", refused_text(refused_by))
            }
            Self::Proposer { ballot: Some(ballot), wanted, promised_by, refused_by, .. } => {
                let promises = match &promised_by[..] {
                    [] => "no promise".to_string(),
                    acceptors => format!("promises of {}", acceptors.join(", ")),
                };
                let refused = refused_text(refused_by);
                write!(f, "has begun {ballot}, holds {promises}{refused}, wants {wanted}")
            }
            Self::Acceptor { promised: None, .. }
            | Self::Voter { promised: None, stopped: false, .. }
            | Self::Server { promised: None, .. } => f.write_str("has promised nothing"),
            Self::Manager { is, noted, stopped } => {
                f.write_str(is)?;
                if !noted.is_empty() {
                    write!(f, ", knows that {} prepared", listed(noted))?;
                }
                f.write_str(if *stopped { ", has stopped" } else { "" })
            }
            Self::Server { promised: Some(promised), log, acknowledged } => {
                write!(f, "promised {promised}, {}", log_text(log))?;
                match &acknowledged[..] {
                    [] => Ok(()),
                    all => write!(f, ", acknowledged {}", listed(all)),
                }
            }
            Self::Acceptor { promised: Some(promised), voted: None } => {
                write!(f, "promised {promised}, has not voted")
            }
            Self::Voter { promised, votes, stopped } => {
                match promised {
                    None => f.write_str("has promised nothing")?,
                    Some(promised) => write!(f, "promised {promised}, ")?,
                }
                match (promised, &votes[..]) {
                    (None, _) => {}
                    (_, []) => f.write_str("has not voted")?,
                    (_, votes) => {
                        let votes: Vec<_> = votes.iter().map(ToString::to_string).collect();
                        write!(f, "voted for {}", votes.join(" and "))?;
                    }
                }
                f.write_str(if *stopped { ", has stopped" } else { "" })
            }
            Self::Acceptor { promised: Some(promised), voted: Some(vote) } => {
                write!(f, "promised {promised}, voted for {vote}")
            }
            Self::Leader(leader) => write!(f, "{leader}"),
            Self::LogLearner(learner) => write!(f, "{learner}"),
            Self::Learner { learned: Some(value), .. } => write!(f, "has learned {value}"),
            Self::Learner { heard, learned: None, read } => {
                let heard: Vec<String> = heard.iter().map(ToString::to_string).collect();
                let heard = heard.join("; ");
                let nothing = || "nothing".to_string();
                let heard = Some(heard).filter(|heard| !heard.is_empty()).unwrap_or_else(nothing);
                write!(f, "has heard {heard}")?;
                match read {
                    None => Ok(()),
                    Some(Reading { number, unvoted }) if unvoted.is_empty() => {
                        write!(f, "; read {number} goes on")
                    }
                    Some(Reading { number, unvoted }) => {
                        write!(f, "; in read {number} not voted: {}", unvoted.join(", "))
                    }
                }
            }
        }
    }
}

/// What stands in a log.
fn log_text(log: &[Cast]) -> String {
    match log {
        [] => "log empty".to_string(),
        log => format!("log {}", listed(log)),
    }
}

/// One after the other.
fn listed(all: &[impl fmt::Display]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl View {
    /// Whether an actor has stopped for ever.
    pub fn has_stopped(&self) -> bool {
        matches!(self, Self::Voter { stopped: true, .. } | Self::Manager { stopped: true, .. })
    }

    /// The highest ballot that an acceptor took part in.
    pub fn promised(&self) -> Option<&str> {
        match self {
            Self::Acceptor { promised, .. }
            | Self::Voter { promised, .. }
            | Self::Server { promised, .. } => promised.as_deref(),
            Self::Proposer { .. }
            | Self::Manager { .. }
            | Self::Leader(_)
            | Self::LogLearner(_)
            | Self::Learner { .. } => None,
        }
    }
}

/// Who has refused a ballot, if anybody has.
fn refused_text(refused_by: &[String]) -> String {
    match refused_by {
        [] => String::new(),
        acceptors => format!(", refused by {}", acceptors.join(", ")),
    }
}
