//! The learner: it finds out what was chosen.

use super::{AcceptorId, AcceptorSet, Quorums, Value, Vote};
use std::collections::BTreeMap;

/// A learner. None of it is durable: after a crash it asks the acceptors again.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Learner {
    /// Who is known to have cast which vote; empty once a value is learned.
    heard: BTreeMap<Vote, AcceptorSet>,
    learned: Option<Value>,
}

impl Learner {
    /// An acceptor has cast a vote. "A learner must find out that a proposal has been accepted by a
    /// majority of acceptors" (PMS 2.3): in **one** ballot. Votes for the same value in different
    /// ballots do not add up.
    ///
    /// Returns the value when this vote completes a quorum for it, which happens once.
    pub fn on_accepted(
        &mut self,
        from: AcceptorId,
        vote: Vote,
        quorums: &Quorums,
    ) -> Option<Value> {
        if self.learned.is_some() {
            return None;
        }
        if !quorums.is_accept_quorum(self.count(from, &vote)) {
            return None;
        }
        self.learn(vote.value.clone());
        Some(vote.value)
    }

    /// Counts the acceptor among the voters of this ballot and value, and returns them all.
    pub fn count(&mut self, from: AcceptorId, vote: &Vote) -> AcceptorSet {
        let voters = self.heard.entry(vote.clone()).or_default();
        voters.insert(from);
        *voters
    }

    /// Takes a value for chosen, for good.
    pub fn learn(&mut self, value: Value) {
        self.heard.clear();
        self.learned = Some(value);
    }

    /// The chosen value, once a quorum of votes for it was heard.
    pub fn learned(&self) -> Option<&Value> {
        self.learned.as_ref()
    }

    /// The votes heard so far, in order of ballots, and who cast them; none once a value is
    /// learned. The last may be all that can be heard of a chosen value: then only a new ballot can
    /// tell (PMS 2.3).
    pub fn heard(&self) -> impl DoubleEndedIterator<Item = (&Vote, AcceptorSet)> {
        self.heard.iter().map(|(vote, voters)| (vote, *voters))
    }
}
