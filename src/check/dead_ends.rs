//! Dead ends: states from which nothing leads to what should stay reachable.
//!
//! The graph of all states is built up to where it is reached, by all steps and not by persistent sets, and
//! then gone through backward. States come in the order of a breadth-first search, and most steps lead
//! further down, so a few passes from the last state to the first tell for each whether it leads there.

use super::search::{Limits, steps_along};
use super::walk::Walk;
use crate::model::packed::{Packed, Step};
use crate::properties::Property;
use std::collections::BTreeMap;

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
    let mut walk = Walk::new(system, limits);
    // For each state, whether it is reached there, and where steps lead; from where it is reached nobody
    // need go on.
    let mut there = Vec::new();
    let mut after: Vec<Vec<usize>> = Vec::new();
    // Few states look different to a property.
    let mut looks = BTreeMap::new();
    let mut successors = Vec::new();
    while let Some(number) = walk.visit()? {
        let state = walk.states[number];
        let reached = *looks.entry(system.glimpse(&state, false)).or_insert_with(|| {
            let mut reached = false;
            system.with_runs(&state, &mut |run, _| reached |= (property.holds)(run));
            reached
        });
        successors.clear();
        if !reached {
            system.successors(&state, &mut successors);
        }
        there.push(reached);
        after.push(successors.iter().map(|(_, next)| walk.find(next, number)).collect());
    }
    let leads = leads_there(&there, &after);
    let dead = || (0..leads.len()).filter(|state| !leads[*state]);
    let mut unexcused = dead().filter(|state| system.is_unobstructed(&walk.states[*state]));
    let first = unexcused.next();
    let outlook = Outlook {
        pending: there.iter().filter(|there| !**there).count() as u64,
        dead: dead().count() as u64,
        unexcused: (usize::from(first.is_some()) + unexcused.count()) as u64,
    };
    let run = first.map(|state| steps_along(system, walk.way_to(state)).0);
    Ok(DeadEnds { outlook, run })
}

/// From which states some steps lead to one of those that are there.
fn leads_there(there: &[bool], after: &[Vec<usize>]) -> Vec<bool> {
    let mut leads = there.to_vec();
    loop {
        let mut more = false;
        for state in (0..leads.len()).rev() {
            if !leads[state] && after[state].iter().any(|next| leads[*next]) {
                leads[state] = true;
                more = true;
            }
        }
        if !more {
            return leads;
        }
    }
}
