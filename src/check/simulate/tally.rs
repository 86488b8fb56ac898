//! The count of all runs.

use super::simulation::Cut;
use super::walk::{End, Walk};
use crate::model::coverage::Case;
use std::collections::{BTreeSet, HashSet};

/// How many different states are told apart at most. Their hashes then take some 600 MB.
const MOST_STATES: usize = 50_000_000;

/// In which runs something that is sought was hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hits {
    /// In how many.
    pub(super) runs: u64,
    /// In which first, and after how many steps.
    pub(super) first: Option<(u64, u64)>,
}

/// What the runs so far have shown.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) cut: Option<Cut>,
    pub(super) runs: u64,
    pub(super) exhausted: u64,
    pub(super) steps: u64,
    pub(super) cases: BTreeSet<Case>,
    pub(super) hits: Vec<Hits>,
    states: HashSet<u64>,
    most_states: usize,
    uncounted: bool,
}

impl Tally {
    pub(super) fn new(sought: usize) -> Self {
        Self {
            cut: None,
            runs: 0,
            exhausted: 0,
            steps: 0,
            cases: BTreeSet::new(),
            hits: vec![Hits::default(); sought],
            states: HashSet::new(),
            most_states: MOST_STATES,
            uncounted: false,
        }
    }

    /// Counts the next run. After one that cuts the simulation none is counted; but a violation in
    /// one that was walked already is not passed over where time was what cut it.
    pub(super) fn count(&mut self, run: u64, walk: Walk) {
        let stopped = matches!(self.cut, Some(Cut::Stopped(_)));
        if self.cut.is_some() && !(stopped && walk.end == End::Violated) {
            return;
        }
        let exhausted = walk.end == End::Exhausted;
        let cut = match walk.end {
            End::Exhausted | End::Deep => None,
            End::Violated => Some(Cut::Violated),
            End::Stopped(reason) => Some(Cut::Stopped(reason)),
            End::Panicked(text) => Some(Cut::Panicked(run, text)),
        };
        for (hits, steps) in self.hits.iter_mut().zip(&walk.hits) {
            if let Some(steps) = steps {
                hits.runs += 1;
                hits.first.get_or_insert((run, *steps));
            }
        }
        self.cases.extend(walk.cases);
        self.steps += (walk.states.len() as u64).saturating_sub(1);
        for state in walk.states {
            if self.states.len() < self.most_states {
                self.states.insert(state);
            } else if !self.uncounted {
                self.uncounted = !self.states.contains(&state);
            }
        }
        if !stopped && !matches!(cut, Some(Cut::Stopped(_))) {
            self.runs += 1;
            self.exhausted += u64::from(exhausted);
        }
        self.cut = self.cut.take().or(cut);
    }

    /// How many different states there were, as far as they were counted.
    pub(super) fn distinct_states(&self) -> u64 {
        self.states.len() as u64
    }

    /// Whether there were more.
    pub(super) fn uncounted_states(&self) -> bool {
        self.uncounted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(end: End, states: &[u64], hit: Option<u64>) -> Walk {
        Walk { end, states: states.to_vec(), cases: BTreeSet::new(), hits: vec![hit] }
    }

    #[test]
    fn runs_are_counted_up_to_the_one_that_cuts_the_simulation() {
        let mut tally = Tally::new(1);
        tally.count(4, walk(End::Exhausted, &[1, 2], None));
        tally.count(5, walk(End::Violated, &[1, 3, 4], Some(2)));
        tally.count(6, walk(End::Violated, &[1, 5], Some(1)));
        assert_eq!((tally.runs, tally.exhausted, tally.steps), (2, 1, 3));
        assert_eq!(tally.hits, [Hits { runs: 1, first: Some((5, 2)) }]);
        assert_eq!((tally.cut, tally.states.len()), (Some(Cut::Violated), 4));
    }

    #[test]
    fn a_violation_is_not_passed_over_where_an_earlier_run_was_stopped() {
        let mut tally = Tally::new(1);
        tally.count(0, walk(End::Deep, &[1], None));
        tally.count(1, walk(End::Stopped("out of time"), &[1], None));
        tally.count(2, walk(End::Deep, &[1], None));
        tally.count(3, walk(End::Violated, &[1], Some(0)));
        assert_eq!((tally.runs, tally.hits[0].first), (1, Some((3, 0))));
        assert_eq!(tally.cut, Some(Cut::Stopped("out of time")));
    }

    #[test]
    fn states_beyond_the_most_are_not_counted_and_that_is_told() {
        let mut tally = Tally { most_states: 2, ..Tally::new(0) };
        tally.count(0, walk(End::Deep, &[1, 2, 1], None));
        assert_eq!((tally.distinct_states(), tally.uncounted_states()), (2, false));
        tally.count(1, walk(End::Deep, &[3], None));
        assert_eq!((tally.distinct_states(), tally.uncounted_states()), (2, true));
    }
}
