//! What a run shows: its steps are taken again with the actors, and its end is looked at.

use super::steps::{Departure, take};
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Actor, Sent, Story};
use crate::model::words::{counted, did_you_mean};
use crate::properties::{AskedFor, Sought, stays_reachable};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// How the end of a run violates the property that it is said to, and which step is to blame.
pub(super) fn explanation(violates: Option<&str>, story: &Story, file: &ModelFile) -> Vec<String> {
    let explained = retake(violates, story, file);
    explained.map_or_else(|departure| vec![departure.to_string()], |(_, explanation)| explanation)
}

/// Takes the steps of a run with the actors of a model: the run as it then is, and how its end violates the
/// property that it is said to.
///
/// # Errors
/// At the first step that the actors do not take, or that comes out otherwise; or if the last state does
/// not violate the property.
pub(super) fn retake(
    violates: Option<&str>,
    story: &Story,
    file: &ModelFile,
) -> Result<(Story, Vec<String>), Departure> {
    file.visit(Retake { violates, story, sought: file.sought() })
}

struct Retake<'a> {
    violates: Option<&'a str>,
    story: &'a Story,
    /// What can be violated in a run.
    sought: Vec<Arc<dyn Sought>>,
}

impl Visitor for Retake<'_> {
    type Output = Result<(Story, Vec<String>), Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let Self { violates, story: told, sought } = self;
        let steps = told.steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, actions) = take(&system, steps)?;
        let story = system.story(&actions);
        let begins = |actor: &Actor| format!("it begins so: {} {}", actor.name, actor.state);
        if let Some(what) =
            first_otherwise(&told.start, &story.start, begins, "nobody more is there")
        {
            return Err(Departure::ShowsNothing(format!("{what}; the trace says otherwise")));
        }
        for (number, (told, is)) in told.steps.iter().zip(&story.steps).enumerate() {
            if told.changed != is.changed {
                let changed = is.changed.iter().map(|a| format!("{} {}", a.name, a.state));
                let changed = changed.collect::<Vec<_>>().join(", ");
                let text =
                    format!("{}: then it is so: {changed}; the trace says otherwise", is.text);
                return Err(Departure::Otherwise { step: number + 1, text });
            }
            let sends =
                |Sent { from, to, message }: &Sent| format!("{from} sends {message} to {to}");
            if let Some(sent) = first_otherwise(&told.sent, &is.sent, sends, "nothing more is sent")
            {
                let text = format!("{}: {sent} then; the trace says otherwise", is.text);
                return Err(Departure::Otherwise { step: number + 1, text });
            }
        }
        let shown = violates.map(|name| end(&system, &states, name, &sought)).transpose()?;
        let explanation = shown.into_iter().chain(blame(&story, |number| number)).collect();
        Ok((story, explanation))
    }
}

/// The first of what is, in words, that is told otherwise; what is said if more is told than is.
fn first_otherwise<T: PartialEq>(
    told: &[T],
    is: &[T],
    words: impl Fn(&T) -> String,
    no_more: &str,
) -> Option<String> {
    let differs = is.iter().enumerate().find(|(place, is)| told.get(*place) != Some(is));
    let no_more = || (told.len() > is.len()).then(|| no_more.to_string());
    differs.map(|(_, is)| words(is)).or_else(no_more)
}

/// How the end of a run violates what has this name.
///
/// # Errors
/// If it does not, or if something before it does already.
pub(super) fn end<S: System>(
    system: &S,
    states: &[S::State],
    name: &str,
    sought: &[Arc<dyn Sought>],
) -> Result<String, Departure> {
    match AskedFor::named(name) {
        Some(AskedFor::DecisionStaysReachable) => dead_end(system, states),
        Some(AskedFor::RefinesPaxos) => strange_step(states, |before, after| {
            let strange = system.refines(before, after).err();
            strange.map(|why| format!("is no step of Paxos: {why}"))
        }),
        Some(AskedFor::KeepsTheInvariant) => strange_step(states, |_, after| {
            let broken = system.keeps_invariant(after).err();
            broken.map(|why| format!("breaks the invariant of the proof: {why}"))
        }),
        None => {
            let named = sought.iter().find(|sought| sought.name() == name);
            let named = named.ok_or_else(|| {
                let remedy = did_you_mean(name, sought.iter().map(|sought| sought.name()));
                let text =
                    format!("{name:?} is no property of the model; see docs/model-file.md{remedy}");
                Departure::ShowsNothing(text)
            })?;
            violation(system, states, &**named)
        }
    }
}

/// How the last state violates a property, and none before it does.
fn violation<S: System>(
    system: &S,
    states: &[S::State],
    property: &dyn Sought,
) -> Result<String, Departure> {
    let name = property.name();
    let hit = |state: &S::State| system.with_history(state, |history| property.is_hit(history));
    match states.iter().position(hit) {
        None => Err(Departure::ShowsNothing(format!("nothing in this run violates {name:?}"))),
        Some(step) if step + 1 < states.len() => {
            let text = format!("{name:?} is violated after {} already", counted(step, "step"));
            Err(Departure::ShowsNothing(text))
        }
        Some(step) => {
            let text = system.with_history(&states[step], |history| property.explain(history));
            Ok(text.unwrap_or_else(|| format!("{name} is violated")))
        }
    }
}

/// How nothing leads from the last state to what should stay reachable: all that could come is gone through.
fn dead_end<S: System>(system: &S, states: &[S::State]) -> Result<String, Departure> {
    let last = states.last().expect("it begins in one state");
    let mut seen = BTreeSet::from([hash_of(last)]);
    let mut stack = vec![last.clone()];
    while let Some(state) = stack.pop() {
        if system.with_history(&state, stays_reachable::is_reached) {
            let name = AskedFor::DecisionStaysReachable.name();
            let text = format!("{name:?}: it can still be reached from where this ends");
            return Err(Departure::ShowsNothing(text));
        }
        let next = system.next_states(&state);
        stack.extend(next.into_iter().filter(|next| seen.insert(hash_of(next))));
    }
    Ok(system.with_history(last, stays_reachable::explain))
}

/// Why the last step is strange, and none before it.
fn strange_step<State>(
    states: &[State],
    why: impl Fn(&State, &State) -> Option<String>,
) -> Result<String, Departure> {
    let mut all = states.windows(2).zip(1..);
    match all.find_map(|(pair, step)| Some((step, why(&pair[0], &pair[1])?))) {
        None => Err(Departure::ShowsNothing("no step of this run is strange".to_string())),
        Some((step, why)) if step + 1 == states.len() => Ok(format!("step {step} {why}")),
        Some((step, why)) => {
            Err(Departure::ShowsNothing(format!("step {step} {why}, and is not the last")))
        }
    }
}

fn hash_of(state: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    hasher.finish()
}

/// The first step that the reference would not have taken so, by its number as it is told.
pub(super) fn blame(story: &Story, told: impl Fn(usize) -> usize) -> Option<String> {
    let mut steps = story.steps.iter().zip(1..);
    steps.find_map(|(step, number)| {
        let reference = step.reference.as_ref()?;
        let number = told(number);
        Some(format!("step {number} is the first that breaks a rule; by the rules: {reference}"))
    })
}
