//! What must always hold, and what must be possible so that nothing holds vacuously.
//!
//! A property is a predicate over a [`Run`]: what has happened so far, as history. It does not know
//! whether that history comes from a model or from somewhere else.
//!
//! | always | paper | TLA+ | source text |
//! |---|---|---|---|
//! | [`agreement`] | PMS 2, "only a single value is chosen" | `Consensus!Inv` | claim 3, deviation 5 |
//! | [`validity`] | PMS 2, "only a value that has been proposed may be chosen" | `TypeOK` of `chosen` | claim 5 |
//! | [`one_value_per_ballot`] | PMS 2.2, "different proposals have different numbers" | `OneValuePerBallot` | R2 |
//! | [`votes_safe`] | PMS 2.2, P2c | `VotesSafe` | |
//! | [`never_back`] | PMS 2.5, stable storage | `maxBal`, `maxVBal` grow | claim 2 |
//! | [`learned_is_chosen`] | PMS 2, "never learns that a value has been chosen unless it actually has been" | | claim 4 |
//! | [`learners_agree`] | PMS 2.3 | | claim 4 |
//! | [`fresh_ballots`] | PMS 2.5, "no two proposals are ever issued with the same number" | one 1a and 2a a ballot | claim 1 |
//!
//! The properties that must be *possible* stand in [`witness`]. What no run can tell, and only all of them
//! together, is in [`stays_reachable`], what only the abstract algorithm
//! can tell in [`refines`] and [`invariant`].

pub mod agreement;
pub mod fresh_ballots;
mod history;
pub mod invariant;
pub mod learned_is_chosen;
pub mod learners_agree;
pub mod never_back;
pub mod one_value_per_ballot;
pub mod refines;
pub mod stays_reachable;
pub mod validity;
pub mod votes_safe;
pub mod witness;

pub use history::{AcceptorHistory, LearnerHistory, ProposerHistory, Run};

/// Whether a predicate must hold in every state, in some, or in some that comes after every state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Safety: violated by one state in which it does not hold.
    Always,
    /// A witness: reached by one state in which it holds.
    Sometimes,
    /// Never out of reach: violated by a state from which none can be reached in which it holds, though
    /// the bound of the model is not what is in the way. No run alone can tell.
    StaysReachable,
    /// True of every step, as a step of the abstract algorithm: violated by one that is none, or that leads
    /// where the algorithm never comes.
    EveryStep,
}

/// A named predicate over runs.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name in model files and reports.
    pub name: &'static str,
    /// How it is meant.
    pub kind: Kind,
    /// Whether it looks at what acceptors have promised, beyond their votes and whether they went back.
    pub looks_at_promises: bool,
    /// Whether the run so far satisfies it.
    pub holds: fn(&Run) -> bool,
    /// How a run violates it, in a sentence; none if it does not.
    pub explain: fn(&Run) -> Option<String>,
}

impl Property {
    pub(crate) const fn always(
        name: &'static str,
        holds: fn(&Run) -> bool,
        explain: fn(&Run) -> Option<String>,
    ) -> Self {
        Self { name, kind: Kind::Always, looks_at_promises: false, holds, explain }
    }

    /// Whether the run so far settles the matter: it violates what must always hold, or reaches what
    /// must be possible.
    pub fn is_hit(&self, run: &Run) -> bool {
        match self.kind {
            Kind::Always => !(self.holds)(run),
            Kind::Sometimes => (self.holds)(run),
            Kind::StaysReachable | Kind::EveryStep => false,
        }
    }

    pub(crate) const fn stays_reachable(
        name: &'static str,
        holds: fn(&Run) -> bool,
        explain: fn(&Run) -> Option<String>,
    ) -> Self {
        Self { name, kind: Kind::StaysReachable, looks_at_promises: false, holds, explain }
    }

    pub(crate) const fn of_steps(name: &'static str) -> Self {
        let explain = |_: &Run| None;
        Self { name, kind: Kind::EveryStep, looks_at_promises: false, holds: |_| true, explain }
    }

    pub(crate) const fn sometimes(name: &'static str, holds: fn(&Run) -> bool) -> Self {
        let explain = |_: &Run| None;
        Self { name, kind: Kind::Sometimes, looks_at_promises: false, holds, explain }
    }
}

/// The properties that are looked at only if a model file asks for them.
pub const ASKED_FOR: [Property; 3] =
    [stays_reachable::PROPERTY, refines::PROPERTY, invariant::PROPERTY];

/// Every property of runs, in the order in which reports list them.
pub const ALL: [Property; 16] = [
    agreement::PROPERTY,
    validity::PROPERTY,
    one_value_per_ballot::PROPERTY,
    votes_safe::PROPERTY,
    never_back::PROPERTY,
    learned_is_chosen::PROPERTY,
    learners_agree::PROPERTY,
    fresh_ballots::PROPERTY,
    witness::VALUE_CHOSEN,
    witness::VALUE_LEARNED,
    witness::BALLOTS_CONTEND,
    witness::VALUE_ADOPTED,
    witness::NEXT_CLIENT_SERVED,
    witness::LEARNED_AGAIN,
    witness::LEARNED_AFTER_ASKING,
    witness::ANSWERS_WITHOUT_QUORUM,
];
