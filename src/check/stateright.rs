//! stateright's engines: a packed system is handed to them, watched, and stopped when its time is
//! over.

use super::keys::{Keys, hash};
use super::search::{End, Limits, Progress, Survey, panic_text};
use super::way::{canonical, run_along};
use crate::model::packed::{Packed, Step};
use crate::properties::Sought;
use stateright::{Checker, Model};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often a running search is looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// In which order states are visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Bfs,
    Dfs,
}

/// Visits every reachable state, and notes where each thing that is sought is first hit.
///
/// stateright keeps a path only to a state that violates a property of its own, and each of these takes
/// its time in each state. So a first search has one that looks at the state, and finds out which of
/// ours are hit. If some are, a second one finds the paths: it visits the states in the same order, up
/// to the last of these hits.
pub(super) fn survey<const N: usize>(
    system: &Arc<dyn Packed<N>>,
    sought: &[Arc<dyn Sought>],
    order: Order,
    limits: &Limits,
    progress: &Progress,
) -> Survey {
    assert!(sought.len() <= MOST_SOUGHT, "more than {MOST_SOUGHT} things are sought");
    let watch = Arc::new(Watch::new(sought.iter().cloned(), false));
    let survey = search(system, &watch, order, limits, progress);
    let hit = sought.iter().zip(watch.hits()).filter(|(_, hit)| *hit);
    let hit = hit.map(|(sought, _)| Arc::clone(sought));
    let tracing = Arc::new(Watch::new(hit, true));
    if tracing.sought.is_empty() {
        return survey;
    }
    // It takes no longer than the first has taken, so only an interruption ends it.
    let limits = Limits { interrupted: Arc::clone(&limits.interrupted), ..Limits::default() };
    let traced = search(system, &tracing, order, &limits, &Progress::default());
    let end = if traced.hits.iter().all(Option::is_some) { survey.end } else { traced.end };
    let mut runs = traced.hits.into_iter();
    let hits = watch.hits().map(|hit| if hit { runs.next().flatten() } else { None });
    Survey { end, hits: hits.collect(), ..survey }
}

/// Searches once.
fn search<const N: usize>(
    system: &Arc<dyn Packed<N>>,
    watch: &Arc<Watch<N>>,
    order: Order,
    limits: &Limits,
    progress: &Progress,
) -> Survey {
    let model = Watched { system: Arc::clone(system), watch: Arc::clone(watch) };
    match order {
        Order::Bfs => {
            let checker = model.checker().threads(1).spawn_bfs();
            conclude(system, checker, watch, limits, progress)
        }
        Order::Dfs => {
            let checker = model.checker().threads(1).spawn_dfs();
            let survey = conclude(system, checker, watch, limits, progress);
            Survey { depth: None, ..survey }
        }
    }
}

/// Waits for the search to end, and gathers what it found.
fn conclude<const N: usize>(
    system: &Arc<dyn Packed<N>>,
    mut checker: impl Checker<Watched<N>>,
    watch: &Watch<N>,
    limits: &Limits,
    progress: &Progress,
) -> Survey {
    let end = wait(&mut checker, watch, limits, progress);
    // The runs are found again by walking the model, which must not be stopped then.
    watch.stopped.store(false, Relaxed);
    let run = |(sought, first): (&Arc<dyn Sought>, &FirstHit<N>)| {
        let path = checker.discovery(first.name)?;
        Some(run_along(&**system, path.into_states(), &**sought))
    };
    Survey {
        end,
        unique_states: checker.unique_state_count() as u64,
        generated_states: checker.state_count() as u64,
        orbits: watch.orbits.load(Relaxed),
        depth: Some(checker.max_depth()),
        exact: false,
        hits: watch.sought.iter().zip(&first_hits()).map(run).collect(),
        earlier: None,
    }
}

/// Waits for the search to end, and stops it when it must.
fn wait<const N: usize>(
    checker: &mut impl Checker<Watched<N>>,
    watch: &Watch<N>,
    limits: &Limits,
    progress: &Progress,
) -> End {
    let mut end = End::Complete;
    for handle in checker.handles() {
        while !handle.is_finished() {
            if let (End::Complete, Some(reason)) = (&end, limits.reached()) {
                end = End::Truncated(reason.to_string());
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

/// What is noted while a search runs. One thread searches, and this one looks on.
#[derive(Debug)]
struct Watch<const N: usize> {
    sought: Vec<Arc<dyn Sought>>,
    /// Whether paths to the states that hit them are wanted, and nothing more once all are hit.
    tracing: bool,
    /// One bit for each thing that was hit.
    hit: AtomicU64,
    /// Those of them that the state now looked at was the first to hit.
    first_hit: AtomicU64,
    /// What states look like that hit nothing.
    boring: Mutex<Keys<N>>,
    stopped: AtomicBool,
    expanded: AtomicU64,
    orbits: AtomicU64,
}

impl<const N: usize> Watch<N> {
    fn new(sought: impl Iterator<Item = Arc<dyn Sought>>, tracing: bool) -> Self {
        Self {
            tracing,
            hit: AtomicU64::new(0),
            first_hit: AtomicU64::new(0),
            boring: Mutex::default(),
            stopped: AtomicBool::new(false),
            expanded: AtomicU64::new(0),
            orbits: AtomicU64::new(0),
            sought: sought.collect(),
        }
    }

    /// For each thing that is sought, whether it was hit.
    fn hits(&self) -> impl Iterator<Item = bool> {
        let hit = self.hit.load(Relaxed);
        (0..self.sought.len()).map(move |bit| hit >> bit & 1 == 1)
    }

    /// What was not hit so far, and its bits.
    fn unhit(&self) -> impl Iterator<Item = (&Arc<dyn Sought>, usize)> {
        let hit = self.hit.load(Relaxed);
        self.sought.iter().zip(0..).filter(move |(_, bit)| hit >> bit & 1 == 0)
    }

    /// Notes what this state is the first to hit.
    fn look(&self, system: &dyn Packed<N>, state: &[u64; N]) {
        self.orbits.fetch_add(system.orbit(state), Relaxed);
        self.first_hit.store(0, Relaxed);
        let glimpse =
            system.glimpse(state, self.unhit().any(|(sought, _)| sought.looks_at_promises()));
        let hash = hash(&glimpse);
        let mut boring = self.boring.lock().unwrap_or_else(PoisonError::into_inner);
        if boring.contains(hash, &glimpse) || self.stopped.load(Relaxed) {
            return;
        }
        let mut first_hit = 0;
        system.with_histories(state, &mut |history, _| {
            for (sought, bit) in self.unhit() {
                if first_hit >> bit & 1 == 0 && sought.is_hit(history) {
                    first_hit |= 1 << bit;
                }
            }
        });
        if first_hit == 0 {
            boring.insert(hash, &glimpse);
        }
        self.first_hit.store(first_hit, Relaxed);
        self.hit.fetch_or(first_hit, Relaxed);
        if self.tracing && self.unhit().next().is_none() {
            self.stopped.store(true, Relaxed);
        }
    }
}

/// The system, with our own properties in place of its own.
#[derive(Debug)]
struct Watched<const N: usize> {
    system: Arc<dyn Packed<N>>,
    watch: Arc<Watch<N>>,
}

impl<const N: usize> Model for Watched<N> {
    type State = [u64; N];
    /// A step, with the state after it: both come of one computation.
    type Action = (Step, [u64; N]);

    fn init_states(&self) -> Vec<Self::State> {
        vec![canonical(&*self.system, &self.system.initial())]
    }

    fn actions(&self, state: &Self::State, actions: &mut Vec<Self::Action>) {
        if !self.watch.stopped.load(Relaxed) {
            self.watch.expanded.fetch_add(1, Relaxed);
            self.system.persistent_set(state, actions);
            for (_, next) in actions {
                self.system.canonical(next);
            }
        }
    }

    fn next_state(&self, _: &Self::State, (_, next): Self::Action) -> Option<Self::State> {
        Some(next)
    }

    /// First one that looks at the state and is never violated, so that the search never thinks
    /// itself done; then, if paths are wanted, one for each thing that is sought, violated by the first
    /// state that hits it and by no other, so that stateright keeps the path to that state and never
    /// overwrites it.
    fn properties(&self) -> Vec<stateright::Property<Self>> {
        let look =
            stateright::Property::always("every state is looked at", |model: &Self, state| {
                model.watch.look(&*model.system, state);
                true
            });
        let traced = self.watch.sought.iter().filter(|_| self.watch.tracing);
        let firsts = traced.zip(first_hits());
        let firsts =
            firsts.map(|(_, first)| stateright::Property::always(first.name, first.unless));
        std::iter::once(look).chain(firsts).collect()
    }
}

/// How stateright is told of something that is sought: it takes plain functions, which can hold no
/// number, and names that are known beforehand.
struct FirstHit<const N: usize> {
    name: &'static str,
    /// Whether a state is not the first to hit it.
    unless: fn(&Watched<N>, &[u64; N]) -> bool,
}

/// The most things that can be sought: there is a bit for each.
const MOST_SOUGHT: usize = 64;

/// One for the first thing that is sought, one for the second, and so on.
fn first_hits<const N: usize>() -> [FirstHit<N>; MOST_SOUGHT] {
    fn unless<const N: usize, const NTH: usize>(model: &Watched<N>, _: &[u64; N]) -> bool {
        model.watch.first_hit.load(Relaxed) >> NTH & 1 == 0
    }
    macro_rules! first_hits {
        ($($nth:literal)+) => {
            [$(FirstHit { name: stringify!($nth), unless: unless::<N, $nth> }),+]
        };
    }
    first_hits!(
        0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
        32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
    )
}
