//! The learner: it finds out what was chosen.

use super::{AcceptorId, AcceptorSet, Quorums, Value, Vote};
use std::collections::BTreeMap;

/// A learner. None of it need be durable: after a crash it asks the acceptors again.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Learner {
    /// Who is known to have cast which vote; empty once a value is learned.
    heard: BTreeMap<Vote, AcceptorSet>,
    learned: Option<Value>,
    /// Who has said, in answer to the read of this number, that it has not voted; none if nobody reads.
    read: Option<(u64, AcceptorSet)>,
    /// The last read, if it has found that nothing was chosen.
    found_nothing: Option<u64>,
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

    /// Another learner has learned this value; it says so of no other. So the value is chosen: "which in turn
    /// informs the other learners when a value has been chosen" (PMS 2.3).
    ///
    /// Returns whether that is new.
    pub fn on_learned(&mut self, value: Value) -> bool {
        let is_new = self.learned.is_none();
        if is_new {
            self.learn(value);
        }
        is_new
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
        (self.read, self.found_nothing) = (None, None);
        self.learned = Some(value);
    }

    /// A client wants to know whether a value is chosen. "None" is an answer about the moment at which
    /// it asked, so only what acceptors say in answer to this very read counts: its number is never
    /// used again.
    pub fn begin_read(&mut self, number: u64) {
        self.read = self.learned.is_none().then(|| (number, AcceptorSet::default()));
        self.found_nothing = None;
    }

    /// An acceptor has said, in answer to the read of this number, that it has not voted.
    ///
    /// Returns whether the read has now found that nothing was chosen when it began. It takes a
    /// **prepare** quorum for that, one that meets all that can choose: then some acceptor of each had
    /// not voted when it was asked. Votes that were heard of beside that do not matter: they choose
    /// nothing, or did so after the read began.
    pub fn on_unvoted(&mut self, from: AcceptorId, number: u64, quorums: &Quorums) -> bool {
        let found = quorums.is_prepare_quorum(self.count_unvoted(from, number));
        if found {
            self.find_nothing();
        }
        found
    }

    /// Counts the acceptor among those who have said so in answer to this read, and returns them all; none,
    /// if another read goes on.
    pub fn count_unvoted(&mut self, from: AcceptorId, number: u64) -> AcceptorSet {
        let nobody = AcceptorSet::default();
        let Some((current, unvoted)) = &mut self.read else { return nobody };
        if *current != number {
            return nobody;
        }
        unvoted.insert(from);
        *unvoted
    }

    /// Answers "none" to the read that goes on.
    pub fn find_nothing(&mut self) {
        self.found_nothing = self.read.take().map(|(number, _)| number);
    }

    /// The number of the read that goes on, and who has not voted by what was said in answer to it.
    pub fn read(&self) -> Option<(u64, AcceptorSet)> {
        self.read
    }

    /// The number of the last read, if it has found that nothing was chosen when it began.
    pub fn found_nothing(&self) -> Option<u64> {
        self.found_nothing
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
