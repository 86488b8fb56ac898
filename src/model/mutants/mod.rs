//! Broken variants of Paxos, to see the checks fail.
//!
//! A mutant is a wrapper around the reference [`Process`], which knows nothing of it: it restates
//! the one rule that it breaks, out of the same small functions as the reference, and delegates
//! everything else. To add one, write a [`Variant`] and give it a name in [`Name`].

mod largest_value;
mod vote_not_durable;

pub use largest_value::LargestValue;
pub use vote_not_durable::VoteNotDurable;

use crate::actor::{Msg, Process, State, Timer};
use crate::model::network::Subject;
use crate::paxos::Durable;
use serde::Deserialize;
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;
use std::fmt;

/// The names of the mutants in model files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    /// See [`VoteNotDurable`].
    VoteNotDurable,
    /// See [`LargestValue`].
    LargestValue,
}

/// Something to be done with a variant, whatever its type.
pub trait WithVariant {
    /// What comes of it.
    type Output;

    /// Does it.
    fn with<V: Variant>(self, variant: V) -> Self::Output;
}

impl Name {
    /// Hands the variant of this name over.
    pub fn hand<W: WithVariant>(self, to: W) -> W::Output {
        match self {
            Self::VoteNotDurable => to.with(VoteNotDurable),
            Self::LargestValue => to.with(LargestValue),
        }
    }
}

impl fmt::Display for Name {
    /// Writes the name as in model files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VoteNotDurable => "vote-not-durable",
            Self::LargestValue => "largest-value",
        })
    }
}

/// What a mutant does otherwise than the reference.
pub trait Variant: fmt::Debug + Copy + Send + Sync + 'static {
    /// Whether it does anything in the place of this process; it is asked nothing about others.
    fn changes(self, process: &Process) -> bool;

    /// What a restart finds of what was saved.
    fn restored(self, saved: Durable) -> Option<Durable> {
        Some(saved)
    }

    /// Handles a message in the reference's stead; false, if the reference is to handle it.
    fn on_msg(
        self,
        _process: &Process,
        _state: &mut State,
        _src: Id,
        _msg: &Msg,
        _out: &mut Out<Mutant<Self>>,
    ) -> bool {
        false
    }
}

/// The reference, but for one rule.
#[derive(Clone, Debug)]
pub struct Mutant<V> {
    /// The reference.
    pub process: Process,
    /// The rule that is broken.
    pub variant: V,
}

impl<V: Variant> Subject for Mutant<V> {
    fn is_reference_learner(&self) -> bool {
        self.process.is_reference_learner() && !self.variant.changes(&self.process)
    }
}

impl<V: Variant> Actor for Mutant<V> {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> State {
        let changed = self.variant.changes(&self.process);
        let restored = storage.clone();
        let restored = restored
            .and_then(|saved| if changed { self.variant.restored(saved) } else { Some(saved) });
        let mut reference = Out::new();
        let state = self.process.on_start(id, &restored, &mut reference);
        out.append(&mut reference);
        state
    }

    fn on_msg(&self, id: Id, state: &mut Cow<State>, src: Id, msg: Msg, out: &mut Out<Self>) {
        let mut next = state.as_ref().clone();
        let changed = self.variant.changes(&self.process);
        if changed && self.variant.on_msg(&self.process, &mut next, src, &msg, out) {
            *state = Cow::Owned(next);
        } else {
            let mut reference = Out::new();
            self.process.on_msg(id, state, src, msg, &mut reference);
            out.append(&mut reference);
        }
    }

    fn on_timeout(&self, id: Id, state: &mut Cow<State>, timer: &Timer, out: &mut Out<Self>) {
        let mut reference = Out::new();
        self.process.on_timeout(id, state, timer, &mut reference);
        out.append(&mut reference);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Roster;
    use crate::paxos::Quorums;
    use std::sync::Arc;

    /// Changes learners.
    #[derive(Clone, Copy, Debug)]
    struct Learners;

    impl Variant for Learners {
        fn changes(self, process: &Process) -> bool {
            matches!(process, Process::Learner { .. })
        }
    }

    #[test]
    fn a_learner_that_is_changed_is_not_the_references() {
        let roster = Arc::new(Roster::new(1, Quorums::majority(3).unwrap(), 1));
        let learner = Process::Learner { roster: Arc::clone(&roster) };
        let acceptor = Process::Acceptor { roster };
        assert!(learner.is_reference_learner() && !acceptor.is_reference_learner());
        let of = |process: &Process| Mutant { process: process.clone(), variant: VoteNotDurable };
        assert!(of(&learner).is_reference_learner() && !of(&acceptor).is_reference_learner());
        let changed = Mutant { process: learner, variant: Learners };
        assert!(!changed.is_reference_learner());
    }
}
