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
    /// The other members, and what each can have been told.
    others: BTreeMap<NodeId, Other>,
}

/// What another member can have been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Other {
    /// The last life in which it has answered.
    answered: Life,
    /// How many commits were found at the first start since then.
    ///
    /// Not at this start: one may have been in between, of an older copy of the directory, and whatever it
    /// has committed, if only that it was started, would hide what is missing.
    found: u64,
}

impl Own {
    /// The next start of a directory with this record, in which so many commits were found.
    pub(in crate::node) fn next(
        before: Option<Self>,
        random: u64,
        found: u64,
        others: &[NodeId],
    ) -> Self {
        let (last, is_admitted, known) = match before {
            Some(own) => (own.life, own.is_admitted, own.others),
            None => (Life::default(), false, BTreeMap::new()),
        };
        let others = others.iter().map(|id| {
            let other = known.get(id).copied().unwrap_or_default();
            (*id, if other.answered == last { Other { found, ..other } } else { other })
        });
        let life = Life { start: last.start + 1, random };
        let mut own = Self { life, is_admitted, others: others.collect() };
        // A node that is alone waits for nobody.
        own.admit();
        own
    }

    /// Whether a member has answered in this life, and nothing that it knows spoke against this node.
    pub(in crate::node) fn is_answered_by(&self, other: NodeId) -> bool {
        self.answered_in(other) == self.life
    }

    /// The last life in which a member has answered.
    pub(in crate::node) fn answered_in(&self, other: NodeId) -> Life {
        self.others.get(&other).map_or(Life::default(), |other| other.answered)
    }

    /// What a member is told as the count of commits, of which there are so many now.
    pub(in crate::node) fn commits_for(&self, other: NodeId, now: u64) -> u64 {
        let silent = self.others.get(&other).filter(|other| other.answered != self.life);
        silent.map_or(now, |other| other.found)
    }

    /// The members that have answered in this life, or those that have not.
    pub(in crate::node) fn others(&self, have_answered: bool) -> impl Iterator<Item = NodeId> {
        let (life, others) = (self.life, self.others.iter());
        let fits = move |other: &Other| (other.answered == life) == have_answered;
        others.filter(move |(_, other)| fits(other)).map(|(id, _)| *id)
    }

    /// A member has answered.
    pub(in crate::node) fn answered(&mut self, other: NodeId) {
        if let Some(other) = self.others.get_mut(&other) {
            other.answered = self.life;
        }
    }

    /// Whether this node's acceptor may answer.
    pub(in crate::node) fn is_admitted(&self) -> bool {
        self.is_admitted
    }

    /// Admits the directory, once a majority of the others has answered: each has noted it, and notes no
    /// other. Whether that is now.
    pub(in crate::node) fn admit(&mut self) -> bool {
        let is_admitted = self.others(true).count() >= needed(self.others.len());
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
                assert_eq!(own.admit(), is_now(answers), "{answers} of {others}");
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
        let before = Life { start: 1, random: 7 };
        assert_eq!(OTHERS.map(|other| own.answered_in(other)), [before, Life::default()]);
        assert_eq!(own.others(false).collect::<Vec<_>>(), OTHERS);
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
