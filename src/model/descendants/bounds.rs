//! How large a system of logs is.

use crate::model::constants::Constants;
use crate::model::question::Cast;
use crate::model::words::counted;
use crate::paxos::{AcceptorId, Ballot, Quorums, Value};

/// The constants of the specs, and the number of slots.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) constants: Constants,
    pub(super) slots: usize,
}

impl Bounds {
    pub(super) fn new(quorums: Quorums, ballots: u64, values: Vec<Value>, slots: usize) -> Self {
        Self { constants: Constants::new(quorums, ballots, values), slots }
    }

    pub(super) fn acceptors(&self) -> impl Iterator<Item = AcceptorId> + use<> {
        self.constants.acceptors()
    }

    pub(super) fn ballots(&self) -> impl Iterator<Item = Ballot> + use<> {
        self.constants.ballots()
    }

    pub(super) fn values(&self) -> &[Value] {
        self.constants.values()
    }

    /// The lengths of logs that have something in them.
    pub(super) fn lengths(&self) -> impl Iterator<Item = usize> + use<> {
        1..=self.slots
    }

    /// Whom and what a question can be about.
    pub(super) fn cast(&self) -> Cast {
        self.constants.cast(true)
    }

    /// All of it in words.
    pub(super) fn told(&self) -> Vec<String> {
        let mut told = self.constants.bounds();
        told.push(counted(self.slots, "slot"));
        told.push("messages lost, delayed, reordered and duplicated".to_string());
        told.push(self.constants.quorums.to_string());
        told
    }
}
