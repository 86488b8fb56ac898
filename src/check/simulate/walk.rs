//! One run.

use super::order::{Order, Progress};
use crate::check::search::{Limits, panic_text};
use crate::model::coverage::Case;
use crate::model::{System, Turn};
use crate::properties::{Kind, Sought};
use fastrand::Rng;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// How many degrees of willingness there are: few, so that an actor is often as willing to hear one as
/// the other, and what it hears first is open.
const WILLING: u8 = 3;

/// What all runs have in common.
pub(super) struct Course<'a, S> {
    system: &'a S,
    order: &'a Order,
    limits: &'a Limits,
    progress: &'a Progress,
    pub(super) sought: Vec<Arc<dyn Sought>>,
    /// For each of these, whether a run that hits it goes no further.
    ends: Vec<bool>,
}

/// What a run has shown.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) end: End,
    /// A hash of each state that it went through.
    pub(super) states: Vec<u64>,
    pub(super) cases: BTreeSet<Case>,
    /// For each thing that is sought, after how many steps it was first hit.
    pub(super) hits: Vec<Option<u64>>,
}

/// Why a run went no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// No step was possible.
    Exhausted,
    /// It was deep enough.
    Deep,
    /// It violated something that the model file does not expect.
    Violated,
    /// The simulation was stopped.
    Stopped(&'static str),
    /// The model's own code panicked.
    Panicked(String),
}

/// A run on its way.
struct Walker<'a, S: System> {
    system: &'a S,
    rng: Rng,
    state: S::State,
    /// How willingly an actor hears another, or does something by itself, in this run; drawn when it
    /// first could.
    willing: BTreeMap<Turn, u8>,
    /// Kept from step to step, so that memory is allotted once.
    actions: Vec<S::Action>,
}

impl<'a, S: System> Walker<'a, S> {
    fn new(system: &'a S, seed: u64, run: u64) -> Self {
        // Neighbouring numbers give streams that have nothing in common.
        let mut drawn = [0; 8];
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(&run.to_le_bytes());
        hasher.finalize_xof().fill(&mut drawn);
        let rng = Rng::with_seed(u64::from_le_bytes(drawn));
        let state = system.init_states().into_iter().next().expect("it begins in one state");
        Self { system, rng, state, willing: BTreeMap::new(), actions: Vec::new() }
    }

    /// Takes a step, and shows each action that was drawn for it; none, if no step is possible.
    ///
    /// First one of the actors is drawn that can do something, so that one that can do much does not
    /// keep the others waiting; then something that it can do, from that for which it is most willing.
    fn step(&mut self, mut look: impl FnMut(&S::State, &S::Action)) -> Option<S::Action> {
        self.system.actions(&self.state, &mut self.actions);
        self.rng.shuffle(&mut self.actions);
        let mut actors: BTreeMap<usize, Vec<(u8, S::Action)>> = BTreeMap::new();
        for action in self.actions.drain(..) {
            let turn = self.system.turn(&action);
            let willing = self.willing.entry(turn).or_insert_with(|| self.rng.u8(..WILLING));
            actors.entry(turn.actor).or_default().push((*willing, action));
        }
        let mut actors: Vec<_> = actors.into_values().collect();
        for its in &mut actors {
            its.sort_by_key(|(willing, _)| *willing);
        }
        while !actors.is_empty() {
            let actor = self.rng.usize(..actors.len());
            let Some((_, action)) = actors[actor].pop() else {
                actors.swap_remove(actor);
                continue;
            };
            look(&self.state, &action);
            if let Some(next) = self.system.next_state(&self.state, action.clone()) {
                self.state = next;
                return Some(action);
            }
        }
        None
    }
}

impl<'a, S: System> Course<'a, S> {
    pub(super) fn new(
        system: &'a S,
        order: &'a Order,
        sought: Vec<Arc<dyn Sought>>,
        expected: &[String],
        limits: &'a Limits,
        progress: &'a Progress,
    ) -> Self {
        let ends = |sought: &Arc<dyn Sought>| {
            sought.kind() == Kind::Always && !expected.iter().any(|name| name == sought.name())
        };
        let ends = sought.iter().map(ends).collect();
        Self { system, order, limits, progress, sought, ends }
    }

    /// Walks the run of this number.
    pub(super) fn walk(&self, run: u64) -> Walk {
        let hits = vec![None; self.sought.len()];
        let (states, cases) = (Vec::new(), BTreeSet::new());
        let mut walk = Walk { end: End::Deep, states, cases, hits };
        let go = AssertUnwindSafe(|| self.go(run, &mut walk));
        walk.end = match panic::catch_unwind(go) {
            Ok(end) => end,
            Err(panic) => End::Panicked(panic_text(&*panic)),
        };
        self.progress.runs.fetch_add(1, Relaxed);
        walk
    }

    fn go(&self, run: u64, walk: &mut Walk) -> End {
        let mut walker = Walker::new(self.system, self.order.seed, run);
        for steps in 0.. {
            let mut hasher = DefaultHasher::new();
            walker.state.hash(&mut hasher);
            walk.states.push(hasher.finish());
            if self.judge(&walker.state, steps, &mut walk.hits) {
                return End::Violated;
            }
            if steps == self.order.depth {
                break;
            }
            if let Some(reason) = self.limits.reached() {
                return End::Stopped(reason);
            }
            let look = |state: &S::State, action: &S::Action| {
                walk.cases.extend(self.system.case(state, action));
            };
            if walker.step(look).is_none() {
                return End::Exhausted;
            }
            self.progress.steps.fetch_add(1, Relaxed);
        }
        End::Deep
    }

    /// Notes what a state is the first to hit; whether the run ends with it.
    fn judge(&self, state: &S::State, steps: u64, hits: &mut [Option<u64>]) -> bool {
        self.system.with_history(state, |history| {
            let mut ends = false;
            for ((sought, hit), end) in self.sought.iter().zip(hits).zip(&self.ends) {
                if hit.is_none() && sought.is_hit(history) {
                    *hit = Some(steps);
                    ends |= end;
                }
            }
            ends
        })
    }

    /// The first steps of the run of this number.
    pub(super) fn actions(&self, run: u64, steps: u64) -> Vec<S::Action> {
        let mut walker = Walker::new(self.system, self.order.seed, run);
        let step = |_| walker.step(|_, _| {}).expect("it has been walked before");
        (0..steps).map(step).collect()
    }
}
