//! Walking the runs, and gathering what they show.

use super::order::{Order, Progress};
use super::simulation::{Finding, Simulation};
use super::tally::Tally;
use super::walk::{Course, Walk};
use crate::check::platform::with_threads;
use crate::check::search::Limits;
use crate::model::System;
use crate::model::coverage::Coverage;
use crate::model::file::{ModelFile, Visitor};
use crate::properties::Kind;
use crate::trace::Trace;
use rayon::prelude::*;
use std::sync::Arc;

/// How many runs each thread is given in one go.
const RUNS_AT_ONCE: u64 = 8;

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
        let begun = limits.machine.now();
        let expected: &[String] = file.expect.as_ref().map_or(&[], |expect| &expect.violates);
        let sought = file.sought();
        let course = Course::new(&system, order, sought, expected, limits, progress);
        let tally = all_runs(&course, order);
        let findings = std::iter::zip(&course.sought, &tally.hits).map(|(sought, hit)| {
            let trace = || {
                let (run, steps) = hit.first.filter(|_| sought.kind() == Kind::Always)?;
                let story = system.story(&course.actions(run, steps));
                Some(Trace::new(file, sought.name(), story))
            };
            Finding {
                sought: Arc::clone(sought),
                expected: expected.iter().any(|name| name == sought.name()),
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
            seconds: limits.machine.since(begun).as_secs_f64(),
        }
    }
}

/// Walks the runs, some at a time, and counts them in their order until one cuts the simulation.
fn all_runs<S: System>(course: &Course<S>, order: &Order) -> Tally {
    let at_once = RUNS_AT_ONCE.saturating_mul(order.threads.get() as u64);
    let end = order.first_run.checked_add(order.runs).expect("runs have numbers");
    let mut tally = Tally::new(course.sought.len());
    let mut next = order.first_run;
    with_threads(order.threads, || {
        while next < end && tally.cut.is_none() {
            let last = end.min(next.saturating_add(at_once));
            let numbers: Vec<u64> = (next..last).collect();
            let walks = numbers.into_par_iter().with_max_len(1);
            let walks: Vec<(u64, Walk)> = walks.map(|run| (run, course.walk(run))).collect();
            for (run, walk) in walks {
                tally.count(run, walk);
            }
            next = last;
        }
    });
    tally
}

#[cfg(test)]
mod tests;
