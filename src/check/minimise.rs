//! Among the shortest runs to a violation, one that fewest actors take part in.
//!
//! A search finds a shortest run; which one depends on the order of its states. So the model is searched
//! again with some of its actors silenced, fewest left first, until a run of that length is found. These
//! searches are small, for most of what can happen then does not.

use super::engine;
use super::judgement::Judgement;
use super::search::{Limits, Progress};
use super::store::Store;
use super::verdict::Judged;
use crate::model::file::ModelFile;
use crate::model::packed::{About, Packed, PackedVisitor, Packing, Reductions, Step};
use crate::model::story::Story;
use crate::properties::{Run, Sought};
use crate::trace::Trace;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

/// The most states that are looked at for one trace.
const MOST_STATES: u64 = 5_000_000;

/// The most actors of which some are silenced.
const MOST_ACTORS: usize = 16;

/// Puts runs with as few actors as possible in the place of a judgement's traces, as long as the limits
/// allow it. The traces must be of a breadth-first search.
pub fn minimise(
    file: &ModelFile,
    judgement: &mut Judgement,
    threads: NonZeroUsize,
    limits: &Limits,
) {
    let reductions = Reductions { persistent: false, ..Reductions::ALL };
    for result in &mut judgement.properties {
        // That there is no way out is no matter of one run.
        let Judged::OfRuns(sought) = &result.judged else { continue };
        let Some(trace) = &result.trace else { continue };
        let steps = &trace.story.steps;
        let all: BTreeSet<&str> = steps.iter().flat_map(|step| step.action.actors()).collect();
        let (length, taking_part) = (steps.len(), all.len());
        let packing = Packing { reductions, stop: &|| limits.reached().is_some() };
        let fewest = Fewest { sought: Arc::clone(sought), length, taking_part, threads, limits };
        if let Ok(Some(story)) = file.pack(&packing, fewest) {
            result.trace = Some(Trace::new(file, sought.name(), story));
        }
    }
}

struct Fewest<'a> {
    sought: Arc<dyn Sought>,
    /// How long the shortest run is.
    length: usize,
    /// How many actors take part in the run that is known.
    taking_part: usize,
    threads: NonZeroUsize,
    limits: &'a Limits,
}

impl PackedVisitor for Fewest<'_> {
    type Output = Option<Story>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let actors = system.about().actors();
        let alike = system.about().alike();
        let mut left = MOST_STATES;
        for number in 1..self.taking_part {
            for speaking in subsets(actors.min(MOST_ACTORS), number, &alike) {
                let limits = Limits {
                    states: Some(left),
                    steps: Some(self.length),
                    first_violation: true,
                    ..self.limits.clone()
                };
                let restricted = Restricted { system: Arc::clone(&system), speaking };
                let survey = engine::survey(
                    &restricted,
                    std::slice::from_ref(&self.sought),
                    self.threads,
                    &Store::default(),
                    &limits,
                    &Progress::default(),
                );
                let survey = survey.expect("nothing is stored");
                if let [Some(run)] = &survey.hits[..]
                    && run.len() == self.length
                {
                    return Some(system.about().story(run));
                }
                left = left.checked_sub(survey.unique_states)?;
                limits.reached().is_none().then_some(())?;
            }
        }
        None
    }
}

/// All sets of so many of these actors, one bit for each: of those that differ only in actors that are alike,
/// the one with the first of these.
fn subsets(actors: usize, number: usize, alike: &[Range<usize>]) -> impl Iterator<Item = u32> + '_ {
    let first = move |set: u32| {
        let mut pairs = alike
            .iter()
            .flat_map(|range| range.clone().zip(range.start + 1..range.end.min(actors)));
        pairs.all(|(one, next)| set >> one & 1 >= set >> next & 1)
    };
    (0..1_u32 << actors).filter(move |set| set.count_ones() as usize == number && first(*set))
}

/// A system in which some actors do nothing.
#[derive(Debug)]
struct Restricted<const N: usize> {
    system: Arc<dyn Packed<N>>,
    /// One bit for each actor that does something.
    speaking: u32,
}

impl<const N: usize> Packed<N> for Restricted<N> {
    fn initial(&self) -> [u64; N] {
        self.system.initial()
    }

    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        let before = found.len();
        self.system.successors(state, found);
        let about = self.system.about();
        let mut number = 0;
        found.retain(|(step, _)| {
            number += 1;
            let actor = about.actor(*step);
            number <= before || actor.is_none_or(|actor| self.speaking >> actor & 1 == 1)
        });
    }

    /// Symmetry would put one actor in another's place.
    fn canonical(&self, _: &mut [u64; N]) {}

    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N] {
        self.system.glimpse(state, promises)
    }

    fn with_runs(&self, state: &[u64; N], look: &mut dyn FnMut(&Run, &[Step])) {
        self.system.with_runs(state, look);
    }

    fn orbit(&self, _: &[u64; N]) -> u64 {
        1
    }

    fn about(&self) -> &dyn About {
        self.system.about()
    }
}
