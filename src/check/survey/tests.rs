//! Searches of systems that are made for it.

use super::*;
use crate::check::machine::Machine;
use crate::check::search::{End, panic_text};
use crate::model::coverage::Coverage;
use crate::model::packed::{About, Reduction, Reductions, Step};
use crate::model::story::Story;
use crate::paxos::{Quorums, Value};
use crate::properties::{AcceptorHistory, History, Property, Run, Sought};
use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

/// Counts up from 0, by one or by two, and stops at `last`. It shows the properties a run of as
/// many acceptors as it has counted.
#[derive(Debug)]
struct Counter {
    last: u64,
    panics_at: Option<u64>,
    quorums: Quorums,
}

fn counter(last: u64, panics_at: Option<u64>) -> Arc<dyn Packed<1>> {
    Arc::new(Counter { last, panics_at, quorums: Quorums::majority(1).unwrap() })
}

impl Packed<1> for Counter {
    fn initial(&self) -> [u64; 1] {
        [0]
    }

    fn successors(&self, [state]: &[u64; 1], found: &mut Vec<(Step, [u64; 1])>) {
        assert_ne!(Some(*state), self.panics_at, "the counter broke");
        let steps = (1..=2).filter(|step| state + u64::from(*step) <= self.last);
        found.extend(steps.map(|step| (Step(step), [state + u64::from(step)])));
    }

    fn canonical(&self, _: &mut [u64; 1]) {}

    fn glimpse(&self, state: &[u64; 1], _promises: bool) -> [u64; 1] {
        *state
    }

    fn with_histories(&self, [state]: &[u64; 1], look: &mut dyn FnMut(&History, &[Step])) {
        let acceptors = vec![AcceptorHistory::default(); usize::try_from(*state).unwrap()];
        let (proposers, learners) = (Vec::new(), Vec::new());
        let run =
            Run { slot: None, quorums: &self.quorums, wanted: &[], acceptors, proposers, learners };
        look(&History::of(&run), &[]);
    }

    fn orbit(&self, _: &[u64; 1]) -> u64 {
        1
    }

    fn about(&self) -> &dyn About {
        self
    }
}

impl About for Counter {
    fn actors(&self) -> usize {
        1
    }

    fn actor(&self, _: Step) -> Option<usize> {
        None
    }

    fn sought(&self) -> Vec<Arc<dyn Sought>> {
        Vec::new()
    }

    fn bounds(&self) -> Vec<String> {
        Vec::new()
    }

    fn coverage(&self) -> Coverage {
        Coverage::default()
    }

    fn reductions(&self) -> Vec<Reduction> {
        Vec::new()
    }

    fn describe(&self, Step(step): Step) -> String {
        format!("by {step}")
    }

    fn story(&self, _: &[Step]) -> Story {
        Story { start: Vec::new(), steps: Vec::new() }
    }
}

const BELOW_5: Property = Property::always("below 5", |run| run.acceptors.len() < 5, |_| None);
const IS_0: Property = Property::sometimes("0", |run| run.acceptors.is_empty());
const IS_9: Property = Property::sometimes("9", |run| run.acceptors.len() == 9);
const BREADTH_FIRST: [Engine; 2] = [Engine::Synod, Engine::StaterightBfs];

fn options(engine: Engine) -> Options {
    let threads = NonZeroUsize::new(2).unwrap();
    Options { engine, reductions: Reductions::NONE, threads }
}

fn sought(properties: &[Property]) -> Vec<Arc<dyn Sought>> {
    properties.iter().map(|property| property.sought()).collect()
}

fn look(engine: Engine, system: &Arc<dyn Packed<1>>, properties: &[Property]) -> Survey {
    let (limits, progress) = (Limits::default(), Progress::default());
    survey(system, &sought(properties), &options(engine), &Store::default(), &limits, &progress)
        .unwrap()
}

#[test]
fn a_survey_visits_every_state_also_when_all_properties_are_hit() {
    for engine in BREADTH_FIRST {
        let survey = look(engine, &counter(9, None), &[IS_0]);
        assert_eq!((survey.unique_states, survey.depth), (10, Some(6)));
        assert_eq!((survey.end, survey.generated_states), (End::Complete, 18), "{engine:?}");
        assert_eq!(survey.hits, [Some(vec![])]);
        let survey = look(engine, &counter(9, None), &[]);
        assert_eq!((survey.end, survey.unique_states), (End::Complete, 10));
    }
    let survey = look(Engine::StaterightDfs, &counter(9, None), &[IS_9]);
    assert_eq!((survey.unique_states, survey.depth), (10, None));
    assert!(survey.hits[0].is_some());
}

#[test]
fn a_trace_is_the_shortest() {
    for engine in BREADTH_FIRST {
        let survey = look(engine, &counter(9, None), &[BELOW_5, IS_9, IS_0]);
        let runs = survey.hits.into_iter().flatten();
        assert_eq!(runs.map(|run| run.len()).collect::<Vec<_>>(), [3, 5, 0], "{engine:?}");
        assert_eq!(look(engine, &counter(4, None), &[BELOW_5, IS_9]).hits, [None, None]);
    }
}

#[test]
fn a_panic_of_the_model_is_told_and_no_end_of_the_search() {
    let survey = look(Engine::StaterightBfs, &counter(9, Some(7)), &[BELOW_5]);
    let End::Panicked(text) = survey.end else { panic!("it ended as {:?}", survey.end) };
    assert!(text.contains("the counter broke"), "{text}");
    let ours = || look(Engine::Synod, &counter(9, Some(7)), &[BELOW_5]);
    let panic = std::panic::catch_unwind(ours).unwrap_err();
    assert!(panic_text(&*panic).contains("the counter broke"));
}

/// A tree of four levels, some parts of which take longer than others, so that threads overtake
/// each other. The leaves show the properties runs of different clients.
#[derive(Debug)]
struct Tree {
    root: Counter,
    clients: Vec<Vec<Value>>,
}

impl Packed<1> for Tree {
    fn initial(&self) -> [u64; 1] {
        [1]
    }

    fn successors(&self, [state]: &[u64; 1], found: &mut Vec<(Step, [u64; 1])>) {
        if *state < 1 << 18 {
            if state.is_multiple_of(256) {
                thread::sleep(Duration::from_millis(2));
            }
            found.extend((0..64).map(|step| (Step(step), [state * 64 + u64::from(step)])));
        }
    }

    fn canonical(&self, _: &mut [u64; 1]) {}

    fn glimpse(&self, state: &[u64; 1], _promises: bool) -> [u64; 1] {
        *state
    }

    fn with_histories(&self, [state]: &[u64; 1], look: &mut dyn FnMut(&History, &[Step])) {
        let shown = if *state < 1 << 18 { 0 } else { usize::try_from(state % 997).unwrap() };
        let (quorums, wanted) = (&self.root.quorums, &self.clients[..shown]);
        let (acceptors, proposers, learners) = (Vec::new(), Vec::new(), Vec::new());
        let run = Run { slot: None, quorums, wanted, acceptors, proposers, learners };
        look(&History::of(&run), &[]);
    }

    fn orbit(&self, _: &[u64; 1]) -> u64 {
        1
    }

    fn about(&self) -> &dyn About {
        &self.root
    }
}

/// Each property is hit by some 260 leaves, a few in each shard. Which is the first depends on the
/// order in which states were stored.
#[test]
fn the_order_of_states_does_not_depend_on_threads() {
    fn shows<const CLIENTS: usize>(run: &Run) -> bool {
        run.wanted.len() == CLIENTS
    }
    let holds: [fn(&Run) -> bool; 8] = [
        shows::<110>,
        shows::<220>,
        shows::<330>,
        shows::<440>,
        shows::<550>,
        shows::<660>,
        shows::<770>,
        shows::<880>,
    ];
    let properties = holds.map(|holds| Property::sometimes("", holds));
    let quorums = Quorums::majority(1).unwrap();
    let root = Counter { last: 0, panics_at: None, quorums };
    let tree: Arc<dyn Packed<1>> = Arc::new(Tree { root, clients: vec![Vec::new(); 997] });
    let hits = |threads| {
        let threads = NonZeroUsize::new(threads).unwrap();
        let options = Options { threads, ..options(Engine::Synod) };
        let progress = Progress::default();
        let (store, limits) = (Store::default(), Limits::default());
        survey(&tree, &sought(&properties), &options, &store, &limits, &progress).unwrap().hits
    };
    let alone = hits(1);
    assert!(alone.iter().all(|hit| hit.as_ref().is_some_and(|way| way.len() == 3)));
    for threads in [2, 3, 5] {
        assert_eq!(hits(threads), alone, "{threads} threads");
    }
}

#[test]
fn a_search_that_was_stopped_is_truncated() {
    for engine in BREADTH_FIRST {
        let endless = counter(50_000_000, None);
        let deadline = Some(Machine::default().after(Duration::from_millis(100)));
        let limits = Limits { deadline, ..Limits::default() };
        let (options, progress) = (options(engine), Progress::default());
        let search = |properties: &[Property], limits: &Limits| {
            survey(&endless, &sought(properties), &options, &Store::default(), limits, &progress)
                .unwrap()
        };
        let stopped = search(&[BELOW_5], &limits);
        assert_eq!(stopped.end, End::Truncated("out of time".into()), "{engine:?}");
        assert_eq!(stopped.hits[0].as_ref().map(Vec::len), Some(3), "what was found stays");
        let limits = Limits { interrupted: Arc::new(true.into()), ..Limits::default() };
        let stopped = search(&[], &limits);
        assert_eq!(stopped.end, End::Truncated("interrupted".into()));
    }
}
