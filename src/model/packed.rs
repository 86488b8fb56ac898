//! Systems in the form that is searched: a state is a few machine words.
//!
//! A [`System`](super::System) says what a model means; its packed form has the same states and the
//! same steps, in numbers, and can leave out states that tell nothing new ([`Reductions`]).

use super::coverage::Coverage;
use super::message_set::{MessageSet, MessageSetState};
use super::story::Story;
use super::system::nothing_to_look_at;
use super::{invariant, refinement};
use crate::properties::{History, Sought};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Debug};
use std::ops::Range;
use std::sync::Arc;

/// The number of a step, in the packed system that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(pub u32);

/// A finite system whose states are packed into `N` words.
pub trait Packed<const N: usize>: Debug + Send + Sync {
    /// The state in which it begins.
    fn initial(&self) -> [u64; N];

    /// Appends each step that can be taken in a state, with the state after it. The order is the
    /// same every time.
    fn successors(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>);

    /// Appends some of the steps that can be taken in a state: enough of them that whatever can
    /// happen from there on still can, in another order. All, if there are no fewer that will do.
    fn persistent_set(&self, state: &[u64; N], found: &mut Vec<(Step, [u64; N])>) {
        self.successors(state, found);
    }

    /// Puts the state that stands for all that are the same under symmetry in a state's place.
    fn canonical(&self, state: &mut [u64; N]);

    /// What the properties can see of a state: where two states look the same, so do they to every
    /// property; or to all that do not look at promises, if these are left out.
    fn glimpse(&self, state: &[u64; N], promises: bool) -> [u64; N];

    /// Shows someone what happened on the way to a state; several histories, if the state stands for several
    /// that differ in what learners have heard: then with the steps that these take further.
    fn with_histories(&self, state: &[u64; N], look: &mut dyn FnMut(&History, &[Step]));

    /// Whether the bound of the model leaves somebody who could bring about a decision, whatever the
    /// acceptors have promised; where it does not, there may be none any more. Where ballots begin whenever
    /// they like and nobody forgets, the highest can always succeed.
    fn is_unobstructed(&self, _state: &[u64; N]) -> bool {
        true
    }

    /// What a state stands for in the abstract algorithm, in bits: where two states look the same, they stand for
    /// the same one of its states.
    fn abstract_glimpse(&self, state: &[u64; N]) -> [u64; N] {
        *state
    }

    /// For each decree, the state of the abstract algorithm that looks so; none, if the system is none of Paxos.
    fn abstracted(&self, _glimpse: &[u64; N]) -> Vec<MessageSetState> {
        Vec::new()
    }

    /// The abstract algorithm of each decree; none, if the system is none of Paxos.
    fn decree(&self) -> Option<&MessageSet> {
        None
    }

    /// Whether some steps of the abstract algorithm, or none, lead from one of its states to another in each decree.
    ///
    /// # Errors
    /// If they do not: why, in words.
    fn leads_to(
        &self,
        before: &[MessageSetState],
        after: &[MessageSetState],
    ) -> Result<(), String> {
        match self.decree() {
            Some(spec) => refinement::leads_to(spec, before, after),
            None => nothing_to_look_at(after),
        }
    }

    /// Whether the states of the abstract algorithm have the invariant of the proof.
    ///
    /// # Errors
    /// If they have not: which conjuncts fail, in words.
    fn keeps_invariant(&self, states: &[MessageSetState]) -> Result<(), String> {
        match self.decree() {
            Some(spec) => invariant::holds_in_each(spec, states),
            None => nothing_to_look_at(states),
        }
    }

    /// How many states of the unreduced system are this one under symmetry.
    fn orbit(&self, state: &[u64; N]) -> u64;

    /// The rest.
    fn about(&self) -> &dyn About;
}

/// Something to be done with a packed system, however wide it is.
pub trait PackedVisitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<const N: usize>(self, system: Arc<dyn Packed<N>>) -> Self::Output;
}

/// What can be said of a packed system without looking at a state.
pub trait About: Debug + Send + Sync {
    /// What is looked for in the runs of this system, in the order of reports.
    fn sought(&self) -> Vec<Arc<dyn Sought>>;

    /// What the system's bounds are, in words.
    fn bounds(&self) -> Vec<String>;

    /// Which guards have come into play so far.
    fn coverage(&self) -> Coverage;

    /// The reductions that are in use.
    fn reductions(&self) -> Vec<Reduction>;

    /// How many actors there are.
    fn actors(&self) -> usize;

    /// Runs of actors that can change places with each other without anybody noticing, as far as is known.
    fn alike(&self) -> Vec<Range<usize>> {
        Vec::new()
    }

    /// The number of the actor whose step this is; none, if it is of no actor.
    fn actor(&self, step: Step) -> Option<usize>;

    /// A step in a few words, as the readable form of the system calls it.
    fn describe(&self, step: Step) -> String;

    /// Tells a run, given as the steps from the initial state on.
    ///
    /// # Panics
    /// If some step is not possible where the run takes it.
    fn story(&self, steps: &[Step]) -> Story;
}

/// Which states may be left out of a search, and which of them are taken for one. Each reduction is
/// used where the model allows it; `docs/reductions.md` argues for each that no verdict changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each can be used without the others")]
pub struct Reductions {
    /// States that differ only in the names of acceptors (or, in the abstract model, of values) are
    /// one.
    pub symmetry: bool,
    /// A message that its recipient will never heed again is no longer part of the state.
    pub stale: bool,
    /// Learners take no steps; whatever they could have heard is looked at in each state.
    pub observers: bool,
    /// Where the order of steps does not matter, one order is taken.
    pub persistent: bool,
    /// Only agreement is looked at, and nothing after a state from which one value at most can be
    /// chosen.
    pub settled: bool,
}

/// A reduction that is in use. Displayed as a reader knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// States that differ only in the names of acceptors are one.
    AcceptorSymmetry,
    /// States that differ only in the order of slots are one.
    SlotSymmetry,
    /// States that differ only in the names of managers are one.
    ManagerSymmetry,
    /// States that differ only in the names of values are one.
    ValueSymmetry,
    /// A message that its recipient will never heed again is no longer part of the state.
    StaleMessages,
    /// Learners take no steps, and are asked in each state what they could have learned.
    Observers,
    /// Where the order of steps does not matter, one order is taken.
    PersistentSets,
    /// Only agreement is looked at, and nothing after a state from which one value at most can be
    /// chosen.
    Settled,
}

impl Reduction {
    /// Whether the number of unreduced states, and the depth of the search, can still be told.
    pub fn keeps_counts(self) -> bool {
        matches!(
            self,
            Self::AcceptorSymmetry
                | Self::SlotSymmetry
                | Self::ManagerSymmetry
                | Self::ValueSymmetry
        )
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AcceptorSymmetry => "symmetry of acceptors",
            Self::SlotSymmetry => "symmetry of slots",
            Self::ManagerSymmetry => "symmetry of managers",
            Self::ValueSymmetry => "symmetry of values",
            Self::StaleMessages => "stale messages",
            Self::Observers => "learners as observers",
            Self::PersistentSets => "persistent sets",
            Self::Settled => "agreement alone",
        })
    }
}

impl Reductions {
    /// None at all: every state of the system is visited.
    pub const NONE: Self =
        Self { symmetry: false, stale: false, observers: false, persistent: false, settled: false };
    /// All that the model allows and that leave every property its verdict.
    pub const ALL: Self =
        Self { symmetry: true, stale: true, observers: true, persistent: true, settled: false };
}

/// How a system is to be packed.
#[derive(Clone, Copy)]
pub struct Packing<'a> {
    /// Which states may be left out.
    pub reductions: Reductions,
    /// Asked from time to time whether to give up.
    pub stop: &'a dyn Fn() -> bool,
}

/// Why a system was not packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPacked {
    /// It is too large: why, in words.
    TooLarge(String),
    /// Its packing was given up.
    Stopped,
}
