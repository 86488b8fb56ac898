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

/// What a mutant does otherwise than the reference.
pub trait Variant: fmt::Debug + Copy + Send + Sync + 'static {
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

impl<V: Variant> Actor for Mutant<V> {
    type Msg = Msg;
    type Timer = Timer;
    type State = State;
    type Storage = Durable;
    type Random = ();

    fn on_start(&self, id: Id, storage: &Option<Durable>, out: &mut Out<Self>) -> State {
        let restored = storage.clone().and_then(|saved| self.variant.restored(saved));
        let mut reference = Out::new();
        let state = self.process.on_start(id, &restored, &mut reference);
        out.append(&mut reference);
        state
    }

    fn on_msg(&self, id: Id, state: &mut Cow<State>, src: Id, msg: Msg, out: &mut Out<Self>) {
        let mut next = state.as_ref().clone();
        if self.variant.on_msg(&self.process, &mut next, src, &msg, out) {
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
