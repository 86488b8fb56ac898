//! What can happen.

use super::{Cast, Said};
use serde::{Deserialize, Serialize};

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
    /// A client asks a learner whether a value is chosen.
    Read {
        /// Which learner.
        actor: String,
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
        /// The slot of a log, counted from 1; none where there is one decree.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<String>,
    },
    /// In the abstract model: an acceptor votes.
    Phase2b {
        /// The acceptor's name.
        acceptor: String,
        /// The ballot of the vote.
        ballot: String,
        /// The value voted for.
        value: String,
        /// The slot of a log, counted from 1; none where there is one decree.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<String>,
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
    /// In a system whose steps have no words of their own here: somebody does something.
    Does {
        /// The actor's name; none, if whoever does it has no state.
        actor: Option<String>,
        /// The ballot in which it happens; none, if in no ballot.
        ballot: Option<String>,
        /// What is done, as an order: `append 8 in 1.A`.
        does: String,
    },
}

impl Act {
    /// The vote that it casts, or the proposal that it makes, in an abstract model.
    pub fn cast(&self) -> Option<Cast> {
        let (ballot, value, slot) = match self {
            Self::Phase2a { ballot, value, slot } | Self::Phase2b { ballot, value, slot, .. } => {
                (ballot, value, slot.clone())
            }
            Self::Vote { ballot, value, .. } => (ballot, value, None),
            _ => return None,
        };
        Some(Cast { ballot: ballot.clone(), value: value.clone(), slot })
    }

    /// The names of those who do something in it.
    pub fn actors(&self) -> Vec<&str> {
        match self {
            Self::Deliver { to, .. } => vec![to],
            Self::Timeout { actor, .. } | Self::Read { actor } | Self::Sync { actor } => {
                vec![actor]
            }
            Self::Phase1b { acceptor, .. }
            | Self::Phase2b { acceptor, .. }
            | Self::IncreaseMaxBal { acceptor, .. }
            | Self::Vote { acceptor, .. } => vec![acceptor],
            Self::Does { actor, .. } => actor.iter().map(String::as_str).collect(),
            Self::Crash { actors } => actors.iter().map(String::as_str).collect(),
            Self::Heal | Self::Alter { .. } | Self::Phase1a { .. } | Self::Phase2a { .. } => {
                Vec::new()
            }
        }
    }
}
