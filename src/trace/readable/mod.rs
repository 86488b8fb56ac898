//! A run told so that it is read most easily: one ballot after the other.
//!
//! Steps that have nothing to do with each other may change places. Which do is not said by rules but tried
//! with the model: two neighbours may if both can be taken the other way round and lead to the same state, with
//! the same messages on their way and the same facts. Of all orders that such changes lead to, the one with the
//! fewest changes of ballot is taken, then of actor; and acceptors take each other's names so that quorums come
//! in order, where the model lets the same run happen under these names.

mod best_way;
mod cost;
mod greedy;
mod names;
mod orders;
mod renaming;
#[cfg(test)]
mod tests;

use super::arrows::Arrows;
use super::format::Trace;
use super::lanes::lanes;
use super::replay::replay;
use super::setting::Setting;
use super::steps::take;
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::Story;
use crate::properties::{AskedFor, Sought};
use cost::Costs;
use orders::Taking;
use renaming::Renaming;
use std::sync::Arc;

/// The same run in the order and under the names in which it is read most easily. It is taken by the actors, and
/// violates what it is said to in its last step and not before; where no other such run is found, or nobody waits
/// for one any more, it is the trace as it was.
pub fn readable(trace: &Trace, file: &ModelFile, stop: &dyn Fn() -> bool) -> Trace {
    let Some(violates) = &trace.violates else { return trace.clone() };
    let sought = file.sought().into_iter().find(|sought| sought.name() == violates);
    let in_order = |trace: &Trace| {
        let story = file.visit(InOrder { trace, sought: sought.clone(), stop });
        story.and_then(|story| shows(trace, story, file))
    };
    let ordered = in_order(trace).unwrap_or_else(|| trace.clone());
    // Who has which name decides which arrows cross, and who comes first who gets which name.
    let renamed = renamed(&ordered, file, stop).unwrap_or(ordered);
    in_order(&renamed).unwrap_or(renamed)
}

/// The same run under the names in which it is read most easily; none if these are its own.
fn renamed(trace: &Trace, file: &ModelFile, stop: &dyn Fn() -> bool) -> Option<Trace> {
    let setting = Setting::of(trace, file).ok()?;
    let renamings = names::candidates(trace, &setting);
    file.visit(Renamed { trace, file, renamings, stop })
}

/// The trace that tells this instead, if that is a run that violates the same in its last step and not before.
fn shows(trace: &Trace, story: Story, file: &ModelFile) -> Option<Trace> {
    let told = Trace { story, ..trace.clone() };
    let mut before = told.clone();
    before.story.steps.pop();
    replay(&before, file).is_err().then(|| replay(&told, file).ok()).flatten()
}

/// Tells a run in the best of its orders; as nothing, if that is its own.
struct InOrder<'a> {
    trace: &'a Trace,
    /// What it violates, if one state can.
    sought: Option<Arc<dyn Sought>>,
    stop: &'a dyn Fn() -> bool,
}

impl Visitor for InOrder<'_> {
    type Output = Option<Story>;

    fn visit<S: System>(self, system: S) -> Option<Story> {
        let steps = &self.trace.story.steps;
        let told = steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, actions) = take(&system, told).ok()?;
        let costs = Costs::of(&self.trace.story);
        let arrows = Arrows::of(&self.trace.story, &lanes(&self.trace.story));
        let steps = Steps { system: &system, actions: &actions, asked: &self };
        let order = best_way::find(&states, &costs, &arrows, &steps);
        let order = order.or_else(|| greedy::good(states, &costs, &steps))?;
        let actions: Vec<_> = order.iter().map(|step| actions[*step].clone()).collect();
        (!order.is_sorted()).then(|| system.story(&actions))
    }
}

impl InOrder<'_> {
    /// Whether a step violates what the run does; none, if no step can tell.
    fn is_shown<S: System>(&self, system: &S, before: &S::State, after: &S::State) -> Option<bool> {
        if let Some(sought) = &self.sought {
            return Some(system.with_history(after, |history| sought.is_hit(history)));
        }
        match AskedFor::named(self.trace.violates.as_deref()?)? {
            AskedFor::RefinesPaxos => Some(system.refines(before, after).is_err()),
            AskedFor::KeepsTheInvariant => Some(system.keeps_invariant(after).is_err()),
            AskedFor::DecisionStaysReachable => None,
        }
    }
}

/// The steps of a run, as the actors take them.
struct Steps<'a, S: System> {
    system: &'a S,
    actions: &'a [S::Action],
    asked: &'a InOrder<'a>,
}

impl<S: System> Taking for Steps<'_, S> {
    type State = S::State;

    fn possible(&self, state: &S::State) -> Vec<bool> {
        let mut possible = Vec::new();
        self.system.actions(state, &mut possible);
        self.actions.iter().map(|action| possible.contains(action)).collect()
    }

    fn after(&self, state: &S::State, step: usize, taken: usize) -> Option<S::State> {
        let next = self.system.next_state(state, self.actions[step].clone())?;
        let is_last = taken + 1 == self.actions.len();
        // What is violated is violated in the end alone.
        let shown = self.asked.is_shown(self.system, state, &next);
        shown.is_none_or(|shown| shown == is_last).then_some(next)
    }

    fn stop(&self) -> bool {
        (self.asked.stop)()
    }
}

/// Tells a run under the first of these names under which it is the same.
struct Renamed<'a> {
    trace: &'a Trace,
    file: &'a ModelFile,
    renamings: Vec<Renaming>,
    stop: &'a dyn Fn() -> bool,
}

impl Visitor for Renamed<'_> {
    type Output = Option<Trace>;

    fn visit<S: System>(self, system: S) -> Option<Trace> {
        let story = &self.trace.story;
        let told = |renaming: &Renaming| {
            let steps: Vec<_> = story.steps.iter().map(|step| renaming.act(&step.action)).collect();
            let (_, actions) = take(&system, steps.iter().map(|act| (act, ""))).ok()?;
            let renamed = system.story(&actions);
            renaming.leads_to(story, &renamed).then(|| shows(self.trace, renamed, self.file))?
        };
        self.renamings.iter().take_while(|_| !(self.stop)()).find_map(told)
    }
}
