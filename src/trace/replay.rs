//! Taking a trace's steps again, with the actors.

use super::Trace;
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::{Act, Story};
use crate::properties::{self, Kind, Property, Run, invariant};
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Where a trace tells something else than what the actors do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// In a step, counted from 1, something happens that cannot happen there.
    Impossible {
        /// Which step.
        step: usize,
        /// What it says, and what could happen instead.
        text: String,
        /// What could, in a few words each.
        possible: Vec<String>,
    },
    /// A step comes out otherwise than it says.
    Otherwise {
        /// Which step.
        step: usize,
        /// What it says, and what the actors do.
        text: String,
    },
    /// The run is possible, and does not show what it is said to show.
    ShowsNothing(String),
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Impossible { step, text, possible } => {
                write!(f, "step {step}: this cannot happen here: {text}")?;
                match &possible[..] {
                    [] => write!(f, "; nothing can"),
                    some => write!(f, "; what can:\n  {}", some.join("\n  ")),
                }
            }
            Self::Otherwise { step, text } => write!(f, "step {step}: {text}"),
            Self::ShowsNothing(why) => f.write_str(why),
        }
    }
}

/// Takes the steps of a trace with the actors of a model, and returns the run as it then is.
///
/// # Errors
/// At the first step that the actors do not take, or that comes out otherwise; or if the last state does
/// not violate the property that it is said to.
pub fn replay(trace: &Trace, file: &ModelFile) -> Result<Trace, Departure> {
    let (story, explanation) = file.visit(Replay(trace))?;
    Ok(Trace { explanation, story, ..trace.clone() })
}

/// How the end of a run violates the property that it is said to, and which step is to blame.
pub(super) fn explanation(trace: &Trace, file: &ModelFile) -> Vec<String> {
    let explained = file.visit(Replay(trace));
    explained.map_or_else(|departure| vec![departure.to_string()], |(_, explanation)| explanation)
}

/// Takes steps with the actors of a model, one after the other, and returns the run.
///
/// # Errors
/// At the first step that the actors do not take.
pub fn run(file: &ModelFile, steps: &[Act]) -> Result<Story, Departure> {
    file.visit(Steps(steps))
}

struct Steps<'a>(&'a [Act]);

impl Visitor for Steps<'_> {
    type Output = Result<Story, Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let steps = self.0.iter().map(|action| (action, ""));
        let (_, actions) = take(&system, steps)?;
        Ok(system.story(&actions))
    }
}

struct Replay<'a>(&'a Trace);

impl Visitor for Replay<'_> {
    type Output = Result<(Story, Vec<String>), Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let Self(trace) = self;
        let steps = trace.story.steps.iter().map(|step| (&step.action, step.text.as_str()));
        let (states, actions) = take(&system, steps)?;
        let story = system.story(&actions);
        for (number, (told, is)) in trace.story.steps.iter().zip(&story.steps).enumerate() {
            if told.changed != is.changed {
                let changed = is.changed.iter().map(|a| format!("{} {}", a.name, a.state));
                let changed = changed.collect::<Vec<_>>().join(", ");
                let text =
                    format!("{}: then it is so: {changed}; the trace says otherwise", is.text);
                return Err(Departure::Otherwise { step: number + 1, text });
            }
        }
        let mut explanation = Vec::new();
        if let Some(name) = &trace.violates {
            let mut all = properties::ALL.into_iter().chain(properties::ASKED_FOR);
            let property = all.find(|property| property.name == name);
            let property = property.ok_or_else(|| {
                Departure::ShowsNothing(format!("{name:?} is no property; see docs/model-file.md"))
            })?;
            explanation.push(match property.kind {
                Kind::StaysReachable => dead_end(&system, &states, &property)?,
                Kind::EveryStep if *name == invariant::PROPERTY.name => {
                    let broken = |_: &S::State, after: &S::State| {
                        let broken = system.keeps_invariant(after).err();
                        broken.map(|why| format!("breaks the invariant of the proof: {why}"))
                    };
                    strange_step(&states, broken)?
                }
                Kind::EveryStep => {
                    let strange = |before: &S::State, after: &S::State| {
                        let strange = system.refines(before, after).err();
                        strange.map(|why| format!("is no step of Paxos: {why}"))
                    };
                    strange_step(&states, strange)?
                }
                Kind::Always | Kind::Sometimes => violation(&system, &states, &property)?,
            });
        }
        explanation.extend(blame(&story));
        Ok((story, explanation))
    }
}

/// The states on the way, the initial one first, and the actions.
pub(super) type Way<S> =
    (Vec<<S as stateright::Model>::State>, Vec<<S as stateright::Model>::Action>);

/// Takes steps, of each of which it is also known how it was told.
pub(super) fn take<'a, S: System>(
    system: &S,
    steps: impl Iterator<Item = (&'a Act, &'a str)>,
) -> Result<Way<S>, Departure> {
    let mut states = system.init_states();
    let mut actions: Vec<S::Action> = Vec::new();
    for (number, (wanted, text)) in steps.enumerate() {
        let state = states.last().expect("it begins in one state");
        let mut possible = system.next_steps(state);
        let Some(place) = possible.iter().position(|(a, _)| system.act(a) == *wanted) else {
            let possible = possible.iter().map(|(action, _)| system.format_action(action));
            return Err(Departure::Impossible {
                step: number + 1,
                text: told(wanted, text),
                possible: possible.collect(),
            });
        };
        let (action, next) = possible.swap_remove(place);
        actions.push(action);
        states.push(next);
    }
    Ok((states, actions))
}

/// What a trace says of a step.
fn told(action: &Act, text: &str) -> String {
    let action = serde_json::to_string(action).unwrap_or_default();
    if text.is_empty() { action } else { format!("{text} ({action})") }
}

/// How the last state violates a property, and none before it does.
fn violation<S: System>(
    system: &S,
    states: &[S::State],
    property: &Property,
) -> Result<String, Departure> {
    let name = property.name;
    let hit = |state: &S::State| system.with_run(state, |run: &Run| property.is_hit(run));
    match states.iter().position(hit) {
        None => Err(Departure::ShowsNothing(format!("nothing in this run violates {name:?}"))),
        Some(step) if step + 1 < states.len() => {
            let text = format!("{name:?} is violated after {step} steps already");
            Err(Departure::ShowsNothing(text))
        }
        Some(step) => {
            let text = system.with_run(&states[step], |run| (property.explain)(run));
            Ok(text.unwrap_or_else(|| format!("{name} is violated")))
        }
    }
}

/// How nothing leads from the last state to what should stay reachable: all that could come is gone through.
fn dead_end<S: System>(
    system: &S,
    states: &[S::State],
    property: &Property,
) -> Result<String, Departure> {
    let last = states.last().expect("it begins in one state");
    let mut seen = BTreeSet::from([hash_of(last)]);
    let mut stack = vec![last.clone()];
    while let Some(state) = stack.pop() {
        if system.with_run(&state, |run| (property.holds)(run)) {
            let text = format!("{:?}: it can still be reached from where this ends", property.name);
            return Err(Departure::ShowsNothing(text));
        }
        let next = system.next_states(&state);
        stack.extend(next.into_iter().filter(|next| seen.insert(hash_of(next))));
    }
    let text = system.with_run(last, |run| (property.explain)(run));
    Ok(text.unwrap_or_else(|| format!("{} is violated", property.name)))
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

/// The first step that the reference would not have taken so.
fn blame(story: &Story) -> Option<String> {
    let mut steps = story.steps.iter().zip(1..);
    steps.find_map(|(step, number)| {
        let reference = step.reference.as_ref()?;
        Some(format!("step {number} is the first that breaks a rule; by the rules: {reference}"))
    })
}
