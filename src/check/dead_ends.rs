//! Dead ends: states from which nothing leads to what should stay reachable.
//!
//! The graph of all states is built up to where it is reached, by all steps and not by persistent sets, and
//! then gone through backward. States come in the order of a breadth-first search, and most steps lead
//! further down, so a few passes from the last state to the first tell for each whether it leads there.

use super::search::{Limits, canonical, steps_along};
use crate::model::packed::{Packed, Step};
use crate::properties::Property;
use std::collections::BTreeMap;

/// How many states are expanded before the limits are looked at again.
const GLANCE: usize = 1_024;

/// What the states are like in which a property is not reached yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// How many there are, those that are the same under symmetry counted once.
    pub pending: u64,
    /// From how many of them it cannot be reached.
    pub dead: u64,
    /// Of how many of these it is more than the bound of the model that is in the way.
    pub unexcused: u64,
}

/// What became of a property that should stay reachable.
#[derive(Debug)]
pub(super) struct DeadEnds {
    pub(super) outlook: Outlook,
    /// The shortest run to a dead end that has no excuse.
    pub(super) run: Option<Vec<Step>>,
}

/// Looks for dead ends. An error says why the search was stopped.
pub(super) fn search<const N: usize>(
    system: &dyn Packed<N>,
    property: &Property,
    limits: &Limits,
) -> Result<DeadEnds, &'static str> {
    let graph = Graph::of(system, property, limits)?;
    let leads = graph.leads_there();
    let dead = || (0..graph.states.len()).filter(|state| !leads[*state]);
    let mut unexcused = dead().filter(|state| system.is_unobstructed(&graph.states[*state]));
    let first = unexcused.next();
    let outlook = Outlook {
        pending: graph.there.iter().filter(|there| !**there).count() as u64,
        dead: dead().count() as u64,
        unexcused: (usize::from(first.is_some()) + unexcused.count()) as u64,
    };
    let run = first.map(|state| steps_along(system, graph.way_to(state)).0);
    Ok(DeadEnds { outlook, run })
}

/// The states in which a property is not reached yet, and those just after.
#[derive(Default)]
struct Graph<const N: usize> {
    states: Vec<[u64; N]>,
    /// For each state, the one from which it was found first; for the initial one, itself.
    before: Vec<usize>,
    /// In which states it is reached: from there on it stays so, and nothing more is looked at.
    there: Vec<bool>,
    /// For each state, the numbers of those that a step leads to.
    after: Vec<Vec<u32>>,
}

impl<const N: usize> Graph<N> {
    fn of(
        system: &dyn Packed<N>,
        property: &Property,
        limits: &Limits,
    ) -> Result<Self, &'static str> {
        let initial = canonical(system, &system.initial());
        let mut graph = Self { states: vec![initial], before: vec![0], ..Self::default() };
        let mut numbers = BTreeMap::from([(initial, 0)]);
        // Few states look different to a property.
        let mut looks = BTreeMap::new();
        let mut successors = Vec::new();
        while let Some(state) = graph.states.get(graph.there.len()).copied() {
            let number = graph.there.len();
            if number.is_multiple_of(GLANCE) {
                limits.reached().map_or(Ok(()), Err)?;
                if limits.states.is_some_and(|most| graph.states.len() as u64 > most) {
                    return Err("too many states");
                }
            }
            let there = *looks.entry(system.glimpse(&state, false)).or_insert_with(|| {
                let mut there = false;
                system.with_runs(&state, &mut |run, _| there |= (property.holds)(run));
                there
            });
            successors.clear();
            if !there {
                system.successors(&state, &mut successors);
            }
            let mut after = Vec::with_capacity(successors.len());
            for (_, next) in &successors {
                let next = canonical(system, next);
                let new = u32::try_from(graph.states.len()).map_err(|_| "too many states")?;
                let found = *numbers.entry(next).or_insert(new);
                if found == new {
                    graph.states.push(next);
                    graph.before.push(number);
                }
                after.push(found);
            }
            graph.there.push(there);
            graph.after.push(after);
        }
        Ok(graph)
    }

    /// From which states some steps lead to where the property is reached.
    fn leads_there(&self) -> Vec<bool> {
        let mut leads = self.there.clone();
        loop {
            let mut more = false;
            for state in (0..leads.len()).rev() {
                if !leads[state] && self.after[state].iter().any(|next| leads[*next as usize]) {
                    leads[state] = true;
                    more = true;
                }
            }
            if !more {
                return leads;
            }
        }
    }

    /// The states on a shortest way to this one, the initial one first.
    fn way_to(&self, state: usize) -> impl Iterator<Item = [u64; N]> {
        let mut way = vec![state];
        while let Some(last) = way.last().filter(|last| **last != 0) {
            way.push(self.before[*last]);
        }
        way.into_iter().rev().map(|state| self.states[state])
    }
}
