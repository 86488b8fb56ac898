//! The states of a commit, and its actions.

use crate::model::message_set_log::{LogAction, LogState};
use crate::properties::Outcome;
use std::sync::Arc;

/// Where a resource manager is with the transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manager {
    /// It works on it.
    #[default]
    Working,
    /// It can commit it, and can abort it; it waits for the outcome.
    Prepared,
    /// It has committed it.
    Committed,
    /// It has aborted it.
    Aborted,
}

impl Manager {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Working, Self::Prepared, Self::Committed, Self::Aborted];

    /// What it has come to, if it has.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Working | Self::Prepared => None,
            Self::Committed => Some(Outcome::Committed),
            Self::Aborted => Some(Outcome::Aborted),
        }
    }
}

/// Who has stopped for ever. Numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stopped {
    /// A manager.
    Manager(usize),
    /// An acceptor.
    Acceptor(usize),
}

/// The state. Its logs are shared with the states before and after in which they are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommitState {
    /// The managers, in order.
    pub managers: Vec<Manager>,
    /// The decrees: one log of all slots, or, where promises are not shared, one of a single slot for each manager.
    pub logs: Vec<Arc<LogState>>,
    /// Whether somebody has told that the transaction is committed, and that it is aborted.
    pub told: [bool; 2],
    /// Who has stopped.
    pub stopped: Vec<Stopped>,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitAction {
    /// A manager prepares, and proposes so in the ballot that it owns.
    Prepare(usize),
    /// A manager aborts while it works, and proposes so in the ballot that it owns.
    ChooseToAbort(usize),
    /// Something happens in the log of this number.
    Log(usize, LogAction),
    /// Somebody sees what is chosen, and tells that the transaction is committed (true) or aborted.
    Tell(bool),
    /// A manager hears that the transaction is committed (true) or aborted.
    Hear(usize, bool),
    /// Somebody stops for ever.
    Stop(Stopped),
}
