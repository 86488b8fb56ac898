//! When an expression is so.
//!
//! What acceptors voted, what proposers proposed, what is chosen and what learners learned is history: once
//! it is so, it stays so, whatever crashes. What an acceptor has promised and which ballots a proposer has
//! begun is what their records say now; a record that goes back takes it back.

use super::cast::Group;
use super::expression::{Deed, Expression, Quantity, Test, What, Who};
use crate::paxos::{Ballot, Vote};
use crate::properties::Run;

impl Expression {
    /// Whether a run so far is so.
    pub(super) fn holds(&self, run: &Run) -> bool {
        self.holds_for(0, run)
    }

    /// Likewise, where this is [`Who::Each`], counted from 0.
    pub(super) fn holds_for(&self, each: usize, run: &Run) -> bool {
        let holds = |expression: &Self| expression.holds_for(each, run);
        match self {
            Self::Did(who, deed) => match who {
                Who::Somebody => (0..size(deed.group(), run)).any(|number| deed.is_of(number, run)),
                Who::Each => deed.is_of(each, run),
                Who::One(number) => deed.is_of(*number, run),
            },
            Self::Chosen(what) => run.chosen().any(|(vote, _)| what.includes(vote)),
            Self::Count(quantity, group, each) => {
                let all = size(*group, run);
                quantity.is(count(*group, each, run).len(), all)
            }
            Self::Not(other) => !holds(other),
            Self::All(parts) => parts.iter().all(holds),
            Self::Any(parts) => parts.iter().any(holds),
            Self::Implies(condition, consequence) => !holds(condition) || holds(consequence),
        }
    }
}

/// How many of a group there are.
pub(super) fn size(group: Group, run: &Run) -> usize {
    match group {
        Group::Acceptors => run.acceptors.len(),
        Group::Proposers => run.proposers.len(),
        Group::Learners => run.learners.len(),
    }
}

/// Those of a group of whom something is so, counted from 0.
pub(super) fn count(group: Group, each: &Expression, run: &Run) -> Vec<usize> {
    (0..size(group, run)).filter(|number| each.holds_for(*number, run)).collect()
}

impl Deed {
    /// Whether this one of those who can has done it.
    pub(super) fn is_of(&self, number: usize, run: &Run) -> bool {
        match self {
            Self::Promised(test) => {
                let promised = run.acceptors[number].promised;
                test.map_or(promised.is_some(), |test| test.allows(promised))
            }
            Self::Voted(what) => run.acceptors[number].votes.iter().any(|v| what.includes(v)),
            Self::Began(ballot) => {
                let begun = run.proposers[number].begun;
                let has_come_to = |begun: Ballot| {
                    ballot.is_none_or(|ballot| {
                        begun.proposer == ballot.proposer && begun.round >= ballot.round
                    })
                };
                begun.is_some_and(has_come_to)
            }
            Self::Proposed(what) => run.proposers[number].proposed.iter().any(|p| what.includes(p)),
            Self::Learned(value) => {
                let learned = &run.learners[number].1.learned;
                value.as_ref().map_or(!learned.is_empty(), |value| learned.contains(value))
            }
        }
    }
}

impl What {
    /// Whether a vote, or a proposal, is one of these.
    pub(super) fn includes(&self, vote: &Vote) -> bool {
        self.value.as_ref().is_none_or(|value| *value == vote.value)
            && self.ballot.is_none_or(|test| test.allows(Some(vote.ballot)))
    }
}

impl Test {
    /// Whether a ballot is such a one; none is below all.
    fn allows(self, ballot: Option<Ballot>) -> bool {
        self.relation.holds(ballot.cmp(&Some(self.ballot)))
    }
}

impl Quantity {
    /// Whether this number of so many in all is it.
    fn is(self, number: usize, all: usize) -> bool {
        match self {
            Self::Some => number > 0,
            Self::Every => number == all,
            Self::No => number == 0,
            Self::AtLeast(least) => number >= least,
            Self::AtMost(most) => number <= most,
            Self::Exactly(exact) => number == exact,
        }
    }
}
