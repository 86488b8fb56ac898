//! The search: a system is handed to stateright, watched, and stopped when its time is over.

use super::memory;
use crate::model::{System, each_number};
use crate::properties::{self, Kind, Property};
use stateright::{Checker, Model, Path};
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How often a running search is looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// What can be seen of a search from outside while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// Different states found so far.
    pub unique_states: AtomicU64,
    /// States whose successors are known.
    pub expanded_states: AtomicU64,
}

/// What ends a search before it is complete.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Set from outside to stop it.
    pub interrupted: Arc<AtomicBool>,
    /// When its time is over.
    pub deadline: Option<Instant>,
    /// How many bytes of memory the program may have.
    pub memory: Option<u64>,
}

impl Limits {
    fn reached(&self) -> Option<&'static str> {
        if self.interrupted.load(Relaxed) {
            Some("interrupted")
        } else if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some("out of time")
        } else if self.memory.is_some_and(|most| memory::resident().is_some_and(|now| now > most)) {
            Some("out of memory")
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
pub(super) struct Survey<A> {
    pub(super) end: End,
    pub(super) unique_states: u64,
    pub(super) generated_states: u64,
    /// The breadth-first diameter in states: 1 if there is only the initial state.
    pub(super) depth: usize,
    /// For each property asked for: the shortest run to a state that violates it, or reaches it.
    pub(super) hits: Vec<Option<Vec<A>>>,
}

/// Visits every reachable state, and notes for each property where it is first hit.
pub(super) fn survey<S: System>(
    system: &Arc<S>,
    properties: &[Property],
    limits: &Limits,
    progress: &Progress,
) -> Survey<S::Action> {
    assert!(properties.len() <= properties::ALL.len(), "every property at most once");
    let watch = Arc::new(Watch::new(properties.to_vec()));
    let model = Watched { system: Arc::clone(system), watch: Arc::clone(&watch) };
    let mut checker = model.checker().threads(1).spawn_bfs();
    let end = wait(&mut checker, &watch, limits, progress);
    // The runs are found again by walking the model, which must not be stopped then.
    watch.stopped.store(false, Relaxed);
    let run = |property: &Property| checker.discovery(property.name).map(Path::into_actions);
    Survey {
        end,
        unique_states: checker.unique_state_count() as u64,
        generated_states: checker.state_count() as u64,
        depth: checker.max_depth(),
        hits: properties.iter().map(run).collect(),
    }
}

/// Waits for the search to end, and stops it when it must.
fn wait<S: System>(
    checker: &mut impl Checker<Watched<S>>,
    watch: &Watch,
    limits: &Limits,
    progress: &Progress,
) -> End {
    let mut end = End::Complete;
    for handle in checker.handles() {
        while !handle.is_finished() {
            if let (End::Complete, Some(reason)) = (&end, limits.reached()) {
                end = End::Truncated(reason);
                watch.stopped.store(true, Relaxed);
            }
            progress.unique_states.store(checker.unique_state_count() as u64, Relaxed);
            progress.expanded_states.store(watch.expanded.load(Relaxed), Relaxed);
            std::thread::sleep(GLANCE);
        }
        if let Err(panic) = handle.join() {
            end = End::Panicked(panic_text(&*panic));
        }
    }
    end
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message").to_string()
}

/// What is noted while a search runs. One thread searches, and this one looks on.
#[derive(Debug)]
struct Watch {
    properties: Vec<Property>,
    /// One bit for each property that was hit.
    hit: AtomicU64,
    /// Those of them that the state now looked at was the first to hit.
    first_hit: AtomicU64,
    stopped: AtomicBool,
    expanded: AtomicU64,
}

impl Watch {
    fn new(properties: Vec<Property>) -> Self {
        Self {
            properties,
            hit: AtomicU64::new(0),
            first_hit: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            expanded: AtomicU64::new(0),
        }
    }

    /// Notes which properties this state is the first to hit.
    fn look<S: System>(&self, system: &S, state: &S::State) {
        let hit = self.hit.load(Relaxed);
        let mut first_hit = 0;
        let all_hit = hit.count_ones() as usize == self.properties.len();
        if !all_hit && !self.stopped.load(Relaxed) {
            system.with_run(state, |run| {
                for (property, bit) in self.properties.iter().zip(0..) {
                    let wanted = property.kind == Kind::Sometimes;
                    if hit >> bit & 1 == 0 && (property.holds)(run) == wanted {
                        first_hit |= 1 << bit;
                    }
                }
            });
        }
        self.first_hit.store(first_hit, Relaxed);
        self.hit.store(hit | first_hit, Relaxed);
    }
}

/// The system, with our own properties in place of its own.
#[derive(Debug)]
struct Watched<S> {
    system: Arc<S>,
    watch: Arc<Watch>,
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

    /// First one that looks at the state and is never violated, so that the search never thinks
    /// itself done; then one for each property, violated by the first state that hits it and by no
    /// other, so that stateright keeps the path to that state and never overwrites it.
    fn properties(&self) -> Vec<stateright::Property<Self>> {
        let look =
            stateright::Property::always("every state is looked at", |model: &Self, state| {
                model.watch.look(&*model.system, state);
                true
            });
        let firsts = self.watch.properties.iter().zip(unless_first_hits());
        let firsts =
            firsts.map(|(property, unless)| stateright::Property::always(property.name, unless));
        std::iter::once(look).chain(firsts).collect()
    }
}

/// What stateright asks of a state.
type Condition<S> = fn(&Watched<S>, &<S as Model>::State) -> bool;

/// Whether a state is not the first to hit a property, for the first property, the second, and so
/// on: stateright takes plain functions, which can hold no number.
fn unless_first_hits<S: System>() -> [Condition<S>; properties::ALL.len()] {
    fn nth<S: System, const N: usize>(model: &Watched<S>, _: &S::State) -> bool {
        model.watch.first_hit.load(Relaxed) >> N & 1 == 0
    }
    each_number!(nth, S)
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
            Vec::new()
        }

        fn bounds(&self) -> Vec<String> {
            Vec::new()
        }

        fn coverage(&self) -> Option<Coverage> {
            None
        }

        fn story(&self, _: &[u32]) -> Story {
            Story { start: Vec::new(), steps: Vec::new() }
        }
    }

    const BELOW_5: Property =
        Property { name: "below 5", kind: Kind::Always, holds: |run| run.acceptors.len() < 5 };
    const IS_0: Property =
        Property { name: "0", kind: Kind::Sometimes, holds: |run| run.acceptors.is_empty() };
    const IS_9: Property =
        Property { name: "9", kind: Kind::Sometimes, holds: |run| run.acceptors.len() == 9 };

    fn look(system: &Arc<Counter>, properties: &[Property]) -> Survey<u32> {
        survey(system, properties, &Limits::default(), &Progress::default())
    }

    #[test]
    fn a_survey_visits_every_state_also_when_all_properties_are_hit() {
        let survey = look(&counter(9, None), &[IS_0]);
        assert_eq!((survey.end, survey.unique_states, survey.depth), (End::Complete, 10, 6));
        assert_eq!(survey.hits, [Some(vec![])]);
        let survey = look(&counter(9, None), &[]);
        assert_eq!((survey.end, survey.unique_states), (End::Complete, 10));
    }

    #[test]
    fn a_trace_is_the_shortest() {
        let survey = look(&counter(9, None), &[BELOW_5, IS_9, IS_0]);
        let runs = survey.hits.into_iter().map(|run| run.map(|run| (run.len(), run.iter().sum())));
        assert_eq!(runs.collect::<Vec<_>>(), [Some((3, 5)), Some((5, 9)), Some((0, 0))]);
        assert_eq!(look(&counter(4, None), &[BELOW_5, IS_9]).hits, [None, None]);
    }

    #[test]
    fn a_panic_of_the_model_is_told_and_no_end_of_the_search() {
        let survey = look(&counter(9, Some(7)), &[BELOW_5]);
        let End::Panicked(text) = survey.end else { panic!("it ended as {:?}", survey.end) };
        assert!(text.contains("the counter broke"), "{text}");
    }

    #[test]
    fn a_search_that_was_stopped_is_truncated() {
        let soon = Instant::now() + Duration::from_millis(100);
        let limits = Limits { deadline: Some(soon), ..Limits::default() };
        let survey = survey(&counter(50_000_000, None), &[BELOW_5], &limits, &Progress::default());
        assert_eq!(survey.end, End::Truncated("out of time"));
        assert_eq!(survey.hits[0].as_ref().map(Vec::len), Some(3), "what was found stays found");
        let limits = Limits { interrupted: Arc::new(true.into()), ..Limits::default() };
        let survey = super::survey(&counter(50_000_000, None), &[], &limits, &Progress::default());
        assert_eq!(survey.end, End::Truncated("interrupted"));
    }
}
