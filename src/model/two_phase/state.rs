//! The states of two-phase commit, and its actions.

use crate::model::commit::Manager;

/// What the coordinator has decided, and told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coordinator {
    /// Nothing so far.
    #[default]
    Waiting,
    /// The transaction is committed.
    Committed,
    /// The transaction is aborted.
    Aborted,
}

/// The state. Which messages were ever sent follows from what their senders have come to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TwoPhaseState {
    /// The managers, in order.
    pub managers: Vec<Manager>,
    /// For each manager, whether it has said that it has prepared.
    pub said: Vec<bool>,
    /// For each manager, whether the coordinator has noted that.
    pub noted: Vec<bool>,
    /// The coordinator.
    pub coordinator: Coordinator,
    /// Whether the coordinator has stopped for ever.
    pub stopped: bool,
}

/// What can happen. Managers go by their numbers, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwoPhaseAction {
    /// A manager prepares, and says so.
    Prepare(usize),
    /// A manager aborts while it works.
    ChooseToAbort(usize),
    /// The coordinator notes that a manager has prepared.
    Note(usize),
    /// The coordinator commits, and tells it.
    Commit,
    /// The coordinator aborts, and tells it.
    Abort,
    /// A manager hears what the coordinator has told.
    Hear(usize),
    /// The coordinator stops for ever.
    Stop,
}
