//! A run in words: what a reader, a file or a picture is told of it. Names stand for ids throughout,
//! so that a story keeps its meaning when ids or the order of actions change.

use crate::actor::{Msg, State};
use crate::paxos::{Ballot, Message, Vote};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A run, told from its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Every actor as it begins.
    pub start: Vec<Actor>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happened, precisely.
    pub action: Act,
    /// What it meant, as a sentence.
    pub text: String,
    /// What the reference would have done in its place, where that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The messages that are on their way since then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<Sent>,
    /// The actors whose state it changed, as they are now.
    pub changed: Vec<Actor>,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The sender's name.
    pub from: String,
    /// The recipient's name.
    pub to: String,
    /// What it says.
    pub message: Said,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// A message arrives.
    Deliver {
        /// The sender's name.
        from: String,
        /// The recipient's name.
        to: String,
        /// What it says.
        message: Said,
    },
    /// A timer fires.
    Timeout {
        /// Whose timer.
        actor: String,
        /// Which of its timers.
        timer: String,
    },
    /// What an actor has saved becomes durable, on a disk that caches.
    Sync {
        /// Whose disk.
        actor: String,
    },
    /// A process crashes and starts again from what it has saved.
    Crash {
        /// The actors of the process.
        actors: Vec<String>,
    },
    /// A partition heals.
    Heal,
    /// A message is altered on its way.
    Alter {
        /// The sender's name.
        from: String,
        /// The recipient's name.
        to: String,
        /// What it said.
        message: Said,
        /// What it says now; none, if the recipient notices and drops it.
        altered: Option<Said>,
    },
    /// In the abstract model: some leader begins a ballot.
    Phase1a {
        /// The ballot.
        ballot: String,
    },
    /// In the abstract model: an acceptor answers a prepare.
    Phase1b {
        /// The acceptor's name.
        acceptor: String,
        /// The ballot promised.
        ballot: String,
    },
    /// In the abstract model: some leader proposes a value.
    Phase2a {
        /// The ballot.
        ballot: String,
        /// The value.
        value: String,
    },
    /// In the abstract model: an acceptor votes.
    Phase2b {
        /// The acceptor's name.
        acceptor: String,
        /// The ballot of the vote.
        ballot: String,
        /// The value voted for.
        value: String,
    },
    /// Where nothing is said about messages: an acceptor promises to vote in no lower ballot any more.
    IncreaseMaxBal {
        /// The acceptor's name.
        acceptor: String,
        /// The lowest ballot in which it still votes.
        ballot: String,
    },
    /// Where nothing is said about messages: an acceptor votes.
    Vote {
        /// The acceptor's name.
        acceptor: String,
        /// The ballot of the vote.
        ballot: String,
        /// The value voted for.
        value: String,
    },
}

impl Act {
    /// The names of those who do something in it.
    pub fn actors(&self) -> Vec<&str> {
        match self {
            Self::Deliver { to, .. } => vec![to],
            Self::Timeout { actor, .. } | Self::Sync { actor } => vec![actor],
            Self::Phase1b { acceptor, .. }
            | Self::Phase2b { acceptor, .. }
            | Self::IncreaseMaxBal { acceptor, .. }
            | Self::Vote { acceptor, .. } => vec![acceptor],
            Self::Crash { actors } => actors.iter().map(String::as_str).collect(),
            Self::Heal | Self::Alter { .. } | Self::Phase1a { .. } | Self::Phase2a { .. } => {
                Vec::new()
            }
        }
    }
}

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
    /// Phase 2a.
    Accept(Cast),
    /// Phase 2b.
    Accepted(Cast),
    /// A learner's question.
    Query,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prepare { ballot } => write!(f, "prepare {ballot}"),
            Self::Promise { ballot, vote: None } => write!(f, "promise {ballot}, no vote"),
            Self::Promise { ballot, vote: Some(vote) } => {
                write!(f, "promise {ballot}, vote {vote}")
            }
            Self::Accept(cast) => write!(f, "accept {cast}"),
            Self::Accepted(cast) => write!(f, "accepted {cast}"),
            Self::Query => f.write_str("query"),
        }
    }
}

impl Said {
    /// The ballot that it is about, if it is about one.
    pub fn ballot(&self) -> Option<&str> {
        match self {
            Self::Prepare { ballot } | Self::Promise { ballot, .. } => Some(ballot),
            Self::Accept(cast) | Self::Accepted(cast) => Some(&cast.ballot),
            Self::Query => None,
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
}

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
    },
    /// Of an acceptor.
    Acceptor {
        /// The highest ballot that it took part in.
        promised: Option<String>,
        /// Its last vote.
        voted: Option<Cast>,
    },
    /// Of an acceptor where nothing is said about messages.
    Voter {
        /// The ballot below which it no longer votes.
        promised: Option<String>,
        /// All its votes, by their ballots.
        votes: Vec<Cast>,
    },
    /// Of a learner.
    Learner {
        /// The votes that it has heard of, and who cast them.
        heard: Vec<Heard>,
        /// What it has learned.
        learned: Option<String>,
    },
}

/// A vote that a learner has heard of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// The vote.
    pub vote: Cast,
    /// The acceptors known to have cast it.
    pub voters: Vec<String>,
}

impl From<&Vote> for Cast {
    fn from(vote: &Vote) -> Self {
        Self { ballot: vote.ballot.to_string(), value: vote.value.to_string() }
    }
}

impl From<&Msg> for Said {
    fn from(msg: &Msg) -> Self {
        match msg {
            Msg::Paxos(Message::Prepare { ballot }) => Self::Prepare { ballot: ballot.to_string() },
            Msg::Paxos(Message::Promise { ballot, vote }) => {
                Self::Promise { ballot: ballot.to_string(), vote: vote.as_ref().map(Cast::from) }
            }
            Msg::Paxos(Message::Accept { ballot, value }) => {
                Self::Accept(Cast { ballot: ballot.to_string(), value: value.to_string() })
            }
            Msg::Paxos(Message::Accepted(vote)) => Self::Accepted(vote.into()),
            Msg::Query => Self::Query,
        }
    }
}

impl From<&State> for View {
    fn from(state: &State) -> Self {
        match state {
            State::Proposer(proposer) => Self::Proposer {
                wanted: proposer.wanted().to_string(),
                ballot: proposer.record().ballot.map(|ballot| ballot.to_string()),
                promised_by: proposer.promised_by().iter().map(|id| id.to_string()).collect(),
                proposed: proposer.record().proposed.as_ref().map(ToString::to_string),
            },
            State::Acceptor(acceptor) => Self::Acceptor {
                promised: acceptor.promised.map(|ballot| ballot.to_string()),
                voted: acceptor.voted.as_ref().map(Cast::from),
            },
            State::Learner(learner) => Self::Learner {
                heard: learner
                    .heard()
                    .map(|(vote, voters)| Heard {
                        vote: vote.into(),
                        voters: voters.iter().map(|id| id.to_string()).collect(),
                    })
                    .collect(),
                learned: learner.learned().map(ToString::to_string),
            },
        }
    }
}

impl fmt::Display for Cast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.value, self.ballot)
    }
}

impl fmt::Display for View {
    /// Says what an actor has done and holds, in a few words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proposer { ballot: None, wanted, .. } => write!(f, "wants {wanted}"),
            Self::Proposer { ballot: Some(ballot), proposed: Some(value), .. } => {
                write!(f, "has proposed {value} at {ballot}")
            }
            Self::Proposer { ballot: Some(ballot), wanted, promised_by, .. } => {
                let promises = match &promised_by[..] {
                    [] => "no promise".to_string(),
                    acceptors => format!("promises of {}", acceptors.join(", ")),
                };
                write!(f, "has begun {ballot}, holds {promises}, wants {wanted}")
            }
            Self::Acceptor { promised: None, .. } | Self::Voter { promised: None, .. } => {
                f.write_str("has promised nothing")
            }
            Self::Acceptor { promised: Some(promised), voted: None } => {
                write!(f, "promised {promised}, has not voted")
            }
            Self::Voter { promised: Some(promised), votes } if votes.is_empty() => {
                write!(f, "promised {promised}, has not voted")
            }
            Self::Voter { promised: Some(promised), votes } => {
                let votes: Vec<_> = votes.iter().map(ToString::to_string).collect();
                write!(f, "promised {promised}, voted for {}", votes.join(" and "))
            }
            Self::Acceptor { promised: Some(promised), voted: Some(vote) } => {
                write!(f, "promised {promised}, voted for {vote}")
            }
            Self::Learner { learned: Some(value), .. } => write!(f, "has learned {value}"),
            Self::Learner { heard, learned: None } if heard.is_empty() => {
                f.write_str("has heard nothing")
            }
            Self::Learner { heard, learned: None } => {
                let heard =
                    heard.iter().map(|h| format!("{} from {}", h.vote, h.voters.join(", ")));
                write!(f, "has heard {}", heard.collect::<Vec<_>>().join("; "))
            }
        }
    }
}

/// A vote in a sentence: `8 at 1.A`.
pub(super) fn vote_text(vote: &Vote) -> String {
    format!("{} at {}", vote.value, vote.ballot)
}

/// What a promise says of an acceptor's last vote.
pub(super) fn report_text(vote: Option<&Vote>) -> String {
    vote.map_or_else(
        || "and reports no vote".to_string(),
        |vote| format!("and reports its vote for {}", vote_text(vote)),
    )
}

/// A promise in a sentence.
pub(super) fn promise_text(acceptor: &str, ballot: Ballot, vote: Option<&Vote>) -> String {
    format!("{acceptor} promises {ballot} {}", report_text(vote))
}

/// A message in a few words.
pub(super) fn message_text(msg: &Msg) -> String {
    Said::from(msg).to_string()
}
