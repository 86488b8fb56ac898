//! The pass over every step of a model, and the search for dead ends, plainly: one thread takes one state after
//! the other, keeps them in a map, and looks at whatever each step leads to.

use std::collections::BTreeMap;
use std::sync::Arc;
use synod::model::file::ModelFile;
use synod::model::packed::{Packed, PackedVisitor, Packing, Reductions};
use synod::properties::{AskedFor, stays_reachable};

/// What a pass has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Passed {
    /// In how many states there is no decision, from how many of these none can be reached, and of how many of
    /// these not for the bound of the model; if that was asked.
    pub(crate) outlook: Option<[usize; 3]>,
    /// In how many steps a property that was asked for is violated.
    pub(crate) violated: Vec<(AskedFor, usize)>,
}

/// Looks at what a model asks for beside the search.
pub(crate) fn pass(file: &ModelFile) -> Passed {
    let mut passed = Passed::default();
    let (stays, of_steps): (Vec<_>, Vec<_>) = file
        .asked_for()
        .into_iter()
        .partition(|property| *property == AskedFor::DecisionStaysReachable);
    let pack = |reductions| Packing { reductions, stop: &|| false };
    for property in stays {
        let found = file.pack(&pack(Reductions::ALL), DeadEnds).expect("it is not too large");
        passed.violated.extend(found.1.map(|steps| (property, steps)));
        passed.outlook = Some(found.0);
    }
    if !of_steps.is_empty() {
        let reductions = Reductions { symmetry: true, observers: true, ..Reductions::NONE };
        let wrong = file.pack(&pack(reductions), Steps(&of_steps)).expect("it is not too large");
        passed.violated.extend(wrong);
    }
    passed
}

/// The states found so far, by their numbers, in the order in which they were found.
struct Walk<'a, const N: usize> {
    system: &'a dyn Packed<N>,
    states: Vec<[u64; N]>,
    /// The number of steps to each.
    steps: Vec<usize>,
    numbers: BTreeMap<[u64; N], usize>,
}

impl<'a, const N: usize> Walk<'a, N> {
    fn new(system: &'a dyn Packed<N>) -> Self {
        let (states, steps, numbers) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut walk = Self { system, states, steps, numbers };
        walk.find(&system.initial(), 0);
        walk
    }

    /// The number of a state that so many steps lead to.
    fn find(&mut self, state: &[u64; N], steps: usize) -> usize {
        let mut state = *state;
        self.system.canonical(&mut state);
        let new = self.states.len();
        let number = *self.numbers.entry(state).or_insert(new);
        if number == new {
            self.states.push(state);
            self.steps.push(steps);
        }
        number
    }
}

struct Steps<'a>(&'a [AskedFor]);

impl PackedVisitor for Steps<'_> {
    type Output = Vec<(AskedFor, usize)>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let mut open = self.0.to_vec();
        let mut wrong = Vec::new();
        let mut walk = Walk::new(&*system);
        let mut successors = Vec::new();
        let mut number = 0;
        while number < walk.states.len() && !open.is_empty() {
            let (state, steps) = (walk.states[number], walk.steps[number] + 1);
            let before = system.abstracted(&system.abstract_glimpse(&state));
            successors.clear();
            system.successors(&state, &mut successors);
            for (_, next) in &successors {
                let after = system.abstracted(&system.abstract_glimpse(next));
                open.retain(|property| {
                    let so = match property {
                        AskedFor::KeepsTheInvariant => system.keeps_invariant(&after),
                        _ => system.leads_to(&before, &after),
                    };
                    wrong.extend(so.is_err().then_some((*property, steps)));
                    so.is_ok()
                });
                walk.find(next, steps);
            }
            number += 1;
        }
        wrong.sort_by_key(|(property, _)| self.0.iter().position(|other| other == property));
        wrong
    }
}

struct DeadEnds;

impl PackedVisitor for DeadEnds {
    type Output = ([usize; 3], Option<usize>);

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let mut walk = Walk::new(&*system);
        // For each state, whether a decision is reached there, and where steps lead.
        let (mut there, mut after) = (Vec::new(), Vec::new());
        let mut looks = BTreeMap::new();
        let mut successors = Vec::new();
        while there.len() < walk.states.len() {
            let (state, steps) = (walk.states[there.len()], walk.steps[there.len()] + 1);
            let reached = *looks.entry(system.glimpse(&state, false)).or_insert_with(|| {
                let mut reached = false;
                system.with_histories(&state, &mut |history, _| {
                    reached |= stays_reachable::is_reached(history);
                });
                reached
            });
            successors.clear();
            if !reached {
                system.successors(&state, &mut successors);
            }
            there.push(reached);
            let next = successors.iter().map(|(_, next)| walk.find(next, steps));
            after.push(next.collect::<Vec<_>>());
        }
        let leads = leads_there(&there, &after);
        let dead: Vec<usize> = (0..leads.len()).filter(|state| !leads[*state]).collect();
        let unexcused = dead.iter().filter(|state| system.is_unobstructed(&walk.states[**state]));
        let unexcused: Vec<&usize> = unexcused.collect();
        let pending = there.iter().filter(|there| !**there).count();
        let first = unexcused.first().map(|state| walk.steps[**state]);
        ([pending, dead.len(), unexcused.len()], first)
    }
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
