//! Among the shortest runs to a violation, one that fewest actors take part in.
//!
//! A search finds a shortest run; which one depends on the order of its states. So the model is searched
//! again with some of its actors silenced, fewest left first, until a run of that length is found. These
//! searches are small, for most of what can happen then does not.

use super::engine;
use super::judgement::Judgement;
use super::part::Part;
use super::search::{Limits, Progress};
use super::store::Store;
use super::verdict::Judged;
use crate::model::file::ModelFile;
use crate::model::packed::{Packed, PackedVisitor, Reductions, Step};
use crate::model::story::Story;
use crate::properties::Sought;
use crate::trace::Trace;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;

/// The most states that are looked at for each trace.
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
    let shown = judgement.properties.iter_mut().filter_map(|result| {
        // That there is no way out is no matter of one run.
        let Judged::OfRuns(sought) = &result.judged else { return None };
        Some((Arc::clone(sought), result.trace.as_mut()?))
    });
    let (wanted, traces): (Vec<_>, Vec<_>) =
        shown.map(|(sought, trace)| (Wanted::of(sought, trace), trace)).unzip();
    if wanted.is_empty() {
        return;
    }
    let reductions = Reductions { persistent: false, ..Reductions::ALL };
    let fewest = Fewest { wanted: &wanted, threads, limits };
    let Ok(stories) = limits.pack(file, reductions, threads, fewest) else { return };
    for ((wanted, trace), story) in wanted.iter().zip(traces).zip(stories) {
        if let Some(story) = story {
            *trace = Trace::new(file, wanted.sought.name(), story);
        }
    }
}

/// A run that is as short as one that is known, and in which fewer actors take part.
struct Wanted {
    sought: Arc<dyn Sought>,
    /// How long the run is.
    length: usize,
    /// How many actors take part in the run that is known.
    taking_part: usize,
}

impl Wanted {
    fn of(sought: Arc<dyn Sought>, trace: &Trace) -> Self {
        let steps = &trace.story.steps;
        let all: BTreeSet<&str> = steps.iter().flat_map(|step| step.action.actors()).collect();
        Self { sought, length: steps.len(), taking_part: all.len() }
    }
}

struct Fewest<'a> {
    wanted: &'a [Wanted],
    threads: NonZeroUsize,
    limits: &'a Limits,
}

impl PackedVisitor for Fewest<'_> {
    type Output = Vec<Option<Story>>;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let mut found = vec![None; self.wanted.len()];
        self.find(&system, &mut found);
        found.into_iter().map(|run| run.map(|run| system.about().story(&run))).collect()
    }
}

impl Fewest<'_> {
    /// Finds the runs with the fewest actors that there are, and that are found within the limits.
    fn find<const N: usize>(
        &self,
        system: &Arc<dyn Packed<N>>,
        found: &mut [Option<Vec<Step>>],
    ) -> Option<()> {
        let actors = system.about().actors();
        let alike = system.about().alike();
        let mut left = MOST_STATES * self.wanted.len() as u64;
        for number in 1..self.wanted.iter().map(|wanted| wanted.taking_part).max()? {
            for speaking in subsets(actors.min(MOST_ACTORS), number, &alike) {
                let open = (0..found.len())
                    .filter(|at| found[*at].is_none() && self.wanted[*at].taking_part > number);
                let open: Vec<usize> = open.collect();
                let sought: Vec<_> =
                    open.iter().map(|at| Arc::clone(&self.wanted[*at].sought)).collect();
                let limits = Limits {
                    states: Some(left),
                    steps: Some(open.iter().map(|at| self.wanted[*at].length).max()?),
                    ..self.limits.clone()
                };
                let part = Part { from: system.initial(), system: Arc::clone(system), speaking };
                let (store, progress) = (Store::default(), Progress::default());
                let survey =
                    engine::survey(&part, &sought, self.threads, &store, &limits, &progress);
                let survey = survey.expect("nothing is stored");
                for (at, run) in open.into_iter().zip(survey.hits) {
                    found[at] = run.filter(|run| run.len() == self.wanted[at].length);
                }
                left = left.checked_sub(survey.unique_states)?;
                limits.reached().is_none().then_some(())?;
            }
        }
        Some(())
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
