//! What a node keeps of itself: its start, whether it is admitted, and who has answered it.

use super::known::Life;
use crate::node::identity::NodeId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A node's record of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::node) struct Own {
    pub(in crate::node) life: Life,
    /// Whether enough others have noted the directory. Once so, it is for ever.
    is_admitted: bool,
    /// The members that have not answered in this life, each with the number of commits of which it can
    /// have been told: those that were found at the first start since it answered.
    ///
    /// Not those that were found at this start: one may have been in between, of an older copy of the
    /// directory, and whatever it has committed, if only that it was started, would hide what is missing.
    silent: BTreeMap<NodeId, u64>,
}

impl Own {
    /// The next start of a directory with this record, in which so many commits were found.
    pub(in crate::node) fn next(
        before: Option<Self>,
        random: u64,
        found: u64,
        others: &[NodeId],
    ) -> Self {
        let (start, is_admitted, mut silent) = match before {
            Some(own) => (own.life.start, own.is_admitted, own.silent),
            None => (0, false, BTreeMap::new()),
        };
        for other in others {
            silent.entry(*other).or_insert(found);
        }
        let mut own = Self { life: Life { start: start + 1, random }, is_admitted, silent };
        // A node that is alone waits for nobody.
        own.admit(others.len());
        own
    }

    /// Whether a member has answered in this life, and nothing that it knows spoke against this node.
    pub(in crate::node) fn is_answered_by(&self, other: NodeId) -> bool {
        !self.silent.contains_key(&other)
    }

    /// What a member is told as the count of commits, of which there are so many now.
    pub(in crate::node) fn commits_for(&self, other: NodeId, now: u64) -> u64 {
        self.silent.get(&other).copied().unwrap_or(now)
    }

    /// A member has answered.
    pub(in crate::node) fn answered(&mut self, other: NodeId) {
        self.silent.remove(&other);
    }

    /// Whether this node's acceptor may answer.
    pub(in crate::node) fn is_admitted(&self) -> bool {
        self.is_admitted
    }

    /// Admits the directory, once a majority of so many others has answered: each has noted it, and notes no
    /// other. Whether that is now.
    pub(in crate::node) fn admit(&mut self, others: usize) -> bool {
        let is_admitted = others.saturating_sub(self.silent.len()) >= needed(others);
        let is_now = is_admitted && !self.is_admitted;
        self.is_admitted |= is_now;
        is_now
    }
}

/// A majority of so many others; of nobody, none.
fn needed(others: usize) -> usize {
    others.min(others / 2 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHERS: [NodeId; 2] = [NodeId(2), NodeId(3)];

    fn start(before: Option<Own>, found: u64) -> Own {
        Own::next(before, 7, found, &OTHERS)
    }

    #[test]
    fn a_new_directory_is_admitted_by_a_majority_of_the_others_and_stays_so() {
        for (others, majority) in [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (31, 16)] {
            let ids: Vec<_> = (1..=others).map(NodeId).collect();
            let mut own = Own::next(None, 7, 0, &ids);
            let is_now = |answers: usize| answers == majority && majority > 0;
            for (id, answers) in ids.iter().zip(1..) {
                own.answered(*id);
                own.answered(*id);
                assert_eq!(own.admit(ids.len()), is_now(answers), "{answers} of {others}");
                assert_eq!(own.is_admitted(), answers >= majority, "{answers} of {others}");
            }
            assert!(own.is_admitted());
            assert!(
                Own::next(Some(own), 8, 9, &ids).is_admitted(),
                "the next start waits for nobody"
            );
        }
    }

    #[test]
    fn each_start_has_the_next_number_and_each_member_is_asked_anew() {
        let mut own = start(None, 0);
        assert_eq!(own.life.start, 1);
        own.answered(OTHERS[0]);
        assert!(own.is_answered_by(OTHERS[0]) && !own.is_answered_by(OTHERS[1]));
        let own = start(Some(own), 10);
        assert_eq!(own.life.start, 2);
        assert!(OTHERS.iter().all(|other| !own.is_answered_by(*other)));
    }

    #[test]
    fn what_is_committed_before_a_member_answers_does_not_count_for_it_however_often_it_starts() {
        let mut own = start(None, 0);
        own.answered(OTHERS[0]);
        assert_eq!(OTHERS.map(|other| own.commits_for(other, 40)), [40, 0]);
        let mut own = start(Some(own), 50);
        assert_eq!(OTHERS.map(|other| own.commits_for(other, 60)), [50, 0]);
        own.answered(OTHERS[1]);
        let own = start(Some(start(Some(own), 70)), 80);
        assert_eq!(OTHERS.map(|other| own.commits_for(other, 90)), [50, 70]);
    }
}
