//! Running the actors: this is all that the runtime does for the algorithm.

use super::cause::Cause;
use super::core::Core;
use super::decree::Decree;
use super::instance::{Instance, Running};
use super::mail::{Local, Outgoing};
use super::store::{Store, StoreError, Subject, decode, decode_learned, encode};
use super::timers::Alarm;
use crate::actor::{Msg, Process, Role};
use crate::paxos::{Durable, Learner, ProposerId, Value};
use stateright::actor::{Command, Id, Out};

impl<S: Store> Core<S> {
    /// Hands a message to one of this node's actors. Acceptors and learners are there for every
    /// decree, and start with their first message; a proposer never starts for a message.
    pub(super) fn deliver(
        &mut self,
        decree: &Decree,
        src: Id,
        dst: Id,
        msg: Msg,
    ) -> Result<(), StoreError> {
        match self.roster().role(dst) {
            // Nobody knows yet whether it remembers all that it has said: what it is told is lost.
            Some(Role::Acceptor(_)) if !self.standing.is_trusted() => return Ok(()),
            Some(Role::Acceptor(_)) => {
                self.ensure(decree, dst, |core| Process::Acceptor {
                    refuses: true,
                    roster: core.roster().clone(),
                })?;
            }
            // Who has learned is there for those who ask, and who has not for all that it is told.
            Some(Role::Learner(_)) => {
                if self.instance(decree)?.learned.is_some() == (msg == Msg::Query) {
                    self.run_learner(decree)?;
                }
            }
            Some(Role::Proposer(_)) | None => {}
        }
        self.step(decree, dst, Cause::Message(src, msg))
    }

    /// Runs a handler of an actor, if it runs at all, and carries out what it says.
    pub(super) fn step(&mut self, decree: &Decree, id: Id, cause: Cause) -> Result<(), StoreError> {
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        let is_known = instance.learned.is_some();
        let Some(actor) = instance.actor(id) else { return Ok(()) };
        let before = actor.learner().and_then(Learner::found_nothing);
        let noted = self.log.note(&cause);
        let out = cause.run(actor);
        self.log.step(decree, id, noted, &out, actor.learner());
        let value = actor.learner().and_then(|learner| learner.learned().cloned());
        let nothing = actor.learner().and_then(Learner::found_nothing);
        self.carry_out(decree, id, out);
        if let Some(value) = value.filter(|_| !is_known) {
            self.settle(decree, value);
        } else if nothing.is_some() && nothing != before {
            return self.tell_none(decree);
        }
        Ok(())
    }

    /// Carries out the commands of an actor.
    fn carry_out(&mut self, decree: &Decree, id: Id, out: Out<Process>) {
        for command in out {
            match command {
                Command::Save(state) => {
                    self.note_stored(decree);
                    let key = Subject::Actor(decree.clone(), id).key();
                    self.store.put(key, encode(&state));
                    self.must_commit = true;
                }
                Command::Send(dst, msg) => {
                    let local = Local { decree: decree.clone(), src: id, dst, msg };
                    match self.hosts(dst) {
                        true => self.inbox.push(local),
                        false => self.outgoing.push(Outgoing::Message(local)),
                    }
                }
                Command::SetTimer(timer, delay) => {
                    let time = self.now + self.draw(delay);
                    self.timers.set(decree, Alarm::Actor(id, timer), time);
                }
                Command::CancelTimer(timer) => {
                    self.timers.cancel(decree, Alarm::Actor(id, timer));
                }
                Command::ChooseRandom(..) => unreachable!("no actor asks for a random choice"),
            }
        }
    }

    /// What is in memory of a decree, after getting there what was learned of it before.
    pub(super) fn instance(&mut self, decree: &Decree) -> Result<&mut Instance, StoreError> {
        if !self.instances.contains_key(decree) {
            let learned = self.recall(decree)?;
            let is_stored = learned.is_some() || self.holds_actors(decree);
            self.timers.set(decree, Alarm::Leave, self.leaves());
            self.instances.insert(decree.clone(), Instance::new(learned, is_stored));
        }
        Ok(self.instances.get_mut(decree).expect("it was there or has been put there"))
    }

    /// What was learned of a decree, by the store.
    pub(super) fn recall(&self, decree: &Decree) -> Result<Option<Value>, StoreError> {
        let learned = self.store.get(&Subject::Learned(decree.clone()).key())?;
        learned.map(decode_learned).transpose()
    }

    /// Whether the store has the state of an actor of this node.
    fn holds_actors(&self, decree: &Decree) -> bool {
        let acceptor = self.me.acceptor.map(|id| self.roster().id(Role::Acceptor(id)));
        let mut actors = self.proposer().into_iter().chain(acceptor);
        actors.any(|id| self.store.holds(&Subject::Actor(decree.clone(), id).key()))
    }

    /// Starts an actor from its durable state, unless it runs.
    fn ensure(
        &mut self,
        decree: &Decree,
        id: Id,
        process: impl FnOnce(&Self) -> Process,
    ) -> Result<(), StoreError> {
        if self.instance(decree)?.actor(id).is_some() {
            return Ok(());
        }
        let process = process(self);
        let state = self.durable(decree, id, &process)?;
        self.log.runs(decree, id, &process, state.as_ref());
        let (actor, out) = Running::start(id, process, state.as_ref());
        self.instance(decree)?.add(actor);
        self.carry_out(decree, id, out);
        Ok(())
    }

    /// What an actor finds durable: of a learner, what it has learned.
    fn durable(
        &mut self,
        decree: &Decree,
        id: Id,
        process: &Process,
    ) -> Result<Option<Durable>, StoreError> {
        let instance = self.instance(decree)?;
        if let Process::Learner { .. } = process {
            return Ok(instance.learned.clone().map(Durable::Learner));
        }
        if !instance.is_stored {
            return Ok(None);
        }
        let record = self.store.get(&Subject::Actor(decree.clone(), id).key())?;
        let state: Option<Durable> = record.as_deref().map(decode).transpose()?;
        match (process, &state) {
            (_, None)
            | (Process::Proposer { .. }, Some(Durable::Proposer(_)))
            | (Process::Acceptor { .. }, Some(Durable::Acceptor(_))) => Ok(state),
            _ => Err(StoreError::Unreadable),
        }
    }

    /// Makes sure that this node's learner runs, if it has one.
    pub(super) fn run_learner(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(id) = self.learner() else { return Ok(()) };
        self.ensure(decree, id, |core| Process::Learner {
            tells: true,
            roster: core.roster().clone(),
        })
    }

    /// Makes sure that this node's proposer runs, if it has one, and the learner with it. The value
    /// is wanted only if the proposer does not run yet.
    pub(super) fn run_proposer(
        &mut self,
        decree: &Decree,
        wanted: Value,
    ) -> Result<(), StoreError> {
        let Some(id) = self.me.proposer else { return Ok(()) };
        self.run_learner(decree)?;
        self.ensure(decree, self.roster().id(Role::Proposer(id)), |core| {
            let first_round = u64::from(!core.owns_round_0(decree, id));
            Process::Proposer { id, wanted, first_round, roster: core.roster().clone() }
        })
    }

    /// Whether this node's proposer may begin without a phase 1. That of a directory which is not trusted may not:
    /// a lost or later one may have had a value chosen there, and without promises nothing would tell.
    fn owns_round_0(&self, decree: &Decree, id: ProposerId) -> bool {
        self.standing.is_trusted() && self.cluster.owner(decree) == Some(id)
    }
}
