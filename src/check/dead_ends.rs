//! Dead ends: states from which nothing leads to what should stay reachable.
//!
//! All states are visited up to where it is reached, by all steps and not by persistent sets. Then they are gone
//! through backward, level by level, and it is noted from which of them a step leads to one from which it can be
//! reached. Most steps lead further down, so a few passes from the last level to the first tell for each state.
//! No steps are kept for that: they are taken again.

use super::noted::Noted;
use super::platform::with_threads;
use super::search::{Limits, Progress};
use super::walk::{Look, Place, Walk};
use super::way::steps_along;
use crate::model::packed::{Packed, Step};
use crate::properties::stays_reachable;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::Ordering::Relaxed;

/// How many states are looked at again before the limits are.
const AT_ONCE: usize = 1 << 14;

/// What the states are like in which no decision is reached yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// How many there are, those that are the same under symmetry counted once.
    pub pending: u64,
    /// From how many of them none can be reached.
    pub dead: u64,
    /// Of how many of these it is more than the bound of the model that is in the way.
    pub unexcused: u64,
}

/// Whether a decision stays reachable.
#[derive(Debug)]
pub(super) struct DeadEnds {
    pub(super) outlook: Outlook,
    /// The shortest run to a dead end that has no excuse.
    pub(super) run: Option<Vec<Step>>,
}

/// Looks for dead ends. An error says why the search was stopped.
pub(super) fn search<const N: usize>(
    system: &dyn Packed<N>,
    threads: NonZeroUsize,
    limits: &Limits,
    progress: &Progress,
) -> Result<DeadEnds, &'static str> {
    progress.begin(Some("from where a decision can be reached"));
    let mut ends = Ends { system, known: Noted::default(), reached: Vec::new() };
    with_threads(threads, || {
        let mut walk = Walk::new(system, limits, progress);
        walk.go(&mut ends)?;
        let dead = dead(&walk, &ends)?;
        let unexcused = dead.par_iter().filter(|state| system.is_unobstructed(walk.state(**state)));
        let unexcused: Vec<usize> = unexcused.copied().collect();
        let outlook = Outlook {
            pending: ends.reached.iter().filter(|reached| !**reached).count() as u64,
            dead: dead.len() as u64,
            unexcused: unexcused.len() as u64,
        };
        let run = unexcused.first().map(|state| steps_along(system, walk.way_to(*state, &ends)).0);
        Ok(DeadEnds { outlook, run })
    })
}

/// Where a decision is reached; from there nobody need go on.
struct Ends<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    /// What states look like, and whether it is reached then. Few look different.
    known: Noted<N, bool>,
    /// For each state, whether it is reached there.
    reached: Vec<bool>,
}

impl<const N: usize> Ends<'_, N> {
    fn is_reached(&self, state: &[u64; N]) -> bool {
        let look = self.system.glimpse(state, false);
        self.known.of(&look).unwrap_or_else(|| {
            let mut reached = false;
            self.system.with_histories(state, &mut |history, _| {
                reached |= stays_reachable::is_reached(history);
            });
            self.known.add(&look, reached);
            reached
        })
    }
}

impl<const N: usize> Look<N> for Ends<'_, N> {
    /// For each state, whether a decision is reached.
    type Seen = Vec<bool>;

    fn look(
        &self,
        _: usize,
        state: &[u64; N],
        seen: &mut Self::Seen,
        found: &mut Vec<(Step, [u64; N])>,
    ) {
        let reached = self.is_reached(state);
        seen.push(reached);
        if !reached {
            self.system.successors(state, found);
        }
    }

    fn gather(&mut self, seen: Self::Seen) -> bool {
        self.reached.extend(seen);
        true
    }
}

/// The states from which no steps lead to one where a decision is reached, in order.
fn dead<const N: usize>(walk: &Walk<N>, ends: &Ends<N>) -> Result<Vec<usize>, &'static str> {
    let leads = walk.flags();
    let flag = |place: Place| {
        let (shard, number) = place.parts();
        &leads[shard][number]
    };
    let leads_there = |state: &usize| {
        let mut steps = Vec::new();
        ends.system.successors(walk.state(*state), &mut steps);
        let leads = steps.iter().any(|(_, next)| flag(walk.find(next)).load(Relaxed));
        if leads {
            flag(walk.place(*state)).store(true, Relaxed);
        }
        leads
    };
    for state in (0..walk.len()).filter(|state| ends.reached[*state]) {
        flag(walk.place(state)).store(true, Relaxed);
    }
    let pending = |level: Range<usize>| level.filter(|state| !ends.reached[*state]).collect();
    let mut levels: Vec<Vec<usize>> = walk.levels().map(pending).collect();
    loop {
        let mut all = true;
        for level in levels.iter_mut().rev() {
            let mut left: Vec<usize> = Vec::new();
            for some in level.chunks(AT_ONCE) {
                walk.stop()?;
                left.par_extend(some.par_iter().copied().filter(|state| !leads_there(state)));
            }
            all &= left.len() == level.len();
            *level = left;
        }
        if all {
            return Ok(levels.concat());
        }
    }
}

#[cfg(test)]
mod tests;
