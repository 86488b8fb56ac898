//! The actors of one decree at this node.

use super::mail::Asker;
use super::places::{Holder, MOST_WAITING, has_room};
use super::timers::Time;
use crate::actor::{Msg, Process, State, Timer};
use crate::paxos::{Durable, Learner, Value};
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;

/// An actor that runs.
#[derive(Debug)]
pub(super) struct Running {
    id: Id,
    process: Process,
    state: State,
}

impl Running {
    /// Starts an actor, or starts it again from durable state.
    pub(super) fn start(
        id: Id,
        process: Process,
        storage: Option<&Durable>,
    ) -> (Self, Out<Process>) {
        let mut out = Out::new();
        let state = process.on_start(id, &storage.cloned(), &mut out);
        (Self { id, process, state }, out)
    }

    /// A message has come for it.
    pub(super) fn on_msg(&mut self, src: Id, msg: Msg) -> Out<Process> {
        let (mut state, mut out) = (Cow::Borrowed(&self.state), Out::new());
        self.process.on_msg(self.id, &mut state, src, msg, &mut out);
        if let Cow::Owned(next) = state {
            self.state = next;
        }
        out
    }

    /// A timer of it has fired.
    pub(super) fn on_timeout(&mut self, timer: Timer) -> Out<Process> {
        let (mut state, mut out) = (Cow::Borrowed(&self.state), Out::new());
        self.process.on_timeout(self.id, &mut state, &timer, &mut out);
        if let Cow::Owned(next) = state {
            self.state = next;
        }
        out
    }

    /// The learner that it is, if it is one.
    pub(super) fn learner(&self) -> Option<&Learner> {
        match &self.state {
            State::Learner(learner) => Some(learner),
            State::Proposer(_) | State::Acceptor(_) => None,
        }
    }
}

/// What a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WaitsFor {
    /// What becomes of the decree for which it proposes.
    Outcome,
    /// The value, or that there is none.
    Read,
    /// The value, whenever there is one.
    Value,
}

/// A client that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiter {
    /// Which it is.
    pub(super) asker: Asker,
    /// What for.
    pub(super) waits_for: WaitsFor,
    /// Whether it came before the read that goes on, so that this answers it too.
    pub(super) is_read_for: bool,
    /// When it is given up, unless it asks again.
    pub(super) until: Time,
}

/// What this node has in memory of one decree: the actors that it needed lately (at most one of
/// each role), what it has learned, and who waits for that.
#[derive(Debug, Default)]
pub(super) struct Instance {
    actors: Vec<Running>,
    /// The chosen value, once this node's learner has learned it.
    pub(super) learned: Option<Value>,
    /// The commit with which that becomes durable, if it is not yet.
    pub(super) learned_by: u64,
    /// Clients to be answered.
    pub(super) waiting: Vec<Waiter>,
    /// Whether the store has something of it.
    pub(super) is_stored: bool,
    /// The client whose place it takes, if one has brought it in and not another member.
    pub(super) brought_in_by: Option<Holder>,
}

impl Instance {
    /// A decree of which this has been learned, if anything, and whether the store has something of it.
    pub(super) fn new(learned: Option<Value>, is_stored: bool) -> Self {
        Self { learned, is_stored, ..Self::default() }
    }

    /// The actor of this id, if it runs.
    pub(super) fn actor(&mut self, id: Id) -> Option<&mut Running> {
        self.actors.iter_mut().find(|actor| actor.id == id)
    }

    /// Adds an actor that has just started.
    pub(super) fn add(&mut self, actor: Running) {
        self.actors.push(actor);
    }

    /// Stops an actor, if it runs; whether it did. For the algorithm it is one to which nothing happens any
    /// more.
    pub(super) fn stop(&mut self, id: Id) -> bool {
        let before = self.actors.len();
        self.actors.retain(|actor| actor.id != id);
        self.actors.len() < before
    }

    /// A read begins: it is for all that ask, and nobody that comes later. Whether there is anybody.
    pub(super) fn read_for_all(&mut self) -> bool {
        for waiter in &mut self.waiting {
            waiter.is_read_for = waiter.waits_for == WaitsFor::Read;
        }
        self.is_waited_for(&[WaitsFor::Read])
    }

    /// Whether somebody waits for any of these.
    pub(super) fn is_waited_for(&self, any: &[WaitsFor]) -> bool {
        self.waiting.iter().any(|waiter| any.contains(&waiter.waits_for))
    }

    /// The read that goes on has found that nothing is chosen: those for whom it was wait no longer.
    pub(super) fn take_read_for(&mut self) -> Vec<Waiter> {
        let (told, waiting) = self.waiting.drain(..).partition(|waiter| waiter.is_read_for);
        self.waiting = waiting;
        told
    }

    /// Notes that a client waits; asking again only lengthens its wait. Whether there was room.
    pub(super) fn wait(&mut self, waiter: Waiter) -> bool {
        if let Some(known) = self.waiting.iter_mut().find(|w| w.asker == waiter.asker) {
            known.until = waiter.until;
            return true;
        }
        let holder = waiter.asker.holder();
        let held = self.waiting.iter().filter(|known| known.asker.holder() == holder).count();
        let is_room = has_room(held, self.waiting.len(), MOST_WAITING);
        if is_room {
            self.waiting.push(waiter);
        }
        is_room
    }
}
