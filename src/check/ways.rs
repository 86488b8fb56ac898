//! How soon something comes about from where a run has come to.
//!
//! What is asked is asked of one state, so no state is taken for another, and no step is left out: what is never
//! found comes about on no way at all, within the bound of the model.

use super::engine;
use super::part::{EVERYBODY, Part};
use super::search::{End, Limits, NO_MORE_STEPS, Progress};
use super::store::Store;
use crate::model::file::ModelFile;
use crate::model::packed::{Packed, PackedVisitor, Reductions, Step};
use crate::properties::Sought;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// How many steps beyond the distance from here are looked at from each step that can be taken.
const BEYOND: usize = 2;

/// What is asked, of where a run has come to.
#[derive(Debug)]
pub struct Onward<'a> {
    /// The steps of the run, by the names that the readable form of the system gives them.
    pub run: &'a [String],
    /// What is looked for: any of these.
    pub sought: &'a [Arc<dyn Sought>],
    /// With how many threads.
    pub threads: NonZeroUsize,
    /// What ends the search before it is complete.
    pub limits: &'a Limits,
    /// What can be seen of it meanwhile.
    pub progress: &'a Progress,
}

/// How something comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// By these further steps, by their names, and by no fewer.
    Found {
        /// The steps.
        steps: Vec<String>,
        /// What it is that they lead to.
        shows: String,
    },
    /// On no way: every state that can come was visited.
    Never,
    /// Not within so many steps.
    Beyond(usize),
    /// The search was stopped before it could tell: why.
    Unknown(String),
}

/// A way, and the number of states that were visited to find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The way.
    pub way: Way,
    /// How many states.
    pub states: u64,
}

/// Looks for the shortest way on.
pub fn way(file: &ModelFile, onward: &Onward) -> Found {
    ask(file, onward, FromHere(onward)).unwrap_or_else(|way| Found { way, states: 0 })
}

/// Looks for the shortest way from here, and for that from each step which can be taken here, by its name: it may be
/// that one is nearer than the others.
pub fn nearer(file: &ModelFile, onward: &Onward) -> (Found, Vec<(String, Way)>) {
    ask(file, onward, FromEach(onward)).unwrap_or_else(|way| (Found { way, states: 0 }, Vec::new()))
}

fn ask<V>(file: &ModelFile, onward: &Onward, visitor: V) -> Result<V::Output, Way>
where
    V: PackedVisitor<Output: Send> + Send,
{
    let limits = onward.limits;
    onward.progress.begin(None);
    let answer = limits.pack(file, Reductions::NONE, onward.threads, visitor);
    answer.map_err(|error| Way::Unknown(limits.why_not(error)))
}

struct FromHere<'a>(&'a Onward<'a>);

impl PackedVisitor for FromHere<'_> {
    type Output = Found;

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Found {
        let here = self.0.here(&*system);
        self.0.from(&system, here, None)
    }
}

struct FromEach<'a>(&'a Onward<'a>);

impl PackedVisitor for FromEach<'_> {
    type Output = (Found, Vec<(String, Way)>);

    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output {
        let Self(onward) = self;
        let here = onward.here(&*system);
        let mut found = onward.from(&system, here, None);
        let mut steps = Vec::new();
        system.successors(&here, &mut steps);
        let names = steps.iter().map(|(step, _)| system.about().describe(*step));
        let ways = match &found.way {
            Way::Found { steps: shortest, .. } => {
                let most = Some(shortest.len() + BEYOND);
                let from = |(_, next): &(Step, [u64; N])| onward.from(&system, *next, most);
                let each: Vec<Found> = steps.iter().map(from).collect();
                found.states += each.iter().map(|found| found.states).sum::<u64>();
                each.into_iter().map(|found| found.way).collect()
            }
            // What comes about on no way from here does so on none after a step.
            other => vec![other.clone(); steps.len()],
        };
        let ways = names.zip(ways).collect();
        (found, ways)
    }
}

impl Onward<'_> {
    /// The state to which the run has come.
    ///
    /// # Panics
    /// If it is no run of the system.
    fn here<const N: usize>(&self, system: &dyn Packed<N>) -> [u64; N] {
        self.run.iter().fold(system.initial(), |state, name| {
            let mut possible = Vec::new();
            system.successors(&state, &mut possible);
            let named =
                possible.into_iter().find(|(step, _)| system.about().describe(*step) == *name);
            named.unwrap_or_else(|| panic!("this is no run of the model: {name}")).1
        })
    }

    /// The shortest way from a state, within so many steps if there is a bound.
    fn from<const N: usize>(
        &self,
        system: &Arc<dyn Packed<N>>,
        from: [u64; N],
        most: Option<usize>,
    ) -> Found {
        let part = Part { system: Arc::clone(system), from, speaking: EVERYBODY };
        let limits = Limits { first_hit: true, steps: most, ..self.limits.clone() };
        let (store, progress) = (Store::default(), self.progress);
        let survey = engine::survey(&part, self.sought, self.threads, &store, &limits, progress);
        let survey = survey.expect("nothing is stored");
        progress.unique_states.store(survey.unique_states, Relaxed);
        let hits = self.sought.iter().zip(&survey.hits);
        let hits = hits.filter_map(|(sought, hit)| Some((sought.name(), hit.as_ref()?)));
        let way = match (hits.min_by_key(|(_, hit)| hit.len()), survey.end, most) {
            (Some((shows, hit)), ..) => Way::Found {
                steps: hit.iter().map(|step| system.about().describe(*step)).collect(),
                shows: shows.to_string(),
            },
            (None, End::Complete, _) => Way::Never,
            (None, End::Truncated(reason), Some(most)) if reason == NO_MORE_STEPS => {
                Way::Beyond(most)
            }
            (None, End::Truncated(reason) | End::Panicked(reason), _) => Way::Unknown(reason),
        };
        Found { way, states: survey.unique_states }
    }
}
