//! Runs by the names of their steps.

use super::refusal::Refusal;
use crate::model::System;
use crate::model::file::{ModelFile, Visitor};
use crate::model::story::Act;
use crate::properties::{Kind, Sought};
use crate::trace::{self, Departure, Trace};

/// How far a run can be taken: the states on the way, the initial one first, and the actions.
pub(super) struct Route<S: System> {
    pub(super) states: Vec<S::State>,
    pub(super) actions: Vec<S::Action>,
}

impl<S: System> Route<S> {
    /// Takes steps by their names, as far as they can be taken.
    pub(super) fn take(system: &S, run: &[String]) -> Self {
        let mut route = Self { states: system.init_states(), actions: Vec::new() };
        for name in run {
            let mut actions = Vec::new();
            system.actions(route.last(), &mut actions);
            let mut called = actions.into_iter().filter(|a| system.format_action(a) == *name);
            // The state after it alone is worked out: there may be thousands of others.
            let Some((action, next)) = called.find_map(|action| {
                let next = system.next_state(route.last(), action.clone())?;
                Some((action, next))
            }) else {
                break;
            };
            route.actions.push(action);
            route.states.push(next);
        }
        route
    }

    /// The state to which it has come.
    pub(super) fn last(&self) -> &S::State {
        self.states.last().expect("it begins in one state")
    }
}

/// Refuses steps that the actors do not take.
pub(super) fn must_be_a_run(file: &ModelFile, run: &[String]) -> Result<(), Refusal> {
    match file.visit(Length(run)) {
        taken if taken == run.len() => Ok(()),
        taken => Err(departure(run, taken)),
    }
}

/// The first step that the actors do not take, after those that they take.
fn departure(run: &[String], taken: usize) -> Refusal {
    let step = taken + 1;
    let message = format!("step {step}: in this model this cannot happen: {}", run[taken]);
    Refusal { step: Some(step), ..Refusal::run(message) }
}

struct Length<'a>(&'a [String]);

impl Visitor for Length<'_> {
    type Output = usize;

    fn visit<S: System>(self, system: S) -> usize {
        Route::take(&system, self.0).actions.len()
    }
}

/// The names of the steps of a trace, in a model of which it is a run.
///
/// # Errors
/// At the first step that the actors do not take.
pub fn names(file: &ModelFile, trace: &Trace) -> Result<Vec<String>, Departure> {
    file.visit(Names(trace))
}

struct Names<'a>(&'a Trace);

impl Visitor for Names<'_> {
    type Output = Result<Vec<String>, Departure>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let acts: Vec<Act> = self.0.story.steps.iter().map(|step| step.action.clone()).collect();
        let actions = trace::actions(&system, &acts)?;
        Ok(actions.iter().map(|action| system.format_action(action)).collect())
    }
}

/// How many steps of a run it takes until something is violated; all of them, if nothing is.
pub(super) fn until_violated(file: &ModelFile, run: &[String]) -> usize {
    file.visit(Until { file, run })
}

struct Until<'a> {
    file: &'a ModelFile,
    run: &'a [String],
}

impl Visitor for Until<'_> {
    type Output = usize;

    fn visit<S: System>(self, system: S) -> usize {
        let route = Route::take(&system, self.run);
        let mut always = self.file.sought();
        always.retain(|sought| sought.kind() == Kind::Always);
        let violated = |state: &S::State| {
            system.with_history(state, |history| always.iter().any(|sought| sought.is_hit(history)))
        };
        route.states.iter().position(violated).unwrap_or(self.run.len())
    }
}

/// The run with these steps, told by the actors; and the property that its end violates, if nothing before it does.
///
/// # Errors
/// If the actors do not take some step.
pub fn trace(file: &ModelFile, run: &[String]) -> Result<Trace, Refusal> {
    file.visit(Tell { file, run })
}

struct Tell<'a> {
    file: &'a ModelFile,
    run: &'a [String],
}

impl Visitor for Tell<'_> {
    type Output = Result<Trace, Refusal>;

    fn visit<S: System>(self, system: S) -> Self::Output {
        let Self { file, run } = self;
        let route = Route::take(&system, run);
        if route.actions.len() < run.len() {
            return Err(departure(run, route.actions.len()));
        }
        let first = |sought: &dyn Sought| {
            let hit =
                |state: &S::State| system.with_history(state, |history| sought.is_hit(history));
            route.states.iter().position(hit)
        };
        let all = file.sought();
        let mut always = all.iter().filter(|sought| sought.kind() == Kind::Always);
        let violated = always.find(|sought| first(&***sought) == Some(run.len()));
        let story = system.story(&route.actions);
        Ok(match violated {
            Some(violated) => Trace::new(file, violated.name(), story),
            None => Trace::of(file, story),
        })
    }
}
