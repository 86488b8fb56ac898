//! What clients ask of a node, and when they are answered.

use super::core::{Core, LINGER};
use super::decree::{Decree, MAX_VALUE};
use super::instance::Waiter;
use super::mail::Asker;
use super::store::{Store, StoreError};
use super::timers::Alarm;
use super::wire::{Answer, Refusal, Request};
use crate::actor::{Msg, unsettled};
use crate::paxos::Value;
use stateright::actor::Id;
use std::time::Duration;

/// How long a learner is given to hear of a quorum of votes, before a new ballot settles those that it
/// has heard of.
const SETTLE_AFTER: Duration = Duration::from_millis(300);

/// How long a client is remembered that does not ask again.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many clients can wait for one decree at one node.
const MAX_WAITING: usize = 1024;

impl<S: Store> Core<S> {
    /// A client asks. If the outcome is known, it is the answer; if not, the client waits for it.
    pub(super) fn on_request(
        &mut self,
        decree: &Decree,
        asker: Asker,
        request: Request,
    ) -> Result<(), StoreError> {
        if let Some(refusal) = self.refusal(&request) {
            self.answer(decree, asker, Answer::Refused(refusal));
            return Ok(());
        }
        if let Some(value) = self.instance(decree)?.learned.clone() {
            self.answer(decree, asker, Answer::Chosen(value));
            return Ok(());
        }
        if matches!(request, Request::Peek) {
            self.answer(decree, asker, Answer::Unknown);
            return Ok(());
        }
        let only_asks = matches!(request, Request::Learn);
        let until = self.now + PATIENCE;
        let waiter = Waiter { asker, only_asks, is_read_for: false, until };
        if !self.instance(decree)?.wait(waiter, MAX_WAITING) {
            self.answer(decree, asker, Answer::Refused(Refusal::Busy));
            return Ok(());
        }
        match request {
            Request::Propose(value) => self.run_proposer(decree, value),
            Request::Learn | Request::Peek => self.read(decree),
        }
    }

    fn refusal(&self, request: &Request) -> Option<Refusal> {
        match request {
            Request::Propose(value) if value.as_str().len() > MAX_VALUE => {
                Some(Refusal::ValueTooLong)
            }
            Request::Propose(_) if self.me.proposer.is_none() => Some(Refusal::NoProposer),
            Request::Learn | Request::Peek if self.me.learner.is_none() => Some(Refusal::NoLearner),
            Request::Propose(_) | Request::Learn | Request::Peek => None,
        }
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
            self.step(decree, id, |actor| actor.on_msg(client, read))?;
        }
        Ok(())
    }

    /// Nothing was chosen when the read began. Those for whom it was are told so, and the next begins for
    /// those who came after that.
    pub(super) fn tell_none(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        let told = instance.take_read_for();
        let is_needed = instance.waiting.iter().any(|waiter| waiter.only_asks);
        self.answer_all(decree, told, &Answer::NoneChosen);
        // Votes that are heard of from now on are given their time anew.
        self.timers.cancel(decree, Alarm::Settle);
        if is_needed { self.read(decree) } else { Ok(()) }
    }

    /// Votes were heard that do not tell what is chosen: a new ballot will. It is begun with the value that
    /// may be chosen, and the clients go on waiting for its outcome (PMS 2.3).
    pub(super) fn settle_heard(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(learner) = self.learner() else { return Ok(()) };
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        if !instance.waiting.iter().any(|waiter| waiter.only_asks) {
            return Ok(());
        }
        let heard = instance.actor(learner).and_then(|actor| unsettled(actor.learner()?).cloned());
        match heard {
            Some(value) if self.me.proposer.is_some() => self.run_proposer(decree, value),
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
        for actor in [proposer, learner].into_iter().flatten() {
            instance.stop(actor);
            self.timers.cancel_actor(decree, actor);
        }
        self.timers.cancel(decree, Alarm::Settle);
        instance.learned = Some(value.clone());
        self.answer_all(decree, waiting, &Answer::Chosen(value));
    }

    fn answer_all(&mut self, decree: &Decree, waiting: Vec<Waiter>, answer: &Answer) {
        for Waiter { asker, .. } in waiting {
            self.answer(decree, asker, answer.clone());
        }
    }

    /// Forgets a decree that nobody waits for and for which no proposer runs. Its acceptor's state
    /// and what was learned are in the store, and come back with the next message about it.
    pub(super) fn leave(&mut self, decree: &Decree) {
        let now = self.now;
        let proposer = self.proposer();
        let Some(instance) = self.instances.get_mut(decree) else { return };
        instance.waiting.retain(|waiter| waiter.until > now);
        let goes_on = proposer.is_some_and(|id| instance.actor(id).is_some());
        if goes_on || !instance.waiting.is_empty() {
            self.timers.set(decree, Alarm::Leave, now + LINGER);
        } else {
            self.instances.remove(decree);
            self.timers.cancel_all(decree);
            self.commit_leftovers();
        }
    }
}
