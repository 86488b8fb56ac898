//! One decree at one node.

use super::answers::Waiting;
use crate::actor::{Process, State, Timer};
use crate::paxos::{Durable, Learner, Value};
use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;

/// An actor that runs.
pub(super) struct Running {
    pub(super) id: Id,
    process: Process,
    state: State,
    /// The timers that are set.
    pub(super) timers: Vec<Timer>,
}

impl Running {
    /// Starts an actor, from what is durable of it.
    pub(super) fn start(id: Id, process: Process, durable: Option<&Durable>) -> Self {
        let mut out = Out::new();
        let state = process.on_start(id, &durable.cloned(), &mut out);
        let mut actor = Self { id, process, state, timers: Vec::new() };
        actor.set_timers(&out);
        actor
    }

    /// The learner that it is, if it is one.
    pub(super) fn learner(&self) -> Option<&Learner> {
        match &self.state {
            State::Learner(learner) => Some(learner),
            State::Proposer(_) | State::Acceptor(_) => None,
        }
    }

    /// What it wants, if it is a proposer.
    pub(super) fn wanted(&self) -> Option<&Value> {
        match &self.process {
            Process::Proposer { wanted, .. } => Some(wanted),
            Process::Acceptor { .. } | Process::Learner { .. } => None,
        }
    }

    /// Runs a handler; what it commands, and whether anything is other than before.
    pub(super) fn run(
        &mut self,
        handler: impl FnOnce(&Process, &mut Cow<State>, &mut Out<Process>),
    ) -> (Out<Process>, bool) {
        let (mut state, mut out) = (Cow::Borrowed(&self.state), Out::new());
        handler(&self.process, &mut state, &mut out);
        let mut has_effect = out.iter().next().is_some();
        if let Cow::Owned(next) = state {
            self.state = next;
            has_effect = true;
        }
        self.set_timers(&out);
        (out, has_effect)
    }

    fn set_timers(&mut self, out: &Out<Process>) {
        for command in out.iter() {
            match command {
                Command::SetTimer(timer, _) if !self.timers.contains(timer) => {
                    self.timers.push(*timer);
                }
                Command::CancelTimer(timer) => self.timers.retain(|set| set != timer),
                _ => {}
            }
        }
    }
}

/// What a node has of one decree.
#[derive(Default)]
pub(super) struct Register {
    pub(super) running: Vec<Running>,
    durable: Vec<(Id, Durable)>,
    pub(super) learned: Option<Value>,
    pub(super) waiting: Waiting,
}

impl Register {
    /// An actor that runs.
    pub(super) fn actor(&mut self, id: Id) -> Option<&mut Running> {
        self.running.iter_mut().find(|actor| actor.id == id)
    }

    /// What an actor has committed last.
    pub(super) fn durable(&self, id: Id) -> Option<&Durable> {
        self.durable.iter().find(|(of, _)| *of == id).map(|(_, durable)| durable)
    }

    /// An actor saves this.
    pub(super) fn save(&mut self, id: Id, durable: Durable) {
        match self.durable.iter_mut().find(|(of, _)| *of == id) {
            Some((_, kept)) => *kept = durable,
            None => self.durable.push((id, durable)),
        }
    }

    pub(super) fn learner(&self) -> Option<&Learner> {
        self.running.iter().find_map(Running::learner)
    }
}
