//! What clients ask of a node, and when they are answered.

use super::core::{Core, LINGER};
use super::decree::{Decree, MAX_VALUE};
use super::instance::Waiter;
use super::store::{Store, StoreError};
use super::timers::Alarm;
use super::wire::{Answer, Refusal, Request};
use crate::actor::{Timer, unsettled};
use crate::paxos::Value;
use std::net::SocketAddr;
use std::time::Duration;

/// How long a learner is given to hear of votes, before a client is told that there are none.
const TELL_AFTER: Duration = Duration::from_millis(300);

/// How long a client is remembered that does not ask again.
const PATIENCE: Duration = Duration::from_secs(10);

/// So many clients can wait for one decree at one node.
const MAX_WAITING: usize = 1024;

impl<S: Store> Core<S> {
    /// A client asks. If the outcome is known, it is the answer; if not, the client waits for it.
    pub(super) fn on_request(
        &mut self,
        decree: &Decree,
        from: SocketAddr,
        number: u64,
        request: Request,
    ) -> Result<(), StoreError> {
        if let Some(refusal) = self.refusal(&request) {
            self.answer(decree, from, number, Answer::Refused(refusal));
            return Ok(());
        }
        if let Some(value) = self.instance(decree)?.learned.clone() {
            self.answer(decree, from, number, Answer::Chosen(value));
            return Ok(());
        }
        let only_asks = matches!(request, Request::Learn);
        let until = self.now + PATIENCE;
        let waiter = Waiter { address: from, request: number, only_asks, until };
        if !self.instance(decree)?.wait(waiter, MAX_WAITING) {
            self.answer(decree, from, number, Answer::Refused(Refusal::Busy));
            return Ok(());
        }
        match request {
            Request::Propose(value) => self.run_proposer(decree, value),
            Request::Learn => self.ask_acceptors(decree),
        }
    }

    fn refusal(&self, request: &Request) -> Option<Refusal> {
        match request {
            Request::Propose(value) if value.as_str().len() > MAX_VALUE => {
                Some(Refusal::ValueTooLong)
            }
            Request::Propose(_) if self.me.proposer.is_none() => Some(Refusal::NoProposer),
            Request::Learn if self.me.learner.is_none() => Some(Refusal::NoLearner),
            Request::Propose(_) | Request::Learn => None,
        }
    }

    /// Lets the learner catch up at once: its timer may fire at any time, so also now.
    fn ask_acceptors(&mut self, decree: &Decree) -> Result<(), StoreError> {
        self.run_learner(decree)?;
        // Who asks later is told together with who asked first; else one who asks often would keep
        // all others waiting.
        self.timers.set_if_unset(decree, Alarm::Tell, self.now + TELL_AFTER);
        if let Some(learner) = self.learner() {
            self.step(decree, learner, |actor| actor.on_timeout(Timer::CatchUp));
        }
        Ok(())
    }

    /// The learner has had time to hear of votes. If it has heard of none, none is known. If it has,
    /// and they do not tell what is chosen, a new ballot will: it is begun with the value that may
    /// be chosen, and the clients go on waiting for its outcome (PMS 2.3).
    pub(super) fn tell(&mut self, decree: &Decree) -> Result<(), StoreError> {
        let Some(learner) = self.learner() else { return Ok(()) };
        let Some(instance) = self.instances.get_mut(decree) else { return Ok(()) };
        let heard = instance.actor(learner).and_then(|actor| unsettled(actor.learner()?).cloned());
        if let Some(value) = heard
            && self.me.proposer.is_some()
        {
            return self.run_proposer(decree, value);
        }
        let (told, waiting) = instance.waiting.drain(..).partition(|waiter| waiter.only_asks);
        instance.waiting = waiting;
        self.answer_all(decree, told, &Answer::Unknown);
        Ok(())
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
        self.timers.cancel(decree, Alarm::Tell);
        instance.learned = Some(value.clone());
        self.answer_all(decree, waiting, &Answer::Chosen(value));
    }

    fn answer_all(&mut self, decree: &Decree, waiting: Vec<Waiter>, answer: &Answer) {
        for Waiter { address, request, .. } in waiting {
            self.answer(decree, address, request, answer.clone());
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
