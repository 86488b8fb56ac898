//! The learner of a log: it finds out what was chosen in each slot, and carries it out in their order.

use crate::paxos::{AcceptorId, Learner, Quorums, Slot, Value, Vote};
use std::collections::BTreeMap;

/// A learner of a log. None of it need be durable: after a crash it begins with the first slot, and hears of the votes as they
/// come again, or as a leader proposes again. It asks nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogLearner {
    /// What it is in each slot in which it has heard of a vote.
    decrees: BTreeMap<Slot, Learner>,
    /// The slots that it has carried out, in that order.
    applied: Vec<Slot>,
}

impl LogLearner {
    /// An acceptor has cast a vote in a slot. Whatever is then known to be chosen without a hole before it is carried
    /// out: a server executes a command once it has executed all before it (PMS 3).
    pub fn on_accepted(&mut self, from: AcceptorId, slot: Slot, vote: Vote, quorums: &Quorums) {
        self.learn(from, slot, vote, quorums);
        while self.learned(self.next()).is_some() {
            self.apply(self.next());
        }
    }

    /// Counts a vote in its slot.
    pub fn learn(&mut self, from: AcceptorId, slot: Slot, vote: Vote, quorums: &Quorums) {
        self.decrees.entry(slot).or_default().on_accepted(from, vote, quorums);
    }

    /// Carries out what is chosen in a slot, whatever there is before it.
    pub fn apply(&mut self, slot: Slot) {
        self.applied.push(slot);
    }

    /// The first slot that it has not carried out, and waits for.
    pub fn next(&self) -> Slot {
        Slot(self.applied.len() as u64)
    }

    /// What it knows to be chosen in a slot.
    pub fn learned(&self, slot: Slot) -> Option<&Value> {
        self.decrees.get(&slot).and_then(Learner::learned)
    }

    /// The slots that it has carried out, in that order.
    pub fn applied(&self) -> &[Slot] {
        &self.applied
    }

    /// What it is in each slot in which it has heard of a vote.
    pub fn decrees(&self) -> &BTreeMap<Slot, Learner> {
        &self.decrees
    }
}
