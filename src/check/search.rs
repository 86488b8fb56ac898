//! A search: what it is asked for, what can be seen of it, what can end it, and what it finds.

use super::machine::Machine;
use super::platform::with_threads;
use crate::model::coverage::Case;
use crate::model::file::ModelFile;
use crate::model::packed::{NotPacked, PackedVisitor, Packing, Reductions, Step};
use std::any::Any;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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
    /// How many rounds of a breadth-first search are done, which is how deep the states are.
    pub depth: AtomicUsize,
    task: Mutex<Option<&'static str>>,
    listener: Option<fn(&Progress)>,
}

impl Progress {
    /// One that tells of itself now and then, on the thread that searches: for where no other can look.
    pub fn told_to(listener: fn(&Progress)) -> Self {
        Self { listener: Some(listener), ..Self::default() }
    }

    /// So many states are found, and so many of them expanded.
    pub(super) fn found(&self, unique: usize, expanded: usize) {
        self.unique_states.store(unique as u64, Relaxed);
        self.expanded_states.store(expanded as u64, Relaxed);
        if let Some(listener) = self.listener {
            listener(self);
        }
    }

    /// What is looked at after the search of all states, in a few words; nothing before.
    pub fn task(&self) -> Option<&'static str> {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts anew, for the search, or for something that is looked at after it.
    pub(super) fn begin(&self, task: Option<&'static str>) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = task;
        for count in [&self.unique_states, &self.expanded_states, &self.resumed_states] {
            count.store(0, Relaxed);
        }
        self.depth.store(0, Relaxed);
    }
}

/// What ends a search before it is complete.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Set from outside to stop it.
    pub interrupted: Arc<AtomicBool>,
    /// Which machine tells the time, and how much memory the program has.
    pub machine: Machine,
    /// When its time is over, as this machine tells it.
    pub deadline: Option<Duration>,
    /// How many bytes of memory the program may have.
    pub memory: Option<u64>,
    /// How many states may be found, to the next round of the search; our engine alone keeps to it.
    pub states: Option<u64>,
    /// How many steps a run may have; likewise, and it is expanded no further.
    pub steps: Option<usize>,
    /// Whether to stop when a shortest run is known that hits something which is sought; likewise.
    pub first_hit: bool,
}

impl Limits {
    /// Why no search is worth to be begun any more.
    pub fn over(&self) -> Option<&'static str> {
        if self.interrupted.load(Relaxed) {
            Some("interrupted")
        } else if self.deadline.is_some_and(|deadline| self.machine.now() >= deadline) {
            Some("out of time")
        } else {
            None
        }
    }

    pub(super) fn reached(&self) -> Option<&'static str> {
        let full = |most| self.machine.memory().is_some_and(|now| now > most);
        self.over().or_else(|| self.memory.is_some_and(full).then_some("out of memory"))
    }

    /// Packs a model for someone; both is done by so many threads, until these limits are reached.
    pub(super) fn pack<V>(
        &self,
        file: &ModelFile,
        reductions: Reductions,
        threads: NonZeroUsize,
        visitor: V,
    ) -> Result<V::Output, NotPacked>
    where
        V: PackedVisitor<Output: Send> + Send,
    {
        with_threads(threads, || {
            file.pack(&Packing { reductions, stop: &|| self.reached().is_some() }, visitor)
        })
    }

    /// Why a system was not packed, in words, where packing asks these limits whether to stop.
    pub(super) fn why_not(&self, error: NotPacked) -> String {
        match error {
            NotPacked::TooLarge(reason) => reason,
            NotPacked::Stopped => self.reached().unwrap_or("stopped").to_string(),
        }
    }
}

/// Why a search was ended that was to look at runs of so many steps.
pub(super) const NO_MORE_STEPS: &str = "no more steps are wanted";

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
    /// For each thing that was sought: the run to a state that violates it, or reaches it.
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

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message").to_string()
}
