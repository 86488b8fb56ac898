//! A run told so that it is read most easily: one ballot after the other.
//!
//! Steps that have nothing to do with each other may change places. Which do is not said by rules but tried
//! with the model: two neighbours may if both can be taken the other way round and lead to the same state, with
//! the same messages on their way and the same facts. Of all orders that such changes lead to, the one with the
//! fewest changes of ballot is taken, then of actor; and acceptors take each other's names so that quorums come
//! in order, where the model lets the same run happen under these names.

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
use crate::properties::{AskedFor, Run, Sought};
use cost::Costs;
use renaming::Renaming;
use std::sync::Arc;

/// The same run in the order and under the names in which it is read most easily. It is taken by the actors, and
/// violates what it is said to in its last step and not before; where no other such run is found, it is the
/// trace as it was.
pub fn readable(trace: &Trace, file: &ModelFile) -> Trace {
    let Some(violates) = &trace.violates else { return trace.clone() };
    let sought = file.sought().into_iter().find(|sought| sought.name() == violates);
    let ordered = |trace: Trace| {
        let story = file.visit(InOrder { trace: &trace, sought: sought.clone() });
        story.and_then(|story| shows(&trace, story, file)).unwrap_or(trace)
    };
    // Who has which name decides which arrows cross, and who comes first who gets which name.
    ordered(renamed(ordered(trace.clone()), file))
}

/// The same run under the names in which it is read most easily.
fn renamed(trace: Trace, file: &ModelFile) -> Trace {
    let Ok(setting) = Setting::of(&trace, file) else { return trace };
    let candidates = names::candidates(&trace, &setting).into_iter();
    let mut renamed = candidates.filter_map(|renaming| {
        let story = file.visit(Renamed { story: &trace.story, renaming })?;
        shows(&trace, story, file)
    });
    renamed.next().unwrap_or(trace)
}

/// The trace that tells this instead, if that is a run that violates the same in its last step and not before.
fn shows(trace: &Trace, story: Story, file: &ModelFile) -> Option<Trace> {
    let told = Trace { story, ..trace.clone() };
    let mut before = told.clone();
    before.story.steps.pop();
    replay(&before, file).is_err().then(|| replay(&told, file).ok()).flatten()
}

/// Tells a run in the best of its orders.
struct InOrder<'a> {
    trace: &'a Trace,
    /// What it violates, if one state can.
    sought: Option<Arc<dyn Sought>>,
}

impl Visitor for InOrder<'_> {
    type Output = Option<Story>;

    fn visit<S: System>(self, system: S) -> Option<Story> {
        let steps = &self.trace.story.steps;
        let told = steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, actions) = take(&system, told).ok()?;
        let after = |state: &S::State, step: usize, taken: usize| {
            let next = after(&system, state, &actions[step])?;
            let is_last = taken + 1 == actions.len();
            // What is violated is violated in the end alone.
            let shown = self.is_shown(&system, state, &next);
            shown.is_none_or(|shown| shown == is_last).then_some(next)
        };
        let costs = Costs::of(&self.trace.story);
        let arrows = Arrows::of(&self.trace.story, &lanes(&self.trace.story));
        let order = orders::best(&states, &costs, &arrows, after);
        let order = order.unwrap_or_else(|| greedy::good(states, &costs, after));
        let actions: Vec<_> = order.iter().map(|step| actions[*step].clone()).collect();
        Some(system.story(&actions))
    }
}

impl InOrder<'_> {
    /// Whether a step violates what the run does; none, if no step can tell.
    fn is_shown<S: System>(&self, system: &S, before: &S::State, after: &S::State) -> Option<bool> {
        if let Some(sought) = &self.sought {
            return Some(system.with_run(after, |run: &Run| sought.is_hit(run)));
        }
        match AskedFor::named(self.trace.violates.as_deref()?)? {
            AskedFor::RefinesPaxos => Some(system.refines(before, after).is_err()),
            AskedFor::KeepsTheInvariant => Some(system.keeps_invariant(after).is_err()),
            AskedFor::DecisionStaysReachable => None,
        }
    }
}

/// The state after an action; none if it is not possible.
fn after<S: System>(system: &S, state: &S::State, action: &S::Action) -> Option<S::State> {
    let mut possible = Vec::new();
    system.actions(state, &mut possible);
    possible.contains(action).then(|| system.next_state(state, action.clone())).flatten()
}

/// Tells a run under other names.
struct Renamed<'a> {
    story: &'a Story,
    renaming: Renaming,
}

impl Visitor for Renamed<'_> {
    type Output = Option<Story>;

    fn visit<S: System>(self, system: S) -> Option<Story> {
        let steps = self.story.steps.iter().map(|step| self.renaming.act(&step.action));
        let steps: Vec<_> = steps.collect();
        let (_, actions) = take(&system, steps.iter().map(|act| (act, ""))).ok()?;
        let story = system.story(&actions);
        self.renaming.leads_to(self.story, &story).then_some(story)
    }
}
