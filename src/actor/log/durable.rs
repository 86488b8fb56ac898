//! What actors of a log must find again after a crash, before anything is said that rests on it.

use crate::paxos::{Ballot, LogAcceptor, LogMessage, LogOutput};

/// What a role finds again after a crash. A learner needs nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Durable {
    /// All of an acceptor.
    Acceptor(LogAcceptor),
    /// The ballot that a leader has begun last.
    Leader(Ballot),
}

/// The outcome of a handler: messages that may leave, once what they rest on is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "what was promised must be saved and said"]
pub struct Output {
    save: Option<Durable>,
    message: LogMessage,
}

impl Output {
    /// A message that rests on new state.
    pub fn saved(save: Durable, message: LogMessage) -> Self {
        Self { save: Some(save), message }
    }

    /// A message that rests on nothing that is not durable already.
    pub fn unsaved(message: LogMessage) -> Self {
        Self { save: None, message }
    }

    /// First save what is to be saved, and make it durable; only then send the message.
    pub fn take(self) -> (Option<Durable>, LogMessage) {
        (self.save, self.message)
    }
}

impl From<LogOutput> for Output {
    fn from(output: LogOutput) -> Self {
        let (save, message) = output.take();
        Self { save: save.map(Durable::Acceptor), message }
    }
}
