//! The search: a system is handed to stateright, watched, and stopped when its time is over.

use crate::model::System;
use crate::properties::{Kind, Property};
use stateright::{Checker, Model};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How often a running search is looked at.
const GLANCE: Duration = Duration::from_millis(20);

/// What can be seen of a search from outside while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// Different states found so far.
    pub unique_states: AtomicU64,
    /// States whose successors are known.
    pub expanded_states: AtomicU64,
}

/// When a search must end, whether or not it is complete.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop {
    pub(super) interrupted: Arc<AtomicBool>,
    pub(super) deadline: Option<Instant>,
}

impl Stop {
    fn reason(&self) -> Option<&'static str> {
        if self.interrupted.load(Relaxed) {
            Some("interrupted")
        } else if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some("out of time")
        } else {
            None
        }
    }
}

/// How a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    Truncated(&'static str),
    Panicked(String),
}

/// What a survey of all states has found.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) end: End,
    pub(super) unique_states: u64,
    pub(super) generated_states: u64,
    /// The breadth-first diameter in states: 1 if there is only the initial state.
    pub(super) depth: usize,
    /// For each property asked for: whether some state violates it, or reaches it.
    pub(super) hit: Vec<bool>,
}

/// Visits every reachable state, and notes which properties are hit.
pub(super) fn survey<S: System>(
    system: &Arc<S>,
    properties: &[Property],
    stop: &Stop,
    progress: &Progress,
) -> Survey {
    let watch = Arc::new(Watch::new(properties.to_vec()));
    let (end, checker) = run(
        Watched { system: Arc::clone(system), watch: Arc::clone(&watch), mode: Mode::Survey },
        stop,
        progress,
    );
    Survey {
        end,
        unique_states: checker.unique_state_count() as u64,
        generated_states: checker.state_count() as u64,
        depth: checker.max_depth(),
        hit: watch.hit.iter().map(|hit| hit.load(Relaxed)).collect(),
    }
}

/// The shortest run that hits this property; none if there is none, or the search was stopped.
pub(super) fn shortest<S: System>(
    system: &Arc<S>,
    property: Property,
    stop: &Stop,
    progress: &Progress,
) -> Option<Vec<S::Action>> {
    let watch = Arc::new(Watch::new(vec![property]));
    let (_, checker) =
        run(Watched { system: Arc::clone(system), watch, mode: Mode::FirstHit }, stop, progress);
    checker.discovery(FIRST_HIT).map(stateright::Path::into_actions)
}

const SURVEY: &str = "every state is looked at";
const FIRST_HIT: &str = "nothing is hit";

/// Runs stateright's breadth-first search, with one thread, to its end.
fn run<S: System>(
    model: Watched<S>,
    stop: &Stop,
    progress: &Progress,
) -> (End, impl Checker<Watched<S>> + use<S>) {
    let watch = Arc::clone(&model.watch);
    let mut checker = model.checker().threads(1).spawn_bfs();
    let mut end = End::Complete;
    for handle in checker.handles() {
        while !handle.is_finished() {
            if let (End::Complete, Some(reason)) = (&end, stop.reason()) {
                end = End::Truncated(reason);
                watch.stopped.store(true, Relaxed);
            }
            progress.unique_states.store(checker.unique_state_count() as u64, Relaxed);
            progress.expanded_states.store(watch.expanded.load(Relaxed), Relaxed);
            std::thread::sleep(GLANCE);
        }
        if let Err(panic) = handle.join() {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            end = End::Panicked(text.unwrap_or("without a message").to_string());
        }
    }
    (end, checker)
}

/// What is noted while a search runs.
#[derive(Debug)]
struct Watch {
    properties: Vec<Property>,
    hit: Vec<AtomicBool>,
    stopped: AtomicBool,
    expanded: AtomicU64,
}

impl Watch {
    fn new(properties: Vec<Property>) -> Self {
        Self {
            hit: properties.iter().map(|_| AtomicBool::new(false)).collect(),
            properties,
            stopped: AtomicBool::new(false),
            expanded: AtomicU64::new(0),
        }
    }

    /// Notes which properties this state hits; whether it hits any.
    fn look<S: System>(&self, system: &S, state: &S::State) -> bool {
        if self.stopped.load(Relaxed) || self.hit.iter().all(|hit| hit.load(Relaxed)) {
            return false;
        }
        system.with_run(state, |run| {
            let mut any = false;
            for (property, hit) in self.properties.iter().zip(&self.hit) {
                let is_hit = match property.kind {
                    Kind::Always => |holds: bool| !holds,
                    Kind::Sometimes => |holds: bool| holds,
                };
                if !hit.load(Relaxed) && is_hit((property.holds)(run)) {
                    hit.store(true, Relaxed);
                    any = true;
                }
            }
            any
        })
    }
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Survey,
    FirstHit,
}

/// The system, with our own properties in place of its own.
#[derive(Debug)]
struct Watched<S> {
    system: Arc<S>,
    watch: Arc<Watch>,
    mode: Mode,
}

impl<S: System> Model for Watched<S> {
    type State = S::State;
    type Action = S::Action;

    fn init_states(&self) -> Vec<Self::State> {
        self.system.init_states()
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        if !self.watch.stopped.load(Relaxed) {
            self.watch.expanded.fetch_add(1, Relaxed);
            self.system.actions(state, actions);
        }
    }

    fn next_state(&self, state: &Self::State, action: Self::Action) -> Option<Self::State> {
        self.system.next_state(state, action)
    }

    fn properties(&self) -> Vec<stateright::Property<Self>> {
        vec![match self.mode {
            Mode::Survey => stateright::Property::always(SURVEY, |model: &Self, state| {
                model.watch.look(&*model.system, state);
                true
            }),
            Mode::FirstHit => stateright::Property::always(FIRST_HIT, |model: &Self, state| {
                !model.watch.look(&*model.system, state)
            }),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::coverage::Coverage;
    use crate::model::story::Story;
    use crate::paxos::Quorums;
    use crate::properties::{AcceptorHistory, Run};
    use std::borrow::Cow;

    /// Counts up from 0, by one or by two, and stops at `last`. It shows the properties a run of as
    /// many acceptors as it has counted.
    struct Counter {
        last: u32,
        panics_at: Option<u32>,
        quorums: Quorums,
    }

    fn counter(last: u32, panics_at: Option<u32>) -> Arc<Counter> {
        Arc::new(Counter { last, panics_at, quorums: Quorums::majority(1).unwrap() })
    }

    impl Model for Counter {
        type State = u32;
        type Action = u32;

        fn init_states(&self) -> Vec<u32> {
            vec![0]
        }

        fn actions(&self, state: &u32, actions: &mut Vec<u32>) {
            actions.extend((1..=2).filter(|step| state + step <= self.last));
        }

        fn next_state(&self, state: &u32, step: u32) -> Option<u32> {
            assert_ne!(Some(state + step), self.panics_at, "the counter broke");
            Some(state + step)
        }
    }

    impl System for Counter {
        fn with_run<T>(&self, state: &u32, look: impl FnOnce(&Run) -> T) -> T {
            let acceptors = (0..*state).map(|_| Cow::Owned(AcceptorHistory::default())).collect();
            let (proposers, learners) = (Vec::new(), Vec::new());
            look(&Run { quorums: &self.quorums, wanted: &[], acceptors, proposers, learners })
        }

        fn relevant(&self) -> Vec<Property> {
            unimplemented!("the tests bring their own")
        }

        fn bounds(&self) -> Vec<String> {
            Vec::new()
        }

        fn coverage(&self) -> Coverage {
            Coverage::default()
        }

        fn story(&self, _: &[u32]) -> Story {
            unimplemented!("nothing to tell")
        }
    }

    const BELOW_5: Property =
        Property { name: "below 5", kind: Kind::Always, holds: |run| run.acceptors.len() < 5 };
    const IS_0: Property =
        Property { name: "0", kind: Kind::Sometimes, holds: |run| run.acceptors.is_empty() };
    const IS_9: Property =
        Property { name: "9", kind: Kind::Sometimes, holds: |run| run.acceptors.len() == 9 };

    fn look(system: &Arc<Counter>, properties: &[Property]) -> Survey {
        survey(system, properties, &Stop::default(), &Progress::default())
    }

    #[test]
    fn a_survey_visits_every_state_also_when_all_properties_are_hit() {
        let survey = look(&counter(9, None), &[IS_0]);
        assert_eq!((survey.end, survey.unique_states, survey.depth), (End::Complete, 10, 6));
        assert_eq!(survey.hit, [true]);
        let survey = look(&counter(9, None), &[]);
        assert_eq!((survey.end, survey.unique_states), (End::Complete, 10));
        let survey = look(&counter(8, None), &[BELOW_5, IS_0, IS_9]);
        assert_eq!(survey.hit, [true, true, false]);
    }

    #[test]
    fn a_trace_is_the_shortest() {
        let (stop, progress) = (Stop::default(), Progress::default());
        let trace = shortest(&counter(9, None), BELOW_5, &stop, &progress);
        assert_eq!(trace.map(|steps| (steps.len(), steps.iter().sum())), Some((3, 5)));
        let trace = shortest(&counter(9, None), IS_9, &stop, &progress);
        assert_eq!(trace.map(|steps| (steps.len(), steps.iter().sum())), Some((5, 9)));
        assert_eq!(shortest(&counter(4, None), BELOW_5, &stop, &progress), None);
    }

    #[test]
    fn a_panic_of_the_model_is_told_and_no_end_of_the_search() {
        let survey = look(&counter(9, Some(7)), &[BELOW_5]);
        let End::Panicked(text) = survey.end else { panic!("it ended as {:?}", survey.end) };
        assert!(text.contains("the counter broke"), "{text}");
    }

    #[test]
    fn a_search_that_was_stopped_is_truncated() {
        let stop = Stop { deadline: Some(Instant::now()), ..Stop::default() };
        let survey = survey(&counter(50_000_000, None), &[BELOW_5], &stop, &Progress::default());
        assert_eq!(survey.end, End::Truncated("out of time"));
        let stop = Stop { interrupted: Arc::new(true.into()), ..Stop::default() };
        let survey = super::survey(&counter(50_000_000, None), &[], &stop, &Progress::default());
        assert_eq!(survey.end, End::Truncated("interrupted"));
    }
}
