//! Simulation: random runs of a model that has too many states to search them all.
//!
//! A run begins in the initial state and takes steps, each drawn from those that are possible, until
//! none is left or it is deep enough. First one of the actors is drawn that can do something, then a
//! step of it, from those for which it is most willing: for each run it is drawn how willingly each
//! actor hears each other one, so that in some runs some messages are late throughout. That finds rare
//! violations several times as often as to draw evenly from all steps (`docs/model-file.md` has
//! numbers). What it draws depends on the seed and its own number and on
//! nothing else, so that any run can be repeated alone, and runs can be shared out among threads and
//! machines. Runs are counted in the order of their numbers, whoever has walked them: the result is
//! the same whatever the number of threads.
//!
//! A simulation walks the readable form of a system: the packed form is closed first, and that is
//! what takes too long where bounds are wide. It proves nothing. What it finds is a violation.

mod replay;
mod report;
mod tally;
mod walk;

pub use replay::{DEPTH, replay_command};
pub use report::{Reported, human, json};

use super::search::Limits;
use crate::model::System;
use crate::model::coverage::Coverage;
use crate::model::file::{ModelFile, Visitor};
use crate::properties::{Kind, Property};
use crate::trace::Trace;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicU64;
use std::time::Instant;
use tally::Tally;
use walk::{Course, Walk};

/// How many runs each thread is given in one go.
const RUNS_AT_ONCE: u64 = 8;

/// What to simulate.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// From which all random numbers are drawn, together with the number of the run.
    pub seed: u64,
    /// The number of the first run.
    pub first_run: u64,
    /// How many runs there are.
    pub runs: u64,
    /// How many steps a run takes at most.
    pub depth: u64,
    /// How many threads walk.
    pub threads: NonZeroUsize,
}

/// What can be seen of a simulation from outside while it goes on.
#[derive(Debug, Default)]
pub struct Progress {
    /// Runs that are done.
    pub runs: AtomicU64,
    /// Steps taken in all runs.
    pub steps: AtomicU64,
}

/// What a simulation has seen of one property.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The property.
    pub property: Property,
    /// Whether the model file says that it is violated.
    pub expected: bool,
    /// In how many of the runs it was violated, or reached.
    pub runs: u64,
    /// The lowest number of a run that did, and after how many steps it did.
    pub first: Option<(u64, u64)>,
    /// If it is violated: that run, up to the step that violates it.
    pub trace: Option<Trace>,
}

impl Finding {
    /// Whether the property is violated.
    pub fn is_violation(&self) -> bool {
        self.property.kind == Kind::Always && self.first.is_some()
    }

    /// Whether the property is violated, and the model file does not say so.
    pub fn is_unexpected(&self) -> bool {
        self.is_violation() && !self.expected
    }

    /// Whether the property should be violated, and no run did it.
    pub fn is_missed(&self) -> bool {
        self.expected && self.first.is_none()
    }
}

/// What ended a simulation before all of its runs were done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A run violated something that the model file does not expect.
    Violated,
    /// It was stopped: why.
    Stopped(&'static str),
    /// The model's own code panicked in the run of this number: what it said.
    Panicked(u64, String),
}

/// All that a simulation has shown.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// The path of the model file.
    pub model: String,
    /// Its title.
    pub title: String,
    /// The bounds of the model in words.
    pub bounds: Vec<String>,
    /// What was to be simulated.
    pub order: Order,
    /// How many runs were done, counted from the first one on.
    pub runs: u64,
    /// How many of them ended because no step was left.
    pub exhausted: u64,
    /// Why there are not more.
    pub cut: Option<Cut>,
    /// The steps of all these runs.
    pub steps: u64,
    /// About how many different states were visited.
    pub distinct_states: u64,
    /// Whether there were too many to count them all.
    pub uncounted_states: bool,
    /// The properties, in the order of reports.
    pub findings: Vec<Finding>,
    /// Which cases of the handlers occurred.
    pub coverage: Coverage,
    /// Seconds taken.
    pub seconds: f64,
}

impl Simulation {
    /// Whether something happened that the model file does not expect. That nothing did is no proof.
    pub fn is_unexpected(&self) -> bool {
        matches!(self.cut, Some(Cut::Panicked(..)))
            || self.findings.iter().any(Finding::is_unexpected)
    }

    /// Whether all runs were done.
    pub fn is_complete(&self) -> bool {
        self.runs == self.order.runs
    }
}

/// Simulates a model.
///
/// # Panics
/// If the last run has a number above `u64::MAX`.
pub fn simulate(
    file: &ModelFile,
    order: &Order,
    limits: &Limits,
    progress: &Progress,
) -> Simulation {
    file.visit(Simulate { file, order, limits, progress })
}

struct Simulate<'a> {
    file: &'a ModelFile,
    order: &'a Order,
    limits: &'a Limits,
    progress: &'a Progress,
}

impl Visitor for Simulate<'_> {
    type Output = Simulation;

    fn visit<S: System>(self, system: S) -> Simulation {
        let Self { file, order, limits, progress } = self;
        let begun = Instant::now();
        let expected: &[String] = file.expect.as_ref().map_or(&[], |expect| &expect.violates);
        let course = Course::new(&system, order, expected, limits, progress);
        let tally = all_runs(&course, order);
        let findings = std::iter::zip(&course.properties, &tally.hits).map(|(property, hit)| {
            let trace = || {
                let (run, steps) = hit.first.filter(|_| property.kind == Kind::Always)?;
                let story = system.story(&course.actions(run, steps));
                Some(Trace::new(file, property.name, story))
            };
            Finding {
                property: *property,
                expected: expected.iter().any(|name| name == property.name),
                runs: hit.runs,
                first: hit.first,
                trace: trace(),
            }
        });
        let mut coverage = Coverage::of(system.cases());
        tally.cases.iter().for_each(|case| coverage.see(*case));
        Simulation {
            model: file.path.display().to_string(),
            title: file.title.clone(),
            bounds: system
                .bounds()
                .into_iter()
                .chain(file.mutant().map(|name| format!("mutant: {name}")))
                .collect(),
            order: *order,
            runs: tally.runs,
            exhausted: tally.exhausted,
            cut: tally.cut.clone(),
            steps: tally.steps,
            distinct_states: tally.distinct_states(),
            uncounted_states: tally.uncounted_states(),
            findings: findings.collect(),
            coverage,
            seconds: begun.elapsed().as_secs_f64(),
        }
    }
}

/// Walks the runs, some at a time, and counts them in their order until one cuts the simulation.
fn all_runs<S: System>(course: &Course<S>, order: &Order) -> Tally {
    let pool = ThreadPoolBuilder::new().num_threads(order.threads.get()).build();
    let pool = pool.expect("threads can be started");
    let at_once = RUNS_AT_ONCE.saturating_mul(order.threads.get() as u64);
    let end = order.first_run.checked_add(order.runs).expect("runs have numbers");
    let mut tally = Tally::new(course.properties.len());
    let mut next = order.first_run;
    while next < end && tally.cut.is_none() {
        let last = end.min(next.saturating_add(at_once));
        let numbers: Vec<u64> = (next..last).collect();
        let walks: Vec<(u64, Walk)> = pool.install(|| {
            numbers.into_par_iter().with_max_len(1).map(|run| (run, course.walk(run))).collect()
        });
        for (run, walk) in walks {
            tally.count(run, walk);
        }
        next = last;
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Turn;
    use crate::model::coverage::Case;
    use crate::model::story::{Act, Story};
    use crate::paxos::Quorums;
    use crate::properties::Run;
    use stateright::Model;
    use std::path::Path;

    /// Counts up to 9 by one or by two, and breaks if it comes to 7.
    #[derive(Debug)]
    struct Fragile(Quorums);

    impl Model for Fragile {
        type State = u64;
        type Action = u64;

        fn init_states(&self) -> Vec<u64> {
            vec![0]
        }

        fn actions(&self, state: &u64, actions: &mut Vec<u64>) {
            assert_ne!(*state, 7, "the counter broke");
            actions.extend((1..=2).filter(|step| state + step <= 9));
        }

        fn next_state(&self, state: &u64, step: u64) -> Option<u64> {
            Some(state + step)
        }
    }

    impl System for Fragile {
        fn with_run<T>(&self, _: &u64, look: impl FnOnce(&Run) -> T) -> T {
            let (acceptors, proposers, learners) = (Vec::new(), Vec::new(), Vec::new());
            look(&Run { quorums: &self.0, wanted: &[], acceptors, proposers, learners })
        }

        fn relevant(&self) -> Vec<Property> {
            Vec::new()
        }

        fn bounds(&self) -> Vec<String> {
            Vec::new()
        }

        fn story(&self, _: &[u64]) -> Story {
            Story { start: Vec::new(), steps: Vec::new() }
        }

        fn act(&self, _: &u64) -> Act {
            Act::Heal
        }

        fn cases(&self) -> Vec<Case> {
            Vec::new()
        }

        fn case(&self, _: &u64, _: &u64) -> Option<Case> {
            None
        }

        fn turn(&self, _: &u64) -> Turn {
            Turn { actor: 0, from: 0 }
        }
    }

    #[test]
    fn a_panic_of_the_model_ends_the_simulation_and_can_be_repeated() {
        let file = ModelFile::read(Path::new("models/holds/one_proposer.toml")).unwrap();
        let simulate = |first_run, threads| {
            let threads = NonZeroUsize::new(threads).unwrap();
            let order = &Order { seed: 1, first_run, runs: 100, depth: 20, threads };
            let (limits, progress) = (&Limits::default(), &Progress::default());
            let broken = Fragile(Quorums::majority(1).unwrap());
            Simulate { file: &file, order, limits, progress }.visit(broken)
        };
        let simulation = simulate(0, 1);
        let Some(Cut::Panicked(run, said)) = &simulation.cut else {
            panic!("it ended as {:?}", simulation.cut)
        };
        assert!(said.contains("the counter broke"), "{said}");
        assert_eq!(simulation.runs, run + 1, "the run that panics is the last");
        assert!(simulation.is_unexpected() && !simulation.is_complete());
        assert_eq!(simulate(0, 3).cut, simulation.cut, "whatever the number of threads");
        assert_eq!(simulate(*run, 1).cut, simulation.cut, "the run alone");

        let reported = Reported { simulation: &simulation, traces: Vec::new() };
        let text = human(&reported);
        let again = replay_command(&simulation, *run);
        for expected in [
            format!("PANICKED   the model panicked in run {run}: "),
            format!("again      {again}\n"),
            format!("verdict    the model panicked in run {run}\n"),
        ] {
            assert!(text.contains(&expected), "{expected:?} is missing in\n{text}");
        }
        assert!(json(&reported).unwrap().contains("\"verdict\": \"panicked\""));
    }
}
