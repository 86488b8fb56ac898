//! What clients ask of a node, and when they are answered.

use super::cause::Cause;
use super::core::{Core, LINGER};
use super::decree::{Decree, MAX_VALUE};
use super::instance::{Instance, Waiter, WaitsFor};
use super::mail::Asker;
use super::store::{Store, StoreError};
use super::timers::{Alarm, Time};
use super::wire::{Answer, Question, Refusal, Request};
use crate::actor::{Msg, unsettled};
use crate::paxos::Value;
use stateright::actor::Id;
use std::time::Duration;

/// How long a learner is given to hear of a quorum of votes, before a new ballot settles those that it
/// has heard of.
const SETTLE_AFTER: Duration = Duration::from_millis(300);

/// How long a client is remembered that does not ask again.
const PATIENCE: Duration = Duration::from_secs(10);

/// Decrees leave the memory at multiples of this.
const TICK: Duration = Duration::from_millis(20);

impl<S: Store> Core<S> {
    /// A client asks.
    pub(super) fn on_request(&mut self, asker: Asker, request: Request) -> Result<(), StoreError> {
        if let Some(refusal) = self.refusal(&request) {
            self.answer(asker, Answer::Refused(refusal));
            return Ok(());
        }
        let answer = match request {
            Request::About(decree, question) => return self.on_question(&decree, asker, question),
            Request::List(listing) => Answer::Listed(self.list(&listing)?),
            Request::Status => Answer::Status(Box::new(self.status())),
        };
        self.answer(asker, answer);
        Ok(())
    }

    /// A client asks about a decree. If the outcome is known, it is the answer; if not, the client waits
    /// for it.
    fn on_question(
        &mut self,
        decree: &Decree,
        asker: Asker,
        question: Question,
    ) -> Result<(), StoreError> {
        if !self.instances.contains_key(decree) {
            if !self.places.has_room(asker.holder(), self.instances.len()) {
                return self.answer_without_place(decree, asker, &question);
            }
            self.bring_in(decree, asker)?;
        }
        self.log.asks(decree, asker, &question);
        if let Some(value) = self.instance(decree)?.learned.clone() {
            self.tell(decree, asker, Answer::Chosen(value));
            return Ok(());
        }
        match question {
            Question::Propose(value) if self.waits(decree, asker, WaitsFor::Outcome)? => {
                self.run_proposer(decree, value)
            }
            Question::Learn if self.waits(decree, asker, WaitsFor::Read)? => self.read(decree),
            Question::Watch if self.waits(decree, asker, WaitsFor::Value)? => self.look(decree),
            Question::Peek => {
                self.answer(asker, Answer::Unknown);
                Ok(())
            }
            Question::Propose(_) | Question::Learn | Question::Watch => {
                self.answer(asker, Answer::Refused(Refusal::Busy));
                Ok(())
            }
        }
    }

    /// Gets into memory what is known of a decree that is not there, for this client.
    fn bring_in(&mut self, decree: &Decree, asker: Asker) -> Result<(), StoreError> {
        self.instance(decree)?.brought_in_by = Some(asker.holder());
        self.places.take(asker.holder());
        Ok(())
    }

    /// A client asks about a decree for which it has no place in memory. What was learned needs none.
    fn answer_without_place(
        &mut self,
        decree: &Decree,
        asker: Asker,
        question: &Question,
    ) -> Result<(), StoreError> {
        match self.recall(decree)? {
            Some(value) => {
                self.log.asks(decree, asker, question);
                self.tell(decree, asker, Answer::Chosen(value));
            }
            None => self.answer(asker, Answer::Refused(Refusal::Busy)),
        }
        Ok(())
    }

    /// Lets a client wait, if there is room for one more.
    fn waits(
        &mut self,
        decree: &Decree,
        asker: Asker,
        waits_for: WaitsFor,
    ) -> Result<bool, StoreError> {
        let until = self.now + PATIENCE;
        let waiter = Waiter { asker, waits_for, is_read_for: false, until };
        Ok(self.instance(decree)?.wait(waiter))
    }

    fn refusal(&self, request: &Request) -> Option<Refusal> {
        match request {
            Request::About(_, Question::Propose(value)) => {
                if value.as_str().len() > MAX_VALUE {
                    return Some(Refusal::ValueTooLong);
                }
                self.me.proposer.is_none().then_some(Refusal::NoProposer)
            }
            Request::About(..) | Request::List(_) => {
                self.me.learner.is_none().then_some(Refusal::NoLearner)
            }
            Request::Status => None,
        }
    }

    /// Lets the learner ask what it may have missed, for those who watch: they ask again now and then.
    fn look(&mut self, decree: &Decree) -> Result<(), StoreError> {
        self.run_learner(decree)?;
        self.timers.set_if_unset(decree, Alarm::Settle, self.now + SETTLE_AFTER);
        Ok(())
    }

    /// Lets the learner read for those who ask, if it does not read already. Who asks while it does is
    /// served by the next read: "none" is true of a moment after one has asked.
    fn read(&mut self, decree: &Decree) -> Result<(), StoreError> {
        self.run_learner(decree)?;
        // Who asks later waits no longer than who asked first; else one who asks often would keep all
        // others waiting.
        self.timers.set_if_unset(decree, Alarm::Settle, self.now + SETTLE_AFTER);
        let Some(id) = self.learner() else { return Ok(()) };
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        let reads = instance.actor(id).and_then(|actor| actor.learner()?.read()).is_some();
        if !reads && instance.read_for_all() {
            // Drawn from 2^64, and by a generator with a new seed after a restart: no other read has it.
            let read = Msg::Read { number: self.rng.u64(..) };
            let client = Id::from(self.roster().size());
            self.step(decree, id, Cause::Message(client, read))?;
        }
        Ok(())
    }

    /// Nothing was chosen when the read began. Those for whom it was are told so, and the next begins for
    /// those who came after that.
    pub(super) fn tell_none(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        let told = instance.take_read_for();
        let is_needed = instance.is_waited_for(&[WaitsFor::Read]);
        let is_watched = instance.is_waited_for(&[WaitsFor::Value]);
        self.answer_all(decree, told, &Answer::NoneChosen);
        // Votes that are heard of from now on are given their time anew.
        self.timers.cancel(decree, Alarm::Settle);
        match (is_needed, is_watched) {
            (true, _) => self.read(decree),
            (false, true) => self.look(decree),
            (false, false) => Ok(()),
        }
    }

    /// Votes were heard that do not tell what is chosen: a new ballot will. It is begun with the value that
    /// may be chosen, and the clients go on waiting for its outcome (PMS 2.3).
    pub(super) fn settle_heard(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(learner) = self.learner() else { return Ok(()) };
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        if !instance.is_waited_for(&[WaitsFor::Read, WaitsFor::Value]) {
            return Ok(());
        }
        let is_only_watched = !instance.is_waited_for(&[WaitsFor::Outcome, WaitsFor::Read]);
        let heard = instance.actor(learner).and_then(|actor| unsettled(actor.learner()?).cloned());
        match heard {
            Some(value) if self.me.proposer.is_some() => self.run_proposer(decree, value),
            // Nobody has voted, and that may stay so for days: a vote would wake the learner, and so do those
            // who watch when they ask again.
            None if is_only_watched && !self.proposes(decree) => {
                self.sleep(decree, learner);
                Ok(())
            }
            // Perhaps votes are still under way. A node that cannot propose has to wait for another to.
            _ => {
                self.timers.set(decree, Alarm::Settle, self.now + SETTLE_AFTER);
                Ok(())
            }
        }
    }

    /// This node's learner has learned the value: everyone who waits is answered. The decree needs
    /// no proposer and no learner here any more, but its acceptor for ever.
    pub(super) fn settle(&mut self, decree: &Decree, value: Value) {
        let (proposer, learner) = (self.proposer(), self.learner());
        self.remember(decree, &value);
        let Some(instance) = self.instances.get_mut(decree) else { return };
        let waiting = std::mem::take(&mut instance.waiting);
        instance.learned = Some(value.clone());
        for actor in [proposer, learner].into_iter().flatten() {
            self.sleep(decree, actor);
        }
        self.timers.cancel(decree, Alarm::Settle);
        self.answer_all(decree, waiting, &Answer::Chosen(value));
    }

    fn answer_all(&mut self, decree: &Decree, waiting: Vec<Waiter>, answer: &Answer) {
        for Waiter { asker, .. } in waiting {
            self.tell(decree, asker, answer.clone());
        }
    }

    /// Tells a client what is chosen.
    fn tell(&mut self, decree: &Decree, asker: Asker, answer: Answer) {
        self.log.answers(decree, asker, &answer);
        self.answer(asker, answer);
    }

    /// Whether this node's proposer runs.
    fn proposes(&mut self, decree: &Decree) -> bool {
        let proposer = self.proposer();
        let instance = self.instances.get_mut(decree);
        proposer.zip(instance).is_some_and(|(id, instance)| instance.actor(id).is_some())
    }

    /// Stops an actor.
    fn sleep(&mut self, decree: &Decree, actor: Id) {
        if self.instances.get_mut(decree).is_some_and(|instance| instance.stop(actor)) {
            self.log.stops(decree, Some(actor));
        }
        self.timers.cancel_actor(decree, actor);
    }

    /// When a decree that is in use now is looked at again: many at a time, so that a node that is busy is not woken for
    /// each of them.
    pub(super) fn leaves(&self) -> Time {
        let tick = TICK.as_nanos();
        let ticks = (self.now + LINGER).as_nanos() / tick + 1;
        Duration::from_nanos(u64::try_from(ticks * tick).unwrap_or(u64::MAX))
    }

    /// Forgets a decree that nobody waits for. What its actors have to keep and what was learned are in the
    /// store: they come back with the next message about it, and a proposer when a client asks again.
    pub(super) fn leave(&mut self, decree: &Decree) {
        let now = self.now;
        let Some(instance) = self.instances.get_mut(decree) else { return };
        instance.waiting.retain(|waiter| waiter.until > now);
        if instance.waiting.is_empty() {
            let Some(Instance { learned_by, brought_in_by, .. }) = self.instances.remove(decree)
            else {
                return;
            };
            if let Some(holder) = brought_in_by {
                self.places.give_back(holder);
            }
            self.lacking.remove(decree);
            self.log.stops(decree, None);
            self.timers.cancel_all(decree);
            // By now another decree's commit has nearly always made it durable.
            self.must_commit |= self.store.commits() < learned_by;
        } else {
            self.timers.set(decree, Alarm::Leave, self.leaves());
        }
    }
}
