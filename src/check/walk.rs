//! A breadth-first walk by one thread over the states of a system, all of which it keeps: for what looks at
//! steps as well as at states.

use super::search::{Limits, canonical};
use crate::model::packed::Packed;
use std::collections::BTreeMap;

/// How many states are visited before the limits are looked at again.
const GLANCE: usize = 1_024;

/// The states found so far, by their numbers, in the order in which they were found.
pub(super) struct Walk<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    limits: &'a Limits,
    /// The states, as they are under symmetry.
    pub(super) states: Vec<[u64; N]>,
    /// For each, the number of the one from which it was found; for the initial one, its own.
    before: Vec<usize>,
    numbers: BTreeMap<[u64; N], usize>,
    visited: usize,
}

impl<'a, const N: usize> Walk<'a, N> {
    /// A walk that has found the initial state.
    pub(super) fn new(system: &'a dyn Packed<N>, limits: &'a Limits) -> Self {
        let (states, before, numbers) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut walk = Self { system, limits, states, before, numbers, visited: 0 };
        walk.find(&system.initial(), 0);
        walk
    }

    /// The number of the next state to visit; none if all are visited that were found.
    ///
    /// # Errors
    /// If a limit is reached: which one.
    pub(super) fn visit(&mut self) -> Result<Option<usize>, &'static str> {
        if self.visited.is_multiple_of(GLANCE) {
            self.limits.reached().map_or(Ok(()), Err)?;
            if self.limits.states.is_some_and(|most| self.states.len() as u64 > most) {
                return Err("too many states");
            }
        }
        self.visited += 1;
        Ok(Some(self.visited - 1).filter(|number| *number < self.states.len()))
    }

    /// The number of a state that a step from the one of the other number leads to.
    pub(super) fn find(&mut self, state: &[u64; N], from: usize) -> usize {
        let state = canonical(self.system, state);
        let new = self.states.len();
        let number = *self.numbers.entry(state).or_insert(new);
        if number == new {
            self.states.push(state);
            self.before.push(from);
        }
        number
    }

    /// The states on a shortest way to the one of this number, the initial one first.
    pub(super) fn way_to(&self, number: usize) -> impl Iterator<Item = [u64; N]> {
        let mut way = vec![number];
        while let Some(last) = way.last().filter(|last| **last != 0) {
            way.push(self.before[*last]);
        }
        way.into_iter().rev().map(|number| self.states[number])
    }
}
