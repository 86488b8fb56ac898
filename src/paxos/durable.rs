//! What must be durable before anything is said that rests on it.

use super::{Ballot, Message, Value, Vote};
use serde::{Deserialize, Serialize};

/// An acceptor. All of it is durable.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Acceptor {
    /// The highest ballot that it has taken part in, in either phase; it votes in none below.
    pub promised: Option<Ballot>,
    /// The last vote that it cast, which is also the one with the highest ballot.
    pub voted: Option<Vote>,
}

/// What a proposer must find again after a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProposerRecord {
    /// The last ballot that it began; durable before the first prepare of that ballot.
    pub ballot: Option<Ballot>,
    /// What it proposed in that ballot, if it came so far; durable before the first accept.
    pub proposed: Option<Value>,
}

/// What a role finds again after a crash. A learner needs nothing: what it has not kept it asks for again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Durable {
    /// All of an acceptor.
    Acceptor(Acceptor),
    /// The ballot that a proposer has used last, and what it proposed in it.
    Proposer(ProposerRecord),
    /// What a learner has learned, where whoever runs it keeps that.
    Learner(Value),
}

/// The outcome of a handler: a message that may leave, once what it rests on is durable.
///
/// The message can be had only together with the state to save, so that no caller can send first
/// and save later by oversight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "what was promised must be saved and said"]
pub struct Output {
    save: Option<Durable>,
    message: Message,
}

impl Output {
    /// A message that rests on new state.
    pub fn saved(save: Durable, message: Message) -> Self {
        Self { save: Some(save), message }
    }

    /// A message that was said before, or could have been: what it rests on is durable already.
    pub fn repeated(message: Message) -> Self {
        Self { save: None, message }
    }

    /// First save what is to be saved, and make it durable; only then send the message.
    pub fn take(self) -> (Option<Durable>, Message) {
        (self.save, self.message)
    }
}
