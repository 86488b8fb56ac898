//! A search: what it is asked for, what can be seen of it, what can end it, and what it finds.

use super::store::{Store, StoreError};
use super::{engine, memory, stateright};
use crate::model::coverage::Case;
use crate::model::packed::{NotPacked, Packed, Reductions, Step};
use crate::properties::Property;
use std::any::Any;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// With which engine.
    pub engine: Engine,
    /// Which states may be left out.
    pub reductions: Reductions,
    /// With how many threads, where the engine is ours.
    pub threads: NonZeroUsize,
}

/// What searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Ours: breadth-first and exact.
    Synod,
    /// stateright's breadth-first search with one thread.
    StaterightBfs,
    /// stateright's depth-first search with one thread: its traces are not the shortest, and it finds
    /// no breadth-first diameter.
    StaterightDfs,
}

/// What can be seen of a search from outside while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    /// Different states found so far.
    pub unique_states: AtomicU64,
    /// States whose successors are known.
    pub expanded_states: AtomicU64,
    /// Those of the states found that are of a search that this one continues.
    pub resumed_states: AtomicU64,
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
    /// How many states may be found, to the next round of the search; our engine alone keeps to it.
    pub states: Option<u64>,
    /// Whether to stop when a shortest run is known that violates some property; likewise.
    pub first_violation: bool,
}

impl Limits {
    pub(super) fn reached(&self) -> Option<&'static str> {
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

impl Limits {
    /// Why a system was not packed, in words, where packing asks these limits whether to stop.
    pub(super) fn why_not(&self, error: NotPacked) -> String {
        match error {
            NotPacked::TooLarge(reason) => reason,
            NotPacked::Stopped => self.reached().unwrap_or("stopped").to_string(),
        }
    }
}

/// How a search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    Truncated(String),
    Panicked(String),
}

/// What a survey of all states has found.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) end: End,
    pub(super) unique_states: u64,
    pub(super) generated_states: u64,
    /// The states for which those visited stand under symmetry.
    pub(super) orbits: u64,
    /// The breadth-first diameter in states: 1 if there is only the initial state. None if the
    /// search was not breadth-first; then runs are not the shortest either.
    pub(super) depth: Option<usize>,
    /// Whether whole states were compared, and not only their hashes.
    pub(super) exact: bool,
    /// For each property asked for: the run to a state that violates it, or reaches it.
    pub(super) hits: Vec<Option<Vec<Step>>>,
    /// What was there already, if the search continues another.
    pub(super) earlier: Option<Earlier>,
}

/// What a search had that is continued.
#[derive(Debug)]
pub(super) struct Earlier {
    /// The states found.
    pub(super) states: u64,
    /// How long it took.
    pub(super) time: Duration,
    /// The cases of the handlers that occurred.
    pub(super) cases: BTreeSet<Case>,
}

/// Visits every reachable state, and notes for each property where it is first hit. The
/// store is for our engine alone.
pub(super) fn survey<const N: usize>(
    system: &Arc<dyn Packed<N>>,
    properties: &[Property],
    options: &Options,
    store: &Store,
    limits: &Limits,
    progress: &Progress,
) -> Result<Survey, StoreError> {
    let order = match options.engine {
        Engine::Synod => {
            let threads = options.threads;
            return engine::survey(&**system, properties, threads, store, limits, progress);
        }
        Engine::StaterightBfs => stateright::Order::Bfs,
        Engine::StaterightDfs => stateright::Order::Dfs,
    };
    Ok(stateright::survey(system, properties, order, limits, progress))
}

/// The shortest run along these states, given as they are under symmetry and the initial state first,
/// that hits the property: with what learners do in the end, if they are only observed.
pub(super) fn run_along<const N: usize>(
    system: &dyn Packed<N>,
    way: impl IntoIterator<Item = [u64; N]>,
    property: &Property,
) -> Vec<Step> {
    let (mut steps, state) = steps_along(system, way);
    let mut further: Option<Vec<Step>> = None;
    system.with_runs(&state, &mut |run, steps| {
        if property.is_hit(run) && further.as_ref().is_none_or(|other| steps.len() < other.len()) {
            further = Some(steps.to_vec());
        }
    });
    steps.extend(further.expect("what a state hits is hit by those that are the same"));
    steps
}

/// A run along these states, given as they are under symmetry and the initial state first, and where it
/// ends.
pub(super) fn steps_along<const N: usize>(
    system: &dyn Packed<N>,
    way: impl IntoIterator<Item = [u64; N]>,
) -> (Vec<Step>, [u64; N]) {
    let mut state = system.initial();
    let mut steps = Vec::new();
    for target in way.into_iter().skip(1) {
        let mut successors = Vec::new();
        system.successors(&state, &mut successors);
        let leads = |(_, next): &(Step, [u64; N])| canonical(system, next) == target;
        let next = successors.into_iter().find(leads);
        let (step, next) = next.expect("states that are the same under symmetry act alike");
        steps.push(step);
        state = next;
    }
    (steps, state)
}

/// The state that stands for this one under symmetry.
pub(super) fn canonical<const N: usize>(system: &dyn Packed<N>, state: &[u64; N]) -> [u64; N] {
    let mut state = *state;
    system.canonical(&mut state);
    state
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message").to_string()
}

#[cfg(test)]
mod tests;
