//! Who takes part in a commit, and where the decrees of the managers are.

use super::state::{CommitState, Stopped};
use crate::model::message_set::{MessageSet, MessageSetState};
use crate::model::message_set_log::{MessageSetLog, Order};
use crate::model::question::Cast;
use crate::paxos::{Ballot, Quorums, Slot, Value};
use serde::Deserialize;

/// Whether the decrees of all managers are under one promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promises {
    /// They are: a prepare and its promise are for all of them.
    #[default]
    Shared,
    /// Each has a phase 1 of its own, as in the published specification.
    Apart,
}

/// The values of the decrees.
pub(super) const PREPARED: &str = "prepared";
pub(super) const ABORTED: &str = "aborted";

/// The abstract system, for so many managers.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The decree of each manager, in which either value may be wanted.
    pub(super) decree: MessageSet,
    pub(super) managers: usize,
    pub(super) promises: Promises,
    pub(super) stops: usize,
    /// What leaders do: who is free proposes to abort.
    pub(super) leaders: MessageSetLog,
}

impl Commit {
    /// The system of so many managers, with these acceptors, of whom, and of the managers, so many may stop; the first
    /// of the ballots is the managers' own.
    pub fn new(
        managers: usize,
        quorums: &Quorums,
        ballots: u64,
        promises: Promises,
        stops: usize,
    ) -> Self {
        let decree = |values: &[&str]| {
            let values = values.iter().map(|value| Value::from(*value)).collect();
            MessageSet::new(quorums.clone(), ballots, values).fast()
        };
        let slots = match promises {
            Promises::Shared => managers as u64,
            Promises::Apart => 1,
        };
        Self {
            decree: decree(&[PREPARED, ABORTED]),
            managers,
            promises,
            stops,
            leaders: MessageSetLog::new(decree(&[ABORTED]), slots, Order::Any),
        }
    }

    /// Whom and what a question can be about.
    pub fn cast(&self) -> Cast {
        self.decree.cast()
    }

    /// Whether each decree has a phase 1 of its own.
    pub(super) fn is_apart(&self) -> bool {
        self.promises == Promises::Apart
    }

    /// The slots of each log.
    pub(super) fn slots(&self) -> Vec<Vec<Slot>> {
        match self.promises {
            Promises::Shared => vec![(0..self.managers as u64).map(Slot).collect()],
            Promises::Apart => vec![vec![Slot(0)]; self.managers],
        }
    }

    /// The ballot in which managers propose.
    pub(super) fn own_ballot(&self) -> Ballot {
        self.decree.ballots().next().expect("there is a ballot")
    }

    /// The log that a manager's decree is in, and its slot there.
    pub(super) fn place(&self, manager: usize) -> (usize, Slot) {
        match self.promises {
            Promises::Shared => (0, Slot(manager as u64)),
            Promises::Apart => (manager, Slot(0)),
        }
    }

    /// The manager whose decree is in a slot of a log.
    pub(super) fn manager(&self, log: usize, slot: Slot) -> usize {
        match self.promises {
            Promises::Shared => usize::try_from(slot.0).expect("few managers"),
            Promises::Apart => log,
        }
    }

    /// A manager's decree, as the messages that were sent make it; all have promised the manager's own ballot from the
    /// beginning.
    pub(super) fn decree_of(&self, state: &CommitState, manager: usize) -> MessageSetState {
        let (log, slot) = self.place(manager);
        let mut decree = state.logs[log].in_slot(slot);
        decree.sent.extend(self.decree.prepared());
        decree
    }

    /// Everybody who may stop.
    pub(super) fn everybody(&self) -> impl Iterator<Item = Stopped> + use<> {
        let managers = (0..self.managers).map(Stopped::Manager);
        managers.chain((0..self.decree.quorums().acceptors()).map(Stopped::Acceptor))
    }
}
