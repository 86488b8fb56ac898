//! The readable form of a model walked plainly: nearest states first, whole states compared, every
//! property looked at in each, and no code of the search.

#![allow(clippy::disallowed_types, reason = "the rule is for the lower layers")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use synod::model::System;
use synod::model::coverage::Coverage;
use synod::model::file::{ModelFile, Visitor};
use synod::properties::{AskedFor, stays_reachable};

/// What there is to find in a model.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    pub(crate) states: u64,
    /// The steps taken, and the beginning.
    pub(crate) generated: u64,
    /// In states, as a search tells it.
    pub(crate) depth: usize,
    /// For each property that is hit, in how many steps.
    pub(crate) hits: BTreeMap<String, usize>,
    /// The cases of the handlers that never occur.
    pub(crate) unseen: Vec<String>,
    /// If it is asked for whether a decision stays reachable: in how many states there is none yet, from
    /// how many of these none can be reached, and of how many of those the bound is no excuse.
    pub(crate) outlook: Option<[u64; 3]>,
}

/// Walks a model.
pub(crate) fn walk(file: &ModelFile) -> Plain {
    file.visit(Walk(file))
}

struct Walk<'a>(&'a ModelFile);

/// A state that is compared as a whole, also where its type only says that it is comparable.
#[derive(Clone, Hash, PartialEq)]
struct Whole<S>(S);

impl<S: PartialEq> Eq for Whole<S> {}

/// The states so far, in the order in which they were found.
struct Graph<S> {
    states: Vec<S>,
    /// For each, in how many steps it is reached.
    levels: Vec<usize>,
    numbers: HashMap<Whole<S>, usize>,
    /// For each state that was visited, where its steps lead.
    after: Vec<Vec<usize>>,
}

impl<S: Clone + Hash + PartialEq> Graph<S> {
    fn find(&mut self, state: S, level: usize) -> usize {
        let new = self.states.len();
        let number = *self.numbers.entry(Whole(state.clone())).or_insert(new);
        if number == new {
            self.states.push(state);
            self.levels.push(level);
        }
        number
    }
}

impl Visitor for Walk<'_> {
    type Output = Plain;

    fn visit<S: System>(self, system: S) -> Plain {
        let Self(file) = self;
        let sought = file.sought();
        let asked = file.asked_for();
        let mut plain = Plain { generated: 1, ..Plain::default() };
        let mut cases = Coverage::of(system.cases());
        let mut graph = Graph {
            states: Vec::new(),
            levels: Vec::new(),
            numbers: HashMap::new(),
            after: Vec::new(),
        };
        for state in system.init_states() {
            graph.find(state, 0);
        }
        while let Some(state) = graph.states.get(graph.after.len()).cloned() {
            let level = graph.levels[graph.after.len()];
            system.with_history(&state, |history| {
                for sought in sought.iter().filter(|sought| sought.is_hit(history)) {
                    plain.hits.entry(sought.name().to_string()).or_insert(level);
                }
            });
            let mut actions = Vec::new();
            system.actions(&state, &mut actions);
            let mut after = Vec::new();
            for action in actions {
                system.case(&state, &action).into_iter().for_each(|case| cases.see(case));
                let Some(next) = system.next_state(&state, action) else { continue };
                for property in asked.iter().filter(|p| lacks(&system, **p, &state, &next)) {
                    plain.hits.entry(property.name().to_string()).or_insert(level + 1);
                }
                after.push(graph.find(next, level + 1));
            }
            plain.generated += after.len() as u64;
            graph.after.push(after);
        }
        plain.states = graph.states.len() as u64;
        plain.depth = graph.levels.last().map_or(0, |level| level + 1);
        plain.unseen = cases.unseen();
        if asked.contains(&AskedFor::DecisionStaysReachable) {
            plain.look_out(&system, &graph);
        }
        plain
    }
}

/// Whether a step does not have a property of steps.
fn lacks<S: System>(system: &S, property: AskedFor, before: &S::State, after: &S::State) -> bool {
    match property {
        AskedFor::RefinesPaxos => system.refines(before, after).is_err(),
        AskedFor::KeepsTheInvariant => system.keeps_invariant(after).is_err(),
        AskedFor::DecisionStaysReachable => false,
    }
}

impl Plain {
    /// Looks from where a decision can be reached, from there backward.
    fn look_out<S: System>(&mut self, system: &S, graph: &Graph<S::State>) {
        let mut before = vec![Vec::new(); graph.states.len()];
        for (number, after) in graph.after.iter().enumerate() {
            for next in after {
                before[*next].push(number);
            }
        }
        let is_there = |number: &usize| {
            system.with_history(&graph.states[*number], stays_reachable::is_reached)
        };
        let there: BTreeSet<usize> = (0..graph.states.len()).filter(is_there).collect();
        let (mut leads, mut queue) = (there.clone(), there.iter().copied().collect::<Vec<_>>());
        while let Some(number) = queue.pop() {
            queue.extend(before[number].iter().copied().filter(|number| leads.insert(*number)));
        }
        let dead = || (0..graph.states.len()).filter(|number| !leads.contains(number));
        let unexcused = || dead().filter(|number| system.is_unobstructed(&graph.states[*number]));
        if let Some(first) = unexcused().next() {
            self.hits
                .insert(AskedFor::DecisionStaysReachable.name().to_string(), graph.levels[first]);
        }
        let pending = graph.states.len() - there.len();
        self.outlook = Some([pending, dead().count(), unexcused().count()].map(|n| n as u64));
    }
}
